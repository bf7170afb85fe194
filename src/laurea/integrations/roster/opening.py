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

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, ROSTER_EMPTY, ROSTER_MAPPING, Problem
from laurea.integrations.roster.archive import Kind, kind_of
from laurea.integrations.roster.dates import DateOrder, DateReading
from laurea.integrations.roster.delimited import (
    DelimitedText,
    best_delimiter,
    delimiter_of_sep_line,
    named_delimiter,
    open_text,
)
from laurea.integrations.roster.encoding import Encoding, detect_encoding, named_encoding
from laurea.integrations.roster.fields import field_readers
from laurea.integrations.roster.header import (
    RECIPIENTS,
    Binding,
    bind_columns,
    find_header,
    header_fitness,
    missing_header,
)
from laurea.integrations.roster.limits import DEFAULT_ROSTER_LIMITS, RosterLimits
from laurea.integrations.roster.mapping import listed, read_mapping
from laurea.integrations.roster.outcomes import tells_who_passed
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.remarks import (
    notes_on_order,
    remark_on_points,
    remarks_on_columns,
    remarks_on_encoding,
    remarks_on_preamble,
    remarks_on_rows,
    remarks_on_sheets,
)
from laurea.integrations.roster.roster import Roster, rows_below
from laurea.integrations.roster.source import as_file, scratch_file
from laurea.integrations.roster.survey import DateColumn, Survey, survey
from laurea.integrations.roster.table import Record
from laurea.integrations.roster.vocabulary import Field
from laurea.integrations.roster.workbook import Sheet, read_workbook

_DATES: Final = (Field.AWARDED, Field.VALID_UNTIL)
_SAMPLE_CHARACTERS: Final = 65_536
_ROWS_OF_POINTS: Final = 2
_POINTS_POSSIBLE: Final = "points possible"


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a person says about how a file is stored, where it is not to be found out.

    Attributes:
        encoding: the encoding of a text file.
        delimiter: what parts its cells, one character or `tab`.
        sheet: the worksheet of a spreadsheet.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


def open_roster(  # noqa: PLR0913 - each is a choice of the person who brings the roster
    source: Path | BinaryIO,
    *,
    at: datetime,
    filename: str | None = None,
    mapping: Mapping[str, str] = MappingProxyType({}),
    date_order: DateOrder | None = None,
    timezone: tzinfo = UTC,
    read_as: ReadAs = ReadAs(),
    allow_duplicates: bool = False,
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
        binding = bind_columns(found.header, asked)
        left_out, points = _rows_of_points(found, binding)
        places = binding.places
        known = _surveyed(found, binding, left_out, limits)
        if known.rows == 0:
            raise _empty(f"Nobody stands below the header in row {found.row}.")
        dates = {
            field: known.dates.get(places.get(field.value, -1), DateColumn()).reading(
                date_order, timezone, end_of_day=field is Field.VALID_UNTIL
            )
            for field in _DATES
        }
        return Roster(
            filename=filename or _name_of(source),
            columns=MappingProxyType({f: found.header[p].strip() for f, p in places.items()}),
            ignored_columns=_ignored(found.header, binding, known),
            header=found.header,
            header_row=found.row,
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
            _left_out=left_out,
            _readers=field_readers(binding, dates, at=at, longest_text=limits.cell_characters),
            _keys_per_row=0 if allow_duplicates else len(RECIPIENTS & places.keys()),
            _until=until.pop_all(),
        )


def _surveyed(
    found: _Found, binding: Binding, left_out: frozenset[int], limits: RosterLimits
) -> Survey:
    places = binding.places
    sheet = found.table if isinstance(found.table, Sheet) else None
    return survey(
        rows_below(found.table, found.row, left_out),
        dates=[places[field] for field in _DATES if field in places],
        results=_results(places) if sheet else [],
        unnamed=[place for place, cell in enumerate(found.header) if not cell.strip()],
        most_rows=limits.rows,
        outcomes=[*_results(places), *_who_passed(found.header, binding)],
        hidden=frozenset(sheet.hidden if sheet else ()),
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
        text, coding = _text_table(path, asked, read_as, limits)
        found = _first_with_header([text], asked, limits)
        wide = replace(text, width=len(found.header))
        remarks = [*remarks_on_encoding(coding), *_remarks_above(found)]
        return replace(found, table=wide), remarks
    sheets = [sheet for sheet in _sheets(path, limits, until) if _has_content(sheet)]
    if read_as.sheet is not None:
        sheets = [_sheet_named(read_as.sheet, sheets)]
    if not sheets:
        raise _empty("The spreadsheet has no sheet with content that is not hidden.")
    found = _first_with_header(sheets, asked, limits)
    read = [sheet.name for sheet in sheets if sheet is found.table]
    others = [sheet.name for sheet in sheets if sheet is not found.table]
    return found, [*remarks_on_sheets(listed(read), others), *_remarks_above(found)]


def _text_table(
    path: Path, asked: Mapping[str, str], read_as: ReadAs, limits: RosterLimits
) -> tuple[DelimitedText, Encoding]:
    if read_as.encoding is not None:
        coding = named_encoding(read_as.encoding)
    else:
        with path.open("rb") as file:
            coding = detect_encoding(file)
    with open_text(path, coding) as text:
        sample = text.read(_SAMPLE_CHARACTERS)
    if not sample.strip():
        raise _empty("The file is empty.")
    named = delimiter_of_sep_line(sample)
    if read_as.delimiter is not None:
        delimiter = named_delimiter(read_as.delimiter)
    else:
        delimiter = named or best_delimiter(
            sample,
            limits.header_rows,
            lambda rows: max((header_fitness(row, asked) for row in rows), default=0),
        )
    return DelimitedText(path, coding, delimiter, named is not None, limits), coding


def _sheets(path: Path, limits: RosterLimits, until: ExitStack) -> list[Sheet]:
    spool = scratch_file(until)
    return read_workbook(path, spool, Path(spool.name), limits)


def _has_content(sheet: Sheet) -> bool:
    return any(any(cell.strip() for cell in _cells(record)) for record in sheet.records())


def _sheet_named(name: str, sheets: Sequence[Sheet]) -> Sheet:
    named = next((sheet for sheet in sheets if sheet.name.strip() == name.strip()), None)
    if named is None:
        detail = (
            f"There is no sheet “{shown(name)}” with content. The sheets are: "
            f"{listed([sheet.name for sheet in sheets])}."
        )
        raise MalformedDocument(Problem(ROSTER_MAPPING, detail))
    return named


def _first_with_header(
    tables: Sequence[DelimitedText | Sheet], asked: Mapping[str, str], limits: RosterLimits
) -> _Found:
    beginnings = [
        [_cells(record) for record in islice(table.records(), limits.header_rows)]
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


def _cells(record: Record) -> list[str]:
    """Return the cells of a row; a damaged one is never the header."""
    return record if isinstance(record, list) else []


def _remarks_above(found: _Found) -> list[Problem]:
    return list(remarks_on_preamble(found.first_rows[: found.row - 1]))


def _rows_of_points(found: _Found, binding: Binding) -> tuple[frozenset[int], list[Problem]]:
    """Return the rows below the header in which a gradebook says what is to be earned."""
    left_out = {}
    below = islice(rows_below(found.table, found.row, frozenset()), _ROWS_OF_POINTS)
    for number, record in below:
        cells = _cells(record)
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


def _empty(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(ROSTER_EMPTY, detail))
