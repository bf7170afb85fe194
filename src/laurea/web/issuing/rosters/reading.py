"""Reading the roster of a draft: by the code that reads rosters everywhere, with its mends.

Nothing is judged here that is not judged by `integrations.roster` and `integrations.issue_run`;
only who holds the achievement already is known to this installation alone. Rows that were taken
out of another roster keep the numbers they had there.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from laurea.credentials import model
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import ROW_CELLS, ROW_DUPLICATE, ROW_HELD, Problem
from laurea.integrations.issue_run.awards import AwardTerms, award_of
from laurea.integrations.issue_run.draws import SEED_BYTES, Draws
from laurea.integrations.issue_run.results import Descriptions, bind_results, read_result, values_of
from laurea.integrations.issue_run.sufficiency import what_falls_short
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
from laurea.web.issuing.rosters.access import (
    RosterDraft,
    holders_of_series,
    mends_of,
    purposes_of,
)

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

_HELD: Final = "The learner holds this achievement already."
_ASIDE: Final = "The row was set aside by a person."
_NAMES: Final = (Field.NAME, Field.LAST_FIRST, Field.GIVEN_NAME, Field.FAMILY_NAME)


RowKind = Literal[
    "refused",
    "below-required",
    "twice",
    "held",
    "set-aside",
    "cancelled",
    "on-purpose",
    "ready",
]
"""Why a row of a roster gets no credential; or that it gets one, on purpose or without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftRow:
    """A row that a person may look at: its learner, its cells, what is said of it."""

    number: int
    kind: RowKind
    name: str
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of all rows of a roster, were it issued now.

    Attributes:
        header: the cells of its header.
        places: the index of each field's column.
        choices: the values that a field allows, where it allows only these.
        ready: the rows that can be issued.
        refused: the rows that need a person.
        short: the rows with a result that is less than what the achievement requires.
        twice: the rows whose learner stands in an earlier row.
        held: the rows whose learner holds the achievement already.
        set_aside: the rows that a person has set aside.
        on_purpose: the rows that are ready although a result falls short.
        warnings: what a person should look at.
        notes: what was decided without asking, in sentences.
    """

    header: tuple[str, ...]
    places: Mapping[str, int]
    choices: Mapping[str, tuple[str, ...]]
    ready: tuple[RosterRow, ...]
    refused: tuple[LeftRow, ...]
    short: tuple[LeftRow, ...]
    twice: tuple[LeftRow, ...]
    held: tuple[LeftRow, ...]
    set_aside: tuple[LeftRow, ...]
    on_purpose: tuple[RosterRow, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[str, ...]

    @property
    def needy(self) -> tuple[LeftRow, ...]:
        """The rows without a credential of which nobody said that they are to have none."""
        to_mend = sorted((*self.refused, *self.short), key=lambda row: row.number)
        return (*to_mend, *self.twice, *self.held)

    @property
    def left(self) -> tuple[LeftRow, ...]:
        """All rows that get no credential. Whoever counts them counts these."""
        return (*self.needy, *self.set_aside)


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
        results=[one.name for one in definition_of(draft).result_description],
        keeps_numbers=True,
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
    achievement = definition_of(draft)
    with opened(draft, at=at) as roster:
        descriptions = bind_results(roster.columns, achievement)
        sorted_rows = _Sorted(
            roster,
            achievement,
            AwardTerms(
                at=at,
                draws=Draws(bytes(SEED_BYTES)),
                results=descriptions,
                lists=None,
            ),
            frozenset() if draft.award_again else holders_of_series(draft.achievement),
            purposes_of(draft.pk),
        )
        for row in roster:
            sorted_rows.add(row)
        aside = mends_of(draft.pk).left_out
        return Judgement(
            header=roster.header,
            places=roster.places,
            choices=_choices(descriptions),
            ready=tuple(sorted_rows.ready),
            refused=tuple(sorted_rows.left["refused"]),
            short=tuple(sorted_rows.left["below-required"]),
            twice=tuple(sorted_rows.left["twice"]),
            held=tuple(sorted_rows.left["held"]),
            set_aside=tuple(
                sorted_rows.set_aside(number, cells)
                for number, cells in roster.left_out()
                if number in aside
            ),
            on_purpose=tuple(sorted_rows.on_purpose),
            warnings=roster.warnings,
            notes=roster.notes,
        )


def left_rows(
    draft: RosterDraft, reasons: Mapping[int, tuple[RowKind, str]], *, at: datetime
) -> list[LeftRow]:
    """Return rows of a draft's roster that got no credential, as they were at a moment.

    Args:
        draft: the draft.
        reasons: why, by the numbers of the rows.
        at: the moment.

    Raises:
        MalformedDocument: its columns are not understood.
    """
    if not reasons:
        return []
    with opened(draft, at=at) as roster:
        return [
            _left(row.number, kind, row.cells, roster.places, (Problem(ROW_CELLS, reason),))
            for row in roster
            if row.number in reasons
            for kind, reason in (reasons[row.number],)
        ]


class _Sorted:
    """The rows of a roster by what is to be done about them."""

    def __init__(
        self,
        roster: Roster,
        achievement: model.Achievement,
        terms: AwardTerms,
        holders: frozenset[str],
        purposes: frozenset[int],
    ) -> None:
        self._roster = roster
        self._achievement = achievement
        self._terms = terms
        self._holders = holders
        self._purposes = purposes
        self.ready: list[RosterRow] = []
        self.on_purpose: list[RosterRow] = []
        self.left: defaultdict[RowKind, list[LeftRow]] = defaultdict(list)

    def add(self, row: RosterRow | RefusedRow) -> None:
        """Judge one row more."""
        if isinstance(row, RefusedRow) and row.problem.type is ROW_DUPLICATE:
            self._leave(row, "twice", row.problems)
            return
        refused, short = self._results(row)
        if isinstance(row, RefusedRow):
            self._leave(row, "refused", (*row.problems, *refused, *short))
            return
        problem = None if refused else self._of_the_whole(row)
        if refused or problem:
            found = (problem,) if problem else refused
            self._leave(row, "refused", (*found, *short))
            return
        if not _names(row).isdisjoint(self._holders):
            where = f"/{row.number}/{Field.EMAIL if row.email else Field.DID}"
            self._leave(row, "held", (Problem(ROW_HELD, _HELD, where),))
        elif short and row.number not in self._purposes:
            self._leave(row, "below-required", short)
        else:
            self.ready.append(row)
            self.on_purpose.extend([row] if short else [])

    def _results(
        self, row: RosterRow | RefusedRow
    ) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
        """Return what is wrong with a row's results, and which fall short, each at its own cell."""
        pairs = self._refused_pairs(row) if isinstance(row, RefusedRow) else row.results
        refused: list[Problem] = []
        short: list[Problem] = []
        for name, value in pairs:
            where = f"/{row.number}/{field_of_pair(name)}"
            try:
                result = read_result(value, self._terms.results.get(name), where)
            except MalformedDocument as error:
                refused.append(error.problem)
            else:
                short.extend(what_falls_short((result,), self._achievement, where))
        return tuple(refused), tuple(short)

    def _refused_pairs(self, row: RefusedRow) -> tuple[tuple[str, str], ...]:
        """Return the results of a row that is refused for something else."""
        of_these = {f"/{row.number}", f"/{row.number}/{Field.RESULT}"}
        if any(problem.pointer in of_these for problem in row.problems):
            return ()
        return self._roster.results_in(row.cells)

    def _of_the_whole(self, row: RosterRow) -> Problem | None:
        """Return why a row whose cells are all right cannot be awarded."""
        try:
            award_of(row, self._terms)
        except MalformedDocument as error:
            return error.problem
        return None

    def set_aside(self, number: int, cells: tuple[str, ...]) -> LeftRow:
        """Return a row that a person has set aside."""
        return _left(number, "set-aside", cells, self._roster.places, (Problem(ROW_CELLS, _ASIDE),))

    def _leave(
        self, row: RosterRow | RefusedRow, kind: RowKind, problems: tuple[Problem, ...]
    ) -> None:
        self.left[kind].append(_left(row.number, kind, row.cells, self._roster.places, problems))


def field_of_pair(name: str) -> str:
    """Return the field of a result, by the name that its pair gives it.

    >>> field_of_pair("Essay"), field_of_pair("")
    ('result:Essay', 'result')
    """
    return f"{Field.RESULT}:{name}" if name else Field.RESULT.value


def _choices(descriptions: Descriptions) -> dict[str, tuple[str, ...]]:
    return {
        field_of_pair(name): values
        for name, description in descriptions.items()
        if (values := values_of(description))
    }


def _names(row: RosterRow) -> frozenset[str]:
    return frozenset(filter(None, ((row.email or "").lower(), row.did)))


def _left(
    number: int,
    kind: RowKind,
    cells: tuple[str, ...],
    places: Mapping[str, int],
    problems: tuple[Problem, ...],
) -> LeftRow:
    parts = (cells[places[f]] for f in _NAMES if f in places and places[f] < len(cells))
    name = " ".join(" ".join(parts).split())
    return LeftRow(number=number, kind=kind, name=name, cells=cells, problems=problems)
