"""Pages that take another role: members learn who may, strangers learn nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from laurea.web.organizations.access import Role
from tests.web.conftest import World, signed_in

OWNERS = "this is for owners."
CASES = [
    ("post", "organization-members", [], OWNERS),
    ("get", "organization-member", [uuid4()], OWNERS),
    ("post", "organization-invitation-withdraw", [uuid4()], OWNERS),
    ("post", "organization-key-add", [], OWNERS),
    ("post", "organization-key-rotate", [uuid4()], OWNERS),
    ("get", "organization-key-compromised", [uuid4()], OWNERS),
    ("post", "organization-profile", [], OWNERS),
    ("get", "catalog-achievement-new", [], "this is for owners and designers."),
]


@pytest.mark.parametrize(("method", "name", "more", "sentence"), CASES)
def test_a_member_is_told_who_may_and_a_stranger_nothing(
    world: World, method: str, name: str, more: list[object], sentence: str
) -> None:
    path = reverse(name, args=["guild", *more])
    answer = getattr(signed_in(world.colleague), method)(path)
    assert answer.status_code == 403, answer.content
    said = answer.content.decode()
    assert f"At Guild of Weavers {sentence}" in said
    foreign = getattr(signed_in(world.stranger), method)(path)
    assert foreign.status_code == 404
    assert "Guild of Weavers" not in foreign.content.decode()


def test_a_program_is_told_so_as_a_problem(world: World) -> None:
    client = signed_in(world.join("dora", Role.DESIGNER))
    path = reverse("organization-key-compromised", args=["guild", uuid4()])
    answer = client.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:laurea:problem:role-lacking")
