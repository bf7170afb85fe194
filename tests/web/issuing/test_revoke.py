from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from laurea.credentials.errors import Conflict, LimitExceeded, MalformedDocument, NotFound
from laurea.web.issuing import revoke as revoking
from laurea.web.issuing.access import Credential, CredentialState, StatusList, public_credential
from laurea.web.issuing.award import reserve, sign_and_store
from laurea.web.issuing.publish import PUBLISH_LIST
from laurea.web.issuing.revoke import revoke, revoke_many
from laurea.web.operations.models import AuditRow, Event, Job
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World
from tests.web.issuing.test_award import issue, wanted

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=3)


def do(world: World, credential: Credential, reason: str = "Awarded in error.") -> Credential:
    return revoke(actor=world.owner, credential_id=credential.pk, reason=reason, at=LATER)


def publications() -> int:
    return Job.objects.filter(task=PUBLISH_LIST).count()


def test_state_event_audit_row_and_the_wish_to_publish_stand_together(world: World) -> None:
    credential = issue(world)
    revoked = do(world, credential, "  Awarded \n in error. ")
    assert (revoked.state, revoked.revoked_at) == (CredentialState.REVOKED, LATER)
    assert public_credential(credential.pk).revocation_reason == "Awarded in error."
    assert Event.objects.filter(name="credential.revoked", subject=credential.pk).count() == 1
    row = AuditRow.objects.get(action="credential.revoke")
    assert (row.actor, row.body) == (
        str(world.owner.pk),
        {"credentials": [str(credential.pk)]},
    )
    status_list = StatusList.objects.get(purpose="revocation")
    assert (status_list.changes, status_list.published_changes) == (1, 0)
    assert publications() == 1


def test_nothing_stands_where_one_part_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    credential = issue(world)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(revoking, "request_publication", stop)
    with pytest.raises(KeyboardInterrupt):
        do(world, credential)
    assert public_credential(credential.pk).state == CredentialState.ISSUED
    assert StatusList.objects.get(purpose="revocation").changes == 0
    assert not Event.objects.filter(name="credential.revoked").exists()


def test_revoking_again_for_the_same_reason_is_the_same_revocation(world: World) -> None:
    credential = issue(world)
    do(world, credential)
    again = revoke(
        actor=world.owner,
        credential_id=credential.pk,
        reason="Awarded in error.",
        at=LATER + timedelta(days=1),
    )
    assert again.revoked_at == LATER
    assert AuditRow.objects.filter(action="credential.revoke").count() == 1
    assert StatusList.objects.get(purpose="revocation").changes == 1


def test_a_reason_that_was_given_stays(world: World) -> None:
    credential = issue(world)
    do(world, credential)
    with pytest.raises(Conflict, match=r"26 November 2026, 12:00 UTC.*Awarded in error"):
        do(world, credential, "Something else.")
    assert public_credential(credential.pk).revocation_reason == "Awarded in error."


@pytest.mark.parametrize("reason", ["", " \n\t ", "x" * 501])
def test_a_reason_is_demanded_and_has_an_end(world: World, reason: str) -> None:
    credential = issue(world)
    with pytest.raises(MalformedDocument) as refusal:
        do(world, credential, reason)
    assert refusal.value.problem.pointer == "/reason"
    assert public_credential(credential.pk).state == CredentialState.ISSUED


def test_what_nobody_was_given_cannot_be_revoked_nor_seen(world: World) -> None:
    (reserved,) = reserve(world.achievement, [wanted()], at=NOON)
    with pytest.raises(Conflict, match="Nobody was given"):
        do(world, reserved)
    for absent in (reserved.pk, uuid4()):
        with pytest.raises(NotFound):
            public_credential(absent)


@pytest.mark.parametrize("who", ["colleague", "stranger", "nobody"])
def test_who_may_not_revoke_is_told_what_one_is_told_who_asks_for_nothing(
    world: World, who: str
) -> None:
    credential, actor, said = issue(world), getattr(world, who), []
    for credential_id in (credential.pk, uuid4()):
        with pytest.raises(NotFound) as refusal:
            revoke(actor=actor, credential_id=credential_id, reason="Mine.", at=LATER)
        said.append(refusal.value.problem)
    assert said[0] == said[1]
    assert public_credential(credential.pk).state == CredentialState.ISSUED


def test_issuer_may_revoke_and_designer_may_not(world: World) -> None:
    credential = issue(world)
    issuer, designer = world.join("ivo", Role.ISSUER), world.join("dora", Role.DESIGNER)
    with pytest.raises(NotFound):
        revoke(actor=designer, credential_id=credential.pk, reason="No.", at=LATER)
    revoke(actor=issuer, credential_id=credential.pk, reason="Yes.", at=LATER)


def test_of_many_all_are_revoked_or_none(world: World) -> None:
    credentials = [issue(world, wanted(str(n), email=f"p{n}@example.org")) for n in range(5)]
    ids = [one.pk for one in credentials]
    with pytest.raises(NotFound):
        revoke_many(actor=world.owner, credential_ids=[*ids, uuid4()], reason="R.", at=LATER)
    do(world, credentials[0], "Another reason.")
    with pytest.raises(Conflict):
        revoke_many(actor=world.owner, credential_ids=ids, reason="R.", at=LATER)
    assert Credential.objects.filter(state=CredentialState.REVOKED).count() == 1
    revoke_many(actor=world.owner, credential_ids=ids[1:], reason="R.", at=LATER)
    assert StatusList.objects.get(purpose="revocation").changes == 5
    assert publications() == 1
    assert AuditRow.objects.filter(action="credential.revoke").count() == 2


def test_the_same_credential_named_twice_is_revoked_once(world: World) -> None:
    credential = issue(world)
    (one,) = revoke_many(
        actor=world.owner, credential_ids=[credential.pk] * 3, reason="R.", at=LATER
    )
    assert one.pk == credential.pk
    assert StatusList.objects.get(purpose="revocation").changes == 1


def test_more_than_ten_thousand_are_refused(world: World) -> None:
    with pytest.raises(LimitExceeded, match="10,000"):
        revoke_many(actor=world.owner, credential_ids=[uuid4()] * 10_001, reason="R.", at=LATER)


def test_the_database_knows_that_a_revocation_has_its_moment(world: World) -> None:
    credential = issue(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(state=CredentialState.REVOKED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(revocation_reason="Why?")


def test_signing_a_revoked_credential_again_leaves_it_revoked(world: World) -> None:
    (reserved,) = reserve(world.achievement, [wanted()], at=NOON)
    sign_and_store([reserved], actor="one", at=NOON)
    do(world, reserved)
    (answer,) = sign_and_store([reserved], actor="two", at=LATER)
    assert isinstance(answer, Credential)
    assert answer.state == CredentialState.REVOKED
