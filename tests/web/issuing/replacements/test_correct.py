from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound, Unavailable
from laurea.credentials.model import Evidence
from laurea.credentials.problems import PASSPHRASE_MISSING, Problem
from laurea.web.issuing import award as awarding
from laurea.web.issuing.access import Credential, CredentialState, Publicity
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.claims.access import open_claim, set_holder_shown, set_publicity
from laurea.web.issuing.finish import finish_award
from laurea.web.issuing.replacements.correct import correct
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.successors.access import successor_of
from laurea.web.issuing.successors.public import public_links
from laurea.web.issuing.suspend import suspend
from laurea.web.operations.models import AuditRow, Event
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import link_to
from tests.web.issuing.staff import issue

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=3)
WORK = Evidence(id="https://guild.example/ells/91", narrative="An ell of linen.")


@pytest.fixture
def old(world: World) -> Credential:
    return issue(world, "mira", valid_until=LATER)


def right(old: Credential, key: str = "form:1", **changes: Any) -> Wanted:
    said = {
        "email": old.recipient_email,
        "did": old.recipient_did,
        "name": old.recipient_name,
        "valid_from": old.valid_from,
        "valid_until": old.valid_until,
        **changes,
    }
    return Wanted(key=key, **said)


def do(world: World, old: Credential, wanted: Wanted, reason: str = "It ends later.") -> Credential:
    return correct(actor=world.owner, credential_id=old.pk, wanted=wanted, reason=reason, at=LATER)


def stored(credential: Credential) -> Credential:
    return Credential.objects.get(pk=credential.pk)


def test_another_takes_the_place_and_the_old_one_says_so(world: World, old: Credential) -> None:
    new = do(world, old, right(old, valid_until=None, evidence=(WORK,)))
    document = json.loads(bytes(stored(new).document or b""))
    assert "validUntil" not in document
    assert document["evidence"][0]["narrative"] == "An ell of linen."
    assert (new.replaces_id, new.replacement) == (old.pk, "corrected")
    before = stored(old)
    assert before.state == CredentialState.REVOKED
    assert before.revocation_reason == "A corrected credential took its place: It ends later."
    assert successor_of(before) == new
    assert Event.objects.filter(name="credential.revoked", subject=old.pk).count() == 1
    assert AuditRow.objects.filter(action="credential.revoke").count() == 1


def test_a_name_alone_is_written_anew_and_nothing_is_awarded(world: World, old: Credential) -> None:
    same = do(world, old, right(old, name="Mira Okonjo-Lind"), "Married.")
    assert same.pk == old.pk
    assert (stored(old).recipient_name, stored(old).state) == ("Mira Okonjo-Lind", "issued")
    assert AuditRow.objects.filter(action="credential.correct-name").count() == 1
    assert Credential.objects.count() == 1


def test_where_nothing_differs_nothing_is_done(world: World, old: Credential) -> None:
    with pytest.raises(MalformedDocument, match="Nothing differs"):
        do(world, old, right(old))
    assert stored(old).state == CredentialState.ISSUED


def test_sent_twice_it_is_one_correction(world: World, old: Credential) -> None:
    first, again = (do(world, old, right(old, valid_until=None)) for _ in range(2))
    assert first.pk == again.pk
    with pytest.raises(Conflict, match="took its place already"):
        do(world, old, right(old, key="form:2", valid_until=None))
    assert Credential.objects.count() == 2


def test_what_took_the_place_can_be_corrected_in_turn(world: World, old: Credential) -> None:
    second = do(world, old, right(old, valid_until=None))
    third = do(world, second, right(second, key="form:2", evidence=(WORK,)))
    assert [one.state for one in map(stored, (old, second, third))] == [
        *("revoked", "revoked", "issued")
    ]


