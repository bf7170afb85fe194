from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.credentials.problems import SUSPENDED
from laurea.credentials.report import Outcome
from laurea.web.issuing import suspend as suspending
from laurea.web.issuing.access import Credential, CredentialState, StatusList, waits_since
from laurea.web.issuing.award import reserve
from laurea.web.issuing.credential_history import history_of
from laurea.web.issuing.own_documents import OwnDocuments
from laurea.web.issuing.publish import publish_list
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.suspend import reinstate, suspend, suspend_many
from laurea.web.operations.models import AuditRow, Event
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Role
from laurea.web.verification.checking import check
from tests.simulator.resolver import MemoryResolver
from tests.web.conftest import NOON, World
from tests.web.issuing.staff import issue
from tests.web.issuing.test_award import wanted

pytestmark = pytest.mark.django_db

REASON = "The results are being checked again."


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def hold(world: World, credential: Credential, at: datetime, reason: str = REASON) -> Credential:
    return suspend(actor=world.owner, credential_id=credential.pk, reason=reason, at=at)


def let_go(world: World, credential: Credential, at: datetime) -> Credential:
    return reinstate(actor=world.owner, credential_id=credential.pk, reason="Settled.", at=at)


def status_of(credential: Credential, at: datetime) -> tuple[Outcome, set[str]]:
    """What a verifier finds who asks the published lists."""
    document = bytes(Credential.objects.get(pk=credential.pk).document or b"")
    report = check(document, at=at, resolver=OwnDocuments(MemoryResolver([])))
    (found,) = [one for one in report.checks if one.name == "status"]
    return found.outcome, {problem.type.slug for problem in found.problems}


def test_every_credential_names_a_list_of_each_purpose_and_one_place(world: World) -> None:
    credential = issue(world, "mira")
    entries = json.loads(bytes(credential.document or b""))["credentialStatus"]
    assert [one["statusPurpose"] for one in entries] == ["revocation", "suspension"]
    assert {one["statusListIndex"] for one in entries} == {str(credential.status_index)}
    assert entries[0]["statusListCredential"] != entries[1]["statusListCredential"]
    assert all(one.version == 1 for one in StatusList.objects.all())


def test_what_is_suspended_fails_until_it_is_reinstated(world: World) -> None:
    credential, other = issue(world, "mira"), issue(world, "otto")
    hold(world, credential, later(1))
    work_all(clock=lambda: later(4))
    assert status_of(credential, later(5)) == (Outcome.FAILED, {SUSPENDED.slug})
    assert status_of(other, later(5)) == (Outcome.PASSED, set())
    let_go(world, credential, later(6))
    work_all(clock=lambda: later(9))
    assert status_of(credential, later(10)) == (Outcome.PASSED, set())
    lists = StatusList.objects.filter(purpose="suspension")
    assert [(one.version, one.changes, one.published_changes) for one in lists] == [(3, 2, 2)]


def test_a_reason_stands_as_long_as_the_suspension(world: World) -> None:
    credential = hold(world, issue(world, "mira"), NOON, "  Under \n review. ")
    assert (credential.suspended_at, credential.suspension_reason) == (NOON, "Under review.")
    assert hold(world, credential, later(9), "Under review.").suspended_at == NOON
    with pytest.raises(Conflict, match="Under review"):
        hold(world, credential, later(9), "Something else.")
    let_go(world, credential, later(10))
    stored = Credential.objects.get(pk=credential.pk)
    assert (stored.suspended_at, stored.suspension_reason) == (None, "")
    assert hold(world, credential, later(11), "Something else.").suspended_at == later(11)


def test_event_and_audit_row_stand_together_or_not_at_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential = issue(world, "mira")

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(suspending, "request_publication", stop)
        with pytest.raises(KeyboardInterrupt):
            hold(world, credential, NOON)
    assert not Credential.objects.filter(suspended_at__isnull=False).exists()
    assert not Event.objects.filter(name="credential.suspended").exists()
    hold(world, credential, NOON)
    row = AuditRow.objects.get(action="credential.suspend")
    assert row.body == {"credentials": [str(credential.pk)], "reason": REASON}
    assert Event.objects.filter(name="credential.suspended").count() == 1


