"""Delimited text (RFC 4180 with any delimiter): told apart strictly, row by row.

- A quotation mark that stands where none may stand damages its row alone, as long as the row
  ends where its line ends. Where a quotation mark may have swallowed line breaks, no later row
  can be relied on, and the whole file is refused, with the row where the mark was opened.
- Rows are counted as a spreadsheet counts them: line breaks inside cells begin no row, empty
  lines are rows, and Excel's first line `sep=;` is none.
- Lines are read in bounded pieces, so no file makes this take more memory than a row may have.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, PARSING, ROSTER_MAPPING, ROW_CELLS, Problem
from laurea.integrations.roster.encoding import Encoding
from laurea.integrations.roster.limits import RosterLimits
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.table import DamagedRecord, Record

_QUOTE: Final = '"'
_SEP_LINE: Final = re.compile(r'"?sep=([^\r\n" ])"?[\r\n]', re.IGNORECASE)
_USUAL_DELIMITERS: Final = (",", ";", "\t", "|")
_RARE_DELIMITERS: Final = ("^", "~", "\x1f", "\x1e", "\x01", "¦", "§", "!", "#", "*", ":", "/")


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """A file of delimited text.

    Attributes:
        path: the file.
        coding: its encoding.
        delimiter: what parts its cells, one character.
        has_sep_line: whether its first line only names the delimiter.
        limits: how much is read.
        width: how many columns the header has; 0 while that is not known. Rows that swallowed
            another one can only be told with it.
    """

    path: Path
    coding: Encoding
    delimiter: str
    has_sep_line: bool
    limits: RosterLimits
    width: int = 0

    @property
    def encoding(self) -> str:
        """The encoding, as people call it."""
        return self.coding.name

    def records(self) -> Iterator[Record]:
        """Yield every row (`table.Table.records`)."""
        with open_text(self.path, self.coding) as text:
            lines = _Lines(text, self.limits.row_characters)
            if self.has_sep_line:
                next(lines, None)
                lines.begin_record()
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True, skipinitialspace=True)
            longest = self.limits.cell_characters
            row = 0
            while True:
                try:
                    for cells in reader:
                        row += 1
                        if lines.count == 1 and lines.characters <= longest:
                            yield cells
                        else:
                            yield self._checked(cells, lines, row)
                        lines.count = lines.characters = 0
                except (csv.Error, _RowTooLong) as error:
                    row += 1
                    yield self._damaged(lines, row, error)
                    lines.begin_record()
                else:
                    return

    def _checked(self, cells: list[str], lines: _Lines, row: int) -> Record:
        """Look at a row that is long or has line breaks in its cells."""
        if any(len(cell) > self.limits.cell_characters for cell in cells):
            return DamagedRecord(_cell_too_long(row, self.limits))
        if lines.count > 1 and any(self._swallowed(cell, len(cells)) for cell in cells):
            detail = (
                f"In row {row:,} a cell runs over {lines.count:,} lines and holds what looks like "
                "another learner's row. Is a quotation mark missing?"
            )
            return DamagedRecord(Problem(ROW_CELLS, detail, f"/{row}"), tuple(cells))
        return cells

    def _swallowed(self, cell: str, cells: int) -> bool:
        """Say whether a cell holds the rest of one row and the beginning of another.

        Between them the two rows have lost one delimiter: the line break.
        """
        return (
            self.width > 1
            and ("@" in cell or "did:" in cell)
            and ("\n" in cell or "\r" in cell)
            and cell.count(self.delimiter) + cells >= 2 * self.width - 1
        )

    def _damaged(self, lines: _Lines, row: int, error: csv.Error | _RowTooLong) -> DamagedRecord:
        """Return a row that is damaged in itself.

        Raises:
            MalformedDocument: it may have swallowed others.
            LimitExceeded: it is too long and its end cannot be told.
        """
        if lines.count > 1 or lines.is_at_end:
            raise MalformedDocument(_never_closed(row))
        lines.skip_rest_of_line()
        # Read loosely, a line that leaves a quotation mark open takes the next one with it.
        records = first_rows(f"{lines.last}\nnext", self.delimiter, 2)
        if isinstance(error, _RowTooLong) or "limit" in str(error) or not records:
            problem = _cell_too_long(row, self.limits)
            if lines.quotes % 2:
                raise LimitExceeded(problem)
            return DamagedRecord(problem)
        if len(records) < 2:
            raise MalformedDocument(_never_closed(row))
        detail = (
            f"In row {row:,} a quotation mark stands inside a cell that begins with one. "
            "Write it twice if it belongs to the text."
        )
        return DamagedRecord(Problem(ROW_CELLS, detail, f"/{row}"), tuple(records[0]))


def open_text(path: Path, coding: Encoding) -> TextIO:
    """Open a file as text; what cannot be decoded becomes U+FFFD, and line breaks are kept."""
    return io.TextIOWrapper(path.open("rb"), coding.codec, "replace", newline="")


def delimiter_of_sep_line(sample: str) -> str | None:
    r"""Return the delimiter that the first line of a text names, as Excel writes it.

    >>> delimiter_of_sep_line("sep=;\n"), delimiter_of_sep_line("e-mail;name\n")
    (';', None)
    """
    found = _SEP_LINE.match(sample)
    return found[1] if found else None


def named_delimiter(name: str) -> str:
    r"""Return the delimiter that a person names: the character itself, or `tab`.

    Raises:
        MalformedDocument: it is none.

    >>> named_delimiter("tab"), named_delimiter(";")
    ('\t', ';')
    """
    delimiter = "\t" if name.strip().casefold() in {"tab", "\\t"} else name
    if len(delimiter) != 1 or delimiter in '\r\n" ':
        detail = f"“{shown(name)}” cannot part cells. Name one character, such as ; or tab."
        raise MalformedDocument(Problem(ROSTER_MAPPING, detail))
    return delimiter


def best_delimiter(sample: str, rows: int, fitness: Callable[[list[list[str]]], int]) -> str:
    """Return the delimiter that makes most sense of the beginning of a text.

    Args:
        sample: the beginning of the text.
        rows: how many of its rows are looked at.
        fitness: how much sense a reading of the rows makes; 0 is none.
    """
    for delimiters in (_USUAL_DELIMITERS, _RARE_DELIMITERS):
        readings = {d: first_rows(sample, d, rows) for d in delimiters if d in sample}
        scores = {d: (fitness(reading), _width(reading)) for d, reading in readings.items()}
        if scores and max(scores.values())[0] > 0:
            return max(scores, key=lambda d: scores[d])
    return max(_USUAL_DELIMITERS, key=lambda delimiter: _width(first_rows(sample, delimiter, rows)))


def first_rows(sample: str, delimiter: str, rows: int) -> list[list[str]]:
    """Return the first rows of a text, read loosely."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        return list(islice(reader, rows))
    except csv.Error:
        return []