def test_until_both_stand_neither_does(
    world: World, old: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = right(old, valid_until=None)

    def stop(*_: object, **__: object) -> None:
        raise Unavailable(Problem(PASSPHRASE_MISSING, "The key is encrypted."))

    with monkeypatch.context() as patched:
        patched.setattr(awarding, "store_issued", stop)
        with pytest.raises(Unavailable):
            do(world, old, wanted)
    assert stored(old).state == CredentialState.ISSUED
    begun = Credential.objects.get(state=CredentialState.RESERVED)
    assert (begun.replaces_id, successor_of(old)) == (old.pk, None)
    finished = finish_award(actor=world.owner, credential_id=begun.pk, at=LATER)
    assert finished.state == CredentialState.ISSUED
    assert stored(old).state == CredentialState.REVOKED


def test_of_two_that_were_begun_one_takes_the_place(
    world: World, old: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise Unavailable(Problem(PASSPHRASE_MISSING, "The key is encrypted."))

    with monkeypatch.context() as patched:
        patched.setattr(awarding, "store_issued", stop)
        with pytest.raises(Unavailable):
            do(world, old, right(old, valid_until=None))
    do(world, old, right(old, key="form:2", evidence=(WORK,)))
    begun = Credential.objects.get(state=CredentialState.RESERVED)
    with pytest.raises(Conflict, match="took its place meanwhile"):
        finish_award(actor=world.owner, credential_id=begun.pk, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=begun.pk).update(
            state="issued", document=b"{}", issued_at=LATER
        )


def test_what_is_revoked_keeps_its_reason_and_can_be_corrected(
    world: World, old: Credential
) -> None:
    revoke(actor=world.owner, credential_id=old.pk, reason="Wrong end.", at=NOON)
    new = do(world, old, right(old, valid_until=None))
    assert stored(old).revocation_reason == "Wrong end."
    assert successor_of(old) == new


def test_what_is_suspended_can_be_corrected(world: World, old: Credential) -> None:
    suspend(actor=world.owner, credential_id=old.pk, reason="Looked into.", at=NOON)
    do(world, old, right(old, valid_until=None))
    assert stored(old).state == CredentialState.REVOKED


def test_who_had_accepted_it_has_accepted_the_other_and_shows_as_much(
    world: World, old: Credential
) -> None:
    accept(actor=world.stranger, proof=link_to(old), shows_name=True, at=NOON)
    set_publicity(old.pk, Publicity.HIDDEN, of=[Publicity.OPEN])
    new = do(world, old, right(old, valid_until=None))
    claim = open_claim(new.pk, at=LATER)
    assert (claim.state, claim.claimed_by) == ("accepted", world.stranger)
    assert (stored(new).holder_shows_name, stored(new).publicity) == (True, Publicity.HIDDEN)


def test_who_had_not_answered_is_asked(world: World, old: Credential) -> None:
    open_claim(old.pk, at=NOON)
    new = do(world, old, right(old, valid_until=None))
    assert open_claim(new.pk, at=LATER).state == "waiting"


def test_for_another_recipient_nothing_is_carried_over_nor_led_to(
    world: World, old: Credential
) -> None:
    accept(actor=world.stranger, proof=link_to(old), at=NOON)
    set_holder_shown(old.pk, shows=True)
    new = do(world, old, right(old, email="otto@example.org"), "Awarded to somebody else.")
    assert open_claim(new.pk, at=LATER).state == "waiting"
    assert not stored(new).holder_shows_name
    assert public_links(stored(old)).after is None
    assert public_links(stored(new)).before is None


def test_the_same_recipient_is_led_on_and_back(world: World, old: Credential) -> None:
    new = do(world, old, right(old, valid_until=None))
    after, before = public_links(stored(old)).after, public_links(stored(new)).before
    assert after is not None
    assert before is not None
    assert (after.path, before.path) == (f"/c/{new.pk}", f"/c/{old.pk}")
    set_publicity(new.pk, Publicity.HIDDEN, of=[Publicity.OPEN])
    assert public_links(stored(old)).after is None


@pytest.mark.parametrize("reason", ["", "x" * 462])
def test_a_reason_is_demanded_and_fits_into_that_of_the_revocation(
    world: World, old: Credential, reason: str
) -> None:
    with pytest.raises(MalformedDocument):
        do(world, old, right(old, valid_until=None), reason)
    do(world, old, right(old, valid_until=None), "x" * 461)
    assert len(stored(old).revocation_reason) == 500


@pytest.mark.parametrize("who", ["colleague", "stranger", "nobody"])
def test_who_may_not_is_told_what_one_is_told_who_asks_for_nothing(
    world: World, old: Credential, who: str
) -> None:
    actor, said = getattr(world, who), []
    for pk in (old.pk, uuid4()):
        with pytest.raises(NotFound) as refusal:
            correct(
                actor=actor,
                credential_id=pk,
                wanted=right(old, valid_until=None),
                reason="Mine.",
                at=LATER,
            )
        said.append(refusal.value.problem)
    assert said[0] == said[1]


def test_a_correction_keeps_its_place_among_what_was_asked_for(
    world: World, old: Credential
) -> None:
    wanted = right(old, valid_until=None)
    do(world, old, wanted)
    with pytest.raises(Conflict, match="Something else"):
        do(world, old, replace(wanted, evidence=(WORK,)))
