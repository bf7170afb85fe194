"""Opening a roster: what it is stored in, where its header stands, how its columns are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from laurea.credentials.errors import LimitExceeded
from laurea.credentials.problems import LIMIT, Problem
from laurea.integrations.roster.archive import Kind, kind_of
from laurea.integrations.roster.dates import DateOrder, DateReading
from laurea.integrations.roster.delimited import DelimitedText
from laurea.integrations.roster.fields import field_readers
from laurea.integrations.roster.header import (
    RECIPIENTS,
    Binding,
    bind_columns,
    find_header,
    missing_header,
)
from laurea.integrations.roster.limits import DEFAULT_ROSTER_LIMITS, RosterLimits
from laurea.integrations.roster.mapping import listed, read_mapping
from laurea.integrations.roster.mends import Mends
from laurea.integrations.roster.outcomes import tells_who_passed
from laurea.integrations.roster.remarks import (
    notes_on_order,
    remark_on_points,
    remarks_on_columns,
    remarks_on_encoding,
    remarks_on_preamble,
    remarks_on_rows,
    remarks_on_sheets,
)
from laurea.integrations.roster.roster import OpenDate, Roster
from laurea.integrations.roster.source import as_file
from laurea.integrations.roster.survey import DateColumn, Survey, survey
from laurea.integrations.roster.tables import (
    ReadAs,
    cells_of,
    empty,
    sheet_named,
    sheets_with_content,
    text_table,
)
from laurea.integrations.roster.vocabulary import Field
from laurea.integrations.roster.workbook import Sheet

_DATES: Final = (Field.AWARDED, Field.VALID_UNTIL)
_ROWS_OF_POINTS: Final = 2
_POINTS_POSSIBLE: Final = "points possible"
_AS_FOUND: Final = ReadAs()
_UNCHANGED: Final = Mends()


def open_roster(  # noqa: PLR0913 - each is a choice of the person who brings the roster
    source: Path | BinaryIO,
    *,
    at: datetime,
    filename: str | None = None,
    mapping: Mapping[str, str] = MappingProxyType({}),
    date_order: DateOrder | None = None,
    timezone: tzinfo = UTC,
    read_as: ReadAs = _AS_FOUND,
    allow_duplicates: bool = False,
    mends: Mends = _UNCHANGED,
    results: Sequence[str] = (),
    keeps_numbers: bool = False,
    limits: RosterLimits = DEFAULT_ROSTER_LIMITS,
) -> Roster:
    """Open a roster and walk over it once, so that only whole files are begun with.

    Args:
        source: a CSV file with any delimiter and encoding, or a spreadsheet; a path, or a binary
            stream, which is read to its end.
        at: the present moment, timezone-aware. Awards later than a day after it are refused.
        filename: what the file is called, for messages.
        mapping: which column holds which field, where that is not recognised: the name of a
            field or `result:NAME` to a header, to `#3` for the third column, or to `""` for none.
        date_order: whether the day or the month comes first in dates such as 06/07/2026; where
            it is `None`, the column itself must show it.
        timezone: the zone of dates and times that name none.
        read_as: the encoding, delimiter or worksheet, where it is not to be found out.
        allow_duplicates: whether a learner may stand in several rows.
        mends: what was changed in it since it was written.
        results: the names of the achievement's results: a column that is called like one of them
            holds it, unless the word means something else.
        keeps_numbers: whether rows that were taken out of another roster keep the numbers they
            had there.
        limits: how much is read.

    Raises:
        NotFound, Unavailable: the file cannot be read.
        MalformedDocument: it is no roster, its rows or columns cannot be told apart, or nobody
            is named in it.
        LimitExceeded: it is larger than the limits allow.
        ValueError: `at` is naive.
    """
    if at.tzinfo is None:
        raise ValueError("The present moment must have a time zone.")
    asked = read_mapping(mapping)
    with ExitStack() as until:
        path = as_file(source, max_bytes=limits.file_bytes, until=until)
        found, remarks = _found_header(path, asked, read_as, limits, until)
        binding = bind_columns(found.header, asked, results)
        if keeps_numbers:
            mends = mends.numbered_as_before(found.table, found.row, found.header)
        of_points, points = _rows_of_points(found, binding, Mends(numbers=mends.numbers))
        changed = mends.without(of_points)
        places = binding.places
        known = _surveyed(found, binding, changed, limits)
        if known.rows == 0 and not mends.left_out:
            raise empty(f"Nobody stands below the header in row {found.row}.")
        dates = _readings(known, places, date_order, timezone)
        return Roster(
            filename=filename or _name_of(source),
            columns=MappingProxyType({f: found.header[p].strip() for f, p in places.items()}),
            ignored_columns=_ignored(found.header, binding, known),
            header=found.header,
            header_row=found.row,
            places=MappingProxyType(places),
            open_dates=_open_dates(known, dates, places),
            encoding=found.table.encoding,
            delimiter=found.table.delimiter,
            sheet=found.table.name if isinstance(found.table, Sheet) else None,
            row_count=known.rows,
            warnings=(
                *remarks,
                *points,
                *binding.warnings,
                *remarks_on_columns(known, found.header),
                *_remarks_on_rows(found, binding, known, at.astimezone(timezone)),
            ),
            notes=() if date_order else _notes(found, binding, known, dates),
            _table=found.table,
            _mends=changed,
            _readers=field_readers(binding, dates, at=at, longest_text=limits.cell_characters),
            _keys_per_row=0 if allow_duplicates else len(RECIPIENTS & places.keys()),
            _until=until.pop_all(),
        )


def _readings(
    known: Survey, places: Mapping[str, int], date_order: DateOrder | None, timezone: tzinfo
) -> Mapping[Field, DateReading]:
    """Return how the columns of dates are read."""
    return {
        field: known.dates.get(places.get(field.value, -1), DateColumn()).reading(
            date_order, timezone, end_of_day=field is Field.VALID_UNTIL
        )
        for field in _DATES
    }


def _surveyed(found: _Found, binding: Binding, mends: Mends, limits: RosterLimits) -> Survey:
    places = binding.places
    sheet = found.table if isinstance(found.table, Sheet) else None
    return survey(
        mends.rows_below(found.table, found.row),
        dates=[places[field] for field in _DATES if field in places],
        results=_results(places) if sheet else [],
        unnamed=[place for place, cell in enumerate(found.header) if not cell.strip()],
        most_rows=limits.rows,
        outcomes=[*_results(places), *_who_passed(found.header, binding)],
        hidden=frozenset(sheet.hidden if sheet else ()),
    )


def _open_dates(
    known: Survey, dates: Mapping[Field, DateReading], places: Mapping[str, int]
) -> Mapping[str, OpenDate]:
    """Return the columns of dates in which some could be read in two ways."""
    return MappingProxyType(
        {
            field.value: OpenDate(found.ambiguous, reading.slashed)
            for field, reading in dates.items()
            if (found := known.dates.get(places.get(field.value, -1))) and found.ambiguous
        }
    )


def _remarks_on_rows(
    found: _Found, binding: Binding, known: Survey, at: datetime
) -> Iterator[Problem]:
    awarded, valid_until = (binding.places.get(field.value) for field in _DATES)
    return remarks_on_rows(known, found.header, awarded=awarded, valid_until=valid_until, at=at)


def _notes(
    found: _Found, binding: Binding, known: Survey, dates: Mapping[Field, DateReading]
) -> tuple[str, ...]:
    places = binding.places
    readings = {places[field.value]: dates[field] for field in _DATES if field.value in places}
    return tuple(notes_on_order(known, found.header, readings))


@dataclass(frozen=True, slots=True)
class _Found:
    """The table with a header, the header's number and cells, and the rows around it."""

    table: DelimitedText | Sheet
    row: int
    header: tuple[str, ...]
    first_rows: list[list[str]]


