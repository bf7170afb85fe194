from __future__ import annotations

import pytest
from django.urls import reverse

from laurea.credentials.errors import NotFound
from laurea.web.issuing.bulk import ISSUE_CHUNK, start_run
from laurea.web.issuing.cancel_run import cancel_run
from laurea.web.issuing.models import BulkChunk, BulkRun, Credential, RunState
from laurea.web.issuing.retry_run import retry_run
from laurea.web.issuing.run_progress import progress_of
from laurea.web.operations.models import AuditRow, Event, Job, JobState
from laurea.web.operations.worker import work_all, work_once
from tests.web.conftest import NOON, World, signed_in
from tests.web.issuing.staff import words
from tests.web.issuing.test_bulk import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(world: World) -> BulkRun:
    """A run of three chunks, of which the first is done."""
    started = start_run(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        rows=rows(50),
        key="run",
        at=NOON,
        chunk_rows=20,
    )
    assert work_once(clock=lambda: NOON)
    return started


def cancel(world: World, run: BulkRun) -> BulkRun:
    return cancel_run(actor=world.owner, run_id=run.pk, at=NOON)


def test_what_nobody_has_begun_is_not_done_and_what_is_issued_stays(
    world: World, run: BulkRun
) -> None:
    cancelled = cancel(world, run)
    assert (cancelled.state, cancelled.issued, cancelled.ended_at) == (
        RunState.CANCELLED,
        20,
        NOON,
    )
    work_all(clock=lambda: NOON)
    assert Credential.objects.count() == 20
    assert Event.objects.filter(name="run.ended").count() == 1
    assert not Job.objects.filter(task=ISSUE_CHUNK).exclude(state=JobState.DONE).exists()
    found = progress_of(cancelled, at=NOON)
    assert (found.done, found.cancelled, found.waiting, found.has_ended) == (20, 30, 0, True)


def test_a_chunk_that_is_being_worked_on_is_finished(world: World, run: BulkRun) -> None:
    second = Job.objects.filter(task=ISSUE_CHUNK, state=JobState.WAITING).order_by("pk").first()
    assert second is not None
    Job.objects.filter(pk=second.pk).update(
        state=JobState.RUNNING, attempts=1, lease="x", lease_until=NOON
    )
    cancelled = cancel(world, run)
    assert (cancelled.state, cancelled.ended_at) == (RunState.CANCELLED, None)
    assert not progress_of(cancelled, at=NOON).has_ended
    Job.objects.filter(pk=second.pk).update(state=JobState.WAITING)
    work_all(clock=lambda: NOON)
    cancelled.refresh_from_db()
    assert (cancelled.state, cancelled.issued, cancelled.ended_at) == (
        RunState.CANCELLED,
        40,
        NOON,
    )
    assert Event.objects.filter(name="run.ended").count() == 1


def test_what_a_dead_chunk_had_issued_is_counted(world: World, run: BulkRun) -> None:
    first = BulkChunk.objects.order_by("number")[0]
    BulkChunk.objects.filter(pk=first.pk).update(state=RunState.RUNNING)
    BulkRun.objects.update(issued=0)
    Job.objects.filter(key=str(first.pk)).update(
        state=JobState.DEAD, attempts=8, last_error="The disk was full."
    )
    cancelled = cancel(world, run)
    assert (cancelled.issued, cancelled.ended_at) == (20, NOON)


def test_cancelling_twice_or_too_late_changes_nothing(world: World, run: BulkRun) -> None:
    cancel(world, run)
    cancel(world, run)
    assert AuditRow.objects.filter(action="run.cancel").count() == 1
    BulkRun.objects.update(state=RunState.DONE)
    assert cancel(world, run).state == RunState.DONE


def test_who_may_not_issue_may_not_cancel(world: World, run: BulkRun) -> None:
    for actor in (world.colleague, world.stranger):
        for act in (cancel_run, retry_run):
            with pytest.raises(NotFound):
                act(actor=actor, run_id=run.pk, at=NOON)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING


def test_what_was_given_up_is_tried_again(world: World, run: BulkRun) -> None:
    Job.objects.filter(task=ISSUE_CHUNK, state=JobState.WAITING).update(
        state=JobState.DEAD, attempts=8, last_error="The disk was full."
    )
    run.refresh_from_db()
    found = progress_of(run, at=NOON)
    assert (found.given_up, found.error, found.waiting) == (30, "The disk was full.", 0)
    address = reverse("issuing-run", args=["guild", run.pk])
    client = signed_in(world.owner)
    page = words(client.get(address))
    assert "30 rows could not be done" in page
    assert "Try the 30 rows again" in page
    assert client.post(f"{address}/retry").headers["Location"] == address
    work_all()
    run.refresh_from_db()
    assert (run.state, run.issued) == (RunState.DONE, 50)


def test_the_page_cancels_and_says_what_stays(world: World, run: BulkRun) -> None:
    address = reverse("issuing-run", args=["guild", run.pk])
    client = signed_in(world.owner)
    page = words(client.get(address))
    assert "20 of 50 rows done." in page
    assert "what is issued stays issued" in page
    assert client.get(f"{address}/cancel").status_code == 405
    client.post(f"{address}/cancel")
    page = words(client.get(address))
    assert "Cancelled: 20 of 50 credentials are issued" in page
    assert "30 rows were not begun, and nobody was given anything for them." in page
    assert "What is issued stays issued. To go on, bring the rest again" in page
    assert "30 rows have no credential" in page
    report = client.get(f"{address}/report").content.decode()
    assert report.count(",issued,") == 20
    assert report.count(",cancelled,") == 30


def test_an_auditor_looks_and_does_not_act(world: World, run: BulkRun) -> None:
    address = reverse("issuing-run", args=["guild", run.pk])
    client = signed_in(world.colleague)
    assert "Cancel the run" not in words(client.get(address))
    refused = client.post(f"{address}/cancel")
    assert refused.status_code == 403
    assert "Runs take an owner or an issuer" in words(refused)
    for part in ("cancel", "retry", "rest"):
        assert client.post(f"{address}/{part}").status_code == 403
        assert signed_in(world.stranger).post(f"{address}/{part}").status_code == 404
    assert signed_in(world.stranger).get(address).status_code == 404


def test_progress_is_answered_in_numbers_and_words(world: World, run: BulkRun) -> None:
    address = reverse("issuing-run-progress", args=["guild", run.pk])
    found = signed_in(world.owner).get(address).json()
    assert found["done"] == 20
    assert found["facts"] == ["20", "30", "0"]
    assert found["has_ended"] is False
