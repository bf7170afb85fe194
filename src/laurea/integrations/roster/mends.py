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
        below = islice(table.records(), header_row, None)
        for number, record in enumerate(below, header_row + 1):
            if number in self.left_out:
                continue
            changed = self.cells.get(number)
            if changed and isinstance(record, list):
                yield number, _mended(record, changed)
            else:
                yield number, record


def _mended(record: list[str], changed: Mapping[int, str]) -> list[str]:
    width = max(len(record), *(place + 1 for place in changed))
    cells = record + [""] * (width - len(record))
    for place, cell in changed.items():
        cells[place] = cell
    return cells
