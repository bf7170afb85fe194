from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from laurea.web.issuing.cancel_run import cancel_run
from laurea.web.issuing.models import BulkChunk, BulkRun
from laurea.web.issuing.roster_models import RosterDraft
from laurea.web.issuing.rosters.settle import KEPT, forget_old_rosters
from laurea.web.issuing.rosters.start import start_roster
from laurea.web.operations.models import AuditRow
from laurea.web.operations.registry import Work
from laurea.web.operations.worker import work_all
from tests.web.conftest import NOON, World, signed_in
from tests.web.issuing.rosters.bringing import a_roster, brought, of
from tests.web.issuing.staff import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world: World) -> RosterDraft:
    return brought(signed_in(world.owner), world, a_roster(30, bad=(9,)))


def start(world: World, draft: RosterDraft) -> BulkRun:
    return start_roster(
        actor=world.owner, draft_id=draft.pk, changes=draft.changes, at=draft.created_at
    )


def forget(draft: RosterDraft, after: timedelta) -> None:
    work = Work("", {}, draft.created_at + after, 1, lambda: None)
    forget_old_rosters(work)


def test_the_rest_of_a_cancelled_run_can_be_issued_later(world: World, draft: RosterDraft) -> None:
    run = start(world, draft)
    cancel_run(actor=world.owner, run_id=run.pk, at=NOON)
    client = signed_in(world.owner)
    response = client.post(reverse("issuing-run-rest", args=["guild", run.pk]))
    again = RosterDraft.objects.exclude(pk=draft.pk).get()
    assert response.headers["Location"] == of("rows", again)
    page = words(client.get(of("rows", again)))
    assert "29 rows are ready" in page
    assert "1 row needs you" in page


def test_of_what_was_asked_for_only_the_names_of_rows_are_kept(
    world: World, draft: RosterDraft
) -> None:
    start(world, draft)
    work_all()
    assert BulkChunk.objects.exists()
    for chunk in BulkChunk.objects.all():
        assert {tuple(row) for row in chunk.rows} == {("key",)}
    (forgotten,) = AuditRow.objects.filter(action="roster.forget")
    assert forgotten.body == {"roster": str(draft.pk)}
    assert forgotten.organization == world.organization.pk


def test_a_roster_that_nobody_started_is_forgotten_after_thirty_days(draft: RosterDraft) -> None:
    forget(draft, KEPT)
    assert RosterDraft.objects.exists()
    forget(draft, KEPT + timedelta(seconds=1))
    assert not RosterDraft.objects.exists()


def test_a_run_that_goes_on_keeps_its_roster(world: World, draft: RosterDraft) -> None:
    start(world, draft)
    forget(draft, KEPT * 3)
    draft.refresh_from_db()
    assert draft.content


def test_the_cells_of_a_run_are_forgotten_and_its_reasons_stay(
    world: World, draft: RosterDraft
) -> None:
    run = start(world, draft)
    work_all()
    forget(draft, KEPT + timedelta(days=1))
    draft.refresh_from_db()
    assert draft.header == []
    (rest,) = draft.rest
    assert (rest["row"], rest["cells"], rest["name"]) == (9, [], "")
    page = words(signed_in(world.owner).get(reverse("issuing-run", args=["guild", run.pk])))
    assert "1 row has no credential" in page
    assert "Mend the rest" not in page
    client = signed_in(world.owner)
    assert client.post(reverse("issuing-run-rest", args=["guild", run.pk])).status_code == 409


def test_nobody_is_asked_for_a_page_of_a_roster_that_is_gone(world: World) -> None:
    client = Client()
    response = client.get(reverse("issuing-rosters", args=["guild"]))
    assert "/accounts/login" in response.headers["Location"]
