"""Jobs done in steps: begin, do something outside, end; one after the other.

The end of one job and the beginning of the next are one transaction, so that each costs the
database one commit. Whoever is stopped in between has one job open, and not more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from django.db import transaction

from laurea.web.operations.jobs import (
    end_job,
    extend_lease,
    is_more_due,
    take_job,
    try_job_again,
)
from laurea.web.operations.models import Job
from laurea.web.operations.registry import Steps, Task, Work

_LOG: Final = logging.getLogger(__name__)

Done = TypeVar("Done")
Clock = Callable[[], datetime]
GoesOn = Callable[[int], bool]
"""Says, of how many jobs were done, whether one more may be."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who works, on which lane (on any where it is not said), and until when."""

    worker: str
    lane: str | None
    clock: Clock
    may_go_on: GoesOn


@dataclass(frozen=True, slots=True)
class _Begun:
    """A job that was taken and begun; `beginning` is nothing where there is nothing to do."""

    job: Job
    beginning: Any


class Attempt(Protocol):
    """Does something for a job and returns what came of it; nothing where the job failed."""

    def __call__(self, job: Job, do: Callable[[], Done]) -> Done | None:
        """Do it."""


def work_of(job: Job, clock: Clock) -> Work:
    """Return what a task is told of its job."""
    return Work(
        key=job.key,
        arguments=job.arguments,
        at=clock(),
        attempt=job.attempts,
        still_ours=partial(_extend, job, clock),
    )


def work_in_steps(job: Job, task: Task, steps: Steps, place: Place, *, attempt: Attempt) -> int:
    """Do a job, and those of the same task that are due after it; return how many were done."""
    done = 0
    try:
        begun = attempt(job, partial(_begin, job, steps, place))
        done = 1
        while begun is not None:
            following = attempt(begun.job, partial(_go_on, begun, task, steps, place, done))
            begun = following[0] if following else None
            done += begun is not None
    finally:
        if not is_more_due(place.lane, at=place.clock()):
            steps.rest()
    return done


def _begin(job: Job, steps: Steps, place: Place) -> _Begun:
    with transaction.atomic():
        extend_lease(job, at=place.clock())
        return _Begun(job, steps.begin(work_of(job, place.clock)))


def _go_on(
    begun: _Begun, task: Task, steps: Steps, place: Place, done: int
) -> tuple[_Begun | None]:
    """Do what a job began, end it, and begin the next one, if there is one."""
    job, beginning = begun.job, begun.beginning
    outcome = None if beginning is None else steps.outside(beginning)
    with transaction.atomic():
        end_job(job, at=place.clock())
        why = ""
        if beginning is not None:
            why = steps.end(work_of(job, place.clock), beginning, outcome)
        if why:
            try_job_again(job, why, at=place.clock())
        following = _next(task, steps, place) if place.may_go_on(done) else None
    if why:
        _LOG.warning("%s is tried again: %s", job, why)
    return (following,)


def _next(task: Task, steps: Steps, place: Place) -> _Begun | None:
    """Take the next job and begin it; one that cannot be begun is left for a turn of its own."""
    try:
        with transaction.atomic():
            job = take_job(at=place.clock(), worker=place.worker, lane=place.lane, only=task.name)
            if job is None:
                return None
            return _Begun(job, steps.begin(work_of(job, place.clock)))
    # What failed must not undo the end of the job before it, and fails again where it is noted.
    except Exception as error:  # noqa: BLE001
        _LOG.info("A job of %s could not be begun in turn: %r", task.name, error)
        return None


def _extend(job: Job, clock: Clock) -> None:
    extend_lease(job, at=clock())
