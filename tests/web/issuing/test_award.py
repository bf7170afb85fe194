from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from laurea.credentials import Verdict, VerificationReport, verify
from laurea.credentials.errors import (
    Conflict,
    LaureaError,
    MalformedDocument,
    NotFound,
    Unavailable,
)
from laurea.credentials.identity import check_recipient
from laurea.credentials.model import Evidence
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.problems import KEY_REVOKED, Problem
from laurea.credentials.report import Outcome
from laurea.credentials.verify import NothingFetched
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import Achievement
from laurea.web.catalog.define import define_achievement, revise_achievement
from laurea.web.issuing import award as awarding
from laurea.web.issuing.access import credential_for, credentials_of
from laurea.web.issuing.award import Wanted, award, reserve, sign_and_store
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.commitment import commit
from laurea.web.issuing.models import Credential, CredentialState, StatusList, UnsequencedEntry
from laurea.web.issuing.own_documents import OwnDocuments, own_origins
from laurea.web.issuing.run_key import row_key
from laurea.web.operations.models import AuditRow, Event
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Role, key_in_force
from laurea.web.organizations.mark_compromised import mark_compromised
from laurea.web.organizations.rotate import rotate_key
from tests.web.conftest import NOON, World, an_achievement

pytestmark = pytest.mark.django_db

GRADE = {
    "id": "urn:uuid:7a4f3f0a-6f3a-4a44-9a43-5a3ad0a1f5b1",
    "type": ["ResultDescription"],
    "name": "Grade",
    "resultType": "Percent",
    "valueMin": "0",
    "valueMax": "100",
}


def wanted(key: str = "row 1", email: str = "ada@example.org", **changes: object) -> Wanted:
    return Wanted(**{"key": key, "email": email, "valid_from": NOON, **changes})  # type: ignore[arg-type]


def issue(
    world: World, one: Wanted | None = None, achievement: Achievement | None = None
) -> Credential:
    awarded = achievement or world.achievement
    return award(actor=world.owner, achievement_id=awarded.pk, wanted=one or wanted(), at=NOON)


def graded(world: World) -> Achievement:
    """The next version of the achievement, which states a grade."""
    return revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=an_achievement(resultDescription=[GRADE]),
        at=NOON,
    )


def judged(credential: Credential, *, at: datetime = NOON) -> VerificationReport:
    """What a verifier says who reads this server's documents."""
    return verify(
        bytes(credential.document or b""),
        at=at,
        resolver=OwnDocuments(NothingFetched()),
        policy=VerificationPolicy(own_origins=own_origins()),
    )


def verdict(credential: Credential, *, at: datetime) -> Verdict:
    return judged(credential, at=at).verdict


def test_what_is_awarded_verifies_with_its_list_which_was_published_before(world: World) -> None:
    credential = issue(world)
    assert credential.document is not None
    report = judged(credential)
    assert {check.outcome for check in report.checks if check.required} == {
        Outcome.PASSED,
        Outcome.NOT_DECLARED,
    }
    assert report.verdict is Verdict.VALID
    assert report.issuer.name == "Guild of Weavers"


def test_the_recipient_is_named_by_a_salted_hash_only(world: World) -> None:
    document = bytes(issue(world).document or b"")
    (identity,) = json.loads(document)["credentialSubject"]["identifier"]
    assert (identity["hashed"], len(identity["salt"])) == (True, 32)
    assert b"ada@example.org" not in document


def test_a_credential_says_what_the_roster_row_said(world: World) -> None:
    credential = issue(
        world,
        wanted(
            did="did:example:ada",
            results=(("Grade", "87"),),
            evidence=(Evidence(id="https://ada.example/linen", name="An ell of linen"),),
            name="Ada Weaver",
        ),
        graded(world),
    )
    document = json.loads(bytes(credential.document or b""))
    subject = document["credentialSubject"]
    assert subject["id"] == "did:example:ada"
    assert len(subject["identifier"]) == 1
    assert subject["result"] == [
        {"type": ["Result"], "resultDescription": GRADE["id"], "value": "87"}
    ]
    assert document["evidence"] == [
        {"id": "https://ada.example/linen", "type": ["Evidence"], "name": "An ell of linen"}
    ]
    assert "Ada Weaver" not in json.dumps(document)


