"""The first walk over a roster: how many rows it has, and what only a whole column tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from laurea.credentials.errors import LimitExceeded
from laurea.credentials.problems import LIMIT, Problem
from laurea.integrations.roster.dates import DateOrder, DateReading, is_serial, shown_order
from laurea.integrations.roster.table import Record


@dataclass(slots=True)
class DateColumn:
    """What the dates of one column have shown so far.

    `dotted` and `slashed` hold the first row that proves each order, for dates with dots and
    for those with slashes or hyphens; `serial` is the first serial number of Excel.
    """

    dotted: dict[DateOrder, int] = field(default_factory=dict)
    slashed: dict[DateOrder, int] = field(default_factory=dict)
    serial: str = ""
    _last: str = ""

    def look_at(self, number: int, cell: str) -> None:
        """Take notice of one cell."""
        if cell == self._last:
            return
        self._last = cell
        proof = shown_order(cell)
        if proof is not None:
            separator, order = proof
            (self.dotted if separator == "." else self.slashed).setdefault(order, number)
        elif not self.serial and is_serial(cell):
            self.serial = cell.strip()

    def reading(
        self, asked: DateOrder | None, timezone: tzinfo, *, end_of_day: bool
    ) -> DateReading:
        """Return how the column is read: as a person asks, else as all its proofs agree."""
        return DateReading(
            timezone,
            slashed=asked or _agreed(self.slashed, None),
            dotted=asked or _agreed(self.dotted, "dmy"),
            end_of_day=end_of_day,
        )

    def contradiction(self) -> dict[DateOrder, int]:
        """Return the rows that prove different orders of one kind of date, if some do."""
        return next((rows for rows in (self.slashed, self.dotted) if len(rows) > 1), {})


@dataclass(slots=True)
class ResultColumn:
    """Whether all values of a spreadsheet's result column could be percentages stored as shares."""

    are_shares: bool = True
    sample: str = ""

    def look_at(self, cell: str) -> None:
        """Take notice of one cell."""
        if not self.are_shares or not cell:
            return
        try:
            self.are_shares = 0 <= float(cell) <= 1
        except ValueError:
            self.are_shares = False
        if self.are_shares and "." in cell:
            self.sample = self.sample or cell


@dataclass(slots=True)
class Survey:
    """What is known of a roster after the first walk.

    `rows` is the number of rows with content; the rest is known by the index of the column.
    `unnamed` are columns that have content and no header.
    """

    dates: Mapping[int, DateColumn]
    results: Mapping[int, ResultColumn]
    rows: int = 0
    unnamed: set[int] = field(default_factory=set)


def survey(
    numbered: Iterable[tuple[int, Record]],
    *,
    dates: Iterable[int],
    results: Iterable[int],
    unnamed: Iterable[int],
    most_rows: int,
) -> Survey:
    """Walk over the rows below the header.

    Args:
        numbered: the rows with their numbers, those that are left out already missing.
        dates: the indices of the columns of dates.
        results: the indices of columns with results whose number format is not known.
        unnamed: the indices of columns without a header.
        most_rows: how many rows are read.

    Raises:
        LimitExceeded: there are more rows.
    """
    found = Survey({place: DateColumn() for place in dates}, {p: ResultColumn() for p in results})
    nameless = tuple(unnamed)
    for number, record in numbered:
        if isinstance(record, list):
            if is_blank(record):
                continue
            _look_at(found, number, record, nameless)
        found.rows += 1
        if found.rows > most_rows:
            detail = f"The roster has more than {most_rows:,} rows. Split it."
            raise LimitExceeded(Problem(LIMIT, detail, f"/{number}"))
    return found


def _look_at(found: Survey, number: int, cells: list[str], nameless: tuple[int, ...]) -> None:
    width = len(cells)
    for place, dates in found.dates.items():
        if place < width:
            dates.look_at(number, cells[place])
    for place, results in found.results.items():
        if place < width:
            results.look_at(cells[place])
    for place in nameless:
        if place < width and cells[place].strip():
            found.unnamed.add(place)


def is_blank(cells: list[str]) -> bool:
    """Say whether a row has no content at all."""
    return not "".join(cells).strip()


def _agreed(proofs: Mapping[DateOrder, int], otherwise: DateOrder | None) -> DateOrder | None:
    """Return the order that all proofs agree on."""
    if not proofs:
        return otherwise
    return next(iter(proofs)) if len(proofs) == 1 else None
