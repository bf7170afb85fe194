from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from laurea.credentials.errors import Conflict, NotFound
from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.claims.access import link_with, open_claim
from laurea.web.issuing.claims.links import (
    LIFETIME,
    digest_of,
    draw_link,
    link_by,
    new_claim_link,
    void_link,
)
from laurea.web.issuing.models import ClaimLink, Credential
from laurea.web.operations.models import AuditRow
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import link_to

pytestmark = pytest.mark.django_db


def token_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_token_has_256_bits_and_only_its_hash_is_kept(awarded: Credential) -> None:
    link = draw_link(open_claim(awarded.pk, at=NOON).pk, at=NOON)
    token = token_of(link.address)
    assert len(token) == 43
    (kept,) = ClaimLink.objects.filter(claim=awarded.pk)
    assert bytes(kept.digest) == hashlib.sha256(token.encode()).digest()
    assert kept.expires_at - NOON == LIFETIME == timedelta(days=90)
    assert token not in repr(link)
    assert token not in "".join(str(value) for value in vars(kept).values())


def test_each_link_opens_the_claim_until_it_is_voided(awarded: Credential) -> None:
    claim = open_claim(awarded.pk, at=NOON)
    first, second = draw_link(claim.pk, at=NOON), draw_link(claim.pk, at=NOON)
    for link in (first, second):
        found = link_with(digest_of(token_of(link.address)))
        assert found is not None
        assert found.claim.pk == awarded.pk
    void_link(first)
    assert link_with(digest_of(token_of(first.address))) is None
    assert link_with(digest_of(token_of(second.address))) is not None


@pytest.mark.parametrize("token", ["", "x", "é" * 1000, "\ud800", "\x00", "a" * 100_000])
def test_a_token_that_is_none_opens_nothing(token: str) -> None:
    assert link_with(digest_of(token)) is None


def test_a_form_makes_one_link_and_each_is_written_down(world: World, awarded: Credential) -> None:
    made = [
        new_claim_link(actor=world.owner, credential_id=awarded.pk, key=key, at=NOON)
        for key in ("form 1", "form 1", "form 2")
    ]
    assert made[0] == made[1] != made[2]
    assert token_of(made[0].address) not in str(list(ClaimLink.objects.values()))
    assert link_by(awarded.pk, "form 1", at=NOON) == made[0]
    assert link_by(awarded.pk, "form 3", at=NOON) is None
    assert link_by(awarded.pk, "form 1", at=NOON + LIFETIME) is None
    assert ClaimLink.objects.filter(claim=awarded.pk).count() == 2
    assert AuditRow.objects.filter(action="claim.link", actor=str(world.owner.pk)).count() == 2


def test_nobody_makes_links_who_may_not_award(world: World, awarded: Credential) -> None:
    issuer = world.join("isolde", Role.ISSUER)
    new_claim_link(actor=issuer, credential_id=awarded.pk, key="1", at=NOON)
    for who in (world.colleague, world.stranger, world.join("dario", Role.DESIGNER)):
        with pytest.raises(NotFound):
            new_claim_link(actor=who, credential_id=awarded.pk, key=str(who.pk), at=NOON)


def test_no_link_is_made_to_what_was_answered(world: World, awarded: Credential) -> None:
    accept(actor=None, proof=link_to(awarded), at=NOON)
    with pytest.raises(Conflict, match="answered"):
        new_claim_link(actor=world.owner, credential_id=awarded.pk, key="1", at=NOON)
