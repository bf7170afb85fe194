"""The pages of awards that other platforms made: all of them, and one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from laurea.web.design.contexts import Head
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.pages import show
from laurea.web.design.paging import pagination_of
from laurea.web.design.parts import Button, EmptyState, Fact, Facts, Link, Notice, Text
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.issuing.imports.access import (
    AwardElsewhere,
    award_elsewhere_for,
    awards_elsewhere_of,
)
from laurea.web.issuing.imports.page import ImportPage, Section, crumbs
from laurea.web.issuing.imports.report import signed_as
from laurea.web.issuing.imports.words import PLATFORMS
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.staff import account_of
from laurea.web.organizations.access import Organization, absent, organization_for, roles_of

_ROWS: Final = 50
_LONGEST_QUERY: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewherePage:
    """What was awarded elsewhere, as far as a search finds it."""

    template: ClassVar[str] = "issuing/elsewhere.html"
    head: Head
    title: Text
    action: str
    query: str
    bring: Button | None
    table: Table | None
    pages: Pagination | None
    empty: EmptyState | None


@login_required
@require_safe
def elsewhere_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the awards that other platforms made."""
    account = account_of(request)
    organization = organization_for(account, slug)
    query = request.GET.get("q", "").strip()[:_LONGEST_QUERY].replace("\0", "")
    found = awards_elsewhere_of(account).filter(organization=organization)
    if query:
        found = found.filter(
            Q(recipient_email__iexact=query)
            | Q(recipient_name__icontains=query)
            | Q(original_id=query)
            | Q(url=query)
        )
    pages = Paginator(found.order_by("-awarded_at", "-pk"), _ROWS)
    here = pages.get_page(request.GET.get("page"))
    path = reverse("issuing-elsewhere", args=[slug])
    count = ngettext("%s award made elsewhere", "%s awards made elsewhere", pages.count)
    may_bring = bool(roles_of(account, organization) & ISSUERS)
    bring = Button(
        text=_("Bring an export"), href=reverse("issuing-imports", args=[slug]), icon="plus"
    )
    page = ElsewherePage(
        head=Head(title=_("Awarded elsewhere")),
        title=count % f"{pages.count:,}" if pages.count else _("Awarded elsewhere"),
        action=path,
        query=query,
        bring=bring if may_bring and pages.count else None,
        table=_table(organization, list(here)) if pages.count else None,
        pages=pagination_of(here, partial(_page_address, path, query)),
        empty=None if pages.count else _nothing(query, path, bring if may_bring else None),
    )
    return show(request, page)


@login_required
@require_safe
def elsewhere_award(request: HttpRequest, slug: str, award_id: UUID) -> HttpResponse:
    """Show one award that another platform made."""
    award = award_elsewhere_for(account_of(request), award_id)
    if award.organization.slug != slug:
        raise absent()
    signed = signed_as(award.source, [award]).get(award.original_id, "")
    title = award.recipient_name or award.recipient_email or award.recipient_identity
    origin = PLATFORMS[award.platform]
    evidence = _evidence(award)
    all_of_them = Link(_("Awarded elsewhere"), reverse("issuing-elsewhere", args=[slug]))
    page = ImportPage(
        head=Head(title=title),
        crumbs=crumbs(slug, title, all_of_them),
        title=title,
        sentence=award.achievement_name,
        notices=(
            Notice(
                title=_("Awarded elsewhere"),
                sentence=_(
                    "%s made this award. It was not signed here, and what its export says was not"
                    " verified."
                )
                % origin,
                kind="plain",
            ),
        ),
        facts=Facts(tuple(_facts(award, origin, signed))),
        sections=(evidence,) if evidence else (),
    )
    return show(request, page)


def _facts(award: AwardElsewhere, origin: str, signed: str) -> list[Fact]:
    facts = [
        Fact(_("Made on"), origin),
        Fact(_("Original id"), award.original_id),
        Fact(_("Original address"), award.url or None, href=award.url),
        Fact(_("Recipient"), award.recipient_email or award.recipient_identity or None),
        Fact(_("Awarded"), day(award.awarded_at)),
        Fact(_("Valid until"), day(award.expires_at) if award.expires_at else _("Without end")),
    ]
    if award.is_revoked:
        facts.append(Fact(_("Revoked there"), award.revocation_reason or _("Without a reason")))
    if award.narrative:
        facts.append(Fact(_("How it was earned"), award.narrative))
    if award.tags:
        facts.append(Fact(_("Tags"), ", ".join(award.tags)))
    counts = award.achievement
    facts += [
        Fact(_("Counts here as"), counts.name if counts else None, missing=_("History only")),
        Fact(_("Signed anew as"), signed or None, href=signed, missing=_("Not signed anew")),
        Fact(_("Imported"), day_and_time(award.imported_at)),
    ]
    return facts


def _evidence(award: AwardElsewhere) -> Section | None:
    if not award.evidence:
        return None
    rows = tuple(
        Row(
            Cell(one["name"] or one["url"] or _("Without a name"), href=one["url"] or ""),
            (Cell(one["narrative"] or _("Nothing more")),),
        )
        for one in award.evidence
    )
    columns = (Column(_("What was shown")), Column(_("What it says")))
    table = Table(name="evidence", caption=_("Evidence"), columns=columns, rows=rows)
    return Section("evidence", _("Evidence"), table)


def _table(organization: Organization, awards: list[AwardElsewhere]) -> Table:
    return Table(
        name="elsewhere",
        caption=_("Awarded elsewhere"),
        columns=(
            Column(_("Recipient")),
            Column(_("Achievement")),
            Column(_("Made on")),
            Column(_("Awarded")),
            Column(_("State")),
        ),
        rows=tuple(_row(organization, one) for one in awards),
    )


def _row(organization: Organization, one: AwardElsewhere) -> Row:
    who = one.recipient_name or one.recipient_email or one.recipient_identity
    address = reverse("issuing-elsewhere-award", args=[organization.slug, one.pk])
    state = _("Revoked there") if one.is_revoked else _("Not signed here")
    if one.run_id is not None:
        state = _("Signed anew")
    return Row(
        Cell(who, href=address, remark=one.recipient_email if one.recipient_name else ""),
        (
            Cell(one.achievement_name),
            Cell(PLATFORMS[one.platform]),
            Cell(day(one.awarded_at)),
            Cell(state),
        ),
    )


def _nothing(query: str, path: str, bring: Button | None) -> EmptyState:
    if query:
        return EmptyState(
            icon="search",
            title=_("Nothing fits"),
            sentence=_("Search by a name, a whole e-mail address, or the id it has elsewhere."),
            action=Button(text=_("All awards made elsewhere"), href=path, kind="quiet"),
        )
    return EmptyState(
        title=_("Nothing was brought yet"),
        sentence=_("What was awarded on another platform appears here once it is imported."),
        action=bring,
    )


def _page_address(path: str, query: str, number: int) -> str:
    asked = {"q": query, "page": str(number)} if query else {"page": str(number)}
    return f"{path}?{urlencode(asked)}"
