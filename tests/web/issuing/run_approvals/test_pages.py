"""The pages on which a second person looks a run over and decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.web.accounts.access import Account
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.models import BulkRun, RunState
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World
from tests.web.issuing.rosters.bringing import a_roster, brought, of
from tests.web.issuing.staff import client_of, words
from tests.web.issuing.test_bulk import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _set(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LAUREA_TWO_PERSONS_ABOVE = 10
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=1))


@pytest.fixture
def second(world: World) -> Account:
    return world.join("wilma", Role.ISSUER)


@pytest.fixture
def run(world: World, second: Account) -> BulkRun:
    return start_run(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        rows=rows(12),
        key="run",
        at=NOON,
        chunk_rows=5,
    )


def page_of(run: BulkRun) -> str:
    return f"/o/guild/runs/{run.pk}"


def state_of(run: BulkRun) -> str:
    run.refresh_from_db()
    return str(run.state)


def test_the_desk_shows_what_waits(world: World, run: BulkRun, second: Account) -> None:
    said = words(client_of(second).get("/o/guild/"))
    assert "12 credentials of Weaving wait for approval" in said
    assert "Prepared by Ottilie on 23 November 2026" in said


def test_the_second_person_sees_who_asks_and_what_would_be_issued(
    run: BulkRun, second: Account
) -> None:
    client = client_of(second)
    said = words(client.get(page_of(run)))
    for part in ("12 credentials wait for approval", "Weaving", "Ottilie", "Rows 1 to 5 of 12"):
        assert part in said
    assert "p4@example.org" in said
    assert "p5@example.org" not in said
    third = words(client.get(f"{page_of(run)}?page=3"))
    assert "Rows 11 to 12 of 12" in third
    assert "p11@example.org" in third
    assert client.get(f"{page_of(run)}?page=x").status_code == 200


def test_the_second_person_lets_it_begin(run: BulkRun, second: Account) -> None:
    client = client_of(second)
    answer = client.post(f"{page_of(run)}/approve")
    assert answer.headers["Location"] == page_of(run)
    assert state_of(run) == RunState.RUNNING
    work_all(clock=timezone.now)
    said = words(client.get(page_of(run)))
    assert "12 credentials are issued" in said
    assert "Approved by Wilma" in said
    client.post(f"{page_of(run)}/approve")
    assert "Wilma approved this already." in words(client.get(page_of(run)))


def test_deciding_asks_again_who_it_is(run: BulkRun, second: Account) -> None:
    client = client_of(second, signed_in_s_ago=3600)
    for part in ("approve", "send-back"):
        answer = client.post(f"{page_of(run)}/{part}", {"reason": "The wrong list."})
        assert "/reauthenticate" in answer.headers["Location"]
    assert state_of(run) == RunState.WAITING


def test_whoever_prepared_it_reads_who_approves_it_and_may_cancel(
    world: World, run: BulkRun
) -> None:
    client = client_of(world.owner)
    said = words(client.get(page_of(run)))
    assert "Tell one of them: Wilma" in said
    assert "Approve 12" not in said
    client.post(f"{page_of(run)}/approve")
    assert state_of(run) == RunState.WAITING
    client.post(f"{page_of(run)}/cancel")
    assert state_of(run) == RunState.CANCELLED


def test_it_is_sent_back_with_a_reason(world: World, run: BulkRun, second: Account) -> None:
    client = client_of(second)
    form = f"{page_of(run)}/send-back"
    assert "Send this run back" in words(client.get(form))
    again: Any = client.post(form, {"reason": " "}, follow=True)
    assert again.status_code == 422
    assert "Say what is to be mended." in words(again)
    client.post(form, {"reason": "Row 3 names another person."})
    assert state_of(run) == RunState.RETURNED
    said = words(client_of(world.owner).get(page_of(run)))
    assert "Sent back: nothing is issued" in said
    assert "Row 3 names another person." in said
    assert "12 rows have no credential" in said
    late = client.post(form, {"reason": "Once more."}, follow=True)
    assert late.status_code == 409
    assert "Wilma sent this back." in words(late)
    assert ", sent back" in words(client.get("/o/guild/"))


def test_who_only_looks_reads_who_decides(world: World, run: BulkRun) -> None:
    client = client_of(world.colleague)
    assert "An owner or an issuer approves it" in words(client.get(page_of(run)))
    assert client.post(f"{page_of(run)}/approve").status_code == 403
    assert client_of(world.stranger).get(page_of(run)).status_code == 404
    assert state_of(run) == RunState.WAITING


def test_a_run_that_waits_can_be_reported_and_asked_how_far_it_is(
    run: BulkRun, second: Account
) -> None:
    client = client_of(second)
    for part in ("progress", "report"):
        assert client.get(f"{page_of(run)}/{part}").status_code == 200


def test_the_rows_of_a_roster_that_was_sent_back_are_brought_again(
    world: World, second: Account
) -> None:
    client = client_of(world.owner)
    draft = brought(client, world, a_roster(12))
    said = words(client.get(of("start", draft)))
    assert "Nothing is signed before another person approves them: Wilma." in said
    assert "Prepare 12 credentials for approval" in said
    client.post(of("start", draft), {"changes": draft.changes})
    run = BulkRun.objects.get()
    assert state_of(run) == RunState.WAITING
    client_of(second).post(f"{page_of(run)}/send-back", {"reason": "The wrong list."})
    assert "Go on with the rest" in words(client.get(page_of(run)))
    answer = client.post(f"{page_of(run)}/rest", follow=True)
    assert "12 rows are ready" in words(answer)
