"""Recording what happened, so that others hear of it.

An event and the jobs of those who listen are written in the caller's transaction: either the
change, its event and these jobs stand, or none does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db import transaction

from laurea.web.operations.jobs import NewJob, add_jobs
from laurea.web.operations.models import Event
from laurea.web.operations.registry import Task, listeners

_GATHERED: Final = 200
"""How many events make one job, of a task that gathers them."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event to be recorded: its name (`credential.issued`), what it is about, what it says."""

    name: str
    subject: str
    body: Mapping[str, Any] = field(default_factory=dict)


def record_events(events: Iterable[Happened], *, at: datetime) -> None:
    """Record events in the transaction that is open.

    Raises:
        RuntimeError: no transaction is open (a bug of the caller).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of what caused it")
    rows = Event.objects.bulk_create(
        Event(name=one.name, subject=one.subject, body=dict(one.body), at=at) for one in events
    )
    by_name = groupby(rows, key=lambda row: row.name)
    add_jobs(
        [
            job
            for name, together in ((name, list(some)) for name, some in by_name)
            for task in listeners(name)
            for job in _jobs(task, together)
        ],
        at=at,
    )


def record_event(
    name: str, subject: str, body: Mapping[str, Any] | None = None, *, at: datetime
) -> None:
    """Record one event in the transaction that is open; as `record_events`."""
    record_events([Happened(name, subject, body or {})], at=at)


def moments_of(subject: str, *names: str) -> list[datetime]:
    """Return when something of these names happened to a subject."""
    found = Event.objects.filter(name__in=names, subject=subject)
    return list(found.order_by("at").values_list("at", flat=True))


def _jobs(task: Task, events: Sequence[Event]) -> Iterator[NewJob]:
    """Yield the jobs by which a task hears of events of one name."""
    said = [(row.pk, {"event": row.pk, **row.body}) for row in events]
    if not task.gathers:
        yield from (NewJob(task.name, f"event:{pk}", body) for pk, body in said)
        return
    for start in range(0, len(said), _GATHERED):
        part = said[start : start + _GATHERED]
        yield NewJob(task.name, f"event:{part[0][0]}", {"events": [body for _, body in part]})