def test_a_did_alone_names_a_recipient(world: World) -> None:
    document = json.loads(
        bytes(issue(world, wanted(email="", did="did:example:a")).document or b"")
    )
    assert document["credentialSubject"]["id"] == "did:example:a"
    assert "identifier" not in document["credentialSubject"]


def test_the_address_is_hashed_in_lower_case(world: World) -> None:
    document = bytes(issue(world, wanted(email="Ada@Example.org")).document or b"")
    check = check_recipient(json.loads(document), expected_email="ada@example.org")
    assert check.outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "change",
    [
        {"did": "did:example:eve"},
        {"results": (("", "2"),)},
        {"evidence": (Evidence(name="Another"),)},
        {"name": "Eve"},
    ],
)
def test_whatever_is_said_of_the_recipient_is_part_of_what_was_asked(
    world: World, change: dict[str, object]
) -> None:
    said: dict[str, Any] = {"results": (("", "1"),), "evidence": (Evidence(name="One"),)}
    issue(world, wanted(**said))
    with pytest.raises(Conflict):
        issue(world, wanted(**{**said, **change}))


def test_a_value_that_the_achievement_does_not_allow_stops_that_award_alone(world: World) -> None:
    reserved = reserve(
        graded(world),
        [wanted("1", results=(("Grade", "101"),)), wanted("2", results=(("Grade", "100"),))],
        at=NOON,
    )
    refused, issued = sign_and_store(reserved, actor="one", at=NOON)
    assert isinstance(refused, Problem)
    assert "“101” is no result for “Grade”" in refused.detail
    assert isinstance(issued, Credential)


def demanding(world: World) -> Achievement:
    """An achievement that requires a grade of 80."""
    return define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Linen", resultDescription=[GRADE | {"requiredValue": "80"}]),
        at=NOON,
    )


@pytest.mark.parametrize("value", ["79", "140", "good"])
def test_what_falls_short_or_is_off_its_scale_reserves_nothing(world: World, value: str) -> None:
    achievement = demanding(world)
    with pytest.raises(MalformedDocument) as refusal:
        award(
            actor=world.owner,
            achievement_id=achievement.pk,
            wanted=wanted(results=(("Grade", value),)),
            at=NOON,
        )
    assert refusal.value.problem.pointer == "/results"
    assert not Credential.objects.exists()


def test_what_falls_short_is_awarded_on_purpose_and_the_trail_says_so(world: World) -> None:
    achievement = demanding(world)
    issued = [
        award(
            actor=world.owner,
            achievement_id=achievement.pk,
            wanted=wanted(value, results=(("Grade", value),), on_purpose=True),
            at=NOON,
        )
        for value in ("79", "80")
    ]
    assert [one.on_purpose for one in issued] == [True, False]
    bodies = [row.body["on_purpose"] for row in AuditRow.objects.filter(action="credential.issue")]
    assert sorted(bodies) == [[], [str(issued[0].pk)]]


def test_what_is_off_its_scale_is_not_awarded_on_purpose_either(world: World) -> None:
    achievement = demanding(world)
    one = wanted(results=(("Grade", "140"),), on_purpose=True)
    with pytest.raises(MalformedDocument):
        award(actor=world.owner, achievement_id=achievement.pk, wanted=one, at=NOON)


def test_of_a_run_those_are_refused_that_fall_short(world: World) -> None:
    achievement = demanding(world)
    run = start_run(
        actor=world.owner,
        achievement_id=achievement.pk,
        rows=[
            wanted("1", results=(("Grade", "79"),)),
            wanted("2", results=(("Grade", "79"),), on_purpose=True),
            wanted("3", results=(("Grade", "81"),)),
        ],
        key="run",
        at=NOON,
    )
    work_all(clock=lambda: NOON)
    run.refresh_from_db()
    assert (run.issued, run.refused) == (2, 1)
    assert Credential.objects.filter(state=CredentialState.ISSUED, on_purpose=True).count() == 1


def test_what_is_taken_up_after_its_key_was_replaced_is_signed_with_the_new_one(
    world: World,
) -> None:
    old = key_in_force(world.organization.pk, at=NOON)
    reserved = reserve(world.achievement, [wanted()], at=NOON)
    later = NOON + timedelta(hours=1)
    new = rotate_key(
        actor=world.owner,
        organization=world.organization,
        key_id=old.pk,
        passphrase=None,
        at=later,
    )
    (issued,) = sign_and_store(reserved, actor="one", at=later)
    assert isinstance(issued, Credential)
    assert issued.issuer_key_id == new.pk
    assert verdict(issued, at=later) is Verdict.VALID


