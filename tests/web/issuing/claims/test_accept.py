from __future__ import annotations

from uuid import uuid4

import pytest

from laurea.credentials.errors import Conflict, NotFound
from laurea.web.issuing.claims.accept import accept, decline, keep
from laurea.web.issuing.claims.access import Claim, ClaimState, open_claim
from laurea.web.issuing.claims.show_name import show_name, show_page
from laurea.web.issuing.models import Credential, Publicity
from laurea.web.issuing.revoke import revoke
from laurea.web.operations.models import AuditRow, Event
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db


def standing(credential: Credential) -> Claim:
    return open_claim(credential.pk, at=NOON)


def test_what_is_accepted_says_when_and_by_whom(world: World, awarded: Credential) -> None:
    accept(actor=world.stranger, credential_id=awarded.pk, at=NOON)
    claim = standing(awarded)
    assert (claim.state, claim.answered_at, claim.claimed_by) == (
        ClaimState.ACCEPTED,
        NOON,
        world.stranger,
    )
    assert Event.objects.get(name="credential.accepted").subject == str(awarded.pk)
    assert AuditRow.objects.get(action="credential.accept").actor == str(world.stranger.pk)


def test_somebody_without_an_account_accepts_as_the_recipient(awarded: Credential) -> None:
    accept(actor=None, credential_id=awarded.pk, at=NOON)
    assert standing(awarded).claimed_by is None
    assert AuditRow.objects.get(action="credential.accept").actor == "recipient"


@pytest.mark.parametrize(
    ("first", "second"), [(accept, accept), (accept, decline), (decline, decline)]
)
def test_an_answer_stays(awarded: Credential, first: object, second: object) -> None:
    first(actor=None, credential_id=awarded.pk, at=NOON)  # type: ignore[operator]
    state = standing(awarded).state
    with pytest.raises(Conflict):
        second(actor=None, credential_id=awarded.pk, at=NOON)  # type: ignore[operator]
    assert standing(awarded).state == state
    answers = Event.objects.filter(name__in=["credential.accepted", "credential.declined"])
    assert answers.count() == 1


def test_who_declined_may_change_their_mind(awarded: Credential) -> None:
    decline(actor=None, credential_id=awarded.pk, at=NOON)
    assert Credential.objects.get().publicity == Publicity.DECLINED
    accept(actor=None, credential_id=awarded.pk, at=NOON, shows_name=True)
    assert standing(awarded).state == ClaimState.ACCEPTED
    found = Credential.objects.get()
    assert (found.publicity, found.holder_shows_name) == (Publicity.OPEN, True)


def test_declining_takes_back_what_the_page_showed(awarded: Credential) -> None:
    show_name(actor=None, credential_id=awarded.pk, shows=True, at=NOON)
    decline(actor=None, credential_id=awarded.pk, at=NOON)
    assert not Credential.objects.get().holder_shows_name
    # There is no page to show or to hide.
    show_page(actor=None, credential_id=awarded.pk, shows=True, at=NOON)
    assert Credential.objects.get().publicity == Publicity.DECLINED


def test_what_was_revoked_is_accepted_no_more(world: World, awarded: Credential) -> None:
    revoke(actor=world.owner, credential_id=awarded.pk, reason="Awarded in error.", at=NOON)
    with pytest.raises(Conflict):
        accept(actor=None, credential_id=awarded.pk, at=NOON)
    assert standing(awarded).state == ClaimState.WAITING


def test_what_is_not_there_is_not_accepted() -> None:
    with pytest.raises(NotFound):
        accept(actor=None, credential_id=uuid4(), at=NOON)


def test_what_was_accepted_is_kept_by_one_account(world: World, awarded: Credential) -> None:
    with pytest.raises(Conflict):
        keep(actor=world.stranger, credential_id=awarded.pk, at=NOON)
    accept(actor=None, credential_id=awarded.pk, at=NOON)
    keep(actor=world.stranger, credential_id=awarded.pk, at=NOON)
    with pytest.raises(Conflict):
        keep(actor=world.owner, credential_id=awarded.pk, at=NOON)
    assert standing(awarded).claimed_by == world.stranger
