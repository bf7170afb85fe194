"""The first walk over a roster: how many rows it has, and what only a whole column tells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from laurea.credentials.errors import LimitExceeded
from laurea.credentials.problems import LIMIT, Problem
from laurea.integrations.roster.dates import (
    DateOrder,
    DateReading,
    is_ambiguous,
    is_serial,
    shown_order,
)
from laurea.integrations.roster.outcomes import looks_failed
from laurea.integrations.roster.printing import listed_rows
from laurea.integrations.roster.table import Record

_MOST_NAMED: Final = 20


@dataclass(slots=True)
class Rows:
    """The numbers of some rows: how many there are, and the first of them."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        """Take one more row."""
        self.count += 1
        if self.count <= _MOST_NAMED:
            self.first.append(number)

    def __str__(self) -> str:
        return listed_rows(self.first, self.count)


@dataclass(slots=True)
class DateColumn:
    """What the dates of one column have shown so far.

    `dotted` and `slashed` hold the first row that proves each order, for dates with dots and
    for those with slashes or hyphens; `serial` is the first serial number of Excel, and
    `ambiguous` the first date that can be read in two ways. `empty` are the rows without a date.
    """

    dotted: dict[DateOrder, int] = field(default_factory=dict)
    slashed: dict[DateOrder, int] = field(default_factory=dict)
    serial: str = ""
    ambiguous: str = ""
    empty: Rows = field(default_factory=Rows)
    filled: int = 0
    _last: str = ""

    def look_at(self, number: int, cell: str) -> None:
        """Take notice of one cell."""
        if not cell.strip():
            self.empty.add(number)
            return
        self.filled += 1
        if cell == self._last:
            return
        self._last = cell
        proof = shown_order(cell)
        if proof is not None:
            separator, order = proof
            (self.dotted if separator == "." else self.slashed).setdefault(order, number)
        elif not self.ambiguous and is_ambiguous(cell):
            self.ambiguous = cell.strip()
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
class OutcomeColumn:
    """The rows of a column whose value looks like a fail, and the first such value."""

    rows: Rows = field(default_factory=Rows)
    sample: str = ""

    def look_at(self, number: int, cell: str) -> None:
        """Take notice of one cell."""
        if looks_failed(cell):
            self.rows.add(number)
            self.sample = self.sample or cell.strip()


@dataclass(slots=True)
class Survey:
    """What is known of a roster after the first walk.

    `rows` is the number of rows with content; the rest is known by the index of the column.
    `unnamed` are columns that have content and no header.
    """

    dates: Mapping[int, DateColumn]
    results: Mapping[int, ResultColumn]
    outcomes: Mapping[int, OutcomeColumn] = field(default_factory=dict)
    hidden: Rows = field(default_factory=Rows)
    rows: int = 0
    unnamed: set[int] = field(default_factory=set)


def survey(
    numbered: Iterable[tuple[int, Record]],
    *,
    dates: Iterable[int],
    results: Iterable[int],
    unnamed: Iterable[int],
    most_rows: int,
    outcomes: Iterable[int] = (),
    hidden: Collection[int] = (),
) -> Survey:
    """Walk over the rows below the header.

    Args:
        numbered: the rows with their numbers, those that are left out already missing.
        dates: the indices of the columns of dates.
        results: the indices of columns with results whose number format is not known.
        unnamed: the indices of columns without a header.
        most_rows: how many rows are read.
        outcomes: the indices of the columns that may say who has not passed.
        hidden: the numbers of the rows that a spreadsheet does not show.

    Raises:
        LimitExceeded: there are more rows.
    """
    found = Survey(
        {place: DateColumn() for place in dates},
        {place: ResultColumn() for place in results},
        {place: OutcomeColumn() for place in outcomes},
    )
    nameless = tuple(unnamed)
    for number, record in numbered:
        if isinstance(record, list):
            if is_blank(record):
                continue
            _look_at(found, number, record, nameless)
        found.rows += 1
        if number in hidden:
            found.hidden.add(number)
        if found.rows > most_rows:
            detail = f"The roster has more than {most_rows:,} rows. Split it."
            raise LimitExceeded(Problem(LIMIT, detail, f"/{number}"))
    return found


def _look_at(found: Survey, number: int, cells: list[str], nameless: tuple[int, ...]) -> None:
    width = len(cells)
    for place, dates in found.dates.items():
        dates.look_at(number, cells[place] if place < width else "")
    for place, results in found.results.items():
        if place < width:
            results.look_at(cells[place])
    for place, outcomes in found.outcomes.items():
        if place < width:
            outcomes.look_at(number, cells[place])
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
