"""What was revoked in the demo world, and why: mistakes and misconduct as they happen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from laurea.demo.histories import Cohort
from laurea.demo.learners import MIRA, Learner


@dataclass(frozen=True, slots=True)
class Revocation:
    """Which member of which cohort of a course lost the credential, how long after, and why.

    `cohort` and `member` count from 0 and go round, so that a smaller world has them too.
    """

    code: str
    cohort: int
    member: int
    after: timedelta
    reason: str


REVOCATIONS: Final = (
    Revocation(
        "DM-103",
        1,
        2,
        timedelta(days=19),
        "Most of the portfolio could not be counted for this award, so its criteria were not met. "
        "A new portfolio can be handed in next term.",
    ),
    Revocation(
        "DM-101",
        2,
        4,
        timedelta(days=3),
        "Issued to a person of the same name who did not take the course. The learner who did "
        "has received theirs.",
    ),
    Revocation(
        "DM-102",
        3,
        1,
        timedelta(days=27),
        "A second marking put the report below the pass mark. The learner may repeat it next term "
        "without cost.",
    ),
    Revocation(
        "DM-104",
        1,
        2,
        timedelta(days=8),
        "Revoked at the learner's own request.",
    ),
    Revocation(
        "TE-210",
        1,
        3,
        timedelta(days=40),
        "One of the three lessons had not been taught. The learner was heard by the board on "
        "assessment.",
    ),
    Revocation(
        "HW-ROB-1",
        7,
        1,
        timedelta(days=5),
        "The training cell had not been inspected in time. Whoever trained there that day repeats "
        "the practical.",
    ),
)


def revocations_in(
    cohorts: Sequence[Cohort], *, before: datetime
) -> Iterator[tuple[Revocation, Cohort, Learner, datetime]]:
    """Yield what is revoked of these cohorts: of which, whose, and when.

    Args:
        cohorts: the oldest first.
        before: the moment that none of them reaches.
    """
    for revocation in REVOCATIONS:
        of_course = [cohort for cohort in cohorts if cohort.code == revocation.code]
        if not of_course:
            continue
        cohort = of_course[revocation.cohort % len(of_course)]
        others = [learner for learner in cohort.members if learner != MIRA]
        if others:
            learner = others[revocation.member % len(others)]
            at = min(cohort.at + revocation.after, before - timedelta(hours=1))
            yield revocation, cohort, learner, at
