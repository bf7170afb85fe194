"""Jobs: adding them, taking one with a lease, ending it, and sweeping up after the dead.

A job is waiting, then running under a lease, then done. A failure or a lease that ran out makes
it wait again, longer each time and by a random share, until `MOST_ATTEMPTS`; then it is dead and
waits for a person. Whoever lost the lease cannot end the job.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from laurea.web.operations.models import Job, JobState
from laurea.web.operations.registry import MAIN, recurring, task_named

MOST_ATTEMPTS: Final = 8
_FIRST_WAIT_S: Final = 2.0
_LONGEST_WAIT_S: Final = 3600.0
_DEFAULT_LEASE_S: Final = 60
_LONGEST_ERROR: Final = 2_000
_HELD_UNTIL: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""When a job is due that is held: later than any clock shows."""
_WRITTEN_WHEN_TAKEN: Final = ("state", "attempts", "worker", "lease", "lease_until")


class LeaseLost(Exception):
    """Another worker has taken the job over; what this one was about to write is dropped."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be added. There is one job for each task and key, however often it is added."""

    task: str
    key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


def add_jobs(jobs: Iterable[NewJob], *, at: datetime) -> None:
    """Add jobs, in the transaction that is open if one is; those that stand already are kept."""
    Job.objects.bulk_create(
        [
            Job(
                task=one.task,
                key=one.key,
                lane=task.lane if (task := task_named(one.task)) else MAIN,
                arguments=dict(one.arguments),
                due_at=one.due_at or at,
                added_at=at,
            )
            for one in jobs
        ],
        ignore_conflicts=True,
    )


def add_job(
    task: str, key: str, arguments: Mapping[str, Any] | None = None, *, at: datetime
) -> None:
    """Add one job; as `add_jobs`."""
    add_jobs([NewJob(task, key, arguments or {})], at=at)


def add_recurring_jobs(added: dict[str, str], *, at: datetime) -> None:
    """Add the jobs of recurring tasks that are due, one for each span of time.

    However many workers do so, the key of the span makes it one job. Those of spans long past
    are forgotten once they are done.

    Args:
        added: by task, the key that the caller added last; it is brought up to date.
        at: the moment.
    """
    for task in recurring():
        key = f"every:{int(at.timestamp()) // task.every_s}"
        if added.get(task.name) == key:
            continue
        add_job(task.name, key, at=at)
        long_past = at - timedelta(seconds=2 * task.every_s)
        Job.objects.filter(
            task=task.name, key__startswith="every:", state=JobState.DONE, ended_at__lt=long_past
        ).delete()
        added[task.name] = key


def take_job(
    *, at: datetime, worker: str = "", lane: str | None = None, only: str = ""
) -> Job | None:
    """Return the job that has been due for longest, now leased to the caller; `None` if none is.

    The attempt counts from here, so that a job that kills its worker is not tried for ever.

    Args:
        at: the moment.
        worker: the caller's name as `presence` knows it, if it does.
        lane: from which lane; from any if it is not said.
        only: take it only if it is of this task, if one is said.
    """
    with transaction.atomic(savepoint=False):
        waiting = Job.objects.filter(state=JobState.WAITING, due_at__lte=at)
        if lane is not None:
            waiting = waiting.filter(lane=lane)
        job = _unlocked(waiting.order_by("due_at", "id")).first()
        if job is None or (only and job.task != only):
            return None
        task = task_named(job.task)
        job.state = JobState.RUNNING
        job.attempts += 1
        job.worker = worker
        job.lease = secrets.token_hex(16)
        job.lease_until = at + timedelta(seconds=task.lease_s if task else _DEFAULT_LEASE_S)
        Job.objects.filter(pk=job.pk).update(
            **{name: getattr(job, name) for name in _WRITTEN_WHEN_TAKEN}
        )
        return job


def extend_lease(job: Job, *, at: datetime) -> None:
    """Take a lease anew, in the transaction that is open if one is.

    Raises:
        LeaseLost: it is another's by now.
    """
    task = task_named(job.task)
    lease_s = task.lease_s if task else _DEFAULT_LEASE_S
    if not _held(job).update(lease_until=at + timedelta(seconds=lease_s)):
        raise LeaseLost(str(job))


def end_job(job: Job, *, at: datetime) -> None:
    """Note that a job is done.

    Raises:
        LeaseLost: it is another's by now.
    """
    if not _held(job).update(state=JobState.DONE, ended_at=at, lease="", lease_until=None):
        raise LeaseLost(str(job))


def fail_job(job: Job, error: str, *, at: datetime) -> None:
    """Note that an attempt failed: the job waits for the next one, or is dead after the last."""
    _fail(_held(job), job, error, at)


def try_job_again(job: Job, error: str, *, at: datetime) -> None:
    """Note of a job that was ended in the open transaction that its attempt failed after all."""
    _fail(Job.objects.filter(pk=job.pk), job, error, at)


