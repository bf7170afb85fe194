from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from laurea.credentials.model.contexts import OB3_CONTEXT
from laurea.credentials.wire.ob3 import read_achievement
from laurea.web.catalog.archive import archive_achievement
from laurea.web.catalog.define import address_of, define_achievement, revise_achievement
from laurea.web.catalog.list_publicly import list_achievement
from laurea.web.issuing.award import Wanted, award
from tests.web.conftest import NOON, World, an_achievement

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def award_to(world: World, number: int) -> None:
    for n in range(number):
        award(
            actor=world.owner,
            achievement_id=world.achievement.pk,
            wanted=Wanted(key=f"{n}", email=f"p{n}@example.org", valid_from=NOON),
            at=NOON,
        )


def test_the_page_says_what_it_takes_and_what_nobody_declared(client: Client, world: World) -> None:
    response = client.get(f"/a/{world.achievement.pk}")
    said = words(response)
    assert "Weave an ell of linen." in said
    assert "offered by Guild of Weavers" in said
    assert re.search(r"Credits Not declared", said)
    assert "noindex" not in response.content.decode()
    assert f'rel="canonical" href="{address_of(world.achievement.pk)}"' in response.content.decode()
    assert 'property="og:image"' in response.content.decode()


def test_skills_and_results_stand_on_the_page_and_strange_addresses_are_no_links(
    client: Client, world: World
) -> None:
    document = an_achievement(
        alignment=[
            {
                "type": ["Alignment"],
                "targetName": "weave fabrics",
                "targetType": "ceasn:Competency",
                "targetUrl": "https://skills.example/weave",
                "targetFramework": "Crafts",
            },
            {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://x.example/"},
        ],
        resultDescription=[
            {
                "id": "urn:example:marks",
                "type": ["ResultDescription"],
                "name": "Evenness",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
                "requiredValue": "60",
            }
        ],
    )
    made = define_achievement(
        actor=world.owner, organization=world.organization, document=document, at=NOON
    )
    strange = bytes(made.document).replace(b"https://x.example/", b"javascript:alert(1)")
    type(made).objects.filter(pk=made.pk).update(document=strange)
    response = client.get(f"/a/{made.pk}")
    said = words(response)
    assert "Skills it certifies weave fabrics Crafts (skills.example) Certified" in said
    assert "Aligned with x" in said
    assert "Evenness Per cent 60 % 0 to 100" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "javascript:" not in response.content.decode()


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_the_form_is_the_one_that_is_asked_for(
    client: Client, world: World, accept: str, kind: str
) -> None:
    response = client.get(f"/a/{world.achievement.pk}", headers={"Accept": accept})
    assert response.headers["Content-Type"] == kind
    assert "Accept" in response.headers["Vary"]


def test_the_document_is_the_stored_one_for_any_origin(client: Client, world: World) -> None:
    response = client.get(f"/a/{world.achievement.pk}.json")
    assert response.content == bytes(world.achievement.document)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(
        f"/a/{world.achievement.pk}.json", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304
    linked = client.get(
        f"/a/{world.achievement.pk}.json", headers={"Accept": "application/ld+json"}
    ).json()
    assert OB3_CONTEXT in linked.pop("@context")
    assert linked == json.loads(response.content)


def test_the_document_names_the_image_that_is_served(client: Client, world: World) -> None:
    value = read_achievement(client.get(f"/a/{world.achievement.pk}.json").json())
    assert value.image is not None
    path = value.image.id.partition(":8000")[2]
    image = client.get(path)
    assert image.headers["Content-Type"] == "image/png"
    assert image.content.startswith(b"\x89PNG")
    assert image.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for form in ("image.svg", "image-small.svg"):
        drawn = client.get(f"/a/{world.achievement.pk}/{form}")
        assert drawn.headers["Content-Type"] == "image/svg+xml"
        assert b"<svg" in drawn.content


@pytest.mark.parametrize(("number", "said"), [(0, "Fewer than five"), (4, "Fewer"), (5, "far 5 ")])
def test_few_awards_are_not_counted_out(
    client: Client, world: World, number: int, said: str
) -> None:
    award_to(world, number)
    assert f"Awarded so {'far ' if 'far' not in said else ''}{said}" in words(
        client.get(f"/a/{world.achievement.pk}")
    )


def test_an_older_version_says_that_there_is_a_newer_one(client: Client, world: World) -> None:
    award_to(world, 1)
    newer = revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=an_achievement(name="Weaving, anew"),
        at=NOON + timedelta(days=1),
    )
    old = client.get(f"/a/{world.achievement.pk}")
    assert "A newer version has taken its place" in words(old)
    assert "noindex" in old.content.decode()
    assert f"/a/{newer.pk}" in old.content.decode()
    new = client.get(f"/a/{newer.pk}")
    assert "Version 1 23 November 2026" in words(new)
    assert "noindex" not in new.content.decode()


def test_what_is_archived_or_not_listed_keeps_its_page_and_leaves_the_lists(
    client: Client, world: World
) -> None:
    path = f"/a/{world.achievement.pk}"
    for use_case, wanted in ((list_achievement, {"is_listed": False}), (archive_achievement, {})):
        assert path in client.get("/").content.decode() or wanted == {}
        use_case(actor=world.owner, achievement_id=world.achievement.pk, at=NOON, **wanted)
        response = client.get(path)
        assert response.status_code == 200
        assert "noindex" in response.content.decode()
        for lists in ("/", "/a", "/i/guild", "/sitemap-1.xml"):
            assert path not in client.get(lists).content.decode()
    assert "has not been awarded since" in words(client.get(path))


@pytest.mark.parametrize("form", ["", ".json", "/image.png", "/image.svg", "/image-small.svg"])
def test_what_is_absent_is_said_to_be(client: Client, form: str) -> None:
    assert client.get(f"/a/{uuid4()}{form}").status_code == 404
    assert client.get(f"/a/{'-' * 36}{form}").status_code == 404
