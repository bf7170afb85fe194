from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event as Flag

import pytest
from django.db import connection, transaction

from laurea.credentials.errors import Unavailable
from laurea.credentials.problems import FETCH_FAILED, Problem
from laurea.web.operations import jobs, registry, worker
from laurea.web.operations.events import Happened, record_event, record_events
from laurea.web.operations.jobs import MOST_ATTEMPTS, LeaseLost, add_job, sweep, take_job
from laurea.web.operations.models import Event, Job, JobState
from laurea.web.operations.registry import Work, task

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, registry.Task]:
    """The registered tasks, put back afterwards."""
    tasks: dict[str, registry.Task] = {}
    monkeypatch.setattr(registry, "_TASKS", tasks)
    return tasks


@pytest.fixture
def done(known: object) -> list[str]:
    """The keys of the jobs of the task `note` that were done, in order."""
    keys: list[str] = []
    task("note")(lambda work: keys.append(work.key))
    return keys


@pytest.fixture
def poison(known: object) -> Callable[[Work], None]:
    def fail(work: Work) -> None:
        raise ZeroDivisionError(work.key)

    return task("poison")(fail)


def state(key: str) -> Job:
    return Job.objects.get(key=key)


def test_a_job_is_done_once_however_often_it_is_added(clock: Clock, done: list[str]) -> None:
    for _ in range(3):
        add_job("note", "one", at=NOON)
    assert worker.work_all(clock=clock) == 1
    add_job("note", "one", at=NOON)
    assert worker.work_all(clock=clock) == 0
    assert done == ["one"]
    assert state("one").state == JobState.DONE


def test_a_job_waits_until_it_is_due(clock: Clock, done: list[str]) -> None:
    jobs.add_jobs([jobs.NewJob("note", "later", due_at=NOON + timedelta(hours=1))], at=NOON)
    assert worker.work_all(clock=clock) == 0
    clock.move(hours=1)
    assert worker.work_all(clock=clock) == 1


def test_a_poisonous_job_stops_nobody_and_ends_dead(
    clock: Clock, done: list[str], poison: object
) -> None:
    add_job("poison", "bad", at=NOON - timedelta(hours=1))
    for number in range(5):
        add_job("note", str(number), at=NOON)
    assert worker.work_all(clock=clock) == 6
    assert sorted(done) == list("01234")
    for _ in range(MOST_ATTEMPTS):
        clock.move(hours=2)
        worker.work_all(clock=clock)
    bad = state("bad")
    assert (bad.state, bad.attempts) == (JobState.DEAD, MOST_ATTEMPTS)
    assert "ZeroDivisionError" in bad.last_error


def test_a_dead_job_starts_afresh_when_a_person_says_so(
    clock: Clock, done: list[str], poison: object
) -> None:
    add_job("poison", "bad", at=NOON)
    Job.objects.update(state=JobState.DEAD, attempts=MOST_ATTEMPTS)
    assert jobs.retry_dead(state("bad").pk, at=NOON)
    assert not jobs.retry_dead(state("bad").pk, at=NOON)
    assert worker.work_once(clock=clock)


def test_waiting_grows_and_varies() -> None:
    waits = [[jobs.wait_s(attempts) for _ in range(50)] for attempts in range(1, 20)]
    assert all(1.0 <= wait <= 2.0 for wait in waits[0])
    assert all(wait <= 3600 for wait in waits[-1])
    assert len(set(waits[3])) > 40


def test_what_a_failed_task_wrote_is_not_there(clock: Clock, known: object) -> None:
    def write_then_fail(work: Work) -> None:
        record_event("half.done", work.key, at=work.at)
        raise ValueError

    task("half")(write_then_fail)
    add_job("half", "one", at=NOON)
    worker.work_all(clock=clock)
    assert not Event.objects.exists()
    assert state("one").state == JobState.WAITING