def test_what_was_signed_before_its_key_was_replaced_stays_valid(world: World) -> None:
    credential = issue(world)
    later = NOON + timedelta(hours=1)
    rotate_key(
        actor=world.owner,
        organization=world.organization,
        key_id=credential.issuer_key_id,
        passphrase=None,
        at=later,
    )
    assert verdict(credential, at=NOON + timedelta(days=400)) is Verdict.VALID


def test_what_a_compromised_key_signed_is_valid_no_more(world: World) -> None:
    credential = issue(world)
    mark_compromised(
        actor=world.owner,
        organization=world.organization,
        key_id=credential.issuer_key_id,
        since=NOON + timedelta(hours=1),
        at=NOON + timedelta(hours=2),
    )
    report = judged(credential, at=NOON + timedelta(hours=3))
    assert report.verdict is Verdict.INVALID
    assert KEY_REVOKED in {problem.type for problem in report.problems()}


def test_a_key_that_is_withdrawn_while_it_signs_issues_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = awarding._sign

    def sign_slowly(*arguments: Any) -> Any:
        signed = sign(*arguments)
        mark_compromised(
            actor=world.owner,
            organization=world.organization,
            key_id=arguments[1].pk,
            since=NOON,
            at=NOON,
        )
        return signed

    monkeypatch.setattr(awarding, "_sign", sign_slowly)
    with pytest.raises(Unavailable, match="withdrawn while it signed"):
        issue(world)
    assert not Credential.objects.filter(state=CredentialState.ISSUED).exists()


def test_document_log_entry_event_and_audit_row_stand_together(world: World) -> None:
    credential = issue(world)
    entry = UnsequencedEntry.objects.get(credential=credential)
    assert bytes(entry.commitment) == commit(bytes(credential.document or b""), bytes(entry.salt))
    assert Event.objects.filter(name="credential.issued", subject=credential.pk).count() == 1
    assert AuditRow.objects.get(action="credential.issue").actor == str(world.owner.pk)


def test_asking_again_under_the_same_key_gives_the_same_credential(world: World) -> None:
    first, second = issue(world), issue(world)
    assert first.pk == second.pk
    assert bytes(first.document or b"") == bytes(second.document or b"")
    assert Event.objects.filter(name="credential.issued").count() == 1


def test_asking_for_something_else_under_the_same_key_is_refused(world: World) -> None:
    issue(world)
    with pytest.raises(Conflict):
        issue(world, wanted(email="eve@example.org"))


def test_nobody_awards_under_a_key_that_only_runs_use(world: World) -> None:
    with pytest.raises(MalformedDocument, match="kept for runs"):
        issue(world, wanted(key=row_key(uuid4(), "1")))
    assert not Credential.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "stranger", "nobody"])
def test_who_may_not_award_is_told_what_one_is_told_who_asks_for_nothing(
    world: World, who: str
) -> None:
    actor = getattr(world, who)
    said = []
    for achievement_id in (world.achievement.pk, uuid4()):
        with pytest.raises(NotFound) as refusal:
            award(actor=actor, achievement_id=achievement_id, wanted=wanted(), at=NOON)
        said.append(refusal.value.problem)
    assert said[0] == said[1]
    assert not Credential.objects.exists()


def test_issuer_may_award_and_designer_may_not(world: World) -> None:
    issuer, designer = world.join("ivo", Role.ISSUER), world.join("dora", Role.DESIGNER)
    award(actor=issuer, achievement_id=world.achievement.pk, wanted=wanted(), at=NOON)
    with pytest.raises(NotFound):
        award(actor=designer, achievement_id=world.achievement.pk, wanted=wanted("2"), at=NOON)


def test_inactive_members_are_nobody(world: World) -> None:
    Account.objects.filter(pk=world.owner.pk).update(is_active=False)
    world.owner.refresh_from_db()
    with pytest.raises(NotFound):
        issue(world)


