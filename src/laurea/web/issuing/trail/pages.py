"""The page on which owners and auditors read who did what to what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar, Final, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from laurea.web.accounts.access import Account, names_of
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.accounts.signed_in import account_of
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day_and_time
from laurea.web.design.pages import show
from laurea.web.design.paging import pagination_of
from laurea.web.design.parts import Button, CheckLine, CheckList, EmptyState, Outcome, Text
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.issuing.soundness import CHAIN_READ_WITHIN
from laurea.web.issuing.trail.export import AUDITORS, audit_trail_export, csv_lines, json_lines
from laurea.web.issuing.trail.search import TrailSearch, trail_found_by
from laurea.web.issuing.trail.things import Thing, kind_of, things_of
from laurea.web.issuing.trail.words import actor_word, deed_word, told
from laurea.web.operations.audit import (
    AuditRow,
    ChainCheck,
    chain_length,
    check_chain,
    last_chain_check,
)
from laurea.web.organizations.access import Organization, organization_for

ROWS: Final = 50
"""How many rows a page shows."""
_READ_AT_ONCE: Final = 5_000  # a longer chain is read by the worker, every hour


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailPage:
    """The rows that a search finds. `export` goes with the search, hidden."""

    template: ClassVar[str] = "issuing/trail.html"
    head: Head
    title: Text
    chain: CheckList
    search: TrailSearch
    action: str
    table: Table | None
    pagination: Pagination | None
    empty: EmptyState | None
    export: str


@login_required
@require_safe
def trail_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was done in an organization, the latest first."""
    account, now = account_of(request), timezone.now()
    organization = organization_for(account, slug, roles=AUDITORS)
    search = TrailSearch(request.GET, organization=organization)
    pages = Paginator(trail_found_by(search, organization), ROWS)
    here = pages.get_page(request.GET.get("page"))
    path = reverse("organization-audit", args=[slug])
    page = TrailPage(
        head=Head(title=_("Audit trail")),
        title=_("Who did what here"),
        chain=CheckList((_chain(now),)),
        search=search,
        action=path,
        table=_table(list(here), account, organization) if pages.count else None,
        pagination=pagination_of(here, partial(search.address, path)),
        empty=None if pages.count else _nothing(path),
        export=reverse("organization-audit-export", args=[slug]) if pages.count else "",
    )
    return show(request, page, status=200 if search.is_valid() else 422)


@login_required
@require_POST
@demand_recent_sign_in()
def trail_export(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with what a search finds, as CSV or JSON lines."""
    account, now = account_of(request), timezone.now()
    organization = organization_for(account, slug, roles=AUDITORS)
    search = TrailSearch(request.POST, organization=organization)
    found = trail_found_by(search, organization).order_by("position")
    people = list(found.order_by().values_list("actor", flat=True).distinct())
    rows, last = found.count(), found.last()
    audit_trail_export(actor=account, organization=organization, rows=rows, at=now)
    # What is noted by this very export is not part of it.
    kept = found.filter(position__lte=last.position if last else 0).iterator(chunk_size=1_000)
    is_json = request.POST.get("form") == "jsonl"
    response = (
        StreamingHttpResponse(json_lines(kept, people), content_type="application/jsonl")
        if is_json
        else StreamingHttpResponse(csv_lines(kept, people), content_type="text/csv; charset=utf-8")
    )
    name = f"audit-{organization.slug}-{now:%Y-%m-%d}.{'jsonl' if is_json else 'csv'}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # Decorators know one kind of answer; this is another one, and Django takes both alike.
    return cast("HttpResponse", response)


def _chain(now: datetime) -> CheckLine:
    name, check = _("The chain"), last_chain_check()
    if chain_length() <= _READ_AT_ONCE:
        report = check_chain()
        check = ChainCheck(at=now, rows=report.rows, bad_position=report.bad_position)
    if check is None:
        said = _("It has not been read yet. The worker reads it every hour.")
        return CheckLine("unknown", name, said)
    found = {"rows": f"{check.rows:,}", "time": day_and_time(check.at)}
    if check.bad_position is not None:
        said = _("Row %(row)s does not fit, read %(time)s. Tell the people who run this server.")
        return CheckLine("failed", name, said % {**found, "row": f"{check.bad_position:,}"})
    sentence = ngettext(
        "The chain holds: %(rows)s entry of this server, read %(time)s.",
        "The chain holds: %(rows)s entries of this server, read %(time)s.",
        check.rows,
    )
    outcome: Outcome = "passed" if now - check.at <= CHAIN_READ_WITHIN else "unknown"
    return CheckLine(outcome, name, sentence % found)


def _table(rows: list[AuditRow], account: Account, organization: Organization) -> Table:
    names = names_of({row.actor for row in rows})
    things = things_of(rows, actor=account, organization=organization)
    return Table(
        name="trail",
        caption=_("Audit trail"),
        columns=(Column(_("What")), Column(_("Who")), Column(_("To what")), Column(_("When"))),
        rows=tuple(_row(row, names, things.get(row.subject)) for row in rows),
    )


def _row(row: AuditRow, names: dict[str, str], thing: Thing | None) -> Row:
    return Row(
        Cell(deed_word(row.action, row.body), remark=told(row.action, row.body)),
        (
            Cell(actor_word(row.actor, names)),
            Cell(thing.name, thing.href) if thing else Cell(kind_of(row)),
            Cell(day_and_time(row.at)),
        ),
    )


def _nothing(path: str) -> EmptyState:
    return EmptyState(
        icon="search",
        title=_("Nothing fits"),
        sentence=_("Nothing was done that fits all of what was asked for. Ask for less."),
        action=Button(text=_("The whole trail"), href=path, kind="quiet"),
    )
