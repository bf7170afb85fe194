from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from laurea.web.operations import registry, worker
from laurea.web.operations.events import record_event
from laurea.web.operations.jobs import NewJob, add_job, add_jobs, sweep
from laurea.web.operations.models import Event, Job, JobState
from laurea.web.operations.registry import Steps, Work, task, task_in_steps

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Killed(BaseException):
    """What no code of ours catches, as nothing catches a kill."""


class Post:
    """A task in steps that writes down what it does, and fails where it is told to."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.begin_fails: set[str] = set()
        self.outside_fails: dict[str, BaseException] = {}
        self.why: dict[str, str] = {}
        self.needless: set[str] = set()

    def begin(self, work: Work) -> str | None:
        if work.key in self.begin_fails:
            raise ZeroDivisionError(work.key)
        self.said.append(f"begin {work.key}")
        record_event("begun", work.key, at=work.at)
        return None if work.key in self.needless else work.key

    def outside(self, key: str) -> str:
        self.said.append(f"outside {key}")
        if key in self.outside_fails:
            raise self.outside_fails.pop(key)
        return key.upper()

    def end(self, work: Work, key: str, outcome: Any) -> str:
        assert outcome == key.upper()
        self.said.append(f"end {key}")
        record_event("ended", work.key, at=work.at)
        return self.why.get(key, "")

    def rest(self) -> None:
        self.said.append("rest")


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setattr(registry, "_TASKS", {})
    made = Post()
    steps = Steps(begin=made.begin, outside=made.outside, end=made.end, rest=made.rest)
    task_in_steps("post", steps, first_wait_s=60)
    return made


def add(*keys: str) -> None:
    for number, key in enumerate(keys):
        due_at = NOON - timedelta(minutes=10 - number)
        add_jobs([NewJob("post", key, due_at=due_at)], at=NOON)


def work() -> int:
    return worker.work_all(clock=lambda: NOON)


def states() -> dict[str, str]:
    return dict(Job.objects.values_list("key", "state"))


def events(name: str) -> list[str]:
    return list(Event.objects.filter(name=name).order_by("pk").values_list("subject", flat=True))


def test_jobs_are_done_in_turn_and_then_there_is_rest(post: Post) -> None:
    add("a", "b")
    assert work() == 2
    each = ["begin", "outside", "end"]
    assert post.said == [
        "begin a",
        "outside a",
        "end a",
        "begin b",
        *(f"{step} b" for step in each[1:]),
        "rest",
    ]
    assert states() == {"a": "done", "b": "done"}


def test_what_has_nothing_to_do_is_over(post: Post) -> None:
    post.needless = {"a"}
    add("a", "b")
    assert work() == 2
    assert "outside a" not in post.said
    assert states() == {"a": "done", "b": "done"}


def test_a_reason_makes_a_job_wait_and_what_it_wrote_stands(post: Post) -> None:
    post.why = {"a": "The other server is away."}
    add("a", "b")
    assert work() == 2
    assert events("ended") == ["a", "b"]
    failed = Job.objects.get(key="a")
    assert (failed.state, failed.last_error) == (JobState.WAITING, "The other server is away.")
    assert failed.ended_at is None
    assert 30 <= (failed.due_at - NOON).total_seconds() <= 60


def test_a_job_that_cannot_be_begun_undoes_nothing_of_the_one_before_it(post: Post) -> None:
    post.begin_fails = {"b"}
    add("a", "b", "c")
    work()
    assert states() == {"a": "done", "b": "waiting", "c": "done"}
    assert post.said.count("outside a") == 1
    assert Job.objects.get(key="b").attempts == 1
    assert "ZeroDivisionError" in Job.objects.get(key="b").last_error
    assert events("begun") == ["a", "c"]


def test_a_job_that_fails_outside_stops_nobody(post: Post) -> None:
    post.outside_fails = {"a": ZeroDivisionError()}
    add("a", "b")
    work()
    assert states() == {"a": "waiting", "b": "done"}
    assert events("ended") == ["b"]


def test_who_is_killed_has_one_job_open_and_not_more(post: Post) -> None:
    post.outside_fails = {"b": Killed()}
    add("a", "b", "c")
    with pytest.raises(Killed):
        work()
    assert states() == {"a": "done", "b": "running", "c": "waiting"}
    assert Job.objects.get(key="c").attempts == 0


def test_who_lost_the_lease_writes_nothing(post: Post) -> None:
    real = post.outside

    def slow(key: str) -> str:
        sweep(at=NOON + timedelta(hours=1))
        return real(key)

    steps = Steps(begin=post.begin, outside=slow, end=post.end, rest=post.rest)
    registry._TASKS.clear()
    task_in_steps("post", steps)
    add("a")
    work()
    assert events("ended") == []
    assert states() == {"a": "waiting"}


def test_a_job_of_another_task_has_its_turn_in_between(post: Post) -> None:
    task("other")(lambda work: post.said.append(f"other {work.key}"))
    add("a", "b")
    add_job("other", "one", at=NOON - timedelta(minutes=9, seconds=30))
    assert work() == 3
    assert post.said.index("end a") < post.said.index("other one") < post.said.index("begin b")
    assert post.said.count("rest") == 1


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_outside(post: Post) -> None:
    seen: list[bool] = []
    real = post.outside

    def look(key: str) -> str:
        seen.append(connection.in_atomic_block)
        return real(key)

    steps = Steps(begin=post.begin, outside=look, end=post.end, rest=post.rest)
    registry._TASKS.clear()
    task_in_steps("post", steps)
    add("a", "b")
    work()
    assert seen == [False, False]


def test_there_is_no_lane_that_nobody_works_on(post: Post) -> None:
    steps = Steps(begin=post.begin, outside=post.outside, end=post.end, rest=post.rest)
    with pytest.raises(ValueError, match="no lane"):
        task_in_steps("lost", steps, lane="slow")
    with pytest.raises(ValueError, match="already"):
        task("post")(lambda _: None)