def test_of_many_all_are_suspended_or_none(world: World) -> None:
    credentials = [issue(world, name) for name in ("mira", "otto", "ada")]
    ids = [one.pk for one in credentials]
    with pytest.raises(NotFound):
        suspend_many(actor=world.owner, credential_ids=[*ids, uuid4()], reason=REASON, at=NOON)
    revoke(actor=world.owner, credential_id=ids[0], reason="In error.", at=NOON)
    with pytest.raises(Conflict, match="revoked, for good"):
        suspend_many(actor=world.owner, credential_ids=ids, reason=REASON, at=NOON)
    assert not Credential.objects.filter(suspended_at__isnull=False).exists()
    suspend_many(actor=world.owner, credential_ids=ids[1:] * 2, reason=REASON, at=NOON)
    assert Credential.objects.filter(suspended_at=NOON).count() == 2
    assert StatusList.objects.get(purpose="suspension").changes == 2


def test_the_history_tells_each_time_with_its_reason(world: World) -> None:
    credentials = [issue(world, name) for name in ("mira", "otto")]
    suspend_many(
        actor=world.owner,
        credential_ids=[one.pk for one in credentials],
        reason=REASON,
        at=later(60),
    )
    let_go(world, credentials[1], later(120))
    hold(world, credentials[1], later(180), "Found anew.")
    told = [(str(deed.what), deed.why) for deed in history_of(credentials[1])]
    assert told[1:] == [
        ("Suspended", REASON),
        ("Reinstated", "Settled."),
        ("Suspended", "Found anew."),
    ]


def test_what_was_awarded_before_there_were_suspensions_cannot_be(world: World) -> None:
    credential = issue(world, "mira")
    Credential.objects.filter(pk=credential.pk).update(suspension_list=None)
    with pytest.raises(Conflict, match="awarded before"):
        hold(world, credential, NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(suspended_at=NOON)


def test_what_nobody_was_given_cannot_be_suspended(world: World) -> None:
    (reserved,) = reserve(world.achievement, [wanted()], at=NOON)
    with pytest.raises(Conflict, match="Nobody was given"):
        hold(world, reserved, NOON)


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501])
def test_a_reason_is_demanded_and_has_an_end(world: World, reason: str) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        hold(world, issue(world, "mira"), NOON, reason)
    assert refusal.value.problem.pointer == "/reason"


@pytest.mark.parametrize("who", ["colleague", "stranger", "nobody"])
def test_who_may_not_is_told_what_one_is_told_who_asks_for_nothing(world: World, who: str) -> None:
    credential, actor, said = issue(world, "mira"), getattr(world, who), []
    for credential_id in (credential.pk, uuid4()):
        with pytest.raises(NotFound) as refusal:
            suspend(actor=actor, credential_id=credential_id, reason=REASON, at=NOON)
        said.append(refusal.value.problem)
    assert said[0] == said[1]
    designer = world.join("dora", Role.DESIGNER)
    with pytest.raises(NotFound):
        suspend(actor=designer, credential_id=credential.pk, reason=REASON, at=NOON)
    suspend(actor=world.join("ivo", Role.ISSUER), credential_id=credential.pk, reason="R.", at=NOON)


def test_a_revocation_ends_what_can_be_decided_and_stands_beside_the_suspension(
    world: World,
) -> None:
    credential = hold(world, issue(world, "mira"), NOON)
    revoke(actor=world.owner, credential_id=credential.pk, reason="In error.", at=later(1))
    with pytest.raises(Conflict, match="for good"):
        let_go(world, credential, later(2))
    work_all(clock=lambda: later(5))
    outcome, problems = status_of(credential, later(6))
    assert outcome is Outcome.FAILED
    assert "revoked" in problems
    assert Credential.objects.get(pk=credential.pk).state == CredentialState.REVOKED


def test_how_long_a_change_waits_is_known(world: World) -> None:
    credential = issue(world, "mira")
    suspensions = StatusList.objects.get(purpose="suspension")
    assert waits_since(suspensions) is None
    hold(world, credential, later(5))
    let_go(world, credential, later(7))
    suspensions.refresh_from_db()
    assert waits_since(suspensions) == later(7)
    publish_list(suspensions.pk, at=later(9))
    suspensions.refresh_from_db()
    assert waits_since(suspensions) is None
