"""What the worker can do: tasks by name, and which of them listen to which events.

A room registers its tasks in its `tasks` module:

    @task("publish-status-list", listens_to="credential.revoked")
    def publish(work: Work) -> None: ...

    @task("check-audit-chain", every_s=3600)
    def check(work: Work) -> None: ...

    @task("write-letters", listens_to="credential.issued", gathers=True)
    def write(work: Work) -> None: ...  # work.arguments["events"]: what each event says

A task may be called again for the same job, after a crash between its work and the note that
it is done: what it does must then come to the same. With `in_transaction` (the rule) its
writes and that note are one transaction; without, it opens its own, as it must where it waits
for something outside.

What waits for somebody else's server is done in a lane of its own, so that a server that hangs
holds up nothing else. So is what must be done within seconds: a run of a million awards in the
main lane does not hold up a revocation. A task that cannot be done now raises `Unavailable` and
is tried again.

What is done outside a transaction, between one that begins it and one that ends it, is a task in
steps (`task_in_steps`): the end of one job and the beginning of the next are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

MAIN: Final = "main"
MAIL: Final = "mail"
STATUS: Final = "status"
WEBHOOK: Final = "webhook"
LANES: Final = (MAIN, MAIL, STATUS, WEBHOOK)
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
class Steps:
    """How a job is done that waits for something outside.

    Attributes:
        begin: in a transaction: what the job begins with; nothing where there is nothing to do.
        outside: with no transaction open: does it with what it began with, and says how it went.
        end: in a transaction: notes how it went. Returns why the job is to be tried again; nothing
            where it is over. What it wrote stands in either case.
        rest: called when nothing more is due in the lane.
    """

    begin: Callable[[Work], Any]
    outside: Callable[[Any], Any]
    end: Callable[[Work, Any, Any], str]
    rest: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Task:
    """One registered task; it is done by `do`, or in `steps`."""

    name: str
    do: Callable[[Work], None] | None
    listens_to: tuple[str, ...] = ()
    in_transaction: bool = True
    lease_s: int = 60
    every_s: int = 0
    lane: str = MAIN
    first_wait_s: float = 2.0
    gathers: bool = False
    steps: Steps | None = None


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
    gathers: bool = False,
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
        gathers: whether events that are recorded together make one job, and not each its own.

    Raises:
        ValueError: the name is taken, or there is no such lane.
    """
    _demand_lane(lane)

    def register(do: Callable[[Work], None]) -> Callable[[Work], None]:
        new = Task(
            name=name,
            do=do,
            listens_to=tuple(listens_to.split()),
            in_transaction=in_transaction,
            lease_s=lease_s,
            every_s=every_s,
            lane=lane,
            first_wait_s=first_wait_s,
            gathers=gathers,
        )
        _register(new)
        return do

    return register


def task_in_steps(
    name: str, steps: Steps, *, lease_s: int = 60, lane: str = MAIN, first_wait_s: float = 2.0
) -> None:
    """Register a task that is done in steps; as `task`."""
    _demand_lane(lane)
    _register(Task(name, None, lease_s=lease_s, lane=lane, first_wait_s=first_wait_s, steps=steps))


def _demand_lane(lane: str) -> None:
    if lane not in LANES:
        raise ValueError(f"there is no lane {lane}")


def _register(new: Task) -> None:
    standing = _TASKS.get(new.name)
    if standing is not None and (standing.do, standing.steps) != (new.do, new.steps):
        raise ValueError(f"there is a task {new.name} already")
    _TASKS[new.name] = new


def task_named(name: str) -> Task | None:
    """Return the task of this name, if this version of the program has it."""
    return _TASKS.get(name)


def listeners(event: str) -> Iterator[Task]:
    """Yield the tasks that listen to an event."""
    return (one for one in _TASKS.values() if event in one.listens_to)


def recurring() -> Iterator[Task]:
    """Yield the tasks that are done again and again."""
    return (one for one in _TASKS.values() if one.every_s)
