"""What people change in a roster after it was written: cells, and rows that are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType

from laurea.integrations.roster.table import Record, Table


@dataclass(frozen=True, slots=True)
class Mends:
    """Changes to a roster, by the numbers of its rows as a spreadsheet counts them.

    Attributes:
        cells: the new text of cells, by row and by the index of the column, from 0.
        left_out: the rows that are passed over.
    """

    cells: Mapping[int, Mapping[int, str]] = field(default_factory=lambda: MappingProxyType({}))
    left_out: frozenset[int] = frozenset()

    def without(self, rows: frozenset[int]) -> Mends:
        """Return the same changes, with some more rows left out."""
        return replace(self, left_out=self.left_out | rows)

    def rows_below(self, table: Table, header_row: int) -> Iterator[tuple[int, Record]]:
        """Yield the rows below the header with their numbers, as they are after the changes.

        A row whose cells cannot be told apart stays as it is: it can only be left out.
        """
        for number, record in _numbered(table, header_row):
            if number not in self.left_out:
                yield number, self._changed(number, record)

    def rows_passed_over(self, table: Table, header_row: int) -> Iterator[tuple[int, Record]]:
        """Yield the rows that are left out, as `rows_below` yields the others."""
        for number, record in _numbered(table, header_row):
            if number in self.left_out:
                yield number, self._changed(number, record)

    def _changed(self, number: int, record: Record) -> Record:
        changed = self.cells.get(number)
        return _mended(record, changed) if changed and isinstance(record, list) else record


def _numbered(table: Table, header_row: int) -> Iterator[tuple[int, Record]]:
    return enumerate(islice(table.records(), header_row, None), header_row + 1)


def _mended(record: list[str], changed: Mapping[int, str]) -> list[str]:
    width = max(len(record), *(place + 1 for place in changed))
    cells = record + [""] * (width - len(record))
    for place, cell in changed.items():
        cells[place] = cell
    return cells
