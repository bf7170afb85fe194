"""From rows to signed credentials, some of each batch verified as anybody else would do it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from laurea.credentials.errors import LaureaError
from laurea.credentials.model.award import Award
from laurea.credentials.problems import Problem
from laurea.credentials.signing import SigningPlan
from laurea.credentials.token_plan import TokenPlan
from laurea.integrations.issue_run.awards import AwardTerms, award_of
from laurea.integrations.issue_run.inspection import faults_of
from laurea.integrations.issue_run.list_shelf import ListShelf
from laurea.integrations.roster import RefusedRow, RosterRow

Problems = tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A row with its signed credential, or with the reasons why there is none."""

    row: RosterRow | RefusedRow
    award: Award | None
    credential: bytes = b""
    problems: Problems = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a run's awards are signed and looked over.

    Attributes:
        plan: signs the awards.
        terms: what all awards have in common.
        at: the present moment, at which credentials are verified.
        shelf: has the status lists, if credentials refer to some.
    """

    plan: SigningPlan | TokenPlan
    terms: AwardTerms
    at: datetime
    shelf: ListShelf | None

    def sign(self, rows: Sequence[RosterRow | RefusedRow]) -> list[SignedRow]:
        """Sign one credential for each row that can be awarded.

        Raises:
            LaureaError: a status list cannot be made.
            RuntimeError: a credential that was just signed does not verify.
        """
        judged = [self._judged(row) for row in rows]
        awards = [each.award for each in judged if each.award is not None]
        self._provide_lists(each.row.number for each in judged if each.award is not None)
        answers = iter(self.plan.sign_awards(awards, reservation=self.terms.draws.run))
        signed = [each if each.award is None else _answered(each, next(answers)) for each in judged]
        self._look_over([each for each in signed if each.credential])
        return signed

    def _judged(self, row: RosterRow | RefusedRow) -> SignedRow:
        if isinstance(row, RefusedRow):
            return SignedRow(row, None, problems=row.problems)
        try:
            return SignedRow(row, award_of(row, self.terms))
        except LaureaError as error:
            return SignedRow(row, None, problems=(error.problem,))

    def _provide_lists(self, rows: Iterable[int]) -> None:
        """Have the status lists ready before a credential refers to them."""
        if self.shelf is not None:
            for number in {self.terms.draws.list_place(row)[0] for row in rows}:
                self.shelf.provide(number)

    def _look_over(self, signed: Sequence[SignedRow]) -> None:
        """Verify the first and the last credential of a batch."""
        for each in (*signed[:1], *signed[1:][-1:]):
            email = each.row.email if isinstance(each.row, RosterRow) else None
            faults = faults_of(each.credential, at=self.at, email=email, resolver=self.shelf)
            if faults:
                raise RuntimeError(
                    f"the credential of row {each.row.number} does not verify: {faults[0].detail}"
                )


def _answered(each: SignedRow, answer: bytes | Problem) -> SignedRow:
    if isinstance(answer, Problem):
        return SignedRow(each.row, None, problems=(answer,))
    return SignedRow(each.row, each.award, credential=answer)
