"""The address under which an installation signs."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from laurea.credentials.errors import Unavailable
from laurea.web.issuing.award import Wanted, award
from laurea.web.operations.models import AuditRow
from laurea.web.operations.public_address import change_address, settle_address, settled_address
from tests.web.conftest import NOON, World

OTHER = "https://badges.college.example"


def test_it_is_settled_with_the_first_organization(db: None, world: World) -> None:
    assert settled_address() == "http://localhost:8000"


def test_nothing_is_signed_under_another_address_until_it_is_changed_for_good(
    world: World, settings: Settings
) -> None:
    settings.LAUREA_PUBLIC_URL = OTHER
    wanted = Wanted(key="1", email="mira@example.org", name="Mira Okonjo", valid_from=NOON)
    with pytest.raises(Unavailable, match="http://localhost:8000"):
        award(actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON)
    with pytest.raises(Unavailable):
        settle_address(at=NOON)
    assert change_address(OTHER, at=NOON) == "http://localhost:8000"
    credential = award(
        actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON
    )
    assert f"{OTHER}/c/{credential.pk}".encode() in bytes(credential.document or b"")
    row = AuditRow.objects.get(action="installation.change-address")
    assert (row.subject, row.body) == (OTHER, {"former": "http://localhost:8000"})


def test_changing_it_to_what_it_is_leaves_no_trace(world: World) -> None:
    change_address("http://localhost:8000", at=NOON)
    assert not AuditRow.objects.filter(action="installation.change-address").exists()
