"""The page on which the rows of a roster are looked over and mended."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.problems import ROW_CELLS, Problem
from laurea.integrations.roster import RefusedRow, write_refused
from laurea.web.accounts.access import Account
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.paging import asked_page
from laurea.web.design.parts import Button, Crumbs, Link, Notice, Stepper, Text
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.issuing.kept_forms import Kept, kept_form, show_again
from laurea.web.issuing.rosters.access import RosterDraft
from laurea.web.issuing.rosters.here import (
    NO_ROSTERS,
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
    as_sent,
    cells_of,
    fields_of,
    mending_of,
    rows_that_collided,
    rows_to_show,
)
from laurea.web.issuing.rosters.reading import Judgement, judge
from laurea.web.issuing.rosters.words import SET_ASIDE, counted, reason_of
from laurea.web.issuing.staff import for_issuers

_SHOWN: Final = 5
_LONGEST_TYPED: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRowsPage:
    """What needs a person first, then what people decided, then what is ready.

    `duplicates` and `again` are the answers that stand, or None where there is no such question.
    `changes` and `read` say which state of the roster is shown.
    """

    template: ClassVar[str] = "issuing/roster_rows.html"
    head: Head
    crumbs: Crumbs
    stepper: Stepper
    title: Text
    sentence: Text
    notice: Notice | None
    action: str
    changes: int
    read: str
    rows: tuple[RowFields, ...]
    pages: Pagination | None
    twice: int
    duplicates: bool | None
    held: int
    again: bool | None
    ready: Table | None
    left_csv: Button | None
    start: Text
    discard: Button


@login_required
@for_issuers(NO_ROSTERS)
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
    kept = kept_form(request)
    page = _page(slug, draft, judgement, asked_page(request), kept)
    return show(request, page, status=kept.status if kept else 200)


@login_required
@for_issuers(NO_ROSTERS)
@require_safe
def roster_left(request: HttpRequest, slug: str, roster_id: UUID) -> HttpResponse:
    """Answer with the rows that get no credential, as CSV with their reasons."""
    _account, draft = draft_here(request, slug, roster_id)
    if draft.run_id is not None:
        return to_run(slug, draft)
    judgement = judge(draft, at=timezone.now())
    file = io.BytesIO()
    rows = (
        RefusedRow(row.number, (Problem(ROW_CELLS, reason_of(row)),), row.cells)
        for row in sorted(judgement.left, key=lambda row: row.number)
    )
    write_refused(rows, file, header=judgement.header)
    response = HttpResponse(file.getvalue(), content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    return response


def _mend(request: HttpRequest, slug: str, account: Account, draft: RosterDraft) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("read", _read(draft)) != _read(draft):
        return show_again(request, notice=_read_otherwise(request.POST), status=409)
    mending = mending_of(request.POST)
    collided = mend_roster(actor=account, draft_id=draft.pk, mending=mending, at=now)
    if collided:
        return show_again(request, as_sent(collided), notice=_written_twice(), status=409)
    draft.refresh_from_db()
    judgement = judge(draft, at=now)
    has_errors = bool(judgement.refused or judgement.short)
    then = request.POST.get("then")
    if (then == "start" and not has_errors) or (then == "go-on" and judgement.ready):
        return redirect(address("start", slug, draft))
    touched, left = len(mending.rows), len(judgement.needy)
    said = [ngettext("%d row was changed.", "%d rows were changed.", touched) % touched]
    if left:
        said.append(ngettext("%d row still needs you.", "%d rows still need you.", left) % left)
    else:
        said.append(_("No row needs you any more."))
    messages.info(request, " ".join(said))
    return redirect(address("rows", slug, draft))


def _read(draft: RosterDraft) -> str:
    """Return how the file is read, by which its rows and columns are numbered."""
    return f"{draft.encoding}|{draft.delimiter}|{draft.sheet}"


def _written_twice() -> Notice:
    return Notice(
        title=_("Some cells were changed meanwhile"),
        sentence=_(
            "Somebody else wrote other words into them, or you did in another tab. Both are named"
            " below; choose. Everything else was kept."
        ),
    )


def _read_otherwise(sent: QueryDict) -> Notice:
    typed = [text for cells in mending_of(sent).cells.values() for text in cells.values()]
    sentence = _("Somebody changed how the file is read, so rows and columns are others now.")
    if typed:
        sentence += " " + _("What you wrote was not kept: %s") % "; ".join(typed)[:_LONGEST_TYPED]
    return Notice(title=_("The file is read in another way meanwhile"), sentence=sentence)


def _page(
    slug: str, draft: RosterDraft, judgement: Judgement, number: int, kept: Kept | None
) -> RosterRowsPage:
    rows = rows_to_show(judgement)
    pages = max(1, -(-len(rows) // ROWS_PER_PAGE))
    number = min(number, pages)
    shown = rows[(number - 1) * ROWS_PER_PAGE :][:ROWS_PER_PAGE]
    collided = cells_of(kept.sent) if kept else {}
    if collided:
        ours = rows_that_collided(judgement, collided)
        shown = [*ours, *(row for row in shown if row.number not in collided)]
    here = address("rows", slug, draft)
    left = len(judgement.left)
    title = _title(judgement)
    return RosterRowsPage(
        head=Head(title=title),
        crumbs=crumbs(slug, draft.file_name, Link(_("Columns"), address("columns", slug, draft))),
        stepper=stepper(ROWS),
        title=title,
        sentence=_sentence(judgement),
        notice=kept.notice if kept else None,
        action=here,
        changes=draft.changes,
        read=_read(draft),
        rows=fields_of(shown, judgement, collided),
        pages=_pagination(here, number, pages, len(rows)) if pages > 1 else None,
        twice=len(judgement.twice),
        duplicates=draft.allow_duplicates if judgement.twice or draft.allow_duplicates else None,
        held=len(judgement.held),
        again=draft.award_again if judgement.held or draft.award_again else None,
        ready=_ready_table(judgement) if judgement.ready else None,
        left_csv=_left_csv(slug, draft, left) if left else None,
        start=_go_on(judgement) if judgement.needy and judgement.ready else "",
        discard=discard_button(slug, draft),
    )


def _title(judgement: Judgement) -> str:
    needy = len(judgement.needy)
    if needy:
        return ngettext("%(rows)s row needs you", "%(rows)s rows need you", needy) % {
            "rows": f"{needy:,}"
        }
    ready = len(judgement.ready)
    return ngettext("%(rows)s row is ready", "%(rows)s rows are ready", ready) % {
        "rows": f"{ready:,}"
    }


def _sentence(judgement: Judgement) -> str:
    """Return how many rows are ready, and how many are not for which reason."""
    ready, aside = len(judgement.ready), len(judgement.set_aside)
    said = [ngettext("%(rows)s row is ready.", "%(rows)s rows are ready.", ready) % _rows(ready)]
    why = [f"{term} ({count:,})" for term, count in counted(judgement) if term != SET_ASIDE]
    if why:
        said.append(_("Without a credential so far: %s.") % ", ".join(map(str, why)))
    if aside:
        said.append(
            ngettext("%(rows)s row is set aside.", "%(rows)s rows are set aside.", aside)
            % _rows(aside)
        )
    return " ".join((*said, _("Every row is checked by the same code that will issue it.")))


def _rows(count: int) -> dict[str, str]:
    return {"rows": f"{count:,}"}


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


def _left_csv(slug: str, draft: RosterDraft, left: int) -> Button:
    text = ngettext("Get the row as CSV", "Get the %(rows)s rows as CSV", left)
    return Button(
        text=text % _rows(left),
        href=address("left", slug, draft),
        kind="quiet",
        icon="download",
        downloads=True,
    )


def _go_on(judgement: Judgement) -> str:
    ready = len(judgement.ready)
    text = ngettext("Go on with the row that is ready", "Go on with the %(rows)s rows", ready)
    return text % _rows(ready)


def _pagination(here: str, number: int, pages: int, total: int) -> Pagination:
    return Pagination(
        page=number,
        pages=pages,
        sentence=_("%(total)s rows, %(each)d on a page")
        % {"total": f"{total:,}", "each": ROWS_PER_PAGE},
        href=lambda page: f"{here}?page={page}",
    )
