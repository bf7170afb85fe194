"""The demo world, arranged: its parts in the order in which they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from laurea.demo.accounts import PEOPLE, enrol
from laurea.demo.answers import answers_to
from laurea.demo.folder import DemoFolder
from laurea.demo.halden_works import HALDEN_WORKS
from laurea.demo.histories import FIRST_WEEK, Cohort, cohorts
from laurea.demo.issuers import (
    Deed,
    Issuer,
    cohorts_of,
    deeds_of,
    establish,
    work_all_at,
)
from laurea.demo.learners import LEARNERS, learners
from laurea.demo.lindenhof import LINDENHOF
from laurea.demo.northfield import NORTHFIELD
from laurea.demo.skills_office import SKILLS_OFFICE, write_registry
from laurea.web.operations.installation import (
    bring_database_up_to_date,
    make_folders,
    make_secret_key,
)

ORGANIZATIONS: Final[tuple[Issuer, ...]] = (SKILLS_OFFICE, NORTHFIELD, LINDENHOF, HALDEN_WORKS)
"""All of them, the oldest first."""
_BEFORE_ALL: Final = timedelta(weeks=FIRST_WEEK + 6)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the world: its name, and what makes it.

    `make` makes what is missing, and yields after each step how many credentials it came to.
    """

    name: str
    make: Callable[[], Iterator[int]]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is to be made: the parts in their order, and how many credentials."""

    parts: tuple[Part, ...]
    credentials: int


def plan_world(folder: DemoFolder, *, size: int = LEARNERS) -> World:
    """Return the world that belongs in a folder; the same one each time.

    Args:
        folder: where it is made.
        size: how many learners it has.
    """
    histories = cohorts(learners(size), begun_at=folder.begun_at)
    return World(
        parts=(
            Part("Database", _installation),
            Part("Accounts", lambda: _accounts(folder)),
            Part("Organizations", lambda: _organizations(folder)),
            Part("Eighteen months", lambda: _history(folder, histories)),
        ),
        credentials=sum(len(cohort.members) for cohort in histories),
    )


def _installation() -> Iterator[int]:
    make_folders()
    make_secret_key()
    bring_database_up_to_date()
    yield 0


def _accounts(folder: DemoFolder) -> Iterator[int]:
    for person in PEOPLE:
        enrol(person, folder, at=folder.begun_at - _BEFORE_ALL)
        yield 0


def _organizations(folder: DemoFolder) -> Iterator[int]:
    for organization in ORGANIZATIONS:
        establish(organization, begun_at=folder.begun_at)
        yield 0
    write_registry(folder)


def _history(folder: DemoFolder, histories: Sequence[Cohort]) -> Iterator[int]:
    """Do what was done in the order of its days, as the audit trail is to show it."""
    deeds: list[Deed] = []
    for organization in ORGANIZATIONS:
        theirs = cohorts_of(organization, histories)
        deeds += deeds_of(organization, theirs, begun_at=folder.begun_at)
        deeds += answers_to(organization, theirs, begun_at=folder.begun_at)
    for deed in sorted(deeds, key=lambda deed: deed.at):
        deed.do()
        yield deed.credentials
    work_all_at(folder.begun_at)
