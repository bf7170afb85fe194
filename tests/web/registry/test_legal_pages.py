from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from laurea.web.examination import Soundness, examine
from tests.web.conftest import NOON, World
from tests.web.issuing.staff import words

pytestmark = pytest.mark.django_db

PAGES = ("/imprint", "/privacy", "/contact")


@pytest.fixture(autouse=True)
def _nothing_said(settings: Settings, tmp_path: Path) -> None:
    settings.LAUREA_OPERATOR_NAME = settings.LAUREA_OPERATOR_CONTACT = ""
    settings.LAUREA_OPERATOR_TEXTS = tmp_path / "texts"


@pytest.mark.parametrize("path", PAGES)
def test_where_nobody_said_who_they_are_the_page_says_that(client: Client, path: str) -> None:
    said = words(client.get(path))
    assert "have not said yet who they are" in said
    assert "LAUREA_OPERATOR_NAME" in said


@pytest.mark.parametrize("path", PAGES)
def test_the_operator_is_named(client: Client, path: str, settings: Settings) -> None:
    settings.LAUREA_OPERATOR_NAME = "Northfield College, 1 Mill Lane"
    settings.LAUREA_OPERATOR_CONTACT = "mailto:help@northfield.example"
    answer = client.get(path)
    assert "Northfield College, 1 Mill Lane" in words(answer)
    assert 'href="mailto:help@northfield.example"' in answer.content.decode()
    assert "have not said" not in words(answer)


@pytest.mark.parametrize("path", PAGES)
def test_what_the_operator_wrote_stands_there(
    client: Client, path: str, settings: Settings
) -> None:
    settings.LAUREA_OPERATOR_TEXTS.mkdir()
    file = settings.LAUREA_OPERATOR_TEXTS / f"{path[1:]}.md"
    file.write_text("## Register\n\nEntered *somewhere* <script>", "utf-8")
    html = client.get(path).content.decode()
    assert "<em>somewhere</em> &lt;script&gt;" in html
    file.write_bytes(b"\xff\xfe")
    assert client.get(path).status_code == 200


def test_privacy_tells_the_figures_in_force(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE = 3 * 24 * 3600
    said = words(client.get("/privacy"))
    assert "3 days without a visit. Administrators: 30 minutes, and 12 hours in all." in said
    assert "They work for 90 days." in said
    assert "They work for 7 days." in said
    assert "30 seconds, in memory." in said
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert name in said


def test_issuers_stand_with_what_they_declared(client: Client, world: World) -> None:
    world.organization.contact_email = "registrar@guild.example"
    world.organization.privacy_url = "https://guild.example/privacy"
    world.organization.save()
    for path in ("/privacy", "/contact", "/i/guild"):
        html = client.get(path).content.decode()
        assert 'href="mailto:registrar@guild.example"' in html, path
        assert 'href="https://guild.example/privacy"' in html, path


def test_every_page_leads_to_them(client: Client, world: World) -> None:
    for path in ("/", "/verify", "/a", "/i/guild", "/accounts/login/", "/claim/nothing"):
        html = client.get(path).content.decode()
        for page in PAGES:
            assert f'<a href="{page}">' in html, path


def test_doctor_says_when_nobody_is_named(settings: Settings) -> None:
    def found() -> tuple[Soundness, str]:
        (one,) = (one for one in examine(at=NOON) if one.name == "operator")
        return one.soundness, one.sentence

    settings.LAUREA_DATA.mkdir(parents=True, exist_ok=True)
    assert found()[0] is Soundness.WARNING
    settings.LAUREA_OPERATOR_NAME = "Northfield College"
    settings.LAUREA_OPERATOR_CONTACT = "mailto:help@northfield.example"
    assert found()[0] is Soundness.SOUND
    settings.LAUREA_OPERATOR_TEXTS.mkdir()
    (settings.LAUREA_OPERATOR_TEXTS / "imprint.md").write_bytes(b"\xff")
    soundness, sentence = found()
    assert soundness is Soundness.WARNING
    assert "imprint.md cannot be read" in sentence
