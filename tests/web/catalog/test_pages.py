from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from laurea.web.catalog.access import Achievement
from laurea.web.catalog.define import define_achievement
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World, an_achievement

pytestmark = pytest.mark.django_db
ALL = "/o/guild/achievements"


def words(response: Any) -> str:
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def test_the_list_names_what_there_is_and_where_it_stands(client: Client, world: World) -> None:
    client.force_login(world.owner)
    said = words(client.get(ALL))
    assert "Weaving Not declared 1 Not yet Listed" in said
    assert "Rope" not in said
    assert "Design an achievement" in said


def test_the_list_is_searched_and_turned(client: Client, world: World) -> None:
    for n in range(60):
        define_achievement(
            actor=world.owner,
            organization=world.organization,
            document=an_achievement(name=f"Knot {n:02}"),
            at=NOON,
        )
    client.force_login(world.owner)
    assert "Knot 59" not in words(client.get(ALL))
    assert "Knot 59" in words(client.get(f"{ALL}?page=2"))
    assert "Knot 58" not in words(client.get(f"{ALL}?q=knot+59"))
    assert "No achievement has this" in words(client.get(f"{ALL}?q=zzz"))
    assert client.get(f"{ALL}?page=x&q=%00&archived").status_code == 200


def test_an_empty_list_says_what_will_stand_there(client: Client, world: World) -> None:
    Achievement.objects.filter(pk=world.achievement.pk).delete()
    client.force_login(world.owner)
    said = words(client.get(ALL))
    assert "The first achievement will stand here" in said
    assert said.count("Design an achievement") == 1
    client.force_login(world.colleague)
    assert "Design an achievement" not in words(client.get(ALL))


@pytest.mark.parametrize(
    ("role", "sees", "misses"),
    [
        (Role.OWNER, {"Revise it", "Archive it", "As learners see it"}, set()),
        (Role.DESIGNER, {"Revise it", "Archive it"}, {"Award it"}),
        (Role.ISSUER, set(), {"Revise it", "Archive it", "Take it off"}),
        (Role.AUDITOR, set(), {"Revise it", "Archive it", "Award it"}),
    ],
)
def test_each_role_is_offered_what_it_may_do(
    client: Client, world: World, role: Role, sees: set[str], misses: set[str]
) -> None:
    client.force_login(world.join("somebody", role))
    said = words(client.get(f"{ALL}/{world.achievement.pk}"))
    assert {text for text in sees if text in said} == sees
    assert not {text for text in misses if text in said}


def test_it_is_taken_off_the_list_archived_and_brought_back(client: Client, world: World) -> None:
    client.force_login(world.owner)
    address = f"{ALL}/{world.achievement.pk}"
    said = words(client.post(f"{address}/listing", {"listed": "no"}, follow=True))
    assert "Only with its address" in said
    client.post(f"{address}/listing", {"listed": "yes"})
    said = words(client.post(f"{address}/archive", follow=True))
    assert "Bring it back" in said
    assert "Revise it" not in said
    assert "Weaving" not in words(client.get(ALL))
    assert "Archived (1)" in words(client.get(ALL))
    assert "Weaving" in words(client.get(f"{ALL}?archived=1"))
    assert client.get(f"{address}/edit").headers["Location"] == address
    assert "Revise it" in words(client.post(f"{address}/bring-back", follow=True))


@pytest.mark.parametrize("what", ["archive", "bring-back", "listing"])
def test_acts_are_posts_of_designers(client: Client, world: World, what: str) -> None:
    address = f"{ALL}/{world.achievement.pk}/{what}"
    client.force_login(world.colleague)
    assert client.post(address).status_code == 403
    client.force_login(world.owner)
    assert client.get(address).status_code == 405
    assert client.post(f"{ALL}/{world.foreign.pk}/{what}").status_code == 404
