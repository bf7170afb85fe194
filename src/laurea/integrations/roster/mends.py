"""What people change in a roster after it was written: cells, and rows that are left out."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import Final

from laurea.integrations.roster.refused import REASON, ROW
from laurea.integrations.roster.table import Record, Table

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
_OF_BLANK_ROWS: Final = "0"


@dataclass(frozen=True, slots=True)
class Mends:
    """Changes to a roster, by the numbers of its rows as a spreadsheet counts them.

    Attributes:
        cells: the new text of cells, by row and by the index of the column, from 0.
        left_out: the rows that are passed over.
        numbers: the numbers that the rows below the header go by, in order, where they are not
            those that a spreadsheet counts.
    """

    cells: Mapping[int, Mapping[int, str]] = field(default_factory=lambda: MappingProxyType({}))
    left_out: frozenset[int] = frozenset()
    numbers: Sequence[int] = ()

    def without(self, rows: frozenset[int]) -> Mends:
        """Return the same changes, with some more rows left out."""
        return replace(self, left_out=self.left_out | rows)

    def rows_below(self, table: Table, header_row: int) -> Iterator[tuple[int, Record]]:
        """Yield the rows below the header with their numbers, as they are after the changes.

        A row whose cells cannot be told apart stays as it is: it can only be left out.
        """
        for number, record in self._numbered(table, header_row):
            if number not in self.left_out:
                yield number, self._changed(number, record)

    def rows_passed_over(self, table: Table, header_row: int) -> Iterator[tuple[int, Record]]:
        """Yield the rows that are left out, as `rows_below` yields the others."""
        for number, record in self._numbered(table, header_row):
            if number in self.left_out:
                yield number, self._changed(number, record)

    def numbered_as_before(self, table: Table, header_row: int, header: Sequence[str]) -> Mends:
        """Return the same changes to a roster of rows that were taken out of another one.

        Such a roster (`refused.write_refused`) says in a column which rows they were. They keep
        those numbers, unless one is missing, stands twice or is none.
        """
        if tuple(header[-2:]) != (ROW, REASON):
            return self
        numbers = array("L")
        for record in islice(table.records(), header_row, None):
            text = _cell_at(record, len(header) - 2)
            if _is_blank(record):
                text = _OF_BLANK_ROWS
            elif not _NUMBER.fullmatch(text):
                return self
            numbers.append(int(text))
        said = [number for number in numbers if number]
        return replace(self, numbers=numbers) if len(set(said)) == len(said) else self

    def _numbered(self, table: Table, header_row: int) -> Iterator[tuple[int, Record]]:
        records = islice(table.records(), header_row, None)
        if not self.numbers:
            return enumerate(records, header_row + 1)
        return zip(self.numbers, records, strict=False)  # whether it was changed is seen later

    def _changed(self, number: int, record: Record) -> Record:
        changed = self.cells.get(number)
        return _mended(record, changed) if changed and isinstance(record, list) else record


def _cell_at(record: Record, place: int) -> str:
    cells = record if isinstance(record, list) else record.cells
    return cells[place].strip() if place < len(cells) else ""


def _is_blank(record: Record) -> bool:
    return isinstance(record, list) and not any(cell.strip() for cell in record)


def _mended(record: list[str], changed: Mapping[int, str]) -> list[str]:
    width = max(len(record), *(place + 1 for place in changed))
    cells = record + [""] * (width - len(record))
    for place, cell in changed.items():
        cells[place] = cell
    return cells
