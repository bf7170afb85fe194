from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from laurea.web.catalog.define import define_achievement
from tests.web.conftest import NOON, World, an_achievement

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def test_the_field_of_the_front_page_checks_a_credential(client: Client, world: World) -> None:
    page = client.get("/").content.decode()
    assert 'method="post" action="/verify"' in page
    field = re.search(r'<input id="check" name="(\w+)"', page)
    assert field is not None
    assert client.post("/verify", {field[1]: "hello"}).status_code == 422


def test_each_figure_leads_to_its_proof(client: Client, world: World) -> None:
    page = client.get("/").content.decode()
    figures = page[page.index('class="figures"') :]
    for address in re.findall(r'<a href="(/[^"#]*)', figures[: figures.index("</dl>")]):
        assert client.get(address).status_code == 200


def test_every_link_of_the_front_page_leads_somewhere(client: Client, world: World) -> None:
    for person in (None, world.owner):
        if person:
            client.force_login(person)
        page = client.get("/").content.decode()
        for address in set(re.findall(r'<a [^>]*href="(/[^"#]*)"', page)):
            assert client.get(address).status_code in {200, 302}, address


def test_who_designs_is_led_to_the_form_and_others_to_sign_in(client: Client, world: World) -> None:
    assert "/achievements/new" not in client.get("/").content.decode()
    client.force_login(world.owner)
    assert "/o/guild/achievements/new" in client.get("/").content.decode()
    client.force_login(world.colleague)
    assert "/o/guild/achievements/new" not in client.get("/").content.decode()


def test_an_empty_installation_has_a_front_page_without_figures(client: Client, db: None) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "In the open" not in words(response)


def test_the_list_is_searched_and_turned(client: Client, world: World) -> None:
    for n in range(30):
        define_achievement(
            actor=world.owner,
            organization=world.organization,
            document=an_achievement(name=f"Knot {n:02}"),
            at=NOON,
        )
    assert "Knot 29" not in words(client.get("/a"))
    assert "Knot 29" in words(client.get("/a?page=2"))
    found = words(client.get("/a?q=knot+29"))
    assert "Knot 29" in found
    assert "Knot 28" not in found
    assert "Rope" not in words(client.get("/a?issuer=guild&page=2"))
    assert "No achievement has this" in words(client.get("/a?q=zzz"))
    assert client.get("/a?page=-7&q=%00").status_code == 200
