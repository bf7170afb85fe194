"""The public addresses of an issuer: its page, its Profile, and the list of all issuers here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from laurea.credentials.model.contexts import OB3_CONTEXT, VC2_CONTEXT
from laurea.credentials.wire.ob3 import write_profile
from laurea.web.catalog.access import public_catalogue
from laurea.web.design.contexts import Alternate, Head, IssuerPage
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, EmptyState, Fact, Facts, Link
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.issuing.access import (
    StatusList,
    count_awarded_by_organization,
    published_lists,
)
from laurea.web.organizations.access import (
    IssuerKey,
    Organization,
    keys_of,
    public_organization,
)
from laurea.web.organizations.identifier import issuer_did
from laurea.web.organizations.keys import issuer_profile
from laurea.web.registry.achievement_pages import JSON_LD_TYPE, JSON_TYPE, PAGE_TYPE
from laurea.web.registry.figures import told
from laurea.web.registry.issuing_organizations import issuing_organizations, vouches_for
from laurea.web.registry.tiles import tiles_of
from laurea.web.security.negotiation import preferred_type
from laurea.web.security.public_documents import public_document

_MAX_AGE_S: Final = 300
_MOST_TILES: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuersPage:
    """Everybody who issues here, and the status lists that are served: proof of the figures."""

    template: ClassVar[str] = "registry/issuers.html"
    head: Head
    issuers: Table | None
    lists: Table | None
    nothing: EmptyState | None


@require_safe
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an issuer in the form that the client prefers."""
    organization = public_organization(slug)
    offered = (PAGE_TYPE, JSON_LD_TYPE, JSON_TYPE)
    wanted = preferred_type(request.headers.get("Accept", ""), offered)
    if wanted in (JSON_LD_TYPE, JSON_TYPE):
        return _profile(request, organization, wanted)
    response = show(request, _page(organization, timezone.now()))
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def issuer_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the issuer's Profile of Open Badges 3.0."""
    wanted = preferred_type(request.headers.get("Accept", ""), (JSON_TYPE, JSON_LD_TYPE))
    return _profile(request, public_organization(slug), wanted or JSON_TYPE)


@require_safe
def issuers(request: HttpRequest) -> HttpResponse:
    """Show everybody who issues here."""
    organizations = issuing_organizations()
    lists = published_lists()
    title = _("Who issues here")
    page = IssuersPage(
        head=Head(
            title=title,
            description=_("Issuers of digital credentials, with their keys and status lists."),
            canonical=settings.LAUREA_PUBLIC_URL + reverse("issuers"),
            is_indexed=True,
        ),
        issuers=_issuers_table(organizations) if organizations else None,
        lists=_lists_table(lists) if lists else None,
        nothing=None if organizations else _nothing(),
    )
    return show(request, page)


def _profile(request: HttpRequest, organization: Organization, media_type: str) -> HttpResponse:
    profile = write_profile(issuer_profile(organization))
    if media_type == JSON_LD_TYPE:
        profile = {"@context": [VC2_CONTEXT, OB3_CONTEXT], **profile}
    content = orjson.dumps(profile)
    return public_document(request, content, types=[media_type], max_age_s=_MAX_AGE_S)


def _page(organization: Organization, now: datetime) -> IssuerPage:
    name = organization.legal_name
    canonical = f"{settings.LAUREA_PUBLIC_URL}{reverse('issuer', args=[organization.slug])}"
    here = reverse("home")
    listed = public_catalogue().filter(organization=organization).order_by("name", "pk")
    awarded = count_awarded_by_organization().get(organization.pk, 0)
    described = _(
        "%(name)s issues signed digital credentials: what it awards, and the keys it signs with."
    )
    return IssuerPage(
        head=Head(
            title=name,
            description=described % {"name": name},
            canonical=canonical,
            alternates=(Alternate(JSON_LD_TYPE, reverse("issuer-json", args=[organization.slug])),),
            is_indexed=bool(awarded) or listed.exists(),
        ),
        crumbs=Crumbs((Link(_("Home"), here), Link(_("Issuers"), reverse("issuers"))), name),
        name=name,
        eyebrow=_("Issuer"),
        vouches=vouches_for(organization),
        facts=_facts(organization, awarded),
        keys=_keys_table(organization, now),
        achievements=tiles_of(listed[:_MOST_TILES], names_issuer=False),
        actions=tuple(_actions(organization, listed.count())),
    )


