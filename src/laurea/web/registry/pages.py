"""The front page: a field to check a credential, three doors, and figures with their proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from laurea.web.catalog.access import public_catalogue
from laurea.web.catalog.define import DESIGNERS
from laurea.web.design.contexts import Door, Head, HomePage
from laurea.web.design.pages import show
from laurea.web.design.parts import BigFigure, BigFigures, Link, Text
from laurea.web.issuing.access import count_awarded_by_organization, published_lists
from laurea.web.organizations.access import (
    Organization,
    Person,
    organizations_of,
)
from laurea.web.registry.figures import told
from laurea.web.registry.issuing_organizations import issuing_organizations
from laurea.web.registry.sample_plate import sample_plate
from laurea.web.registry.tiles import tiles_of

_ON_THE_SHELF: Final = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    organizations = issuing_organizations()
    listed = public_catalogue().order_by("-defined_at", "pk")
    count = listed.count()
    verify = reverse("verify")
    page = HomePage(
        head=Head(
            title=_("Show what you can do"),
            description=_("Signed digital credentials that anybody can check, without an account."),
            canonical=f"{settings.LAUREA_PUBLIC_URL}{reverse('home')}",
            is_indexed=True,
        ),
        headline=_("Show what you can do. Let anyone check it."),
        lede=_lede(organizations),
        verify_action=verify,
        plate=sample_plate(at=timezone.now()),
        other_ways=(Link(_("Choose a file or paste the text"), verify),),
        doors=tuple(_doors(request.user)),
        figures=_figures(organizations) if organizations else None,
        shelf_title=_("New on the list"),
        shelf=tiles_of(listed[:_ON_THE_SHELF]),
        shelf_more=Link(_("All %d achievements") % count, reverse("catalogue"))
        if count > _ON_THE_SHELF
        else None,
    )
    return show(request, page)


def _lede(organizations: list[Organization]) -> Text:
    if len(organizations) == 1:
        return _(
            "%(issuer)s issues signed credentials that stay with the people who earned them, and "
            "that any program of the Open Badges standard can check."
        ) % {"issuer": organizations[0].legal_name}
    return _(
        "Signed credentials that stay with the people who earned them, and that any program of the "
        "Open Badges standard can check."
    )


def _doors(person: Person) -> Iterator[Door]:
    yield Door(
        _("I learn"),
        _(
            "Claim what you were awarded with the link from your letter, without an account. Keep "
            "it in a wallet of your own, and show it to whom you like."
        ),
        tuple(_known((_("My wallet"), "wallet"), (_("What can be earned"), "catalogue"))),
    )
    yield Door(
        _("I hire"),
        _(
            "See in a second whether a credential is true, what it certifies, and what it took. It "
            "does not matter who issued it."
        ),
        tuple(_known((_("Check a credential"), "verify"), (_("Who issues here"), "issuers"))),
    )
    yield Door(
        _("I teach"),
        _(
            "Design an achievement, award it to one person or to a whole list, and take it back if "
            "it was a mistake."
        ),
        tuple(_desk(person)),
    )


def _desk(person: Person) -> Iterator[Link]:
    """Yield the ways into one's organization, or to signing in."""
    inside = organizations_of(person).order_by("legal_name").first()
    if inside is None:
        yield Link(_("Sign in"), reverse("account_login"))
        return
    yield from _known((_("Go to the desk"), "organization-today", inside.slug))
    designs = organizations_of(person, roles=DESIGNERS).order_by("legal_name").first()
    if designs is not None:
        address = reverse("catalog-achievement-new", args=[designs.slug])
        yield Link(_("Design an achievement"), address)


def _known(*wanted: tuple[str, ...]) -> Iterator[Link]:
    """Yield links to those addresses that this installation has."""
    for text, name, *arguments in wanted:
        try:
            yield Link(text, reverse(name, args=arguments))
        except NoReverseMatch:
            continue


def _figures(organizations: list[Organization]) -> BigFigures:
    proof = reverse("issuers")
    awarded = sum(count_awarded_by_organization().values())
    lists = published_lists()
    return BigFigures(
        (
            BigFigure(_("Credentials issued here"), told(awarded), _("by whom"), proof),
            BigFigure(_("Issuers"), f"{len(organizations):,}", _("who, and their keys"), proof),
            BigFigure(
                _("Status lists served"),
                f"{len(lists):,}",
                _("where anybody reads what was revoked") if lists else _("none was needed yet"),
                f"{proof}#lists" if lists else "",
            ),
        )
    )
