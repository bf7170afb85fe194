from __future__ import annotations

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.web.registry import machine_pages
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
NAMES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ET.fromstring(response.content)  # noqa: S314 - it is our own
    return [found.text or "" for found in root.iter(f"{NAMES}loc")]


def test_robots_are_led_to_the_site_map_and_told_of_no_credential(client: Client) -> None:
    said = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in said
    assert "/c/" not in said


def test_the_site_maps_name_what_is_listed(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_pages, "ENTRIES", 1)
    maps = [address.partition(":8000")[2] for address in addresses(client, "/sitemap.xml")]
    assert maps == ["/sitemap-issuers.xml", "/sitemap-1.xml", "/sitemap-2.xml"]
    listed = {one.rpartition("/")[2] for path in maps[1:] for one in addresses(client, path)}
    assert listed == {str(world.achievement.pk), str(world.foreign.pk)}
    for path in ("/sitemap-3.xml", "/sitemap-0.xml"):
        assert client.get(path).status_code == 404


def test_the_site_map_of_nothing_is_empty(client: Client) -> None:
    assert addresses(client, "/sitemap-1.xml") == []
    alone = addresses(client, "/sitemap-issuers.xml")
    for address in alone:
        assert client.get(address.partition(":8000")[2]).status_code == 200


def test_the_icon_is_where_it_always_was(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.headers["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")


def test_whom_to_tell_of_a_hole_is_said_where_somebody_is_named(
    client: Client, settings: Settings
) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.LAUREA_SECURITY_CONTACT = "mailto:security@guild.example"
    said = client.get("/.well-known/security.txt").content.decode()
    assert said.startswith("Contact: mailto:security@guild.example\n")
    until = re.search(r"Expires: (.*)Z", said)
    assert until is not None
    left = datetime.fromisoformat(f"{until[1]}+00:00") - timezone.now()
    assert timedelta(days=100) < left < timedelta(days=365)
