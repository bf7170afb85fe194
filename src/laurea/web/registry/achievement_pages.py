"""The public addresses of an achievement: its page, its document, its image.

- The document is what credentials carry, byte for byte. As JSON-LD it is preceded by the contexts
  that say what its words mean.
- An achievement that is archived, not listed or replaced by a newer version keeps its page,
  because credentials name it; only search engines are told to leave it alone.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from laurea.credentials.model.contexts import OB3_CONTEXT, VC2_CONTEXT
from laurea.web.catalog.access import Achievement, public_achievement, versions_of
from laurea.web.catalog.artwork import alt_of, png_of, svg_of
from laurea.web.catalog.define import address_of, read_stored, stored_document
from laurea.web.catalog.public_page import achievement_page
from laurea.web.design.contexts import AchievementPage, Alternate, Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Fact, Link, Notice
from laurea.web.design.prose import plain_text
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.issuing.access import count_awarded
from laurea.web.organizations.access import absent
from laurea.web.registry.figures import told
from laurea.web.registry.issuing_organizations import vouches_for
from laurea.web.registry.tiles import artwork_of
from laurea.web.security.negotiation import preferred_type
from laurea.web.security.public_documents import public_document

PAGE_TYPE: Final = "text/html"
JSON_TYPE: Final = "application/json"
JSON_LD_TYPE: Final = "application/ld+json"
_OFFERED: Final = (PAGE_TYPE, JSON_LD_TYPE, JSON_TYPE)
_MAX_AGE_S: Final = 300
_LONGEST_DESCRIPTION: Final = 200


@require_safe
def achievement(request: HttpRequest, achievement_id: UUID) -> HttpResponse:
    """Show an achievement in the form that the client prefers."""
    row = public_achievement(achievement_id)
    wanted = preferred_type(request.headers.get("Accept", ""), _OFFERED)
    if wanted in (JSON_LD_TYPE, JSON_TYPE):
        return _document(request, row, wanted)
    response = show(request, _page(row))
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def achievement_json(request: HttpRequest, achievement_id: UUID) -> HttpResponse:
    """Answer with the document, as JSON-LD where that is preferred."""
    wanted = preferred_type(request.headers.get("Accept", ""), (JSON_TYPE, JSON_LD_TYPE))
    return _document(request, public_achievement(achievement_id), wanted or JSON_TYPE)


@require_safe
def achievement_png(request: HttpRequest, achievement_id: UUID) -> HttpResponse:
    """Answer with the image as PNG."""
    return _image(request, png_of(public_achievement(achievement_id)), "image/png")


@require_safe
def achievement_svg(request: HttpRequest, achievement_id: UUID) -> HttpResponse:
    """Answer with the image as SVG, where it is drawn here."""
    return _drawing(request, public_achievement(achievement_id), is_small=False)


@require_safe
def achievement_small_svg(request: HttpRequest, achievement_id: UUID) -> HttpResponse:
    """Answer with the image that can be read below 100 pixels, where it is drawn here."""
    return _drawing(request, public_achievement(achievement_id), is_small=True)


def _drawing(request: HttpRequest, row: Achievement, *, is_small: bool) -> HttpResponse:
    svg = svg_of(row, small=is_small)
    if svg is None:
        raise absent()
    return _image(request, svg.encode(), "image/svg+xml")


def _image(request: HttpRequest, content: bytes, media_type: str) -> HttpResponse:
    return public_document(request, content, types=[media_type], max_age_s=_MAX_AGE_S)


def _document(request: HttpRequest, row: Achievement, media_type: str) -> HttpResponse:
    content = bytes(row.document)
    if media_type == JSON_LD_TYPE:
        contexts = {"@context": [VC2_CONTEXT, OB3_CONTEXT]}
        content = orjson.dumps({**contexts, **stored_document(row)})
    return public_document(request, content, types=[media_type], max_age_s=_MAX_AGE_S)


def _page(row: Achievement) -> AchievementPage:
    value = read_stored(row)
    versions = versions_of(row)
    organization = row.organization
    issuer = Link(organization.legal_name, reverse("issuer", args=[organization.slug]))
    is_newest = versions[0].pk == row.pk
    document = reverse("achievement-json", args=[row.pk])
    head = Head(
        title=f"{row.name}, {organization.legal_name}",
        description=Truncator(plain_text(value.description)).chars(_LONGEST_DESCRIPTION),
        canonical=address_of(row.pk),
        image=f"{address_of(row.pk)}/image.png",
        image_alt=alt_of(row),
        alternates=(Alternate(JSON_LD_TYPE, document),),
        is_indexed=is_newest and row.is_listed and row.archived_at is None,
    )
    return achievement_page(
        value,
        head=head,
        crumbs=Crumbs((Link(_("Home"), reverse("home")), issuer), row.name),
        artwork=artwork_of(row),
        issuer=issuer,
        facts=(
            Fact(_("Version"), f"{row.number}, {day(row.defined_at)}"),
            Fact(_("Awarded so far"), told(count_awarded(each.pk for each in versions))),
            Fact(_("Who vouches"), vouches_for(organization).word, issuer.href),
        ),
        notice=_standing(row, versions[0]),
        actions=(_as_open_badges(document),),
        versions=_versions(row, versions) if len(versions) > 1 else None,
    )


def _as_open_badges(document: str) -> Button:
    return Button(text=_("As Open Badges 3.0"), href=document, kind="quiet", icon="code")


def _standing(row: Achievement, newest: Achievement) -> Notice | None:
    if row.archived_at is not None:
        sentence = _("It has not been awarded since %(day)s. What was awarded stays valid.")
        return Notice(sentence=sentence % {"day": day(row.archived_at)}, kind="plain")
    if newest.pk != row.pk:
        sentence = _("A newer version has taken its place. What was awarded stays valid.")
        link = Link(_("See version %d") % newest.number, reverse("achievement", args=[newest.pk]))
        return Notice(sentence=sentence, link=link, kind="plain")
    return None


def _versions(row: Achievement, versions: list[Achievement]) -> Table:
    return Table(
        name="versions-table",
        caption=_("Versions"),
        columns=(Column(_("Version")), Column(_("Written")), Column(_("First awarded"))),
        rows=tuple(_version(each, is_here=each.pk == row.pk) for each in versions),
    )


def _version(row: Achievement, *, is_here: bool) -> Row:
    address = "" if is_here else reverse("achievement", args=[row.pk])
    awarded = day(row.first_awarded_at) if row.first_awarded_at else _("Not yet")
    remark = _("This page") if is_here else ""
    name = _("Version %d") % row.number
    return Row(Cell(name, address, remark=remark), (Cell(day(row.defined_at)), Cell(awarded)))
