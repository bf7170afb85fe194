"""The page on which people say what the columns of a roster become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from laurea.credentials.errors import LaureaError
from laurea.credentials.problems import Problem
from laurea.integrations.roster.dates import DateReading, read_date
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Notice, Stepper, Text
from laurea.web.issuing.kept_forms import Kept, kept_form, show_again
from laurea.web.issuing.rosters.access import RosterDraft
from laurea.web.issuing.rosters.columns import (
    NOT_USED,
    RosterColumn,
    RosterColumns,
    columns_of,
    mapping_of,
)
from laurea.web.issuing.rosters.here import (
    COLUMNS,
    NO_ROSTERS,
    address,
    crumbs,
    discard_button,
    draft_here,
    stepper,
    to_run,
)
from laurea.web.issuing.rosters.map import map_roster, read_roster_as
from laurea.web.issuing.rosters.reading import glance
from laurea.web.issuing.rosters.words import field_word, on_the_page
from laurea.web.issuing.staff import for_issuers

ENCODINGS: Final = (
    *("utf-8", "windows-1252", "iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250"),
    *("windows-1251", "windows-1253", "windows-1254", "windows-1255", "windows-1256"),
    *("windows-1257", "mac-roman", "cp850", "utf-16", "shift_jis", "gb18030", "big5", "euc-kr"),
)
"""The encodings that a text file may be read with, where its own is not found out."""

DELIMITERS: Final[dict[str, Text]] = {
    ",": gettext_lazy("Comma"),
    ";": gettext_lazy("Semicolon"),
    "tab": gettext_lazy("Tab"),
    "|": gettext_lazy("Upright stroke"),
}
_ORDERS: Final = ("dmy", "mdy")


@dataclass(frozen=True, slots=True)
class Option:
    """One of several things to choose: its value, its words, whether it is chosen."""

    value: str
    text: Text
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLine:
    """One column with what it may become; `was` is what it becomes now."""

    name: str
    was: str
    header: str
    samples: tuple[str, ...]
    options: tuple[Option, ...]
    state: Text
    is_recognised: bool
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A question about the whole file, and its answers."""

    name: str
    label: Text
    hint: Text
    options: tuple[Option, ...]

    @property
    def was(self) -> str:
        """The answer that stands."""
        return next((option.value for option in self.options if option.is_chosen), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterColumnsPage:
    """The columns, each with its first cells and what it becomes."""

    template: ClassVar[str] = "issuing/roster_columns.html"
    head: Head
    crumbs: Crumbs
    stepper: Stepper
    title: Text
    sentence: Text
    action: str
    notice: Notice | None
    lines: tuple[ColumnLine, ...]
    order: Choice | None
    remarks: tuple[str, ...]
    reading: tuple[Choice, ...]
    reading_action: str
    discard: Button


@login_required
@for_issuers(NO_ROSTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def roster_columns_page(request: HttpRequest, slug: str, roster_id: UUID) -> HttpResponse:
    """Show what the columns become, or take what people say of them."""
    account, draft = draft_here(request, slug, roster_id)
    if draft.run_id is not None:
        return to_run(slug, draft)
    now = timezone.now()
    found = columns_of(draft, at=now)
    if request.method != "POST":
        kept = kept_form(request)
        page = _page(slug, draft, found, kept)
        return show(request, page, status=kept.status if kept else 200)
    chosen = _chosen(request.POST, found)
    if _doubled(chosen) or _changed_meanwhile(request.POST, found):
        return show_again(request, status=409 if not _doubled(chosen) else 422)
    draft = map_roster(
        actor=account,
        draft_id=draft.pk,
        mapping=mapping_of(draft, chosen, at=now),
        date_order=_order_in(request.POST, draft),
        at=now,
    )
    if columns_of(draft, at=now).problem is not None:
        return show_again(request)
    return redirect(address("rows", slug, draft))


@login_required
@for_issuers(NO_ROSTERS)
@require_POST
def roster_reading(request: HttpRequest, slug: str, roster_id: UUID) -> HttpResponse:
    """Take how the file is to be read."""
    account, draft = draft_here(request, slug, roster_id)
    if draft.run_id is not None:
        return to_run(slug, draft)
    said = {name: request.POST.get(name, "") for name in ("encoding", "delimiter", "sheet")}
    draft.encoding = said["encoding"] if said["encoding"] in ENCODINGS else ""
    draft.delimiter = said["delimiter"] if said["delimiter"] in DELIMITERS else ""
    draft.sheet = said["sheet"] if said["sheet"] in draft.sheets else ""
    try:
        glance(draft)
    except LaureaError as error:
        messages.error(request, _("Read so, the file makes no sense, so nothing was changed."))
        messages.error(request, on_the_page(error.problem))
        return redirect(address("columns", slug, draft))
    read_roster_as(
        actor=account,
        draft_id=draft.pk,
        encoding=draft.encoding,
        delimiter=draft.delimiter,
        sheet=draft.sheet,
        at=timezone.now(),
    )
    return redirect(address("columns", slug, draft))


def _chosen(sent: QueryDict, found: RosterColumns) -> list[str]:
    """Return what each column becomes; what the person left as it was stays as it is now."""
    known = {*found.fields, NOT_USED}
    chosen = []
    for column in found.columns:
        value = sent.get(f"column-{column.place}", column.field)
        is_left = value == sent.get(f"was-column-{column.place}")
        chosen.append(column.field if is_left or value not in known else value)
    return chosen


def _doubled(chosen: Sequence[str]) -> frozenset[str]:
    """Return what several columns would become."""
    return frozenset(one for one in chosen if one != NOT_USED and chosen.count(one) > 1)


def _changed_meanwhile(sent: QueryDict, found: RosterColumns) -> frozenset[int]:
    """Return the columns of which somebody else said something else since they were shown."""
    chosen = _chosen(sent, found)
    return frozenset(
        column.place
        for column in found.columns
        for was in (sent.get(f"was-column-{column.place}", column.field),)
        if column.field not in (was, chosen[column.place])
    )


def _order_in(sent: QueryDict, draft: RosterDraft) -> str:
    """Return which number of a date is the day: what the person changed, or what stands."""
    order = sent.get("order", draft.date_order)
    if order == sent.get("was-order"):
        order = draft.date_order
    return order if order in _ORDERS else ""


def _page(
    slug: str, draft: RosterDraft, found: RosterColumns, kept: Kept | None
) -> RosterColumnsPage:
    title = _("What do the columns say?")
    chosen = _chosen(kept.sent, found) if kept else [column.field for column in found.columns]
    changed = _changed_meanwhile(kept.sent, found) if kept else frozenset()
    return RosterColumnsPage(
        head=Head(title=title),
        crumbs=crumbs(slug, draft.file_name),
        stepper=stepper(COLUMNS),
        title=title,
        sentence=_sentence(draft, found),
        action=address("columns", slug, draft),
        notice=_notice(found.problem, _doubled(chosen), changed, is_sent=kept is not None),
        lines=tuple(
            _line(column, found, chosen, was_changed=column.place in changed)
            for column in found.columns
        ),
        order=_order(draft, found),
        remarks=(*found.undated, *map(on_the_page, found.warnings), *found.notes),
        reading=tuple(_reading(draft, found)),
        reading_action=address("reading", slug, draft),
        discard=discard_button(slug, draft),
    )


def _sentence(draft: RosterDraft, found: RosterColumns) -> str:
    rows = ngettext("%(rows)s row", "%(rows)s rows", found.rows) % {"rows": f"{found.rows:,}"}
    count = len(found.columns)
    columns = ngettext("%d column", "%d columns", count) % count
    how = found.sheet or f"{_delimiter_word(found.delimiter)}, {found.encoding}"
    parts = [draft.achievement.name, rows if found.rows else "", columns, how]
    return " · ".join(filter(None, parts))


def _delimiter_word(delimiter: str | None) -> str:
    name = "tab" if delimiter == "\t" else delimiter or ""
    return str(DELIMITERS.get(name, name)).lower()


def _notice(
    problem: Problem | None, doubled: frozenset[str], changed: frozenset[int], *, is_sent: bool
) -> Notice | None:
    """Return what is still to be chosen: a task until somebody sent the form, then a refusal."""
    if changed:
        return Notice(
            title=_("Some columns were changed meanwhile"),
            sentence=_("Both answers are named below. Leave what is right, and go on."),
        )
    if doubled:
        return Notice(
            title=_("Two columns would become the same"),
            sentence=_("Choose one of them. Nothing was changed yet."),
            kind="failed",
        )
    if problem is None:
        return None
    if not is_sent:
        return Notice(title=_("One thing is left to choose"), sentence=on_the_page(problem))
    return Notice(title=problem.title, sentence=on_the_page(problem), kind="failed")


def _line(
    column: RosterColumn, found: RosterColumns, chosen: Sequence[str], *, was_changed: bool
) -> ColumnLine:
    mine = chosen[column.place]
    options = (
        Option(NOT_USED, _("Not used"), mine == NOT_USED),
        *(Option(field, field_word(field), field == mine) for field in found.fields),
    )
    if column.is_said:
        state = _("You said so")
    elif column.field != NOT_USED:
        state = _("Recognised")
    else:
        state = _("Not recognised") if column.header else _("Has no header")
    error = _("Another column becomes this as well.") if mine in _doubled(chosen) else ""
    if was_changed:
        said = _("Changed meanwhile to “%(theirs)s”. You chose “%(mine)s”.")
        error = said % {"theirs": _word(column.field), "mine": _word(mine)}
    return ColumnLine(
        name=f"column-{column.place}",
        was=column.field,
        header=column.header or _("Column %d") % (column.place + 1),
        samples=tuple(filter(None, column.samples)),
        options=options,
        state=state,
        is_recognised=column.field != NOT_USED,
        error=error,
    )


def _word(field: str) -> str:
    return field_word(field) if field != NOT_USED else _("Not used")


def _order(draft: RosterDraft, found: RosterColumns) -> Choice | None:
    """Return the question which number of a date is the day, where that is not plain."""
    sample = next((one for one in found.open_dates.values()), None)
    if sample is None:
        return None
    words = {order: _as_read(sample.sample, order) for order in _ORDERS}
    shown = sample.order and words[sample.order]
    hint = (
        _("Other dates of the column show it: %s.") % shown
        if shown and not draft.date_order
        else _("Nothing in the column shows it, so a person must say.")
    )
    as_shown = (Option("", _("As the column shows"), not draft.date_order),) if shown else ()
    return Choice(
        name="order",
        label=_("Which day is %s?") % sample.sample,
        hint=hint,
        options=(
            *as_shown,
            *(Option(order, words[order], draft.date_order == order) for order in _ORDERS),
        ),
    )


def _as_read(sample: str, order: str) -> str:
    reading = DateReading(slashed="dmy" if order == "dmy" else "mdy")
    return day(read_date(sample, reading))


def _reading(draft: RosterDraft, found: RosterColumns) -> Iterator[Choice]:
    as_found = _("As found out")
    if draft.sheets:
        yield _choice(
            "sheet", _("Worksheet"), {name: name for name in draft.sheets}, draft.sheet, as_found
        )
        return
    if found.encoding is not None:
        names = {name: name for name in ENCODINGS}
        yield _choice("encoding", _("Encoding"), names, draft.encoding, as_found)
        yield _choice("delimiter", _("Cells are parted by"), DELIMITERS, draft.delimiter, as_found)


def _choice(
    name: str, label: Text, words: Mapping[str, Text], chosen: str, as_found: Text
) -> Choice:
    options = (
        Option("", as_found, not chosen),
        *(Option(v, w, v == chosen) for v, w in words.items()),
    )
    return Choice(name=name, label=label, hint="", options=options)