def _facts(organization: Organization, awarded: int) -> Facts:
    url = organization.url
    return Facts(
        (
            Fact(_("Home page"), url.partition("://")[2].rstrip("/") if url else None, url),
            Fact(
                _("Identifier"),
                issuer_did(organization),
                reverse("organization-did", args=[organization.slug]),
            ),
            Fact(_("Here since"), day(organization.founded_at)),
            Fact(_("Credentials awarded"), told(awarded)),
        )
    )


def _actions(organization: Organization, listed: int) -> list[Button]:
    profile = reverse("issuer-json", args=[organization.slug])
    actions = [
        Button(text=_("Profile in Open Badges 3.0"), href=profile, kind="quiet", icon="code")
    ]
    if listed > _MOST_TILES:
        address = f"{reverse('catalogue')}?issuer={organization.slug}"
        text = _("All %d achievements") % listed
        actions.insert(0, Button(text=text, href=address, kind="quiet", icon="seal"))
    return actions


def _keys_table(organization: Organization, now: datetime) -> Table | None:
    keys = keys_of(organization)
    if not keys:
        return None
    return Table(
        name="keys-table",
        caption=_("Keys it signs with"),
        columns=(Column(_("Key")), Column(_("Signs from")), Column(_("Until")), Column(_("Today"))),
        rows=tuple(_key_row(key, now) for key in keys),
    )


def _key_row(key: IssuerKey, now: datetime) -> Row:
    until = day(key.valid_until) if key.valid_until else _("Open")
    shown = f"{key.public_key_multibase[:12]}…{key.public_key_multibase[-6:]}"
    return Row(
        Cell(shown),
        (Cell(day(key.valid_from)), Cell(until), Cell(_state(key, now))),
    )


def _state(key: IssuerKey, now: datetime) -> str:
    if key.compromised_at is not None:
        return _("Withdrawn: others may have had it. Nothing it signed counts any more.")
    if key.valid_until is not None and key.valid_until <= now:
        return _("Signs no more. What it signed stays valid.")
    return _("Signs") if key.valid_from <= now else _("Does not sign yet")


def _issuers_table(organizations: list[Organization]) -> Table:
    awarded = count_awarded_by_organization()
    return Table(
        name="issuers-table",
        caption=_("Who issues here"),
        columns=(
            Column(_("Issuer")),
            Column(_("Identifier")),
            Column(_("Here since")),
            Column(_("Credentials awarded"), is_number=True, short=_("Awarded")),
        ),
        rows=tuple(
            Row(
                Cell(one.legal_name, reverse("issuer", args=[one.slug])),
                (
                    Cell(issuer_did(one), reverse("organization-did", args=[one.slug])),
                    Cell(day(one.founded_at)),
                    Cell(told(awarded.get(one.pk, 0))),
                ),
            )
            for one in organizations
        ),
    )


def _lists_table(lists: list[StatusList]) -> Table:
    return Table(
        name="lists-table",
        caption=_("Status lists"),
        columns=(
            Column(_("Status list")),
            Column(_("Places"), is_number=True),
            Column(_("Version"), is_number=True),
            Column(_("Published")),
        ),
        rows=tuple(
            Row(
                Cell(
                    f"{one.organization.legal_name}, {one.number}",
                    reverse("status-list", args=[one.pk]),
                ),
                (
                    Cell(f"{one.entries:,}"),
                    Cell(f"{one.version:,}"),
                    Cell(day_and_time(one.published_at) if one.published_at else _("Not yet")),
                ),
            )
            for one in lists
        ),
    )


def _nothing() -> EmptyState:
    return EmptyState(
        title=_("The first issuer will stand here"),
        sentence=_("An organization appears as soon as it offers or awards something in public."),
        icon="building",
    )