def _width(rows: list[list[str]]) -> int:
    """Return how many cells every row has that is not empty, if they all have the same number."""
    widths = {len(row) for row in rows[:-1] or rows if row}
    return widths.pop() if len(widths) == 1 else 0


def _never_closed(row: int) -> Problem:
    detail = (
        f"A quotation mark that is opened in row {row:,} is not closed where its cell ends, so the "
        "rows below it cannot be told apart. Close it, or write it twice if it belongs to the text."
    )
    return Problem(PARSING, detail, f"/{row}")


def _cell_too_long(row: int, limits: RosterLimits) -> Problem:
    detail = f"Row {row:,} has a cell with more than {limits.cell_characters:,} characters."
    return Problem(LIMIT, detail, f"/{row}")


class _RowTooLong(Exception):
    """A row has more characters than a row may have."""


class _Lines:
    """The lines of a text, in bounded pieces, with a count of what the current row took."""

    def __init__(self, text: TextIO, longest: int) -> None:
        self._readline = text.readline
        self._longest = longest
        self.last = ""
        self.count = 0
        self.characters = 0
        self.quotes = 0
        self.is_at_end = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._readline(self._longest)
        if not line:
            self.is_at_end = True
            raise StopIteration
        self.last = line
        self.count += 1
        self.characters += len(line)
        if self.characters >= self._longest:
            raise _RowTooLong
        return line

    def begin_record(self) -> None:
        """Forget what the last row took."""
        self.count = self.characters = 0

    def skip_rest_of_line(self) -> None:
        """Read to the end of the last line, and count its quotation marks."""
        piece = self.last
        self.quotes = piece.count(_QUOTE)
        while len(piece) == self._longest and piece[-1] not in "\r\n":
            piece = self._readline(self._longest)
            self.quotes += piece.count(_QUOTE)
