"""The page on which the rows of a roster are looked over and mended."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.integrations.roster import RefusedRow, write_refused
from laurea.web.accounts.access import Account
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Link, Stepper, Text
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.issuing.rosters.access import RosterDraft
from laurea.web.issuing.rosters.here import (
    ROWS,
    address,
    crumbs,
    discard_button,
    draft_here,
    stepper,
    to_run,
)
from laurea.web.issuing.rosters.mend import mend_roster
from laurea.web.issuing.rosters.mending_form import (
    ROWS_PER_PAGE,
    RowFields,
    fields_of,
    mending_of,
    rows_to_mend,
)
from laurea.web.issuing.rosters.reading import Judgement, LeftRow, judge

_SHOWN: Final = 5
_MOST_NAMED: Final = 50


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row that is only named: its number, its learner, the name of its field."""

    number: int
    learner: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRowsPage:
    """What needs a person first, then what is ready.

    `duplicates` and `again` are the answers that stand, or None where there is no such question.
    """

    template: ClassVar[str] = "issuing/roster_rows.html"
    head: Head
    crumbs: Crumbs
    stepper: Stepper
    title: Text
    sentence: Text
    action: str
    rows: tuple[RowFields, ...]
    pages: Pagination | None
    refused: int
    twice: int
    duplicates: bool | None
    held: tuple[NamedRow, ...]
    held_count: int
    again: bool | None
    set_aside: tuple[NamedRow, ...]
    set_aside_count: int
    ready: Table | None
    left_csv: Button | None
    start: Button | None
    discard: Button


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_rows_page(request: HttpRequest, slug: str, roster_id: UUID) -> HttpResponse:
    """Show the rows, or take what people mended in them."""
    account, draft = draft_here(request, slug, roster_id)
    if draft.run_id is not None:
        return to_run(slug, draft)
    try:
        if request.method == "POST":
            return _mend(request, slug, account, draft)
        judgement = judge(draft, at=timezone.now())
    except (MalformedDocument, LimitExceeded):
        return redirect(address("columns", slug, draft))  # which says what is wrong
    return show(request, _page(slug, draft, judgement, _page_number(request)))


