"""More than so many credentials at once: one person prepares them, another approves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.accounts.access import Account
from laurea.web.catalog.archive import archive_achievement
from laurea.web.catalog.define import revise_achievement
from laurea.web.issuing.bulk import ISSUE_CHUNK, start_run
from laurea.web.issuing.cancel_run import cancel_run
from laurea.web.issuing.models import BulkChunk, BulkRun, Credential, RunState
from laurea.web.issuing.run_approvals.decide import approve_run, send_run_back
from laurea.web.issuing.two_persons.access import approval_of
from laurea.web.operations.models import AuditRow, Event, Job
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Membership, Role
from laurea.web.organizations.change_roles import change_roles
from tests.web.conftest import NOON, World, an_account, an_achievement
from tests.web.issuing.test_bulk import rows

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _few(settings: Settings) -> None:
    settings.LAUREA_TWO_PERSONS_ABOVE = 10


@pytest.fixture
def second(world: World) -> Account:
    return world.join("wilma", Role.ISSUER)


def prepare(world: World, number: int = 11, *, actor: Account | None = None) -> BulkRun:
    return start_run(
        actor=actor or world.owner,
        achievement_id=world.achievement.pk,
        rows=rows(number),
        key="run",
        at=NOON,
        chunk_rows=5,
    )


def approve(actor: Account, run: BulkRun) -> BulkRun:
    return approve_run(actor=actor, run_id=run.pk, at=LATER)


def why_not(actor: Account, run: BulkRun) -> str:
    with pytest.raises(Conflict) as refused:
        approve(actor, run)
    return refused.value.problem.detail


def test_nothing_is_signed_before_another_person_approves(world: World, second: Account) -> None:
    run = prepare(world)
    work_all(clock=lambda: LATER)
    run.refresh_from_db()
    assert (run.state, run.issued) == (RunState.WAITING, 0)
    assert not Job.objects.filter(task=ISSUE_CHUNK).exists()
    assert prepare(world).pk == run.pk
    assert approve(second, run).state == RunState.RUNNING
    work_all(clock=lambda: LATER)
    run.refresh_from_db()
    assert (run.state, run.issued) == (RunState.DONE, 11)
    deeds = AuditRow.objects.filter(action__startswith="run.").order_by("pk")
    assert [(one.action, one.actor) for one in deeds] == [
        ("run.prepare", str(world.owner.pk)),
        ("run.approve", str(second.pk)),
    ]


def test_the_rule_asks_above_its_number_and_not_at_it(
    world: World, second: Account, settings: Settings
) -> None:
    assert prepare(world, 10).state == RunState.RUNNING
    settings.LAUREA_TWO_PERSONS_ABOVE = 0
    BulkRun.objects.update(key="other")
    assert prepare(world, 50).state == RunState.RUNNING


def test_where_nobody_else_can_approve_one_decides_and_the_trail_says_so(world: World) -> None:
    lacking = an_account("lena")
    Membership(
        organization=world.organization, account=lacking, role=Role.ISSUER, since=NOON
    ).save()
    assert prepare(world).state == RunState.RUNNING
    assert AuditRow.objects.get(action="run.start").body["alone"] is True


def test_nobody_approves_what_they_prepared(world: World, second: Account) -> None:
    run = prepare(world)
    assert (
        why_not(world.owner, run) == "You prepared this run. Another owner or issuer approves it."
    )
    run.refresh_from_db()
    assert run.state == RunState.WAITING


def test_it_is_approved_once(world: World, second: Account) -> None:
    run = prepare(world)
    approve(second, run)
    assert why_not(second, run) == "Wilma approved this already."
    assert Job.objects.filter(task=ISSUE_CHUNK).count() == 3


def test_who_came_later_does_not_approve(world: World, second: Account) -> None:
    run = prepare(world)
    late = world.join("late", Role.OWNER)
    Membership.objects.filter(account=late).update(since=LATER)
    assert why_not(late, run).startswith("You came after this was prepared.")
    assert approve(second, run).state == RunState.RUNNING


def test_what_somebody_prepared_who_may_not_issue_any_more_is_not_approved(
    world: World, second: Account
) -> None:
    run = prepare(world, actor=second)
    change_roles(
        actor=world.owner,
        organization=world.organization,
        account_id=second.pk,
        roles={Role.AUDITOR},
        at=LATER,
    )
    assert why_not(world.owner, run).startswith("Whoever prepared this may not issue here")
    assert send_run_back(actor=world.owner, run_id=run.pk, reason="Who?", at=LATER).ended_at


def test_an_achievement_that_was_revised_since_is_not_approved(
    world: World, second: Account
) -> None:
    run = prepare(world)
    changed = an_achievement(description="Weaves wool on a floor loom.")
    revise_achievement(
        actor=world.owner, achievement_id=world.achievement.pk, document=changed, at=LATER
    )
    assert why_not(second, run).startswith("The achievement was revised since this was prepared.")


def test_an_achievement_that_is_archived_is_not_approved(world: World, second: Account) -> None:
    run = prepare(world)
    archive_achievement(actor=world.owner, achievement_id=world.achievement.pk, at=LATER)
    assert "archived" in why_not(second, run)


def test_what_is_sent_back_ends_unsigned_with_its_reason(world: World, second: Account) -> None:
    run = prepare(world)
    sent = send_run_back(actor=second, run_id=run.pk, reason=" The wrong\nlist. ", at=LATER)
    assert (sent.state, sent.ended_at, sent.issued) == (RunState.RETURNED, LATER, 0)
    approval = approval_of(run.pk)
    assert approval is not None
    assert (approval.reason, approval.decided_by) == ("The wrong list.", second)
    assert set(BulkChunk.objects.values_list("state", flat=True)) == {RunState.CANCELLED}
    assert Event.objects.filter(name="run.ended").count() == 1
    work_all(clock=lambda: LATER)
    assert not Credential.objects.exists()
    assert why_not(second, run) == "Wilma sent this back."


def test_sending_back_takes_a_reason_and_another_person(world: World, second: Account) -> None:
    run = prepare(world)
    with pytest.raises(MalformedDocument):
        send_run_back(actor=second, run_id=run.pk, reason=" ", at=LATER)
    with pytest.raises(Conflict):
        send_run_back(actor=world.owner, run_id=run.pk, reason="Mine.", at=LATER)


def test_a_run_that_waits_can_be_cancelled(world: World, second: Account) -> None:
    run = prepare(world)
    cancelled = cancel_run(actor=world.owner, run_id=run.pk, at=LATER)
    assert (cancelled.state, cancelled.ended_at) == (RunState.CANCELLED, LATER)
    assert why_not(second, run) == "This run was cancelled."
    work_all(clock=lambda: LATER)
    assert not Credential.objects.exists()


def test_who_may_not_issue_here_decides_nothing(world: World, second: Account) -> None:
    run = prepare(world)
    for actor in (world.colleague, world.stranger):
        with pytest.raises(NotFound):
            approve(actor, run)
        with pytest.raises(NotFound):
            send_run_back(actor=actor, run_id=run.pk, reason="No.", at=LATER)