def _fail(standing: QuerySet[Job], job: Job, error: str, at: datetime) -> None:
    task = task_named(job.task)
    first_wait_s = task.first_wait_s if task else _FIRST_WAIT_S
    standing.update(
        **{"ended_at": None, **_after_failure(job, first_wait_s, at)},
        last_error=error[:_LONGEST_ERROR],
    )


def sweep(*, at: datetime, is_gone: Callable[[str], bool] = lambda _: False) -> int:
    """Free the jobs whose workers are gone, or not heard of within the lease; return how many.

    Args:
        at: the moment.
        is_gone: says of a worker's name whether that worker surely lives no more.
    """
    with transaction.atomic():
        running = _unlocked(Job.objects.filter(state=JobState.RUNNING))
        jobs = [job for job in running if _is_left(job, at) or is_gone(job.worker)]
        for job in jobs:
            error = "The worker stopped in the middle of it, or took longer than its lease."
            # It was not the job's fault, so that it need not wait as long as its task says.
            changes = _after_failure(job, _FIRST_WAIT_S, at)
            Job.objects.filter(pk=job.pk).update(last_error=error, **changes)
    return len(jobs)


def retry_dead(job_id: int, *, at: datetime) -> bool:
    """Give a dead job a fresh start; return whether there was one."""
    dead = Job.objects.filter(pk=job_id, state=JobState.DEAD)
    return bool(dead.update(state=JobState.WAITING, attempts=0, due_at=at, ended_at=None))


def dead_among(task: str, keys: Iterable[str]) -> list[Job]:
    """Return which of these jobs of a task are dead."""
    return list(Job.objects.filter(task=task, key__in=list(keys), state=JobState.DEAD))


def withdraw_jobs(task: str, keys: Iterable[str], *, at: datetime) -> dict[str, bool]:
    """End those of some jobs that nobody is working on: they are done no more.

    A job that failed and waits for its next attempt is not ended: what it began is finished.

    Returns:
        The keys of the jobs that were ended, each with whether the job had ever been begun:
        only dead jobs, and dead ones that were given a fresh start, had been.
    """
    with transaction.atomic():
        idle = Q(state=JobState.DEAD) | Q(state=JobState.WAITING, attempts=0)
        found = Job.objects.filter(idle, task=task, key__in=list(keys)).order_by("pk")
        jobs = list(found.select_for_update())
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(state=JobState.DONE, ended_at=at)
    return {job.key: bool(job.last_error) for job in jobs}


def hold_jobs(task: str, keys: Iterable[str]) -> int:
    """Let nobody take those of some jobs that wait, until they are released; return how many.

    One that somebody is working on is not held; if it fails, it is tried again.
    """
    waiting = Job.objects.filter(task=task, key__in=list(keys), state=JobState.WAITING)
    return waiting.update(due_at=_HELD_UNTIL)


def release_jobs(task: str, keys: Iterable[str], *, at: datetime) -> int:
    """Let those of some jobs be taken again that were held; return how many."""
    held = Job.objects.filter(
        task=task, key__in=list(keys), state=JobState.WAITING, due_at=_HELD_UNTIL
    )
    return held.update(due_at=at)


def wait_s(attempts: int, first_s: float = _FIRST_WAIT_S) -> float:
    """Return how long a job waits after so many attempts: doubling, by a random half more or less.

    The share is random so that jobs that failed together do not come back together.
    """
    longest = min(_LONGEST_WAIT_S, first_s * 2.0 ** (attempts - 1))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing


def _after_failure(job: Job, first_wait_s: float, at: datetime) -> dict[str, Any]:
    if job.attempts >= MOST_ATTEMPTS:
        return {"state": JobState.DEAD, "ended_at": at, "lease": "", "lease_until": None}
    due_at = at + timedelta(seconds=wait_s(job.attempts, first_wait_s))
    return {"state": JobState.WAITING, "due_at": due_at, "lease": "", "lease_until": None}


def _is_left(job: Job, at: datetime) -> bool:
    return job.lease_until is not None and job.lease_until < at


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease=job.lease)


def _unlocked(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Lock rows and pass over those that others hold; SQLite has one lock, which is held."""
    connection = transaction.get_connection(jobs.db)
    if connection.features.has_select_for_update_skip_locked:
        return jobs.select_for_update(skip_locked=True)
    return jobs


def waiting_count() -> int:
    """Return how many jobs are waiting or running."""
    return Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).count()


def dead_count() -> int:
    """Return how many jobs are dead."""
    return Job.objects.filter(state=JobState.DEAD).count()


def oldest_wait_s(*, at: datetime) -> float:
    """Return for how long the job that is most overdue has been due, in seconds."""
    waiting = Job.objects.filter(state=JobState.WAITING, due_at__lte=at)
    first = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    return (at - first).total_seconds() if first else 0.0


def is_more_due(lane: str | None, *, at: datetime) -> bool:
    """Say whether a job of a lane, or of any, waits to be done now."""
    due = Job.objects.filter(state=JobState.WAITING, due_at__lte=at)
    return (due if lane is None else due.filter(lane=lane)).exists()