def test_credentials_are_seen_from_inside_only(world: World) -> None:
    credential = issue(world)
    assert credential_for(world.colleague, credential.pk) == credential
    for actor in (world.stranger, world.nobody):
        with pytest.raises(NotFound):
            credential_for(actor, credential.pk)
        assert not credentials_of(actor).exists()


def test_an_interrupted_award_is_taken_up_with_the_same_id_and_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(awarding, "store_issued", stop)
        with pytest.raises(KeyboardInterrupt):
            issue(world)
    reserved = Credential.objects.get()
    assert (reserved.state, reserved.document) == (CredentialState.RESERVED, None)
    assert not Event.objects.exists()
    issued = issue(world)
    assert (issued.pk, issued.status_index) == (reserved.pk, reserved.status_index)
    assert Credential.objects.count() == UnsequencedEntry.objects.count() == 1


def test_of_two_who_sign_the_same_reservation_the_first_is_stored(world: World) -> None:
    reserved = reserve(world.achievement, [wanted()], at=NOON)
    (first,) = sign_and_store(reserved, actor="one", at=NOON)
    (second,) = sign_and_store(reserved, actor="two", at=NOON + timedelta(seconds=5))
    assert isinstance(first, Credential)
    assert isinstance(second, Credential)
    assert bytes(first.document or b"") == bytes(second.document or b"")
    assert Event.objects.filter(name="credential.issued").count() == 1


def test_no_place_is_given_out_twice(world: World) -> None:
    credentials = reserve(world.achievement, [wanted(str(n)) for n in range(300)], at=NOON)
    places = {(one.status_list_id, one.status_index) for one in credentials}
    assert len(places) == 300
    assert StatusList.objects.get(purpose="revocation").given_out == 300
    again = credentials[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=credentials[1].pk).update(status_index=again.status_index)


def test_a_list_that_is_half_full_is_left_for_a_new_one(world: World) -> None:
    (first,) = reserve(world.achievement, [wanted("1")], at=NOON)
    StatusList.objects.update(given_out=65_536)
    (second,) = reserve(world.achievement, [wanted("2")], at=NOON)
    assert first.status_list_id != second.status_list_id
    numbers = StatusList.objects.values_list("number", "purpose")
    assert sorted(numbers) == [
        *((1, "revocation"), (1, "suspension")),
        *((2, "revocation"), (2, "suspension")),
    ]


def test_a_reservation_has_no_document_and_an_issued_one_has(world: World) -> None:
    credential = issue(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(document=None)


def test_an_organization_without_a_key_awards_nothing(world: World) -> None:
    with pytest.raises(NotFound, match="no key"):
        award(actor=world.stranger, achievement_id=world.foreign.pk, wanted=wanted(), at=NOON)
    assert not Credential.objects.exists()


def test_a_compromised_key_signs_nothing_more(world: World) -> None:
    key = key_in_force(world.organization.pk, at=NOON)
    key.compromised_at = NOON
    key.save()
    with pytest.raises(NotFound, match="no key"):
        issue(world)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"email": ""}, MalformedDocument),
        ({"key": ""}, MalformedDocument),
        ({"valid_from": NOON.replace(tzinfo=None)}, MalformedDocument),
        ({"valid_until": NOON - timedelta(days=1)}, MalformedDocument),
    ],
)
def test_what_cannot_be_signed_is_refused_and_not_half_issued(
    world: World, change: dict[str, object], error: type[LaureaError]
) -> None:
    with pytest.raises(error):
        issue(world, wanted(**change))  # type: ignore[arg-type]
    assert not Credential.objects.filter(state=CredentialState.ISSUED).exists()
    assert not Event.objects.exists()


def test_an_awarded_achievement_never_changes(world: World) -> None:
    def revise(name: str) -> object:
        return revise_achievement(
            actor=world.owner,
            achievement_id=world.achievement.pk,
            document=an_achievement(name=name),
            at=NOON,
        ).pk

    issue(world)
    before = bytes(world.achievement.__class__.objects.get(pk=world.achievement.pk).document)
    assert revise("Weaving, anew") != world.achievement.pk
    after = world.achievement.__class__.objects.get(pk=world.achievement.pk)
    assert bytes(after.document) == before
    versions = after.__class__.objects.filter(series=after.series).order_by("number")
    assert list(versions.values_list("number", "name")) == [
        (1, "Weaving"),
        (2, "Weaving, anew"),
    ]
