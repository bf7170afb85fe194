from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.integrations.artwork import Design
from laurea.web.catalog.access import Achievement, newest_of, public_catalogue, versions_of
from laurea.web.catalog.add_picture import add_picture
from laurea.web.catalog.archive import archive_achievement, bring_back_achievement
from laurea.web.catalog.artwork import png_of, svg_of
from laurea.web.catalog.define import define_achievement, fingerprint, revise_achievement
from laurea.web.catalog.list_publicly import list_achievement
from laurea.web.issuing.award import Wanted, award
from laurea.web.operations.models import AuditRow
from tests.web.conftest import NOON, World, an_achievement

pytestmark = pytest.mark.django_db
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9" fill="#123"/></svg>'
SHIELD = Design(kind="shield", ink="bronze", level=2, glyph="key")


def define(world: World, **changes: Any) -> Achievement:
    wanted = {"document": an_achievement(), "achievement_id": uuid4(), **changes}
    return define_achievement(actor=world.owner, organization=world.organization, at=NOON, **wanted)


def revise(world: World, **changes: Any) -> Achievement:
    wanted = {"document": an_achievement(), **changes}
    achievement_id = wanted.pop("achievement_id", world.achievement.pk)
    return revise_achievement(actor=world.owner, achievement_id=achievement_id, at=NOON, **wanted)


def award_it(world: World) -> None:
    wanted = Wanted(key="1", email="ada@example.org", valid_from=NOON)
    award(actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON)


def test_asked_for_again_under_the_same_id_it_is_the_same_achievement(world: World) -> None:
    key = uuid4()
    first, second = (define(world, achievement_id=key, image=SHIELD) for _ in range(2))
    assert first.pk == second.pk == key
    assert AuditRow.objects.filter(action="achievement.define", subject=str(key)).count() == 1
    with pytest.raises(Conflict):
        define(world, achievement_id=key, document=an_achievement(name="Else"))
    with pytest.raises(NotFound):
        define(world, achievement_id=world.foreign.pk)


def test_each_version_names_an_image_of_its_own(world: World) -> None:
    award_it(world)
    newer = revise(world, document=json.loads(bytes(world.achievement.document)) | {"tag": ["a"]})
    assert newer.pk != world.achievement.pk
    for row in (world.achievement, newer):
        image = json.loads(bytes(row.document))["image"]
        assert image["id"] == f"http://localhost:8000/a/{row.pk}/image.png"
        assert "Weaving" in image["caption"]


def test_an_image_elsewhere_is_left_where_it_is(world: World) -> None:
    image = {"id": "https://guild.example/weaving.png", "type": "Image"}
    made = define(world, document=an_achievement(image=image))
    assert json.loads(bytes(made.document))["image"] == image


def test_what_is_no_change_makes_no_version(world: World) -> None:
    assert revise(world).pk == world.achievement.pk
    assert revise(world, document=an_achievement(name="Else")).number == 2
    assert revise(world, document=an_achievement(name="Else")).number == 2
    assert revise(world, document=an_achievement(name="Else"), image=SHIELD).number == 3
    standing = versions_of(world.achievement)
    assert [row.number for row in standing] == [3, 2, 1]


def test_a_revision_of_an_old_version_revises_the_newest(world: World) -> None:
    newer = revise(world, document=an_achievement(name="Second"))
    again = revise(world, document=an_achievement(name="Third"))
    assert (newer.number, again.number) == (2, 3)
    assert newest_of(Achievement.objects.filter(series=newer.series)).get().name == "Third"


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(world: World) -> None:
    seen = fingerprint(world.achievement)
    revise(world, document=an_achievement(name="Theirs"), seen=seen)
    with pytest.raises(Conflict):
        revise(world, document=an_achievement(name="Mine"), seen=seen)
    assert [row.name for row in versions_of(world.achievement)] == ["Theirs", "Weaving"]
    assert revise(world, document=an_achievement(name="Theirs"), seen=seen).name == "Theirs"