@login_required
@require_safe
def roster_left(request: HttpRequest, slug: str, roster_id: UUID) -> HttpResponse:
    """Answer with the rows that need a person, as CSV with their reasons."""
    _account, draft = draft_here(request, slug, roster_id)
    if draft.run_id is not None:
        return to_run(slug, draft)
    judgement = judge(draft, at=timezone.now())
    file = io.BytesIO()
    rows = (RefusedRow(row.number, row.problems, row.cells) for row in judgement.refused)
    write_refused(rows, file, header=judgement.header)
    response = HttpResponse(file.getvalue(), content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    return response


def _mend(request: HttpRequest, slug: str, account: Account, draft: RosterDraft) -> HttpResponse:
    now = timezone.now()
    mending = mending_of(request.POST)
    mend_roster(actor=account, draft_id=draft.pk, mending=mending, at=now)
    draft.refresh_from_db()
    judgement = judge(draft, at=now)
    left = len(judgement.refused)
    if request.POST.get("then") == "start" and not left:
        return redirect(address("start", slug, draft))
    touched = len({*mending.cells, *mending.set_aside, *mending.taken_back})
    said = [ngettext("%d row was changed.", "%d rows were changed.", touched) % touched]
    if left:
        said.append(ngettext("%d row still needs you.", "%d rows still need you.", left) % left)
    else:
        said.append(_("No row needs you any more."))
    messages.info(request, " ".join(said))
    return redirect(address("rows", slug, draft))


def _page(slug: str, draft: RosterDraft, judgement: Judgement, number: int) -> RosterRowsPage:
    to_mend = rows_to_mend(judgement)
    pages = max(1, -(-len(to_mend) // ROWS_PER_PAGE))
    number = min(number, pages)
    shown = to_mend[(number - 1) * ROWS_PER_PAGE :][:ROWS_PER_PAGE]
    here = address("rows", slug, draft)
    refused = len(judgement.refused)
    title = _title(judgement)
    return RosterRowsPage(
        head=Head(title=title),
        crumbs=crumbs(slug, draft.file_name, Link(_("Columns"), address("columns", slug, draft))),
        stepper=stepper(ROWS),
        title=title,
        sentence=_sentence(judgement),
        action=here,
        rows=fields_of(shown, judgement),
        pages=_pagination(here, number, pages, len(to_mend)) if pages > 1 else None,
        refused=refused,
        twice=len(judgement.twice),
        duplicates=draft.allow_duplicates if judgement.twice or draft.allow_duplicates else None,
        held=_named(judgement.held, "held"),
        held_count=len(judgement.held),
        again=draft.award_again if judgement.held or draft.award_again else None,
        set_aside=_named(judgement.set_aside, "back"),
        set_aside_count=len(judgement.set_aside),
        ready=_ready_table(judgement) if judgement.ready else None,
        left_csv=_left_csv(slug, draft, refused) if refused else None,
        start=_start_button(slug, draft, judgement) if refused and judgement.ready else None,
        discard=discard_button(slug, draft),
    )


def _title(judgement: Judgement) -> str:
    refused = len(judgement.refused)
    if refused:
        return ngettext("%(rows)s row needs you", "%(rows)s rows need you", refused) % {
            "rows": f"{refused:,}"
        }
    ready = len(judgement.ready)
    return ngettext("%(rows)s row is ready", "%(rows)s rows are ready", ready) % {
        "rows": f"{ready:,}"
    }


def _sentence(judgement: Judgement) -> str:
    ready = len(judgement.ready)
    said = ngettext("%(rows)s row is ready.", "%(rows)s rows are ready.", ready) % {
        "rows": f"{ready:,}"
    }
    return " ".join((said, _("Every row is checked by the same code that will issue it.")))


def _named(rows: tuple[LeftRow, ...], field: str) -> tuple[NamedRow, ...]:
    return tuple(
        NamedRow(
            row.number, row.name or " ".join(filter(None, row.cells))[:80], f"{field}-{row.number}"
        )
        for row in rows[:_MOST_NAMED]
    )


def _ready_table(judgement: Judgement) -> Table:
    shown = judgement.ready[:_SHOWN]
    return Table(
        name="ready",
        caption=_("The first rows that are ready"),
        columns=(
            Column(_("Row")),
            Column(_("Name")),
            Column(_("Recipient")),
            Column(_("Awarded on")),
            Column(_("Result")),
        ),
        rows=tuple(
            Row(
                Cell(f"{row.number:,}"),
                (
                    Cell(row.name or _("Not given")),
                    Cell(row.email or row.did or ""),
                    Cell(day(row.awarded) if row.awarded else _("The day of the run")),
                    Cell(", ".join(value for _name, value in row.results) or _("Not stated")),
                ),
            )
            for row in shown
        ),
    )


def _left_csv(slug: str, draft: RosterDraft, refused: int) -> Button:
    text = ngettext("Get the row as CSV", "Get the %(rows)s rows as CSV", refused)
    return Button(
        text=text % {"rows": f"{refused:,}"},
        href=address("left", slug, draft),
        kind="quiet",
        icon="download",
        downloads=True,
    )


def _start_button(slug: str, draft: RosterDraft, judgement: Judgement) -> Button:
    ready = len(judgement.ready)
    text = ngettext("Go on with the row that is ready", "Go on with the %(rows)s rows", ready)
    return Button(
        text=text % {"rows": f"{ready:,}"}, href=address("start", slug, draft), kind="bare"
    )


def _pagination(here: str, number: int, pages: int, total: int) -> Pagination:
    return Pagination(
        page=number,
        pages=pages,
        sentence=_("%(total)s rows, %(each)d on a page")
        % {"total": f"{total:,}", "each": ROWS_PER_PAGE},
        href=lambda page: f"{here}?page={page}",
    )


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1
