"""The tables of a roster's file: one of a text, the visible sheets of a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import ROSTER_EMPTY, ROSTER_MAPPING, Problem
from laurea.integrations.roster.archive import Kind, kind_of
from laurea.integrations.roster.delimited import (
    DelimitedText,
    best_delimiter,
    delimiter_of_sep_line,
    named_delimiter,
    open_text,
)
from laurea.integrations.roster.encoding import Encoding, detect_encoding, named_encoding
from laurea.integrations.roster.header import header_fitness
from laurea.integrations.roster.limits import DEFAULT_ROSTER_LIMITS, RosterLimits
from laurea.integrations.roster.mapping import listed
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.source import as_file, scratch_file
from laurea.integrations.roster.table import Record
from laurea.integrations.roster.workbook import Sheet, read_workbook

_SAMPLE_CHARACTERS: Final = 65_536


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


@dataclass(frozen=True, slots=True)
class Glance:
    """What a file shows before anybody knows which column means what.

    Attributes:
        encoding: the encoding of a text file, `None` for a spreadsheet.
        delimiter: what parts the cells of a text file.
        sheets: the names of the sheets with content of a spreadsheet.
        rows: the cells of the first rows, of the first sheet or of the one that is asked for.
    """

    encoding: str | None
    delimiter: str | None
    sheets: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def glance_at(
    source: Path | BinaryIO,
    *,
    read_as: ReadAs = ReadAs(),
    limits: RosterLimits = DEFAULT_ROSTER_LIMITS,
) -> Glance:
    """Look at the first rows of a file, whatever they mean.

    Args:
        source: as `open_roster` takes it.
        read_as: the encoding, delimiter or worksheet, where it is not to be found out.
        limits: how much is read; `header_rows` is how many rows are shown.

    Raises:
        NotFound, Unavailable: the file cannot be read.
        MalformedDocument: it is no text with rows and no spreadsheet, or it has no content.
        LimitExceeded: it is larger than the limits allow.
    """
    with ExitStack() as until:
        path = as_file(source, max_bytes=limits.file_bytes, until=until)
        if kind_of(path, limits) is Kind.TEXT:
            table: DelimitedText | Sheet = text_table(path, {}, read_as, limits)[0]
            names: tuple[str, ...] = ()
        else:
            sheets = sheets_with_content(path, limits, until)
            names = tuple(sheet.name for sheet in sheets)
            table = sheets[0] if read_as.sheet is None else sheet_named(read_as.sheet, sheets)
        rows = islice(table.records(), limits.header_rows)
        cells = tuple(tuple(cells_of(record)) for record in rows)
    return Glance(table.encoding, table.delimiter, names, cells)


def text_table(
    path: Path, asked: Mapping[str, str], read_as: ReadAs, limits: RosterLimits
) -> tuple[DelimitedText, Encoding]:
    """Return the table in a text file, and the encoding it is read with.

    Raises:
        MalformedDocument: the file has no content, or what a person says of it cannot be.
    """
    if read_as.encoding is not None:
        coding = named_encoding(read_as.encoding)
    else:
        with path.open("rb") as file:
            coding = detect_encoding(file)
    with open_text(path, coding) as text:
        sample = text.read(_SAMPLE_CHARACTERS)
    if not sample.strip():
        raise empty("The file is empty.")
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


def sheets_with_content(path: Path, limits: RosterLimits, until: ExitStack) -> list[Sheet]:
    """Return the visible sheets of a spreadsheet that have content, in their order.

    Raises:
        MalformedDocument: it is damaged, needs a password, or has no content.
        LimitExceeded: it needs more memory or time than the limits allow.
    """
    spool = scratch_file(until)
    sheets = [
        sheet
        for sheet in read_workbook(path, spool, Path(spool.name), limits)
        if any(any(cell.strip() for cell in cells_of(record)) for record in sheet.records())
    ]
    if not sheets:
        raise empty("The spreadsheet has no sheet with content that is not hidden.")
    return sheets


def sheet_named(name: str, sheets: Sequence[Sheet]) -> Sheet:
    """Return the sheet that a person names.

    Raises:
        MalformedDocument: there is none of that name.
    """
    named = next((sheet for sheet in sheets if sheet.name.strip() == name.strip()), None)
    if named is None:
        detail = (
            f"There is no sheet “{shown(name)}” with content. The sheets are: "
            f"{listed([sheet.name for sheet in sheets])}."
        )
        raise MalformedDocument(Problem(ROSTER_MAPPING, detail))
    return named


def cells_of(record: Record) -> list[str]:
    """Return the cells of a row; a damaged one is never the header."""
    return record if isinstance(record, list) else []


def empty(detail: str) -> MalformedDocument:
    """Return the refusal of a roster without anybody in it."""
    return MalformedDocument(Problem(ROSTER_EMPTY, detail))
