"""What surrounds every page: the links at its head, for whoever looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from laurea.web.accounts.appearance_pages import theme
from laurea.web.design.contexts import Frame
from laurea.web.design.parts import Link, Text
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.trail.export import AUDITORS
from laurea.web.organizations.access import Organization, Person, organizations_of, roles_of

_AWARD: Final = "issuing-award-begin"
_AUDIT: Final = "organization-audit"
_FOR: Final = {_AWARD: ISSUERS, _AUDIT: AUDITORS}
"""The sections that take a role, by address."""
_SECTIONS: Final[tuple[tuple[str, Text, tuple[str, ...]], ...]] = (
    ("organization-today", _("Today"), ("organization-today",)),
    ("catalog-achievements", _("Achievements"), ("catalog-",)),
    (_AWARD, _("Award"), ("issuing-award",)),
    ("issuing-rosters", _("Rosters"), ("issuing-roster", "issuing-run", "issuing-import")),
    (
        "issuing-credentials",
        _("Credentials"),
        (
            *("issuing-credential", "issuing-revoke", "issuing-suspend", "issuing-reinstate"),
            *("issuing-correct", "issuing-renew"),
            *("organization-claim", "issuing-elsewhere"),
        ),
    ),
    ("organization-letters", _("Letters"), ("organization-letter",)),
    (
        "organization-members",
        _("Members"),
        ("organization-member", "organization-invitation", "organization-leave"),
    ),
    ("organization-keys", _("Keys"), ("organization-key",)),
    ("organization-profile", _("Profile"), ("organization-profile",)),
    ("organization-tokens", _("Programs"), ("organization-token", "organization-webhook")),
    (_AUDIT, _("Audit trail"), (_AUDIT,)),
)
"""The sections of an organization: the address of each, its name, and how the names begin of the
addresses that belong to it."""


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Return the frame; a context processor."""
    user: Person | None = getattr(request, "user", None)
    home = reverse("home")
    if user is None or not user.is_authenticated:
        sign_in = Link(_("Sign in"), reverse("account_login"))
        earned = _link(request, _("Achievements"), "catalogue")
        links = (_link(request, _("Verify"), "verify"), earned, sign_in)
        return {"frame": Frame(home=home, links=links, foot=_foot(request), theme=theme(request))}
    inside = _inside(request, user)
    own, verify = _link(request, _("Wallet"), "wallet"), _link(request, _("Verify"), "verify")
    return {
        "frame": Frame(
            home=home,
            organization=inside.legal_name if inside else "",
            links=(*_desk(user), own, verify, _account(request)),
            sections=tuple(_sections(request, user, inside)) if inside else (),
            foot=_foot(request),
            theme=theme(request),
        )
    }


def _inside(request: HttpRequest, user: Person) -> Organization | None:
    """Return the organization whose pages these are, if the person works for it."""
    match = request.resolver_match
    if match is None or "slug" not in match.kwargs or not request.path.startswith("/o/"):
        return None
    return organizations_of(user).filter(slug=match.kwargs["slug"]).first()


def _desk(user: Person) -> Iterator[Link]:
    """Yield the way to one's organizations: the one there is, or all of them."""
    held = list(organizations_of(user).order_by("legal_name")[:2])
    if len(held) == 1:
        yield Link(held[0].short_name, reverse("organization-today", args=[held[0].slug]))
    elif held:
        yield Link(_("Organizations"), reverse("desk"))


def _sections(request: HttpRequest, user: Person, inside: Organization) -> Iterator[Link]:
    """Yield the sections of an organization, without those that the person's roles do not open."""
    here = (request.resolver_match and request.resolver_match.url_name) or ""
    roles = roles_of(user, inside)
    for name, text, beginnings in _SECTIONS:
        if name not in _FOR or roles & _FOR[name]:
            address = reverse(name, args=[inside.slug])
            yield Link(text, address, is_current=here.startswith(beginnings))


def _link(request: HttpRequest, text: Text, name: str) -> Link:
    address = reverse(name)
    return Link(text, address, is_current=request.path == address)


def _account(request: HttpRequest) -> Link:
    return Link(
        _("Account"), reverse("account_email"), is_current=request.path.startswith("/accounts/")
    )


def _foot(request: HttpRequest) -> tuple[Link, ...]:
    """Return what stands at the foot; the way to the appearance leads back to this page.

    The address of a claim is a secret, and is written nowhere.
    """
    match = request.resolver_match
    is_secret = match is not None and match.url_name in {"claim", "claim-again"}
    here = "" if is_secret else f"?{urlencode({'next': request.path})}"
    return (
        Link(_("Imprint"), reverse("imprint")),
        Link(_("Privacy"), reverse("privacy")),
        Link(_("Contact"), reverse("contact")),
        Link(_("Appearance"), reverse("appearance") + here),
    )
