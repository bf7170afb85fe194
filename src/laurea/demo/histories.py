"""Who achieved what, and when: eighteen months of courses, drawn by a fixed seed.

A learner begins in some week and takes one course after another; each course ends with a cohort
that is awarded on one day. Weeks are counted back from the moment the world was begun.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from laurea.demo.learners import MIRA, Learner

FIRST_WEEK: Final = 78
"""How many weeks the world looks back."""
_LAST_WEEK: Final = 3
_IN_TIME: Final = 17  # whoever begins by then finishes some course
_AT_LEAST_AGO: Final = timedelta(hours=2)
_SEED: Final = 20_250_902
_AWARDED_AT_HOUR: Final = 14

DIGITAL_MARKETING: Final = ("DM-101", "DM-102", "DM-103", "DM-104", "DM-105")
MICRO_MASTERS: Final = "MM-100"
TEACHING: Final = "TE-210"
ETHICS: Final = "PH-330"
ROBOTS: Final = "HW-ROB-1"

COURSES: Final[dict[str, tuple[int, ...]]] = {
    "DM-101": (74, 62, 50, 38, 26, 14, 2),
    "DM-102": (71, 59, 47, 35, 23, 11, 0),
    "DM-103": (68, 56, 44, 32, 20, 8),
    "DM-104": (65, 53, 41, 29, 17, 5),
    "DM-105": (62, 50, 38, 26, 14, 3),
    MICRO_MASTERS: (58, 45, 33, 21, 10, 1),
    TEACHING: (70, 46, 22, 4),
    ETHICS: (66, 40, 16),
    ROBOTS: (76, 70, 64, 58, 52, 46, 40, 34, 28, 22, 16, 10, 4),
}
"""For each course, how many weeks ago its cohorts ended."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who were awarded one achievement on one day."""

    code: str
    at: datetime
    members: tuple[Learner, ...]


def cohorts(learners: Sequence[Learner], *, begun_at: datetime) -> list[Cohort]:
    """Return all cohorts that anybody was in, the oldest first; the same ones each time.

    Args:
        learners: those whose histories are drawn.
        begun_at: the moment from which weeks are counted back.
    """
    random = Random(_SEED)
    members: dict[tuple[str, int], list[Learner]] = {}
    for learner in learners:
        steps = _MIRAS_STEPS if learner == MIRA else tuple(_steps(random))
        for step in steps:
            members.setdefault(step, []).append(learner)
    return sorted(
        (
            Cohort(code, _moment(begun_at, week), tuple(those))
            for (code, week), those in members.items()
        ),
        key=lambda cohort: (cohort.at, cohort.code),
    )


# Four of five, one of them lapsed by now, and one from a university: the story of her wallet.
_MIRAS_STEPS: Final = (("DM-101", 74), ("DM-102", 71), ("DM-104", 65), ("DM-103", 44), (ETHICS, 16))


def _steps(random: Random) -> Iterator[tuple[str, int]]:
    """Yield courses with the weeks ago that they ended for one learner, at least one of them."""
    (draw,) = random.choices((_marketer, _worker, _teacher, _reader), (60, 20, 12, 8))
    steps = tuple(draw(random, random.randint(_LAST_WEEK, FIRST_WEEK)))
    yield from steps or draw(random, _IN_TIME)


def _marketer(random: Random, week: int) -> Iterator[tuple[str, int]]:
    (number,) = random.choices((1, 2, 3, 4, 5), (25, 25, 20, 12, 18))
    for code in DIGITAL_MARKETING[:number]:
        ended = _next_end(code, week)
        if ended is None:
            return
        yield code, ended
        week = ended
    if number == len(DIGITAL_MARKETING):
        yield from _graduate(week)
    if random.random() < 0.15:
        yield from _reader(random, week)


def _graduate(week: int) -> Iterator[tuple[str, int]]:
    ended = _next_end(MICRO_MASTERS, week)
    if ended is not None:
        yield MICRO_MASTERS, ended


def _worker(random: Random, week: int) -> Iterator[tuple[str, int]]:
    ended = _next_end(ROBOTS, week)
    if ended is None:
        return
    yield ROBOTS, ended
    # A year later it has lapsed; two of three renew it, some of them late.
    renewed = _next_end(ROBOTS, ended - random.choice((48, 50, 56)))
    if renewed is not None and random.random() < 0.66:
        yield ROBOTS, renewed


def _teacher(random: Random, week: int) -> Iterator[tuple[str, int]]:
    ended = _next_end(TEACHING, week)
    if ended is not None:
        yield TEACHING, ended
        if random.random() < 0.4:
            yield from _reader(random, ended)


def _reader(random: Random, week: int) -> Iterator[tuple[str, int]]:  # noqa: ARG001
    ended = _next_end(ETHICS, week)
    if ended is not None:
        yield ETHICS, ended


def _next_end(code: str, week: int) -> int | None:
    """Return the first end of a course that lies after a week, counted back; none if none does."""
    return next((end for end in COURSES[code] if end < week), None)


def _moment(begun_at: datetime, weeks_ago: int) -> datetime:
    day = begun_at - timedelta(weeks=weeks_ago)
    moment = day.replace(hour=_AWARDED_AT_HOUR, minute=0, second=0, microsecond=0)
    return min(moment, begun_at - _AT_LEAST_AGO)
