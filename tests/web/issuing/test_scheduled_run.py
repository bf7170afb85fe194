"""Runs that begin at a day and hour to come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.cancel_run import cancel_run
from laurea.web.issuing.models import BulkRun, Credential, RunState
from laurea.web.issuing.pause_run import pause_run, resume_run
from laurea.web.issuing.run_approvals.decide import approve_run
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World
from tests.web.issuing.rosters.bringing import a_roster, brought, of
from tests.web.issuing.staff import client_of, words
from tests.web.issuing.test_bulk import rows

pytestmark = pytest.mark.django_db
THEN = NOON + timedelta(days=8, hours=-3)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def start(world: World) -> BulkRun:
    return start_run(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        rows=rows(5),
        key="run",
        begins_at=THEN,
        at=NOON,
    )


def state_of(run: BulkRun) -> tuple[str, int]:
    run.refresh_from_db()
    return run.state, run.issued


def test_nothing_is_issued_before_its_hour(world: World) -> None:
    run = start(world)
    work_all(clock=lambda: THEN - timedelta(seconds=1))
    assert state_of(run) == (RunState.RUNNING, 0)
    said = words(client_of(world.owner).get(f"/o/guild/runs/{run.pk}"))
    assert "Begins on 1 December 2026, 09:00 UTC" in said
    assert "Nothing is signed before 1 December 2026, 09:00 UTC." in said
    assert "Begins 1 December 2026" in words(client_of(world.owner).get("/o/guild/"))
    work_all(clock=lambda: THEN)
    assert state_of(run) == (RunState.DONE, 5)


def test_it_can_be_cancelled_before_its_hour(world: World) -> None:
    run = start(world)
    assert cancel_run(actor=world.owner, run_id=run.pk, at=NOON).ended_at == NOON
    work_all(clock=lambda: THEN)
    assert not Credential.objects.exists()


def test_a_pause_that_ends_early_does_not_let_it_begin_early(world: World) -> None:
    run = start(world)
    pause_run(actor=world.owner, run_id=run.pk, at=NOON)
    resume_run(actor=world.owner, run_id=run.pk, at=NOON)
    work_all(clock=lambda: THEN - timedelta(seconds=1))
    assert state_of(run) == (RunState.RUNNING, 0)
    work_all(clock=lambda: THEN)
    assert state_of(run) == (RunState.DONE, 5)


def test_a_roster_begins_when_its_form_says(world: World) -> None:
    client = client_of(world.owner)
    draft = brought(client, world, "name,mail\nAda Fenn,ada@college.example\n")
    page = of("start", draft)
    assert "Begin on" in words(client.get(page))
    client.post(page, {"changes": draft.changes, "begins_on": "2026-12-01", "begins_at": "09:00"})
    run = BulkRun.objects.get()
    assert (run.begins_at, run.started_at) == (THEN, NOON)
    work_all(clock=lambda: THEN)
    (credential,) = Credential.objects.all()
    assert credential.valid_from == THEN


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        ("2026-11-01", "", "This is over."),
        ("2029-11-01", "", "This is more than a year away."),
        ("", "09:00", "Name the day as well."),
        ("soon", "", "Write a day"),
        ("2026-12-01", "noon", "Write a time"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_under_its_field(
    world: World, day: str, hour: str, said: str
) -> None:
    client = client_of(world.owner)
    draft = brought(client, world, a_roster(2))
    page = of("start", draft)
    answer = client.post(
        page, {"changes": draft.changes, "begins_on": day, "begins_at": hour}, follow=True
    )
    assert answer.status_code == 422
    assert said in words(answer)
    assert not BulkRun.objects.exists()


def test_what_is_approved_begins_at_its_hour(world: World, settings: Settings) -> None:
    settings.LAUREA_TWO_PERSONS_ABOVE = 4
    second = world.join("wilma", Role.ISSUER)
    run = start(world)
    page = words(client_of(second).get(f"/o/guild/runs/{run.pk}"))
    assert "1 December 2026, 09:00 UTC" in page
    approve_run(actor=second, run_id=run.pk, at=NOON)
    work_all(clock=lambda: THEN - timedelta(seconds=1))
    assert state_of(run) == (RunState.RUNNING, 0)
    work_all(clock=lambda: THEN)
    assert state_of(run) == (RunState.DONE, 5)
