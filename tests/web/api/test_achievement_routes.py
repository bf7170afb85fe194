from __future__ import annotations

from typing import Any

import pytest

from laurea.web.catalog.models import Achievement, Draft
from tests.web.api.conftest import Program
from tests.web.conftest import World, an_achievement, signed_in

pytestmark = pytest.mark.django_db

WHOLE: dict[str, Any] = an_achievement(
    name="Dyeing",
    criteria={"narrative": "Dye an ell of wool.", "id": "https://guild.example/dyeing"},
    otherIdentifier=[
        {"type": "IdentifierEntry", "identifier": "DY-1", "identifierType": "identifier"}
    ],
    resultDescription=[
        {
            "id": "urn:uuid:1c2a5a0e-0d7e-4a3c-9c2b-1f0f2f6f7a10",
            "type": ["ResultDescription"],
            "name": "Mark",
            "resultType": "Percent",
            "valueMin": "0",
            "valueMax": "100",
        }
    ],
    humanCode="DY1",
)


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {k: v for k, v in document.items() if k not in names}


def test_a_draft_is_published_whole(world: World, program: Program) -> None:
    response = program.post("/achievements", {"achievement": WHOLE, "validMonths": 24}, key="dye")
    draft = response.json()
    assert (response.status_code, draft["state"], draft["url"]) == (201, "draft", None), draft
    assert program.get(f"/achievements/{draft['id']}").json() == draft
    listed = program.get("/achievements", state="draft").json()["items"]
    assert [one["id"] for one in listed] == [draft["id"]]
    made = program.post(f"/achievements/{draft['id']}/publish").json()
    assert (made["id"], made["state"], made["version"]) == (draft["id"], "published", 1)
    assert made["validMonths"] == 24
    assert made["achievement"]["id"] == made["url"]
    said = without(made["achievement"], "id", "image")
    assert said == without(draft["achievement"], "id")
    assert said["otherIdentifier"] == WHOLE["otherIdentifier"]
    assert said["resultDescription"] == WHOLE["resultDescription"]
    assert not Draft.objects.exists()
    # Published again it is what it was.
    assert program.post(f"/achievements/{draft['id']}/publish").json() == made


def test_a_draft_opens_in_the_form_of_the_pages(world: World, program: Program) -> None:
    draft = program.post("/achievements", {"achievement": WHOLE}, key="dye").json()
    page = signed_in(world.owner).get(f"/o/guild/achievements/drafts/{draft['id']}")
    assert page.status_code == 200
    assert "Dye an ell of wool." in page.content.decode()


def test_an_achievement_may_be_published_at_once(world: World, program: Program) -> None:
    body = {"achievement": WHOLE, "publish": True}
    response = program.post("/achievements", body, key="dye")
    assert response.json()["state"] == "published"
    assert program.post("/achievements", body, key="dye").content == response.content
    assert Achievement.objects.filter(name="Dyeing").count() == 1
    listed = program.get("/achievements").json()["items"]
    assert {one["name"] for one in listed} == {"Dyeing", "Weaving"}


@pytest.mark.parametrize(
    ("achievement", "pointer"),
    [
        ({}, "/achievement"),
        (an_achievement(criteria=7), "/achievement/criteria"),
        (an_achievement(name=["Dyeing"]), "/achievement/name"),
        (an_achievement(alignment=[{"type": ["Alignment"]}]), "/achievement/alignment/0"),
    ],
)
def test_what_is_no_achievement_is_no_draft(
    program: Program, achievement: dict[str, Any], pointer: str
) -> None:
    response = program.post("/achievements", {"achievement": achievement}, key="dye")
    assert (response.status_code, response.json()["pointer"]) == (422, pointer)
    assert not Draft.objects.exists()


def test_what_cannot_be_awarded_cannot_be_published(world: World, program: Program) -> None:
    wrong = an_achievement(name="Dyeing", inLanguage="english")
    draft = program.post("/achievements", {"achievement": wrong}, key="dye").json()
    response = program.post(f"/achievements/{draft['id']}/publish")
    assert (response.status_code, response.json()["pointer"]) == (422, "/inLanguage")
    assert Draft.objects.count() == 1
