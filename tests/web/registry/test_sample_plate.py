from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.claims.show_name import show_name
from laurea.web.issuing.models import Credential
from laurea.web.issuing.revoke import revoke
from laurea.web.registry import sample_plate as module
from laurea.web.registry.sample_plate import sample_plate
from tests.web.conftest import NOON, World

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


def let_be_named(world: World, credential: Credential, *, shows: bool = True) -> None:
    show_name(actor=world.owner, credential_id=credential.pk, shows=shows, at=NOON)


def test_the_plate_is_of_somebody_who_chose_to_be_named(
    world: World, credential: Credential
) -> None:
    assert sample_plate(at=NOON) is None
    let_be_named(world, credential)
    plate = sample_plate(at=NOON)
    assert plate is not None
    assert (plate.title, plate.recipient) == ("Weaving", "Ada Ferrum")
    assert str(plate.outcome_text).startswith("Valid, checked on 23 November 2026")
    let_be_named(world, credential, shows=False)
    assert sample_plate(at=NOON) is None


def test_what_is_not_in_force_is_no_sample(world: World, credential: Credential) -> None:
    let_be_named(world, credential)
    assert sample_plate(at=NOON + timedelta(days=2)) is None
    assert sample_plate(at=NOON - timedelta(days=2)) is None
    revoke(actor=world.owner, credential_id=credential.pk, reason="A mistake.", at=NOON)
    assert sample_plate(at=NOON) is None


def test_what_was_changed_in_the_database_is_no_sample(
    world: World, credential: Credential
) -> None:
    let_be_named(world, credential)
    document = bytes(credential.document or b"").replace(b"Weaves linen", b"Weaves steel")
    Credential.objects.filter(pk=credential.pk).update(document=document)
    assert sample_plate(at=NOON) is None


def test_the_front_page_has_no_plate_where_nobody_chose_so(client: Client, world: World) -> None:
    page = client.get("/").content.decode()
    assert "plate-title" not in page
    assert '<a href="/a">Achievements</a>' in page