def test_a_lease_that_ran_out_is_swept_and_the_late_worker_cannot_end_the_job(
    clock: Clock, done: list[str]
) -> None:
    add_job("note", "slow", at=NOON)
    taken = take_job(at=NOON)
    assert taken is not None
    assert take_job(at=NOON) is None
    assert sweep(at=NOON + timedelta(seconds=59)) == 0
    assert sweep(at=NOON + timedelta(seconds=61)) == 1
    with pytest.raises(LeaseLost):
        jobs.end_job(taken, at=NOON)
    with pytest.raises(LeaseLost):
        jobs.extend_lease(taken, at=NOON)
    clock.move(minutes=5)
    assert worker.work_all(clock=clock) == 1
    assert done == ["slow"]
    assert state("slow").attempts == 2


def test_a_lease_taken_anew_is_not_swept(clock: Clock, done: list[str]) -> None:
    add_job("note", "long", at=NOON)
    taken = take_job(at=NOON)
    assert taken is not None
    jobs.extend_lease(taken, at=NOON + timedelta(seconds=50))
    assert sweep(at=NOON + timedelta(seconds=70)) == 0


def test_a_job_that_kills_its_worker_is_not_tried_for_ever(clock: Clock, done: list[str]) -> None:
    add_job("note", "killer", at=NOON)
    for _ in range(MOST_ATTEMPTS):
        assert take_job(at=clock()) is not None
        clock.move(hours=2)
        sweep(at=clock())
        clock.move(hours=2)
    assert state("killer").state == JobState.DEAD
    assert take_job(at=clock()) is None


def test_a_task_of_another_version_waits_and_is_named(clock: Clock, known: object) -> None:
    add_job("from-the-future", "one", at=NOON)
    worker.work_all(clock=clock)
    assert "from-the-future" in state("one").last_error
    assert state("one").state == JobState.WAITING


def test_an_event_makes_one_job_for_each_who_listens(clock: Clock, known: object) -> None:
    heard: list[tuple[str, object]] = []
    task("first", listens_to="tree.fell storm.came")(
        lambda work: heard.append(("first", work.arguments["height_m"]))
    )
    task("second", listens_to="tree.fell")(
        lambda work: heard.append(("second", work.arguments["height_m"]))
    )
    with transaction.atomic():
        record_event("tree.fell", "oak", {"height_m": 30}, at=NOON)
        record_event("grass.grew", "lawn", at=NOON)
    assert worker.work_all(clock=clock) == 2
    assert sorted(heard) == [("first", 30), ("second", 30)]


def test_an_event_goes_when_its_transaction_goes(clock: Clock, done: list[str]) -> None:
    task("listener", listens_to="tree.fell")(lambda work: done.append(work.key))

    def fell() -> None:
        with transaction.atomic():
            record_event("tree.fell", "oak", at=NOON)
            raise KeyError

    with pytest.raises(KeyError):
        fell()
    assert not Event.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record_event("tree.fell", "oak", at=NOON)


def test_a_task_with_transactions_of_its_own_is_told_when_the_job_was_taken_over(
    clock: Clock, known: object
) -> None:
    written: list[str] = []

    def slow(work: Work) -> None:
        with transaction.atomic():
            work.still_ours()
            written.append("first part")
        clock.move(minutes=10)
        sweep(at=clock())
        with transaction.atomic():
            work.still_ours()
            written.append("second part")

    task("slow", in_transaction=False)(slow)
    add_job("slow", "one", at=NOON)
    assert worker.work_once(clock=clock)
    assert written == ["first part"]
    assert state("one").state == JobState.WAITING


@pytest.mark.django_db(transaction=True)
def test_the_worker_stops_when_told(clock: Clock, known: object) -> None:
    stop = Flag()
    seen: list[str] = []

    def stop_at_two(work: Work) -> None:
        seen.append(work.key)
        if len(seen) == 2:
            stop.set()

    task("count")(stop_at_two)
    for number in range(3):
        add_job("count", str(number), at=NOON)
    worker.run_worker(stop, clock=clock, poll_s=0.01)
    assert len(seen) == 2


