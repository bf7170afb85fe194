from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from laurea.credentials.model.contexts import OB3_CONTEXT
from laurea.credentials.wire.ob3 import read_profile
from laurea.web.issuing.award import Wanted, award
from laurea.web.organizations.access import IssuerKey, keys_of
from laurea.web.organizations.identifier import issuer_did
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    html = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def test_the_page_says_who_it_is_and_which_keys_sign(client: Client, world: World) -> None:
    response = client.get("/i/guild")
    said = words(response)
    (key,) = keys_of(world.organization)
    assert issuer_did(world.organization) in said
    assert 'href="/i/guild/did.json"' in response.content.decode()
    assert key.public_key_multibase[:12] in said
    assert "Who vouches: known key, unlisted issuer." in said
    assert "Weaving" in said
    assert "Rope" not in said


def test_each_key_says_what_it_counts_for(client: Client, world: World) -> None:
    (key,) = keys_of(world.organization)
    ended = {"valid_until": NOON + timedelta(seconds=1)}
    for change, said in (
        ({}, "Signs"),
        (ended, "Signs no more. What it signed stays valid."),
        ({"compromised_at": NOON}, "Withdrawn"),
    ):
        IssuerKey.objects.filter(pk=key.pk).update(valid_from=NOON - timedelta(days=9999), **change)
        assert said in words(client.get("/i/guild"))


def test_the_profile_is_one_of_open_badges(client: Client, world: World) -> None:
    for address, accept in (("/i/guild", "application/json"), ("/i/guild.json", "")):
        response = client.get(address, headers={"Accept": accept})
        profile = read_profile(response.json())
        assert (profile.id, profile.name) == (issuer_did(world.organization), "Guild of Weavers")
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    linked = client.get("/i/guild", headers={"Accept": "application/ld+json"}).json()
    assert OB3_CONTEXT in linked["@context"]


def test_all_issuers_and_their_status_lists_stand_in_public(client: Client, world: World) -> None:
    wanted = Wanted(key="1", email="ada@example.org", valid_from=NOON)
    issued = award(actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON)
    response = client.get("/i")
    said = words(response)
    assert "Guild of Weavers" in said
    assert "Ropewalk" in said
    assert f"/status/{issued.status_list_id}" in response.content.decode()
    assert "Fewer than five" in said


def test_who_does_not_issue_here_has_no_page(client: Client, db: None) -> None:
    assert client.get("/i/nobody").status_code == 404
    assert "The first issuer will stand here" in words(client.get("/i"))