def test_the_drawing_is_stored_and_stays_when_the_organization_changes_its_ink(
    world: World,
) -> None:
    made = define(world, image=SHIELD)
    before = svg_of(made)
    plain = svg_of(world.achievement)
    type(world.organization).objects.filter(pk=world.organization.pk).update(ink="umber")
    again = Achievement.objects.get(pk=made.pk)
    assert svg_of(again) == before
    assert svg_of(Achievement.objects.get(pk=world.achievement.pk)) == plain
    assert before is not None
    assert "#5F4D12" in before


def test_a_picture_of_ones_own_is_drawn_anew_and_stands_once(world: World) -> None:
    first, second = (
        add_picture(actor=world.owner, organization=world.organization, content=PICTURE, at=NOON)
        for _ in range(2)
    )
    assert first.pk == second.pk
    made = define(world, image=first.pk)
    assert png_of(made) == bytes(first.png)
    assert svg_of(made) is None
    with pytest.raises(NotFound):
        define_achievement(
            actor=world.stranger,
            organization=world.foreign.organization,
            document=an_achievement(),
            image=first.pk,
            at=NOON,
        )


def test_pictures_that_nothing_uses_are_forgotten_after_a_month(world: World) -> None:
    add = {"actor": world.owner, "organization": world.organization}
    used = add_picture(content=PICTURE, at=NOON, **add)  # type: ignore[arg-type]
    unused = add_picture(content=PICTURE.replace(b"#123", b"#321"), at=NOON, **add)  # type: ignore[arg-type]
    define(world, image=used.pk)
    other = PICTURE.replace(b"#123", b"#231")
    add_picture(content=other, at=NOON + timedelta(days=31), **add)  # type: ignore[arg-type]
    kept = set(type(used).objects.values_list("pk", flat=True))
    assert used.pk in kept
    assert unused.pk not in kept


def test_what_is_archived_is_neither_awarded_nor_revised_until_it_is_back(world: World) -> None:
    archive = {"actor": world.owner, "achievement_id": world.achievement.pk, "at": NOON}
    for _ in range(2):
        archive_achievement(**archive)  # type: ignore[arg-type]
    assert AuditRow.objects.filter(action="achievement.archive").count() == 1
    with pytest.raises(Conflict):
        award_it(world)
    with pytest.raises(Conflict):
        revise(world, document=an_achievement(name="Else"))
    assert world.achievement not in public_catalogue()
    bring_back_achievement(**archive)  # type: ignore[arg-type]
    award_it(world)
    assert world.achievement in public_catalogue()


def test_a_new_version_is_listed_as_the_one_before(world: World) -> None:
    award_it(world)
    list_achievement(
        actor=world.owner, achievement_id=world.achievement.pk, is_listed=False, at=NOON
    )
    assert not revise(world, document=an_achievement(name="Else")).is_listed
    assert world.foreign in public_catalogue()


@pytest.mark.parametrize("who", ["colleague", "stranger", "nobody"])
def test_only_designers_change_anything(world: World, who: str) -> None:
    actor = getattr(world, who)
    own = {"actor": actor, "achievement_id": world.achievement.pk, "at": NOON}
    for use_case, more in (
        (revise_achievement, {"document": an_achievement()}),
        (archive_achievement, {}),
        (bring_back_achievement, {}),
        (list_achievement, {"is_listed": False}),
    ):
        with pytest.raises(NotFound):
            use_case(**own, **more)
    with pytest.raises(NotFound):
        add_picture(actor=actor, organization=world.organization, content=PICTURE, at=NOON)


@pytest.mark.parametrize(
    "change",
    [
        *({"name": " "}, {"name": "x" * 501}, {"criteria": None}, {"creditsAvailable": "4"}),
        {"foo": "a word that nobody defines"},
    ],
)
def test_what_is_no_achievement_is_refused(world: World, change: dict[str, Any]) -> None:
    with pytest.raises(MalformedDocument):
        define(world, document=an_achievement(**change))


@pytest.mark.parametrize("months", [0, -1, 1_201])
def test_a_period_is_a_number_of_months(world: World, months: int) -> None:
    with pytest.raises(MalformedDocument):
        define(world, valid_months=months)
