from __future__ import annotations

from datetime import timedelta

import pytest

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.operations.models import AuditRow, Event
from laurea.web.organizations.access import IssuerKey, key_in_force, keys_of
from laurea.web.organizations.mark_compromised import mark_compromised
from laurea.web.organizations.rotate import rotate_key
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def rotate(world: World, key: IssuerKey, *, who: str = "owner", hours: int = 1) -> IssuerKey:
    return rotate_key(
        actor=getattr(world, who),
        organization=world.organization,
        key_id=key.pk,
        passphrase=None,
        at=NOON + timedelta(hours=hours),
    )


def mark(world: World, key: IssuerKey, *, who: str = "owner", hours: int = 0) -> IssuerKey:
    return mark_compromised(
        actor=getattr(world, who),
        organization=world.organization,
        key_id=key.pk,
        since=NOON + timedelta(hours=hours),
        at=LATER,
    )


def the_key(world: World) -> IssuerKey:
    return key_in_force(world.organization.pk, at=NOON)


def test_from_the_moment_of_rotation_on_the_new_key_signs(world: World) -> None:
    old = the_key(world)
    new = rotate(world, old)
    just_before = LATER - timedelta(microseconds=1)
    assert key_in_force(world.organization.pk, at=just_before) == old
    assert key_in_force(world.organization.pk, at=LATER) == new
    assert new.public_key_multibase != old.public_key_multibase
    row = AuditRow.objects.get(action="key.rotate")
    assert (row.actor, row.subject.endswith(old.public_key_multibase)) == (
        str(world.owner.pk),
        True,
    )
    assert row.body["new"].endswith(new.public_key_multibase)
    assert Event.objects.filter(name="key.rotated", subject=old.pk).count() == 1


def test_a_key_is_replaced_once_however_often_it_is_asked_for(world: World) -> None:
    old = the_key(world)
    rotate(world, old)
    with pytest.raises(Conflict, match="replaced already, on 23 November 2026, 13:00 UTC"):
        rotate(world, old, hours=2)
    assert len(keys_of(world.organization)) == 2


def test_a_key_that_was_just_made_is_not_replaced(world: World) -> None:
    with pytest.raises(Conflict, match="only just been made"):
        rotate(world, the_key(world), hours=0)


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_only_an_owner_touches_keys(world: World, who: str) -> None:
    key = the_key(world)
    for act in (rotate, mark):
        with pytest.raises(NotFound):
            act(world, key, who=who)
    assert keys_of(world.organization) == [key]
    assert the_key(world) == key


def test_the_key_of_another_organization_is_absent(world: World) -> None:
    from_here = the_key(world)
    with pytest.raises(NotFound):
        rotate_key(
            actor=world.stranger,
            organization=world.foreign.organization,
            key_id=from_here.pk,
            passphrase=None,
            at=LATER,
        )


def test_a_compromised_key_signs_nothing_and_is_not_rotated(world: World) -> None:
    key = the_key(world)
    mark(world, key)
    with pytest.raises(NotFound, match="no key"):
        key_in_force(world.organization.pk, at=LATER)
    with pytest.raises(Conflict, match="withdrawn already"):
        rotate(world, key)
    assert Event.objects.filter(name="key.compromised", subject=key.pk).count() == 1


def test_marking_it_again_changes_nothing_and_the_moment_only_moves_back(world: World) -> None:
    key = the_key(world)
    mark(world, key, hours=0)
    mark(world, key, hours=0)
    assert AuditRow.objects.filter(action="key.compromised").count() == 1
    with pytest.raises(Conflict, match="That stays"):
        mark(world, key, hours=1)
    assert mark(world, key, hours=-5).compromised_at == NOON - timedelta(hours=5)


def test_the_moment_lies_in_the_past_and_has_a_zone(world: World) -> None:
    with pytest.raises(MalformedDocument):
        mark(world, the_key(world), hours=2)
    with pytest.raises(MalformedDocument):
        mark_compromised(
            actor=world.owner,
            organization=world.organization,
            key_id=the_key(world).pk,
            since=NOON.replace(tzinfo=None),
            at=LATER,
        )
