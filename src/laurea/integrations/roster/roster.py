"""An opened roster: what was recognised in it, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Self

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import PARSING, Problem
from laurea.integrations.roster.fields import FieldReaders
from laurea.integrations.roster.first_rows import FirstRows
from laurea.integrations.roster.reader import RowReader
from laurea.integrations.roster.rows import RefusedRow, RosterRow
from laurea.integrations.roster.table import Record, Table


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
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    row_count: int
    warnings: tuple[Problem, ...]
    notes: tuple[str, ...]
    _table: Table
    _left_out: frozenset[int]
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
        for number, record in rows_below(self._table, self.header_row, self._left_out):
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


def rows_below(
    table: Table, header_row: int, left_out: frozenset[int]
) -> Iterator[tuple[int, Record]]:
    """Yield the rows below the header with their numbers, but for those that are left out."""
    for number, record in enumerate(islice(table.records(), header_row, None), header_row + 1):
        if number not in left_out:
            yield number, record
