from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.catalog.define import revise_achievement
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.replacements.renew import (
    RENEWABLE_BEFORE,
    end_when_renewed,
    renew,
)
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.suspend import suspend
from tests.web.conftest import NOON, World, an_achievement
from tests.web.issuing.proofs import link_to
from tests.web.issuing.staff import issue

pytestmark = pytest.mark.django_db

END = NOON + timedelta(days=365)
SOON = END - timedelta(days=30)
NEXT_END = datetime(2028, 11, 23, 23, 59, 59, tzinfo=UTC)


@pytest.fixture
def old(world: World) -> Credential:
    return issue(world, "mira", valid_until=END)


def do(
    world: World, old: Credential, key: str = "form:1", at: datetime = SOON, **said: object
) -> Credential:
    until = {"valid_until": NEXT_END, **said}
    return renew(
        actor=world.owner,
        credential_id=old.pk,
        key=key,
        at=at,
        **until,  # type: ignore[arg-type]
    )


def test_another_begins_and_the_old_one_ends_when_it_says(world: World, old: Credential) -> None:
    new = do(world, old)
    assert (new.valid_from, new.valid_until) == (SOON, NEXT_END)
    assert (new.replaces_id, new.replacement) == (old.pk, "renewed")
    assert new.recipient_email == old.recipient_email
    before = Credential.objects.get(pk=old.pk)
    assert (before.state, before.valid_until) == (CredentialState.ISSUED, END)


def test_pressed_twice_it_is_one_and_asked_for_again_it_is_refused(
    world: World, old: Credential
) -> None:
    assert do(world, old).pk == do(world, old, at=SOON + timedelta(minutes=1)).pk
    with pytest.raises(Conflict, match="took its place already"):
        do(world, old, key="form:2")


def test_what_was_renewed_is_renewed_again_through_the_newest(
    world: World, old: Credential
) -> None:
    second = do(world, old)
    third = do(world, second, key="form:2", at=NEXT_END, valid_until=None)
    assert third.valid_until is None


def test_what_has_long_ended_can_be_renewed_and_what_ends_far_ahead_cannot(
    world: World, old: Credential
) -> None:
    with pytest.raises(Conflict, match="within 180 days"):
        do(world, old, at=END - RENEWABLE_BEFORE - timedelta(seconds=1))
    do(world, old, at=END + timedelta(days=300))


def test_what_does_not_count_or_does_not_end_is_not_renewed(world: World, old: Credential) -> None:
    endless = issue(world, "otto")
    with pytest.raises(Conflict, match="does not end"):
        do(world, endless)
    suspend(actor=world.owner, credential_id=old.pk, reason="R.", at=NOON)
    with pytest.raises(Conflict, match="suspended"):
        do(world, old)
    revoke(actor=world.owner, credential_id=old.pk, reason="R.", at=NOON)
    with pytest.raises(Conflict, match="revoked"):
        do(world, old)


def test_a_renewal_ends_after_it_begins(world: World, old: Credential) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        do(world, old, valid_until=SOON)
    assert refusal.value.problem.pointer == "/valid_until"


def test_it_may_be_under_a_newer_version_and_under_no_other_achievement(
    world: World, old: Credential
) -> None:
    newer = revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=an_achievement(description="Weaves linen and wool."),
        at=NOON,
    )
    with pytest.raises(NotFound):
        do(world, old, achievement_id=world.foreign.pk)
    new = do(world, old, achievement_id=newer.pk)
    said = json.loads(bytes(Credential.objects.get(pk=new.pk).document or b""))
    achievement = said["credentialSubject"]["achievement"]
    assert achievement["description"] == "Weaves linen and wool."


def test_the_end_is_as_the_achievement_says_or_as_long_after_as_before(
    world: World, old: Credential
) -> None:
    unsaid = end_when_renewed(old, old.achievement, at=SOON)
    assert unsaid == (SOON + (END - NOON)).replace(hour=23, minute=59, second=59)
    old.achievement.valid_months = 6
    said = end_when_renewed(old, old.achievement, at=SOON)
    assert said is not None
    assert (said.date() - SOON.date()).days in range(180, 185)


def test_who_had_accepted_the_one_has_accepted_the_next(world: World, old: Credential) -> None:
    accept(actor=world.stranger, proof=link_to(old), at=NOON)
    claim = open_claim(do(world, old).pk, at=SOON)
    assert (claim.state, claim.claimed_by) == ("accepted", world.stranger)


@pytest.mark.parametrize("who", ["colleague", "stranger", "nobody"])
def test_who_may_not_is_told_what_one_is_told_who_asks_for_nothing(
    world: World, old: Credential, who: str
) -> None:
    actor, said = getattr(world, who), []
    for pk in (old.pk, uuid4()):
        with pytest.raises(NotFound) as refusal:
            renew(actor=actor, credential_id=pk, key="k", valid_until=None, at=SOON)
        said.append(refusal.value.problem)
    assert said[0] == said[1]
