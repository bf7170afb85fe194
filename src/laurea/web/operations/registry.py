"""What the worker can do: tasks by name, and which of them listen to which events.

A room registers its tasks in its `tasks` module:

    @task("publish-status-list", listens_to="credential.revoked")
    def publish(work: Work) -> None: ...

    @task("check-audit-chain", every_s=3600)
    def check(work: Work) -> None: ...

A task may be called again for the same job, after a crash between its work and the note that
it is done: what it does must then come to the same. With `in_transaction` (the rule) its
writes and that note are one transaction; without, it opens its own, as it must where it waits
for something outside.

What waits for somebody else's server is done in a lane of its own, so that a server that hangs
holds up nothing else. So is what must be done within seconds: a run of a million awards in the
main lane does not hold up a revocation. A task that cannot be done now raises `Unavailable` and
is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

MAIN: Final = "main"
MAIL: Final = "mail"
STATUS: Final = "status"
LANES: Final = (MAIN, MAIL, STATUS)
"""Jobs of one lane are done one after another; lanes are worked on beside each other."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a task is told: its job's key and arguments, and the moment it is done at.

    `still_ours` raises `LeaseLost` where another worker has taken the job over, and takes the
    lease anew otherwise: a task that opens transactions of its own calls it in each.
    """

    key: str
    arguments: Mapping[str, Any]
    at: datetime
    attempt: int
    still_ours: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Task:
    """One registered task."""

    name: str
    do: Callable[[Work], None]
    listens_to: tuple[str, ...]
    in_transaction: bool
    lease_s: int
    every_s: int = 0
    lane: str = MAIN
    first_wait_s: float = 2.0


_TASKS: Final[dict[str, Task]] = {}


def task(
    name: str,
    *,
    listens_to: str = "",
    in_transaction: bool = True,
    lease_s: int = 60,
    every_s: int = 0,
    lane: str = MAIN,
    first_wait_s: float = 2.0,
) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Return a decorator that registers a function as a task.

    Args:
        name: what jobs call it; it stays the same for ever.
        listens_to: the names of events, separated by spaces, of which each makes a job.
        in_transaction: whether the worker opens the transaction.
        lease_s: after how long a worker that was not heard of counts as gone.
        every_s: how often the workers do it by themselves; 0 for never.
        lane: which other jobs it waits for: one of `LANES`.
        first_wait_s: how long it waits after the first failure, in seconds; then longer each time.

    Raises:
        ValueError: the name is taken, or there is no such lane.
    """
    if lane not in LANES:
        raise ValueError(f"there is no lane {lane}")

    def register(do: Callable[[Work], None]) -> Callable[[Work], None]:
        if name in _TASKS and _TASKS[name].do is not do:
            raise ValueError(f"there is a task {name} already")
        events = tuple(listens_to.split())
        _TASKS[name] = Task(name, do, events, in_transaction, lease_s, every_s, lane, first_wait_s)
        return do

    return register


def task_named(name: str) -> Task | None:
    """Return the task of this name, if this version of the program has it."""
    return _TASKS.get(name)


def listeners(event: str) -> Iterator[Task]:
    """Yield the tasks that listen to an event."""
    return (one for one in _TASKS.values() if event in one.listens_to)


def recurring() -> Iterator[Task]:
    """Yield the tasks that are done again and again."""
    return (one for one in _TASKS.values() if one.every_s)
