from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from laurea.web.catalog.access import Achievement, Draft, Picture, versions_of
from laurea.web.catalog.define import revise_achievement
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World, an_achievement

pytestmark = pytest.mark.django_db
NEW = "/o/guild/achievements/new"
A_TEST = {
    "result-0-name": "Test",
    "result-0-result_type": "Percent",
    "result-0-lowest": "0",
    "result-0-highest": "100",
}
A_MARK = {
    "result-0-name": "Mark",
    "result-0-result_type": "LetterGrade",
    "result-0-allowed": "C\nB\nA",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9" fill="#123"/></svg>'


@pytest.fixture
def designer(client: Client, world: World) -> Client:
    client.force_login(world.join("dora", Role.DESIGNER))
    return client


def words(response: Any) -> str:
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", text))


def fields_of(response: Any) -> dict[str, str]:
    """What a browser would send of the form of a page, without its buttons."""
    page = response.content.decode()
    form = page[page.index('<form id="achievement"') :]
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if kind == "file" or (kind == "radio" and " checked" not in tag):
            continue
        found[attributes["name"]] = html.unescape(attributes.get("value", ""))
    areas = re.compile(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
    for name, text in areas.findall(form):
        found[name] = html.unescape(text)
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = (chosen or first)[1]  # type: ignore[index]
    found.pop("csrfmiddlewaretoken", None)
    return found


def a_form(client: Client, **changes: str) -> dict[str, str]:
    typed = {"name": "Dyeing", "description": "Dyes wool.", "criteria": "Dye a skein."}
    return {**fields_of(client.get(NEW)), **typed, "do": "publish", **changes}


def test_what_is_filled_in_becomes_an_achievement(designer: Client, world: World) -> None:
    response = designer.post(
        NEW,
        a_form(
            designer,
            achievement_type="Course",
            tags="wool, colour",
            credits="2,5",
            kind="shield",
            level="3",
            **{
                "alignment-0-target_name": "dye textiles",
                "alignment-0-target_url": "https://skills.example/dye",
                "result-0-name": "Fastness",
                "result-0-result_type": "Percent",
                "result-0-highest": "100",
                "result-0-lowest": "0",
                "result-0-required": "60",
            },
        ),
    )
    made = Achievement.objects.get(name="Dyeing")
    assert response.headers["Location"] == f"/o/guild/achievements/{made.pk}"
    document = json.loads(bytes(made.document))
    assert (document["creditsAvailable"], document["tag"]) == (2.5, ["wool", "colour"])
    assert document["alignment"][0]["targetUrl"] == "https://skills.example/dye"
    assert document["resultDescription"][0]["requiredValue"] == "60"
    assert (made.drawing["kind"], made.drawing["level"]) == ("shield", 3)
    assert "Version 1 is published" in words(designer.get(response.headers["Location"]))


def test_sent_twice_it_is_one_and_changed_after_the_back_button_it_asks(designer: Client) -> None:
    sent = a_form(designer)
    first, second = designer.post(NEW, sent), designer.post(NEW, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Achievement.objects.filter(name="Dyeing").count() == 1
    third = designer.post(NEW, {**sent, "name": "Dyeing with madder"})
    assert third.status_code == 409
    assert "Nothing is published yet, and nothing you typed is lost." in words(third)
    assert "differs in: Name" in words(third)
    again = designer.post(NEW, {**fields_of(third), "do": "publish"})
    newest = Achievement.objects.get(name="Dyeing with madder")
    assert again.headers["Location"].endswith(f"/{newest.pk}")
    assert [row.number for row in versions_of(newest)] == [2, 1]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": " "}, "name", "Write what it is called"),
        ({"criteria": ""}, "criteria", "has to do or to show"),
        ({"credits": "many"}, "credits", "Write a number"),
        ({"credits": "-1"}, "credits", "Write a number"),
        ({"language": "not a language"}, "language", "language tag"),
        ({"criteria_url": "guild"}, "criteria_url", "address in full"),
        ({"criteria_url": "http://guild.example"}, "criteria_url", "begins with https://"),
        ({"language": "english"}, "language", "language tag"),
        ({"valid_months": "0"}, "valid_months", "whole number of months"),
        ({"valid_months": "2 years"}, "valid_months", "whole number of months"),
        ({**A_TEST, "result-0-required": "101"}, "result-0-required", "from 0 up to 100"),
        ({**A_TEST, "result-0-highest": "0"}, "result-0-highest", "above the lowest"),
        ({**A_MARK, "result-0-required": "D"}, "result-0-required", "none of the allowed"),
        ({"kind": "cloud"}, "kind", "valid choice"),
        ({"image": "picture"}, "upload", "Choose a picture"),
        (
            {"alignment-0-target_name": "dye", "alignment-0-target_url": "dye"},
            "alignment-0-target_url",
            "address in full",
        ),
        ({"alignment-0-target_name": "dye"}, "alignment-0-target_url", "address in full"),
        ({"result-0-required": "60"}, "result-0-name", "is missing"),
    ],
)
def test_each_mistake_stands_under_its_field_and_nothing_is_lost(
    designer: Client, change: dict[str, str], field: str, said: str
) -> None:
    sent = a_form(designer, description="Dyes wool & linen.", **change)
    response = designer.post(NEW, sent)
    page = response.content.decode()
    assert response.status_code == 422
    fault = re.search(rf'<div id="id_{field}_error" class="errors">(.*?)</div>', page, re.DOTALL)
    assert fault is not None, words(response)
    assert said in fault[1]
    assert "One field needs you." in words(response)
    kept = fields_of(response)
    for name in ("key", "name", "description", "criteria"):
        assert kept[name].strip() == sent[name].strip()
    assert not Achievement.objects.filter(name="Dyeing").exists()


def test_showing_and_adding_rows_saves_nothing(designer: Client) -> None:
    sent = a_form(designer, do="show", ink="umber")
    shown = designer.post(NEW, sent)
    assert shown.status_code == 200
    assert "data:image/svg+xml;base64," in shown.content.decode()
    more = designer.post(NEW, {**sent, "do": "alignment"})
    assert {"alignment-0-target_url", "alignment-1-target_url"} <= fields_of(more).keys()
    more = designer.post(NEW, {**fields_of(more), "do": "result"})
    assert "result-1-name" in fields_of(more)
    assert not Achievement.objects.filter(name="Dyeing").exists()


def test_a_picture_is_kept_while_other_mistakes_are_mended(designer: Client) -> None:
    sent = a_form(designer, criteria="")
    first = designer.post(NEW, {**sent, "upload": SimpleUploadedFile("a.svg", SVG)})
    assert first.status_code == 422
    picture = Picture.objects.get()
    assert fields_of(first)["picture"] == str(picture.pk)
    shown = designer.get(f"/o/guild/achievements/pictures/{picture.pk}")
    assert shown.content == bytes(picture.png)
    designer.post(NEW, {**fields_of(first), "criteria": "Dye.", "do": "publish"})
    assert Achievement.objects.get(name="Dyeing").picture_id == picture.pk


def test_a_file_that_is_no_picture_is_refused_under_its_field(designer: Client) -> None:
    for content in (b"", b"GIF89a", b"<svg", b" " * (3 * 1024 * 1024)):
        sent = {**a_form(designer), "upload": SimpleUploadedFile("a.svg", content)}
        response = designer.post(NEW, sent)
        assert response.status_code == 422
        assert 'id="id_upload_error"' in response.content.decode()
    assert not Achievement.objects.filter(name="Dyeing").exists()


def test_a_draft_is_kept_complete_or_not_and_becomes_an_achievement(
    designer: Client, world: World
) -> None:
    sent = a_form(designer, criteria="", credits="many", do="draft")
    kept = designer.post(NEW, sent)
    address = kept.headers["Location"]
    draft = Draft.objects.get()
    assert address == f"/o/guild/achievements/drafts/{draft.pk}"
    assert "Dyeing" in words(designer.get("/o/guild/achievements"))
    shown = designer.get(address)
    assert fields_of(shown)["credits"] == "many"
    preview = words(designer.get(f"{address}/preview"))
    assert "A preview" in preview
    assert "Dyes wool." in preview
    done = designer.post(
        address, {**fields_of(shown), "criteria": "Dye.", "credits": "1", "do": "publish"}
    )
    made = Achievement.objects.get(name="Dyeing")
    assert made.pk == draft.pk
    assert not Draft.objects.exists()
    assert designer.get(address).headers["Location"] == done.headers["Location"]
    assert designer.get(f"{address}/preview").status_code == 404


def test_two_windows_on_one_draft_lose_nothing(designer: Client) -> None:
    address = designer.post(NEW, a_form(designer, do="draft")).headers["Location"]
    one, two = fields_of(designer.get(address)), fields_of(designer.get(address))
    designer.post(address, {**one, "name": "One", "do": "draft"})
    response = designer.post(address, {**two, "name": "Two", "do": "draft"})
    assert response.status_code == 409
    assert "Dora saved it at" in words(response)
    assert fields_of(response)["name"] == "Two"
    assert Draft.objects.get().name == "One"
    designer.post(address, {**fields_of(response), "do": "draft"})
    assert Draft.objects.get().name == "Two"
    designer.post(f"{address}/discard")
    assert not Draft.objects.exists()


def test_what_is_published_never_changes_and_the_form_says_so(
    designer: Client, world: World
) -> None:
    address = f"/o/guild/achievements/{world.achievement.pk}/edit"
    before = bytes(world.achievement.document)
    shown = designer.get(address)
    assert "Version 1 is published and stays as it is" in words(shown)
    assert {">Publish<", ">Save draft<"} <= set(
        re.findall(r">\s*(?:Publish|Save draft)<", shown.content.decode())
    )
    sent = {**fields_of(shown), "name": "Weaving, anew", "do": "publish"}
    for _ in range(2):
        location = designer.post(address, sent).headers["Location"]
    versions = versions_of(world.achievement)
    assert [row.name for row in versions] == ["Weaving, anew", "Weaving"]
    assert location == f"/o/guild/achievements/{versions[0].pk}"
    assert bytes(versions[1].document) == before


def test_a_revision_is_kept_as_a_draft_while_the_published_version_stands(
    designer: Client, world: World
) -> None:
    address = f"/o/guild/achievements/{world.achievement.pk}/edit"
    kept = designer.post(
        address, {**fields_of(designer.get(address)), "name": "Weaving, anew", "do": "draft"}
    )
    assert [row.name for row in versions_of(world.achievement)] == ["Weaving"]
    assert "Weaving, anew" not in words(designer.get(f"/a/{world.achievement.pk}"))
    draft = designer.get(kept.headers["Location"])
    designer.post(kept.headers["Location"], {**fields_of(draft), "do": "publish"})
    assert [row.number for row in versions_of(world.achievement)] == [2, 1]


def test_the_preview_says_what_keeps_a_draft_from_being_published(designer: Client) -> None:
    kept = designer.post(NEW, a_form(designer, criteria="", credits="many", do="draft"))
    preview = words(designer.get(f"{kept.headers['Location']}/preview"))
    assert "it needs you here: What it takes and Credits." in preview
    whole = designer.post(NEW, a_form(designer, do="draft"))
    preview = words(designer.get(f"{whole.headers['Location']}/preview"))
    assert "It can be published as it stands." in preview


def test_what_the_rehearsal_finds_is_shown_and_nothing_is_published(
    designer: Client, world: World
) -> None:
    stored = {**json.loads(bytes(world.achievement.document)), "foo": "bar"}
    Achievement.objects.filter(pk=world.achievement.pk).update(document=json.dumps(stored).encode())
    address = f"/o/guild/achievements/{world.achievement.pk}/edit"
    response = designer.post(address, {**fields_of(designer.get(address)), "do": "publish"})
    assert response.status_code == 422
    assert "foo" in words(response)
    assert len(versions_of(world.achievement)) == 1


def test_the_period_is_kept_with_its_version_and_shown(designer: Client, world: World) -> None:
    location = designer.post(NEW, a_form(designer, valid_months="24")).headers["Location"]
    made = Achievement.objects.get(name="Dyeing")
    assert made.valid_months == 24
    assert "Valid for 2 years" in words(designer.get(location))
    assert "Valid for 2 years" in words(designer.get(f"/a/{made.pk}"))
    sent = fields_of(designer.get(f"{location}/edit"))
    assert sent["valid_months"] == "24"
    designer.post(f"{location}/edit", {**sent, "valid_months": "", "do": "publish"})
    assert [row.valid_months for row in versions_of(made)] == [None, 24]


def test_an_edit_that_somebody_overtook_is_shown_again(designer: Client, world: World) -> None:
    address = f"/o/guild/achievements/{world.achievement.pk}/edit"
    mine = fields_of(designer.get(address))
    revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=an_achievement(description="Theirs."),
        at=NOON,
    )
    response = designer.post(address, {**mine, "name": "Mine", "do": "publish"})
    assert response.status_code == 409
    (said,) = re.findall("differs in: ([^.]*)", words(response))
    assert said == "Name and Description"
    assert fields_of(response)["name"] == "Mine"
    assert designer.post(address, {**fields_of(response), "do": "publish"}).status_code == 302
    assert [row.name for row in versions_of(world.achievement)] == ["Mine", "Weaving", "Weaving"]


