from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from laurea.credentials.errors import NotFound
from laurea.web.accounts.access import Account
from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.claims.show_name import show_name, show_page
from laurea.web.issuing.models import Credential
from laurea.web.issuing.revoke import revoke
from laurea.web.registry import sample_plate as module
from laurea.web.registry.sample_plate import sample_plate
from laurea.web.wallet.access import add_holdings
from laurea.web.wallet.offer_example import offer_example
from tests.web.conftest import NOON, World, an_account
from tests.web.issuing.proofs import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential(world: World) -> Credential:
    module._verdicts.clear()
    wanted = Wanted(
        key="1",
        email="ada@example.org",
        name="Ada Ferrum",
        valid_from=NOON - timedelta(days=1),
        valid_until=NOON + timedelta(days=1),
    )
    return award(actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON)


@pytest.fixture
def ada(world: World, credential: Credential) -> Account:
    """Who holds it, and has an account."""
    account = an_account("ada")
    add_holdings(account, [credential.pk], at=NOON)
    return account


def offer(ada: Account, credential: Credential, *, is_offered: bool = True) -> None:
    """What two buttons of the wallet do, one after the other."""
    show_name(actor=ada, proof=held(ada, credential), shows=True, at=NOON)
    offer_example(actor=ada, credential_id=credential.pk, is_offered=is_offered, at=NOON)


def test_the_plate_is_of_somebody_who_lets_it_be_shown_there(
    ada: Account, credential: Credential
) -> None:
    assert sample_plate(at=NOON) is None
    offer(ada, credential)
    plate = sample_plate(at=NOON)
    assert plate is not None
    assert (plate.title, plate.recipient) == ("Weaving", "Ada Ferrum")
    assert str(plate.outcome_text).startswith("Valid, checked on 23 November 2026")
    offer(ada, credential, is_offered=False)
    assert sample_plate(at=NOON) is None


def test_a_name_that_is_shown_on_its_page_is_not_yet_an_example(
    ada: Account, credential: Credential
) -> None:
    show_name(actor=ada, proof=held(ada, credential), shows=True, at=NOON)
    assert sample_plate(at=NOON) is None


@pytest.mark.parametrize("hide", [show_name, show_page])
def test_who_hides_the_page_or_the_name_takes_the_example_back(
    ada: Account, credential: Credential, hide: Callable[..., None]
) -> None:
    offer(ada, credential)
    hide(actor=ada, proof=held(ada, credential), shows=False, at=NOON)
    assert sample_plate(at=NOON) is None


def test_only_the_holder_offers_it(ada: Account, world: World, credential: Credential) -> None:
    with pytest.raises(NotFound):
        offer_example(actor=world.owner, credential_id=credential.pk, is_offered=True, at=NOON)


def test_what_is_not_in_force_is_no_sample(
    world: World, ada: Account, credential: Credential
) -> None:
    offer(ada, credential)
    assert sample_plate(at=NOON + timedelta(days=2)) is None
    assert sample_plate(at=NOON - timedelta(days=2)) is None
    revoke(actor=world.owner, credential_id=credential.pk, reason="A mistake.", at=NOON)
    assert sample_plate(at=NOON) is None


def test_what_was_changed_in_the_database_is_no_sample(
    ada: Account, credential: Credential
) -> None:
    offer(ada, credential)
    document = bytes(credential.document or b"").replace(b"Weaves linen", b"Weaves steel")
    Credential.objects.filter(pk=credential.pk).update(document=document)
    assert sample_plate(at=NOON) is None


def test_the_front_page_has_no_plate_where_nobody_chose_so(client: Client, world: World) -> None:
    page = client.get("/").content.decode()
    assert "plate-title" not in page
    assert '<a href="/a">Achievements</a>' in page
