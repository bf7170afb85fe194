from __future__ import annotations

import pytest

from laurea.credentials.errors import Conflict, NotFound
from laurea.web.issuing.claims.accept import accept, decline, keep
from laurea.web.issuing.claims.access import Claim, ClaimState, open_claim
from laurea.web.issuing.claims.name_wish import ask_for_name
from laurea.web.issuing.claims.proof import claimed_by
from laurea.web.issuing.claims.show_name import show_name, show_page
from laurea.web.issuing.models import Credential, Publicity
from laurea.web.issuing.revoke import revoke
from laurea.web.operations.models import AuditRow, Event
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import held, here, link_to

pytestmark = pytest.mark.django_db


def standing(credential: Credential) -> Claim:
    return open_claim(credential.pk, at=NOON)


def test_what_is_accepted_says_when_and_by_whom(world: World, awarded: Credential) -> None:
    accept(actor=world.stranger, proof=link_to(awarded), at=NOON)
    claim = standing(awarded)
    assert (claim.state, claim.answered_at, claim.claimed_by) == (
        ClaimState.ACCEPTED,
        NOON,
        world.stranger,
    )
    assert Event.objects.get(name="credential.accepted").subject == str(awarded.pk)
    assert AuditRow.objects.get(action="credential.accept").actor == str(world.stranger.pk)


def test_somebody_without_an_account_accepts_as_the_recipient(awarded: Credential) -> None:
    accept(actor=None, proof=link_to(awarded), at=NOON)
    assert standing(awarded).claimed_by is None
    assert AuditRow.objects.get(action="credential.accept").actor == "recipient"


@pytest.mark.parametrize(
    ("first", "second"), [(accept, accept), (accept, decline), (decline, decline)]
)
def test_an_answer_stays(awarded: Credential, first: object, second: object) -> None:
    first(actor=None, proof=link_to(awarded), at=NOON)  # type: ignore[operator]
    state = standing(awarded).state
    with pytest.raises(Conflict):
        second(actor=None, proof=link_to(awarded), at=NOON)  # type: ignore[operator]
    assert standing(awarded).state == state
    answers = Event.objects.filter(name__in=["credential.accepted", "credential.declined"])
    assert answers.count() == 1


def test_who_declined_may_change_their_mind(awarded: Credential) -> None:
    decline(actor=None, proof=link_to(awarded), at=NOON)
    assert Credential.objects.get().publicity == Publicity.DECLINED
    accept(actor=None, proof=link_to(awarded), at=NOON, shows_name=True)
    assert standing(awarded).state == ClaimState.ACCEPTED
    found = Credential.objects.get()
    assert (found.publicity, found.holder_shows_name) == (Publicity.OPEN, True)


def test_declining_takes_back_what_the_page_showed(awarded: Credential) -> None:
    show_name(actor=None, proof=here(awarded), shows=True, at=NOON)
    decline(actor=None, proof=link_to(awarded), at=NOON)
    assert not Credential.objects.get().holder_shows_name
    # There is no page to show or to hide.
    show_page(actor=None, proof=here(awarded), shows=True, at=NOON)
    assert Credential.objects.get().publicity == Publicity.DECLINED


def test_what_was_revoked_is_accepted_no_more(world: World, awarded: Credential) -> None:
    revoke(actor=world.owner, credential_id=awarded.pk, reason="Awarded in error.", at=NOON)
    with pytest.raises(Conflict):
        accept(actor=None, proof=link_to(awarded), at=NOON)
    assert standing(awarded).state == ClaimState.WAITING


def test_a_link_serves_until_it_expires(awarded: Credential) -> None:
    link = link_to(awarded)
    for answer in (accept, decline):
        with pytest.raises(Conflict, match="expired"):
            answer(actor=None, proof=link, at=link.expires_at)
    assert standing(awarded).state == ClaimState.WAITING


def test_what_somebody_holds_is_answered_and_shown_by_nobody_else(
    world: World, awarded: Credential
) -> None:
    proof = held(world.stranger, awarded)
    for other in (world.owner, world.colleague, None):
        for act in (accept, decline):
            with pytest.raises(NotFound):
                act(actor=other, proof=proof, at=NOON)
        for show in (show_name, show_page):
            with pytest.raises(NotFound):
                show(actor=other, proof=proof, shows=False, at=NOON)
        with pytest.raises(NotFound):
            ask_for_name(actor=other, proof=proof, name="Mallory", at=NOON)
    assert not Event.objects.filter(name__startswith="credential.page").exists()
    accept(actor=world.stranger, proof=proof, at=NOON)
    assert standing(awarded).claimed_by == world.stranger


def test_a_link_says_no_name_once_somebody_has_answered(awarded: Credential) -> None:
    link = link_to(awarded)
    accept(actor=None, proof=link, at=NOON)
    with pytest.raises(Conflict):
        ask_for_name(actor=None, proof=link, name="Mallory", at=NOON)
    ask_for_name(actor=None, proof=here(awarded), name="Mira O.", at=NOON)
    assert standing(awarded).name_wanted == "Mira O."


def test_a_claim_is_proof_to_the_account_that_accepted_it(
    world: World, awarded: Credential
) -> None:
    accept(actor=world.stranger, proof=link_to(awarded), at=NOON)
    claim = standing(awarded)
    assert claimed_by(world.stranger, claim) == held(world.stranger, awarded)
    assert claimed_by(world.owner, claim) is None
    assert claimed_by(None, claim) is None


def test_what_the_recipient_does_stands_in_the_trail_of_the_organization(
    world: World, awarded: Credential
) -> None:
    decline(actor=None, proof=link_to(awarded), at=NOON)
    accept(actor=None, proof=link_to(awarded), at=NOON)
    keep(actor=world.stranger, proof=here(awarded), at=NOON)
    own = held(world.stranger, awarded)
    show_name(actor=world.stranger, proof=own, shows=True, at=NOON)
    show_page(actor=world.stranger, proof=own, shows=False, at=NOON)
    done = ["decline", "accept", "keep", "show-name", "show-page"]
    rows = AuditRow.objects.filter(subject=str(awarded.pk)).order_by("position")
    assert [row.action for row in rows] == [f"credential.{name}" for name in done]
    assert {row.organization for row in rows} == {world.organization.pk}
    said = [*Event.objects.filter(subject=str(awarded.pk)).order_by("pk")][-5:]
    assert [event.name.removeprefix("credential.") for event in said] == [
        "declined",
        "accepted",
        "kept",
        "name-shown",
        "page-hidden",
    ]
    assert [event.body.get("shows") for event in said] == [None, None, None, True, False]
    assert {event.body["credential"] for event in said} == {str(awarded.pk)}


def test_what_was_accepted_is_kept_by_one_account(world: World, awarded: Credential) -> None:
    with pytest.raises(Conflict):
        keep(actor=world.stranger, proof=here(awarded), at=NOON)
    accept(actor=None, proof=link_to(awarded), at=NOON)
    keep(actor=world.stranger, proof=here(awarded), at=NOON)
    with pytest.raises(Conflict):
        keep(actor=world.owner, proof=here(awarded), at=NOON)
    assert standing(awarded).claimed_by == world.stranger
