"""The columns of a draft's roster: what is recognised, and what people make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import Problem
from laurea.integrations.issue_run.results import bind_results
from laurea.integrations.roster import Field, OpenDate, Roster
from laurea.integrations.roster.header import field_of_result
from laurea.integrations.roster.vocabulary import meaning_of
from laurea.web.issuing.rosters.access import RosterDraft, mends_of
from laurea.web.issuing.rosters.reading import definition_of, glance, opened
from laurea.web.issuing.rosters.undated import ROWS_LOOKED_AT, undated
from laurea.web.issuing.rosters.words import FIELD_WORDS

NOT_USED: Final = ""
"""What a column becomes that is not read."""

_RESULT: Final = Field.RESULT.value
_SAMPLES: Final = 3
_LONGEST_SAMPLE: Final = 80


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """One column: its place from 0, its header, what its first rows say, what it becomes.

    `is_said` tells whether a person said so; else it was recognised, or is not used.
    """

    place: int
    header: str
    samples: tuple[str, ...]
    field: str
    is_said: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterColumns:
    """All columns, what they may become, and how the file was read.

    Attributes:
        columns: the columns of the header.
        fields: what a column may become, without `NOT_USED`.
        problem: why the columns are not understood as they stand, if they are not.
        rows: how many rows stand below the header, also those set aside; 0 where that is not known.
        encoding: the encoding of a text file.
        delimiter: what parts its cells.
        sheet: the worksheet that is read.
        open_dates: the columns in which dates could be read in two ways.
        warnings: what a person should look at.
        notes: what was decided without asking, in sentences.
        undated: that no column is read as the day of the award, in sentences, if none is.
    """

    columns: tuple[RosterColumn, ...]
    fields: tuple[str, ...]
    problem: Problem | None = None
    rows: int = 0
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    open_dates: Mapping[str, OpenDate] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()


def columns_of(draft: RosterDraft, *, at: datetime) -> RosterColumns:
    """Return the columns of a draft's roster, also where they are not understood yet.

    Raises:
        MalformedDocument, LimitExceeded: there are no rows to be seen at all.
    """
    try:
        with opened(draft, at=at) as roster:
            return _understood(draft, roster, at)
    except MalformedDocument as error:
        return _seen(draft, error.problem)


def mapping_of(draft: RosterDraft, chosen: Sequence[str], *, at: datetime) -> Mapping[str, str]:
    """Return what a person says about the columns, as `open_roster` takes it.

    What agrees with the guess is left to it, so that a better guess of the other columns stays
    possible; where there is no guess, every field is said.

    Args:
        draft: the draft.
        chosen: what each column becomes, in order; `NOT_USED` for none.
        at: the present moment.
    """
    places = {field: place for place, field in enumerate(chosen) if field != NOT_USED}
    try:
        with opened(draft, at=at, as_guessed=True) as roster:
            guessed: Mapping[str, int] | None = roster.places
    except MalformedDocument:
        guessed = None
    if guessed is None:
        return {**dict.fromkeys(FIELD_WORDS, NOT_USED), _RESULT: NOT_USED, **_numbered(places)}
    said = {field: place for field, place in places.items() if guessed.get(field) != place}
    return {**dict.fromkeys(guessed.keys() - places.keys(), NOT_USED), **_numbered(said)}


def _numbered(places: Mapping[str, int]) -> dict[str, str]:
    return {field: f"#{place + 1}" for field, place in places.items()}


def _understood(draft: RosterDraft, roster: Roster, at: datetime) -> RosterColumns:
    rows = [row.cells for row in islice(roster, ROWS_LOOKED_AT)]
    aside = mends_of(draft.pk).left_out
    count = roster.row_count + sum(1 for number, _cells in roster.left_out() if number in aside)
    problem = None
    try:
        bind_results(roster.columns, definition_of(draft))
    except MalformedDocument as error:
        problem = error.problem
    by_place = {place: field for field, place in roster.places.items()}
    columns = _columns(draft, roster.header, rows, by_place)
    return RosterColumns(
        columns=columns,
        fields=_fields(draft, columns),
        problem=problem,
        rows=count,
        encoding=roster.encoding,
        delimiter=roster.delimiter,
        sheet=roster.sheet,
        open_dates=roster.open_dates,
        warnings=roster.warnings,
        notes=roster.notes,
        undated=undated(roster.header, roster.places, rows, count=count, at=at),
    )


def _seen(draft: RosterDraft, problem: Problem) -> RosterColumns:
    """Return the columns of the first row that looks like a header, each by its word alone."""
    found = glance(draft)
    widths = [sum(1 for cell in row if cell.strip()) for row in found.rows]
    index = widths.index(max(widths, default=0)) if widths else 0
    header = found.rows[index] if found.rows else ()
    said = {place: field for field, place in _said(draft, header).items()}
    results = [one.name for one in definition_of(draft).result_description]
    meant = {
        place: field
        for place, cell in enumerate(header)
        if (field := field_of_result(cell, results) or _meant(cell))
    }
    columns = _columns(draft, header, found.rows[index + 1 :], {**meant, **said})
    return RosterColumns(
        columns=columns,
        fields=_fields(draft, columns),
        problem=problem,
        encoding=found.encoding,
        delimiter=found.delimiter,
        sheet=draft.sheet or next(iter(found.sheets), None),
    )


def _meant(cell: str) -> str:
    """Return the field that a header means by its word, or nothing."""
    meaning = meaning_of(cell)
    return meaning.field.value if meaning else ""


def _columns(
    draft: RosterDraft,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    by_place: Mapping[int, str],
) -> tuple[RosterColumn, ...]:
    said = set(_said(draft, header).values())
    return tuple(
        RosterColumn(
            place,
            cell.strip(),
            tuple(_sample(row, place) for row in rows[:_SAMPLES]),
            by_place.get(place, NOT_USED),
            place in said,
        )
        for place, cell in enumerate(header)
    )


def _said(draft: RosterDraft, header: Sequence[str]) -> dict[str, int]:
    """Return the places of the columns that a person named."""
    return {
        field: int(column[1:]) - 1
        for field, column in draft.mapping.items()
        if column != NOT_USED and int(column[1:]) <= len(header)
    }


def _sample(row: Sequence[str], place: int) -> str:
    text = " ".join(row[place].split()) if place < len(row) else ""
    return text if len(text) <= _LONGEST_SAMPLE else text[:_LONGEST_SAMPLE] + "…"


def _fields(draft: RosterDraft, columns: Sequence[RosterColumn]) -> tuple[str, ...]:
    """Return what a column of this roster may become: the results are those that are described."""
    described = definition_of(draft).result_description
    results = [f"{_RESULT}:{one.name}" for one in described] if len(described) > 1 else [_RESULT]
    used = [column.field for column in columns if column.field != NOT_USED]
    return tuple(dict.fromkeys((*FIELD_WORDS, *results, *used)))
