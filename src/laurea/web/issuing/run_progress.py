"""How far a run is, how fast it goes, and how long it will take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from laurea.web.issuing.access import BulkRun, RunState, chunks_of, running_chunks
from laurea.web.issuing.bulk import ISSUE_CHUNK
from laurea.web.operations.jobs import dead_among

_WINDOW: Final = timedelta(seconds=60)
_SILENCE_S: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgress:
    """Where a run stands at a moment.

    Attributes:
        total: how many rows it was asked for.
        issued: how many credentials it issued.
        refused: how many rows could not be issued.
        cancelled: how many rows are not done, because it was cancelled.
        set_aside: how many rows of the roster were not asked for.
        given_up: how many rows wait for a person to try them again.
        error: why they were given up.
        rate_per_s: how many rows a second were done lately; 0 where that is not known.
        left_s: how many seconds are left at this rate; `None` where that is not known.
        silent_s: for how long nothing was done, in seconds.
        state: running, cancelled or done.
        has_ended: whether nothing more will be done.
        begins_at: when it begins, where that is still to come.
    """

    total: int
    issued: int
    refused: int
    cancelled: int
    set_aside: int
    given_up: int
    error: str
    rate_per_s: float
    left_s: float | None
    silent_s: float
    state: RunState
    has_ended: bool
    begins_at: datetime | None

    @property
    def done(self) -> int:
        """How many rows have an outcome."""
        return self.issued + self.refused

    @property
    def without(self) -> int:
        """How many rows have no credential and will get none from this run."""
        return self.set_aside + self.refused + self.cancelled

    @property
    def waiting(self) -> int:
        """How many rows are still to be done."""
        return max(0, self.total - self.done - self.cancelled - self.given_up)

    @property
    def is_silent(self) -> bool:
        """Whether it may be that nobody is working on it."""
        is_over = self.has_ended or self.begins_at is not None
        return not is_over and self.waiting > 0 and self.silent_s > _SILENCE_S


def progress_of(run: BulkRun, *, at: datetime) -> RunProgress:
    """Say where a run stands at a moment."""
    chunks = list(chunks_of(run.pk).values_list("state", "count", "ended_at"))
    running = sum(count for state, count, _ended in chunks if state == RunState.RUNNING)
    # Of a chunk that was cancelled while it was done, some rows may be issued.
    is_cancelled = any(state == RunState.CANCELLED for state, _count, _ended in chunks)
    cancelled = max(0, run.rows - run.issued - run.refused - running) if is_cancelled else 0
    given_up, error = _given_up(run)
    ended = [(ended, count) for state, count, ended in chunks if state == RunState.DONE and ended]
    began_at = max(run.started_at, run.begins_at or run.started_at)
    latest = max((moment for moment, _count in ended), default=began_at)
    rate = _rate_per_s(ended, began_at, at)
    left = run.rows - run.issued - run.refused - cancelled - given_up
    return RunProgress(
        total=run.rows,
        issued=run.issued,
        refused=run.refused,
        cancelled=cancelled,
        set_aside=run.set_aside,
        given_up=given_up,
        error=error,
        rate_per_s=rate,
        left_s=left / rate if rate and left > 0 else None,
        silent_s=(at - latest).total_seconds(),
        state=RunState(run.state),
        has_ended=run.ended_at is not None,
        begins_at=run.begins_at if run.ended_at is None and began_at > at else None,
    )


def _given_up(run: BulkRun) -> tuple[int, str]:
    """Return how many rows wait for a person, and what the last attempt came to."""
    if run.ended_at is not None:
        return 0, ""
    counts = running_chunks(run.pk)
    dead = dead_among(ISSUE_CHUNK, map(str, counts))
    return sum(counts[int(job.key)] for job in dead), dead[0].last_error if dead else ""


def _rate_per_s(ended: list[tuple[datetime, int]], started_at: datetime, at: datetime) -> float:
    """Return the rate of the last minute, or of the time since the start where that is less."""
    begin = max(started_at, at - _WINDOW)
    rows = sum(count for moment, count in ended if moment >= begin)
    elapsed_s = (at - begin).total_seconds()
    rate = rows / elapsed_s if elapsed_s > 0 else 0.0
    return rate if math.isfinite(rate) else 0.0
