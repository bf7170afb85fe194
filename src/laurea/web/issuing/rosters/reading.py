"""Reading the roster of a draft: by the code that reads rosters everywhere, with its mends.

Nothing is judged here that is not judged by `integrations.roster` and `integrations.issue_run`;
only who holds the achievement already is known to this installation alone.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from laurea.credentials import model
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import ROW_DUPLICATE, Problem
from laurea.integrations.issue_run.awards import AwardTerms, award_of
from laurea.integrations.issue_run.draws import SEED_BYTES, Draws
from laurea.integrations.issue_run.results import bind_results
from laurea.integrations.roster import (
    DateOrder,
    Field,
    Glance,
    ReadAs,
    RefusedRow,
    Roster,
    RosterLimits,
    RosterRow,
    glance_at,
    open_roster,
)
from laurea.web.catalog.define import read_stored
from laurea.web.issuing.rosters.access import RosterDraft, holders_of_series, mends_of

ROSTER_LIMITS: Final = RosterLimits(
    file_bytes=16 * 1024 * 1024,
    rows=50_000,
    columns=120,
    spreadsheet_bytes=64 * 1024 * 1024,
    spreadsheet_members=2_000,
    spreadsheet_cells=6_000_000,
    spreadsheet_memory_bytes=1024 * 1024 * 1024,
    spreadsheet_cpu_s=30,
)
"""What is read of a roster that is brought to the web."""

_NAMES: Final = (Field.NAME, Field.LAST_FIRST, Field.GIVEN_NAME, Field.FAMILY_NAME)


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A row that gets no credential as it stands: its learner, its cells, and why."""

    number: int
    name: str
    cells: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of all rows of a roster, were it issued now.

    Attributes:
        header: the cells of its header.
        places: the index of each field's column.
        ready: the rows that can be issued.
        refused: the rows that need a person.
        twice: the rows whose learner stands in an earlier row.
        held: the rows whose learner holds the achievement already.
        set_aside: the rows that a person has set aside.
        warnings: what a person should look at.
        notes: what was decided without asking, in sentences.
    """

    header: tuple[str, ...]
    places: Mapping[str, int]
    ready: tuple[RosterRow, ...]
    refused: tuple[LeftRow, ...]
    twice: tuple[LeftRow, ...]
    held: tuple[LeftRow, ...]
    set_aside: tuple[LeftRow, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[str, ...]

    @property
    def left(self) -> int:
        """How many rows get no credential."""
        return len(self.refused) + len(self.twice) + len(self.held) + len(self.set_aside)


@contextmanager
def opened(draft: RosterDraft, *, at: datetime, as_guessed: bool = False) -> Iterator[Roster]:
    """Open the roster of a draft, with its mends, until the block ends.

    Args:
        draft: the draft.
        at: the present moment.
        as_guessed: whether what people said about the columns is passed over.

    Raises:
        MalformedDocument: its columns are not understood.
        LimitExceeded: it is larger than what is read here.
    """
    with open_roster(
        io.BytesIO(bytes(draft.content)),
        at=at,
        filename=draft.file_name,
        mapping={} if as_guessed else draft.mapping,
        date_order=cast("DateOrder | None", draft.date_order or None),
        read_as=read_as(draft),
        allow_duplicates=draft.allow_duplicates,
        mends=mends_of(draft.pk),
        limits=ROSTER_LIMITS,
    ) as roster:
        yield roster


def read_as(draft: RosterDraft) -> ReadAs:
    """Return how people say that the file of a draft is stored."""
    return ReadAs(draft.encoding or None, draft.delimiter or None, draft.sheet or None)


def glance(draft: RosterDraft) -> Glance:
    """Return the first rows of a draft's file, whatever they mean."""
    return glance_at(io.BytesIO(bytes(draft.content)), read_as=read_as(draft), limits=ROSTER_LIMITS)


def definition_of(draft: RosterDraft) -> model.Achievement:
    """Return the achievement that a draft is about."""
    return read_stored(draft.achievement)


def judge(draft: RosterDraft, *, at: datetime) -> Judgement:
    """Judge every row of a draft's roster.

    Raises:
        MalformedDocument: its columns are not understood, or do not fit the achievement.
        LimitExceeded: it is larger than what is read here.
    """
    holders = frozenset() if draft.award_again else holders_of_series(draft.achievement)
    with opened(draft, at=at) as roster:
        terms = AwardTerms(
            at=at,
            draws=Draws(bytes(SEED_BYTES)),
            results=bind_results(roster.columns, definition_of(draft)),
            lists=None,
        )
        sorted_rows = _Sorted(roster.places)
        for row in roster:
            sorted_rows.add(row, terms, holders)
        aside = mends_of(draft.pk).left_out
        return Judgement(
            header=roster.header,
            places=roster.places,
            ready=tuple(sorted_rows.ready),
            refused=tuple(sorted_rows.refused),
            twice=tuple(sorted_rows.twice),
            held=tuple(sorted_rows.held),
            set_aside=tuple(
                _left(number, cells, roster.places)
                for number, cells in roster.left_out()
                if number in aside
            ),
            warnings=roster.warnings,
            notes=roster.notes,
        )


def left_rows(draft: RosterDraft, numbers: Collection[int], *, at: datetime) -> list[LeftRow]:
    """Return rows of a draft's roster by their numbers, as they were at a moment.

    Raises:
        MalformedDocument: its columns are not understood.
    """
    if not numbers:
        return []
    with opened(draft, at=at) as roster:
        return [
            _left(row.number, row.cells, roster.places) for row in roster if row.number in numbers
        ]


class _Sorted:
    """The rows of a roster by what is to be done about them."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places
        self.ready: list[RosterRow] = []
        self.refused: list[LeftRow] = []
        self.twice: list[LeftRow] = []
        self.held: list[LeftRow] = []

    def add(self, row: RosterRow | RefusedRow, terms: AwardTerms, holders: frozenset[str]) -> None:
        problems = row.problems if isinstance(row, RefusedRow) else _problems(row, terms)
        left = _left(row.number, row.cells, self._places, problems)
        if problems:
            is_twice = problems[0].type is ROW_DUPLICATE
            (self.twice if is_twice else self.refused).append(left)
        elif isinstance(row, RosterRow) and not _names(row).isdisjoint(holders):
            self.held.append(left)
        elif isinstance(row, RosterRow):
            self.ready.append(row)


def _problems(row: RosterRow, terms: AwardTerms) -> tuple[Problem, ...]:
    """Return why a row cannot be awarded although its cells are all right."""
    try:
        award_of(row, terms)
    except MalformedDocument as error:
        return (error.problem,)
    return ()


def _names(row: RosterRow) -> frozenset[str]:
    return frozenset(filter(None, ((row.email or "").lower(), row.did)))


def _left(
    number: int,
    cells: tuple[str, ...],
    places: Mapping[str, int],
    problems: tuple[Problem, ...] = (),
) -> LeftRow:
    parts = (cells[places[f]] for f in _NAMES if f in places and places[f] < len(cells))
    return LeftRow(number, " ".join(" ".join(parts).split()), cells, problems)