@pytest.mark.django_db(transaction=True)
def test_a_lane_that_hangs_holds_up_no_other(clock: Clock, known: object) -> None:
    stop, is_done = Flag(), Flag()
    seen: list[str] = []

    def hang(work: Work) -> None:
        seen.append("mail began")
        assert is_done.wait(timeout=30)

    def go_on(work: Work) -> None:
        seen.append(work.key)
        if work.key == "9":
            is_done.set()
            stop.set()

    task("hang", lane=registry.MAIL, in_transaction=False)(hang)
    task("go-on")(go_on)
    add_job("hang", "one", at=NOON - timedelta(hours=1))
    for number in range(10):
        add_job("go-on", str(number), at=NOON)
    worker.run_worker(stop, clock=clock, poll_s=0.01)
    assert [key for key in seen if key.isdigit()] == list("0123456789")


def test_there_is_no_lane_that_nobody_works_on(known: object) -> None:
    with pytest.raises(ValueError, match="no lane"):
        task("lost", lane="slow")


def test_what_cannot_be_done_now_is_tried_again_later_each_time(
    clock: Clock, known: object, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(work: Work) -> None:
        raise Unavailable(Problem(FETCH_FAILED, "The other server is away."))

    task("outside", first_wait_s=60)(refuse)
    add_job("outside", "one", at=NOON)
    waits = []
    for _ in range(MOST_ATTEMPTS):
        tried_at = clock.now
        assert worker.work_all(clock=clock) == 1
        waits.append((state("one").due_at - tried_at).total_seconds())
        clock.now = max(state("one").due_at, clock.now)
    assert 30 <= waits[0] <= 60 <= waits[1] <= 120
    assert (state("one").state, state("one").last_error) == (
        JobState.DEAD,
        "The other server is away.",
    )
    assert "Traceback" not in caplog.text


def test_two_names_of_one_task_are_a_bug(known: object) -> None:
    task("same")(lambda _: None)
    with pytest.raises(ValueError, match="already"):
        task("same")(lambda _: None)


@pytest.mark.sqlite
def test_sqlite_writes_ahead_and_syncs_each_commit() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_recurring_task_is_one_job_in_each_span_however_many_workers_add_it(
    known: object, clock: Clock
) -> None:
    task("tick", every_s=60)(lambda _: None)
    one: dict[str, str] = {}
    other: dict[str, str] = {}
    for _ in range(3):
        for added in (one, other, one):
            jobs.add_recurring_jobs(added, at=clock())
        worker.work_all(clock=clock)
        clock.move(seconds=60)
    assert [job.state for job in Job.objects.filter(task="tick")] == [JobState.DONE] * 3


def test_jobs_of_spans_long_past_are_forgotten_unless_they_are_dead(
    known: object, clock: Clock
) -> None:
    task("tick", every_s=60)(lambda _: None)
    jobs.add_recurring_jobs({}, at=clock())
    worker.work_all(clock=clock)
    clock.move(hours=1)
    jobs.add_recurring_jobs({}, at=clock())
    Job.objects.update(state=JobState.DEAD, ended_at=NOON)
    clock.move(hours=1)
    jobs.add_recurring_jobs({}, at=clock())
    states = Job.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [JobState.DEAD, JobState.WAITING]


def test_events_that_are_recorded_together_make_one_job_of_a_task_that_gathers(
    clock: Clock, known: object
) -> None:
    heard: list[list[int]] = []
    task("gatherer", listens_to="tree.fell", gathers=True)(
        lambda work: heard.append([one["ring"] for one in work.arguments["events"]])
    )
    with transaction.atomic():
        record_events((Happened("tree.fell", "oak", {"ring": n}) for n in range(450)), at=NOON)
        record_event("tree.fell", "elm", {"ring": 1_000}, at=NOON)
    assert worker.work_all(clock=clock) == 4
    assert sorted(ring for rings in heard for ring in rings) == [*range(450), 1_000]
    assert max(map(len, heard)) == 200
    assert Event.objects.count() == 451
