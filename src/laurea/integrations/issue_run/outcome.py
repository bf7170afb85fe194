"""What became of the rows of a roster, one by one and all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from laurea.credentials.problems import ROW_DUPLICATE, Problem


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row.

    Attributes:
        number: the row as a spreadsheet counts it.
        id: the id of the credential; `None` where the row was refused.
        file: the name of its file in the folder of the run; `None` in a dry run as well.
        image: the name of the picture it is baked into, if it is.
        problems: why the row was refused, the gravest reason first; else empty.
        cells: the row's own cells.
    """

    number: int
    id: str | None = None
    file: str | None = None
    image: str | None = None
    problems: tuple[Problem, ...] = ()
    cells: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_issued(self) -> bool:
        """Whether there is a credential for this row."""
        return not self.problems

    @property
    def is_duplicate(self) -> bool:
        """Whether the row was refused only because its learner stands in another row."""
        return bool(self.problems) and self.problems[0].type is ROW_DUPLICATE

    @property
    def word(self) -> str:
        """The outcome in one word, as reports have it."""
        return "issued" if self.is_issued else "refused"

    @property
    def reason(self) -> str:
        """Why the row was refused, in plain sentences; empty where it was not."""
        return " ".join(problem.detail for problem in self.problems)

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as the JSON object of `laurea issue --json`."""
        return {
            "row": self.number,
            "outcome": self.word,
            "file": self.file,
            **({"image": self.image} if self.image else {}),
            "id": self.id,
            "problems": [problem.to_json() for problem in self.problems],
        }


@dataclass(slots=True)
class Tally:
    """What became of the rows so far.

    `refused_by` counts the refused rows by the short name of their gravest problem,
    `begin_later` the issued ones whose credentials are not valid yet.
    """

    issued: int = 0
    refused: int = 0
    refused_by: Counter[str] = field(default_factory=Counter)
    begin_later: int = 0

    @property
    def duplicates(self) -> int:
        """How many rows were refused only because their learner stands in another row."""
        return self.refused_by[ROW_DUPLICATE.slug]

    @property
    def rows(self) -> int:
        """How many rows have an outcome."""
        return self.issued + self.refused

    def add(self, outcomes: Iterable[RowOutcome]) -> None:
        """Count some more rows."""
        for outcome in outcomes:
            if outcome.is_issued:
                self.issued += 1
            else:
                self.refused += 1
                self.refused_by[outcome.problems[0].type.slug] += 1
