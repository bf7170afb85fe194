"""A roster as rows of cells, whatever it is stored in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from laurea.credentials.problems import Problem


@dataclass(frozen=True, slots=True)
class DamagedRecord:
    """A row whose cells cannot be told apart for certain. `cells` are what can be shown of it."""

    problem: Problem
    cells: tuple[str, ...] = ()


Record = list[str] | DamagedRecord
"""The cells of one row as text; an empty list for an empty row."""


class Table(Protocol):
    """Something that can be read row by row, any number of times."""

    @property
    def encoding(self) -> str | None:
        """The encoding of a text file, as people call it."""
        ...

    @property
    def delimiter(self) -> str | None:
        """What parts the cells of a text file."""
        ...

    def records(self) -> Iterator[Record]:
        """Yield every row from the first on, empty ones included, as a spreadsheet counts them.

        Raises:
            MalformedDocument: from some row on the rows cannot be told apart.
            LimitExceeded: a row is larger than the limits allow, and its end cannot be told.
        """
        ...