def test_nobody_else_gets_in(client: Client, world: World) -> None:
    paths = [
        NEW,
        f"/o/guild/achievements/{world.achievement.pk}/edit",
        f"/o/guild/achievements/{world.foreign.pk}/edit",
        f"/o/rope/achievements/{world.foreign.pk}/edit",
    ]
    client.force_login(world.colleague)
    assert [client.get(path).status_code for path in paths] == [403, 403, 403, 404]
    assert client.get("/o/guild/achievements").status_code == 200
    client.force_login(world.owner)
    assert client.get(paths[2]).status_code == client.get(paths[3]).status_code == 404
    stolen = a_form(client, revises=str(world.foreign.pk))
    assert client.post(NEW, stolen).status_code == 404
    client.logout()
    assert all("/accounts/login" in client.get(path).headers["Location"] for path in paths)


@pytest.mark.parametrize(
    "change",
    [
        *({"revises": "x"}, {"key": "x"}, {"picture": "x"}, {"do": "?"}),
        *({"name": "a\0b"}, {"name": "a\0b", "do": "draft"}, {"seen": "\0", "do": "draft"}),
    ],
)
def test_fields_that_no_browser_sends_break_nothing(
    designer: Client, change: dict[str, str]
) -> None:
    assert designer.post(NEW, a_form(designer, **change)).status_code in {200, 302, 404, 422}
