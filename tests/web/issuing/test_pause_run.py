"""Pausing a run, and letting it go on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from laurea.credentials.errors import NotFound
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.cancel_run import cancel_run
from laurea.web.issuing.models import BulkRun, Credential, RunState
from laurea.web.issuing.pause_run import pause_run, resume_run
from laurea.web.operations.models import AuditRow, Event, Job, JobState
from laurea.web.operations.worker import work_all, work_once
from tests.web.conftest import NOON, World
from tests.web.issuing.staff import client_of, words
from tests.web.issuing.test_bulk import rows

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)


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


def pause(world: World, run: BulkRun) -> BulkRun:
    return pause_run(actor=world.owner, run_id=run.pk, at=NOON)


def resume(world: World, run: BulkRun) -> BulkRun:
    return resume_run(actor=world.owner, run_id=run.pk, at=LATER)


def test_a_paused_run_begins_nothing_and_then_goes_on_where_it_was(
    world: World, run: BulkRun
) -> None:
    assert pause(world, run).state == RunState.PAUSED
    work_all(clock=lambda: LATER)
    assert Credential.objects.count() == 20
    assert resume(world, run).state == RunState.RUNNING
    work_all(clock=lambda: LATER)
    run.refresh_from_db()
    assert (run.state, run.issued) == (RunState.DONE, 50)
    assert Credential.objects.count() == 50
    assert Event.objects.filter(name="run.ended").count() == 1


def test_what_is_being_worked_on_is_finished_and_may_end_the_run(
    world: World, run: BulkRun
) -> None:
    left = Job.objects.filter(task="issue-chunk", state=JobState.WAITING)
    left.update(state=JobState.RUNNING, attempts=1, lease="x", lease_until=NOON)
    pause(world, run)
    Job.objects.filter(state=JobState.RUNNING).update(state=JobState.WAITING)
    work_all(clock=lambda: NOON)
    run.refresh_from_db()
    assert (run.state, run.issued) == (RunState.DONE, 50)


def test_a_paused_run_can_be_cancelled(world: World, run: BulkRun) -> None:
    pause(world, run)
    cancelled = cancel_run(actor=world.owner, run_id=run.pk, at=LATER)
    assert (cancelled.state, cancelled.issued, cancelled.ended_at) == (
        RunState.CANCELLED,
        20,
        LATER,
    )


def test_pausing_or_resuming_twice_or_too_late_changes_nothing(world: World, run: BulkRun) -> None:
    resume(world, run)
    for act in (pause, pause, resume, resume):
        act(world, run)
    deeds = AuditRow.objects.filter(action__in=["run.pause", "run.resume"])
    assert list(deeds.order_by("pk").values_list("action", flat=True)) == [
        "run.pause",
        "run.resume",
    ]
    work_all(clock=lambda: LATER)
    assert pause(world, run).state == RunState.DONE


def test_who_may_not_issue_may_not_pause(world: World, run: BulkRun) -> None:
    for actor in (world.colleague, world.stranger):
        for act in (pause_run, resume_run):
            with pytest.raises(NotFound):
                act(actor=actor, run_id=run.pk, at=NOON)


def test_the_page_pauses_and_lets_go_on(
    world: World, run: BulkRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    page, client = f"/o/guild/runs/{run.pk}", client_of(world.owner)
    assert "Pause the run" in words(client.get(page))
    assert client.post(f"{page}/pause").headers["Location"] == page
    said = words(client.get(page))
    assert "20 of 50 rows done. Nothing further is begun until somebody lets it go on." in said
    assert "Cancel the run" in said
    assert "Paused" in words(client.get("/o/guild/"))
    client.post(f"{page}/resume")
    work_all(clock=lambda: NOON)
    assert "50 credentials are issued" in words(client.get(page))
