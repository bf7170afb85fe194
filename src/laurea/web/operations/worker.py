"""The worker: takes one job after another, and sweeps up what dead workers left.

Each lane is worked on by a thread of its own, with a connection of its own to the database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Final, TypeVar

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from laurea.credentials.errors import Unavailable
from laurea.web.operations.jobs import (
    LeaseLost,
    add_recurring_jobs,
    end_job,
    fail_job,
    sweep,
    take_job,
)
from laurea.web.operations.models import Job
from laurea.web.operations.presence import forget_gone, is_gone, present
from laurea.web.operations.registry import LANES, MAIN, Task, task_named
from laurea.web.operations.steps import Clock, GoesOn, Place, work_in_steps, work_of

_LOG: Final = logging.getLogger(__name__)
_POLL_S: Final = 0.5
_SWEEP_S: Final = 5.0
_DATABASE_GONE_S: Final = 2.0

_MOST_IN_TURN: Final = 100

Done = TypeVar("Done")


def run_worker(stop: Flag, *, clock: Clock = timezone.now, poll_s: float = _POLL_S) -> None:
    """Do jobs until told to stop; then finish the one at hand and return.

    A database that goes away is waited for.
    """
    folder = settings.LAUREA_DATA / "workers"
    with present(folder) as name:
        others = [
            Thread(target=_work_beside, args=(stop, name, lane, clock, poll_s), name=lane)
            for lane in LANES
            if lane != MAIN
        ]
        for thread in others:
            thread.start()
        try:
            _work(stop, name, folder, clock, poll_s)
        finally:
            stop.set()
            for thread in others:
                thread.join()


def _work_beside(stop: Flag, name: str, lane: str, clock: Clock, poll_s: float) -> None:
    """Work on a lane other than the main one, in a thread that ends with its connection."""
    while not stop.is_set():
        try:
            if not _work_on(clock, name, lane, partial(_may_go_on, stop)):
                stop.wait(poll_s)
        except DatabaseError as error:
            _LOG.warning("The database did not answer; trying again: %s", error)
            connection.close()
            stop.wait(_DATABASE_GONE_S)
        close_old_connections()
    connection.close()


def _work(stop: Flag, name: str, folder: Path, clock: Clock, poll_s: float) -> None:
    swept_at: datetime | None = None
    added: dict[str, str] = {}
    while not stop.is_set():
        try:
            now = clock()
            if swept_at is None or (now - swept_at).total_seconds() >= _SWEEP_S:
                sweep(at=now, is_gone=partial(is_gone, folder))
                forget_gone(folder)
                add_recurring_jobs(added, at=now)
                swept_at = now
            if not _work_on(clock, name, MAIN, partial(_may_go_on, stop)):
                stop.wait(poll_s)
        except DatabaseError as error:
            _LOG.warning("The database did not answer; trying again: %s", error)
            connection.close()
            stop.wait(_DATABASE_GONE_S)
        close_old_connections()


def _may_go_on(stop: Flag, done: int) -> bool:
    return done < _MOST_IN_TURN and not stop.is_set()


def work_once(*, clock: Clock = timezone.now, worker: str = "", lane: str | None = None) -> bool:
    """Do the job that has been due for longest, in a lane if it is named; say if there was one."""
    return bool(_work_on(clock, worker, lane, lambda done: done < 1))


def work_all(*, clock: Clock = timezone.now) -> int:
    """Do all jobs that are due and return how many attempts that took."""
    attempts = 0
    while done := _work_on(clock, "", None, lambda done: done < _MOST_IN_TURN):
        attempts += done
    return attempts


def _work_on(clock: Clock, worker: str, lane: str | None, may_go_on: GoesOn) -> int:
    """Do the job that is due, and those after it as long as one may go on; return how many."""
    job = take_job(at=clock(), worker=worker, lane=lane)
    if job is None:
        return 0
    task = task_named(job.task)
    if task is None:
        fail_job(job, f"This version of Laurea knows no task {job.task}.", at=clock())
        return 1
    if task.steps is not None:
        place = Place(worker, lane, clock, may_go_on)
        return work_in_steps(job, task, task.steps, place, attempt=partial(_attempt, clock=clock))
    _attempt(job, partial(_do, job, task, clock), clock=clock)
    return 1


def _attempt(job: Job, do: Callable[[], Done], *, clock: Clock) -> Done | None:
    """Do something for a job; return what came of it, or note that it failed."""
    try:
        return do()
    except LeaseLost:
        _LOG.warning("%s took longer than its lease and was taken over", job)
    except Unavailable as error:
        _LOG.warning("%s is tried again: %s", job, error.problem.detail)
        fail_job(job, error.problem.detail, at=clock())
    except DatabaseError as error:
        # The lease runs out if even this cannot be noted.
        connection.close()
        fail_job(job, repr(error), at=clock())
    # The outermost loop: one poisonous job must not stop the others.
    except Exception as error:  # noqa: BLE001
        _LOG.exception("%s failed", job)
        fail_job(job, repr(error), at=clock())
    return None


def _do(job: Job, task: Task, clock: Clock) -> None:
    if task.do is None:
        raise RuntimeError(f"nothing says how {task.name} is done")
    work = work_of(job, clock)
    if task.in_transaction:
        with transaction.atomic():
            task.do(work)
            end_job(job, at=clock())
    else:
        task.do(work)
        end_job(job, at=clock())
