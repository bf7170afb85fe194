"""An opened roster: what was recognised in it, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import PARSING, Problem
from laurea.integrations.roster.dates import DateOrder
from laurea.integrations.roster.fields import FieldReaders
from laurea.integrations.roster.first_rows import FirstRows
from laurea.integrations.roster.mends import Mends
from laurea.integrations.roster.reader import RowReader
from laurea.integrations.roster.rows import CellRefused, RefusedRow, RosterRow
from laurea.integrations.roster.table import Table


@dataclass(frozen=True, slots=True)
class OpenDate:
    """A date of a column that could be read in two ways, and how such dates were read.

    `order` is `None` where nothing shows it: then such dates are refused.
    """

    sample: str
    order: DateOrder | None


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster whose header and columns are understood.

    Iterating yields every row with content below the header, in order, as a `RosterRow` or a
    `RefusedRow`, `row_count` of them; it can be done again, and judges the rows anew. Use it as
    a context manager: a copy that had to be made of the file is removed at the end.

    Attributes:
        filename: what the file is called, for messages.
        columns: the header of each field's column, by the field's name; `result:NAME` for a
            result that is bound to a `ResultDescription`.
        ignored_columns: the headers of the columns that hold no field, `#4` for one without.
        header: all cells of the header.
        header_row: the number of the header's row.
        places: the index of each field's column, from 0.
        open_dates: the columns of dates in which some could be read in two ways, by field.
        encoding: the encoding of a text file, `None` for a spreadsheet.
        delimiter: what parts the cells of a text file, `None` for a spreadsheet.
        sheet: the name of the worksheet, `None` for a text file.
        row_count: how many rows iterating yields.
        warnings: what a person should look at before relying on the rows.
        notes: what was decided without asking, in sentences.
    """

    filename: str
    columns: Mapping[str, str]
    ignored_columns: tuple[str, ...]
    header: tuple[str, ...]
    header_row: int
    places: Mapping[str, int]
    open_dates: Mapping[str, OpenDate]
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    row_count: int
    warnings: tuple[Problem, ...]
    notes: tuple[str, ...]
    _table: Table
    _mends: Mends
    _readers: FieldReaders
    _keys_per_row: int
    _until: ExitStack

    def __iter__(self) -> Iterator[RosterRow | RefusedRow]:
        """Yield every row with content.

        Raises:
            MalformedDocument: the file has changed since it was opened.
        """
        learners = FirstRows(self.row_count * self._keys_per_row) if self._keys_per_row else None
        reader = RowReader(len(self.header), self._readers, learners)
        count = 0
        for number, record in self._mends.rows_below(self._table, self.header_row):
            row = reader.read(number, record)
            if row is None:
                continue
            count += 1
            if count > self.row_count:
                break
            yield row
        if count != self.row_count:
            detail = f"{self.filename} was changed while it was read. Begin again."
            raise MalformedDocument(Problem(PARSING, detail))

    def left_out(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the rows that iterating passes over, with their numbers and cells."""
        for number, record in self._mends.rows_passed_over(self._table, self.header_row):
            yield number, tuple(record if isinstance(record, list) else record.cells)

    def results_in(self, cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return the results that the cells of a row name, also of a row that is refused.

        Args:
            cells: the row's own cells.

        Returns:
            Pairs as in `RosterRow.results`; nothing where they cannot be read.
        """
        width = len(self.header)
        try:
            return self._readers.results([*cells, *[""] * width][:width])
        except CellRefused:
            return ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was stored for reading the roster; it cannot be read afterwards."""
        self._until.close()
