from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from laurea.web.catalog.archive import archive_achievement
from laurea.web.issuing.award import Wanted, award
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.identifier import issuer_did
from laurea.web.registry.issuing_organizations import issuing_organizations
from tests.web.conftest import NOON, World
from tests.web.registry.test_issuer_pages import words

pytestmark = pytest.mark.django_db


def slugs() -> list[str]:
    return [one.slug for one in issuing_organizations()]


def test_who_offers_and_awards_nothing_is_no_issuer(client: Client, world: World) -> None:
    found_organization(actor=world.owner, slug="office", legal_name="Skills Office", at=NOON)
    assert slugs() == ["guild", "rope"]
    assert "Skills Office" not in words(client.get("/i"))
    assert "Issuers 2" in words(client.get("/"))
    assert "/i/office" not in client.get("/sitemap-issuers.xml").content.decode()
    page = client.get("/i/office")
    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "noindex" not in client.get("/i/guild").content.decode()


def test_who_awarded_something_stays_an_issuer(world: World) -> None:
    wanted = Wanted(key="1", email="ada@example.org", valid_from=NOON)
    award(actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON)
    archive_achievement(actor=world.owner, achievement_id=world.achievement.pk, at=NOON)
    archive_achievement(actor=world.stranger, achievement_id=world.foreign.pk, at=NOON)
    assert slugs() == ["guild"]


def test_the_register_of_this_site_speaks_on_every_page(
    client: Client, world: World, settings: Settings, tmp_path: Path
) -> None:
    register = tmp_path / "register.json"
    issuer = {"id": issuer_did(world.organization), "name": "Guild of Weavers"}
    register.write_text(json.dumps({"issuers": [issuer]}), "utf-8")
    for path, said in ((None, "known key, unlisted issuer"), (register, "trusted issuer")):
        settings.LAUREA_TRUST_REGISTRY = path
        assert f"Who vouches: {said}." in words(client.get("/i/guild"))
        assert f"Who vouches {said}" in words(client.get(f"/a/{world.achievement.pk}"))
