from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from laurea.credentials.errors import Conflict, NotFound
from laurea.web.accounts.access import Account
from laurea.web.issuing.award import Wanted, reserve
from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.models import Credential
from laurea.web.operations.models import AuditRow
from laurea.web.operations.worker import work_once
from laurea.web.wallet.access import holding_for, holdings_of
from laurea.web.wallet.gather import gather, keep_accepted
from laurea.web.wallet.models import Holding
from tests.web.conftest import NOON, World, an_account
from tests.web.issuing.proofs import here, link_to

pytestmark = pytest.mark.django_db


def held(account: Account) -> list[str]:
    return [str(holding.credential_id) for holding in holdings_of(account)]


def worked_off() -> None:
    while work_once(clock=lambda: NOON):
        pass


def mira(*, verified: bool = True, address: str = "mira@example.org") -> Account:
    account = an_account("mira")
    EmailAddress.objects.create(user=account, email=address, verified=verified, primary=True)
    return account


def test_what_was_awarded_to_a_verified_address_is_gathered_once(awarded: Credential) -> None:
    account = mira()
    assert gather(actor=account, at=NOON) == 1
    assert gather(actor=account, at=NOON) == 0
    assert held(account) == [str(awarded.pk)]
    assert AuditRow.objects.filter(action="wallet.keep", actor=str(account.pk)).count() == 1


def test_letters_of_an_address_count_in_either_case(awarded: Credential) -> None:
    Credential.objects.update(recipient_email="Mira@Example.ORG")
    account = mira()
    gather(actor=account, at=NOON)
    assert held(account) == [str(awarded.pk)]


def test_an_address_that_is_not_verified_shows_nothing(awarded: Credential) -> None:
    account = mira(verified=False)
    assert gather(actor=account, at=NOON) == 0
    assert held(account) == []


def test_the_primary_address_of_the_account_alone_proves_nothing(awarded: Credential) -> None:
    account = an_account("mira")
    gather(actor=account, at=NOON)
    assert held(account) == []


def test_what_nobody_was_given_yet_is_not_gathered(world: World) -> None:
    wanted = Wanted(key="2", email="mira@example.org", valid_from=NOON)
    reserve(world.achievement, [wanted], at=NOON)
    assert gather(actor=mira(), at=NOON) == 0


def test_what_was_gathered_stays_when_the_address_is_given_up(awarded: Credential) -> None:
    account = mira()
    gather(actor=account, at=NOON)
    EmailAddress.objects.all().delete()
    gather(actor=account, at=NOON)
    assert held(account) == [str(awarded.pk)]


def test_what_was_accepted_into_an_account_is_in_its_wallet(
    world: World, awarded: Credential
) -> None:
    accept(actor=world.stranger, proof=link_to(awarded), at=NOON)
    gather(actor=world.stranger, at=NOON)
    gather(actor=world.owner, at=NOON)
    assert held(world.stranger) == [str(awarded.pk)]
    assert held(world.owner) == []


def test_what_was_accepted_before_signing_in_is_kept_by_one(
    world: World, awarded: Credential
) -> None:
    accept(actor=None, proof=link_to(awarded), at=NOON)
    keep_accepted(actor=world.stranger, proof=here(awarded), at=NOON)
    with pytest.raises(Conflict):
        keep_accepted(actor=world.owner, proof=here(awarded), at=NOON)
    assert (held(world.stranger), held(world.owner)) == ([str(awarded.pk)], [])


def test_what_is_accepted_is_held_without_the_wallet_being_opened(
    world: World, awarded: Credential
) -> None:
    accept(actor=world.stranger, proof=link_to(awarded), at=NOON)
    worked_off()
    assert held(world.stranger) == [str(awarded.pk)]
    gather(actor=world.stranger, at=NOON)
    assert AuditRow.objects.filter(action="wallet.keep").count() == 1


def test_what_is_accepted_without_an_account_is_held_by_nobody(awarded: Credential) -> None:
    accept(actor=None, proof=link_to(awarded), at=NOON)
    worked_off()
    assert not Holding.objects.exists()


def test_a_holding_of_somebody_else_is_absent(world: World, awarded: Credential) -> None:
    account = mira()
    gather(actor=account, at=NOON)
    assert holding_for(account, awarded.pk).credential == awarded
    for who in (world.owner, world.stranger, world.nobody):
        with pytest.raises(NotFound):
            holding_for(who, awarded.pk)
