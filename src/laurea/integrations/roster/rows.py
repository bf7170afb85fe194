"""What reading a roster yields: one learner per row, or a row that is refused, with reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from laurea.credentials.problems import Problem, ProblemType


@dataclass(frozen=True, slots=True)
class RosterEvidence:
    """What a row says about one piece of evidence; at least one of the three is given.

    `url` is an absolute address of a public host. It was not fetched.
    """

    url: str | None
    name: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One learner of the roster. At least one of `email` and `did` is given.

    Attributes:
        number: the row as a spreadsheet counts it, from 1, the header and blank rows included.
        email: the address, in NFC, with its domain in lower case.
        name: the learner's name on one line, in NFC.
        did: the learner's DID.
        awarded: when the achievement was awarded, in UTC.
        valid_until: the last moment the credential is valid, in UTC. A date without a time is
            the end of that day.
        results: pairs of a `ResultDescription`'s name and the value as it is written. The name
            is `""` for the column that is plainly the result.
        evidence: what the learner has shown.
        cells: the row's own cells, for those who refuse it after all (`RefusedRow`).
    """

    number: int
    email: str | None
    name: str | None
    did: str | None
    awarded: datetime | None
    valid_until: datetime | None
    results: tuple[tuple[str, str], ...]
    evidence: tuple[RosterEvidence, ...]
    cells: tuple[str, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that names no learner who can be awarded, and why.

    `problems` holds at least one problem, the gravest first; their pointers are
    `/{number}/{field}`. `cells` are the row's own cells, as far as they could be read.
    """

    number: int
    problems: tuple[Problem, ...]
    cells: tuple[str, ...]

    @property
    def problem(self) -> Problem:
        """The first of the problems."""
        return self.problems[0]

    @property
    def reason(self) -> str:
        """What is wrong with the row, and what to do, in plain sentences."""
        return " ".join(problem.detail for problem in self.problems)


class CellRefused(Exception):
    """A cell cannot be used; says why. Never leaves this package."""

    def __init__(self, kind: ProblemType, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