def _found_header(
    path: Path, asked: Mapping[str, str], read_as: ReadAs, limits: RosterLimits, until: ExitStack
) -> tuple[_Found, list[Problem]]:
    """Return the first table that has a header, and what else there is to say about the file."""
    if kind_of(path, limits) is Kind.TEXT:
        text, coding = text_table(path, asked, read_as, limits)
        found = _first_with_header([text], asked, limits)
        wide = replace(text, width=len(found.header))
        remarks = [*remarks_on_encoding(coding), *_remarks_above(found)]
        return replace(found, table=wide), remarks
    sheets = sheets_with_content(path, limits, until)
    if read_as.sheet is not None:
        sheets = [sheet_named(read_as.sheet, sheets)]
    found = _first_with_header(sheets, asked, limits)
    read = [sheet.name for sheet in sheets if sheet is found.table]
    others = [sheet.name for sheet in sheets if sheet is not found.table]
    return found, [*remarks_on_sheets(listed(read), others), *_remarks_above(found)]


def _first_with_header(
    tables: Sequence[DelimitedText | Sheet], asked: Mapping[str, str], limits: RosterLimits
) -> _Found:
    beginnings = [
        [cells_of(record) for record in islice(table.records(), limits.header_rows)]
        for table in tables
    ]
    for table, rows in zip(tables, beginnings, strict=True):
        widest = max((len(row) for row in rows), default=0)
        if widest > limits.columns:
            detail = f"The roster has {widest:,} columns; {limits.columns:,} are read."
            raise LimitExceeded(Problem(LIMIT, detail))
        index = find_header(rows, asked)
        if index is not None:
            return _Found(table, index + 1, tuple(rows[index]), rows)
    raise missing_header(beginnings[0])


def _remarks_above(found: _Found) -> list[Problem]:
    return list(remarks_on_preamble(found.first_rows[: found.row - 1]))


def _rows_of_points(
    found: _Found, binding: Binding, unchanged: Mends
) -> tuple[frozenset[int], list[Problem]]:
    """Return the rows below the header in which a gradebook says what is to be earned."""
    left_out = {}
    below = islice(unchanged.rows_below(found.table, found.row), _ROWS_OF_POINTS)
    for number, record in below:
        cells = cells_of(record)
        if any(cell.strip().casefold().startswith(_POINTS_POSSIBLE) for cell in cells) and not any(
            cells[binding.places[field]].strip()
            for field in RECIPIENTS & binding.places.keys()
            if binding.places[field] < len(cells)
        ):
            left_out[number] = remark_on_points(number, cells)
    return frozenset(left_out), list(left_out.values())


def _results(places: Mapping[str, int]) -> list[int]:
    return [place for field, place in places.items() if field.startswith(Field.RESULT.value)]


def _who_passed(header: Sequence[str], binding: Binding) -> list[int]:
    """Return the columns that are not read though they say who has passed."""
    return [place for place in binding.ignored if tells_who_passed(header[place])]


def _ignored(header: Sequence[str], binding: Binding, known: Survey) -> tuple[str, ...]:
    return tuple(
        header[place].strip() or f"#{place + 1}"
        for place in sorted({*binding.ignored, *known.unnamed})
    )


def _name_of(source: Path | BinaryIO) -> str:
    return source.name if isinstance(source, Path) else "The roster"
