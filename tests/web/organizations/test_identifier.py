from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laurea.credentials.keys.did_web import did_web_url
from laurea.credentials.keys.multikey import parse_multikey
from laurea.web.organizations.access import keys_of
from laurea.web.organizations.identifier import did_document, issuer_did, verification_method
from laurea.web.organizations.keys import add_issuer_key, issuer_profile, signer_of
from laurea.web.organizations.mark_compromised import mark_compromised
from laurea.web.organizations.rotate import rotate_key
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("public", "did"),
    [
        ("https://badges.school.example", "did:web:badges.school.example:i:guild"),
        ("https://school.example:8443", "did:web:school.example%3A8443:i:guild"),
        ("http://localhost:8000", "did:web:localhost%3A8000:i:guild"),
        ("http://[::1]:8000", "did:web:%5B%3A%3A1%5D%3A8000:i:guild"),
    ],
)
def test_the_identifier_leads_to_the_address_of_the_document(
    world: World, settings: Any, public: str, did: str
) -> None:
    settings.LAUREA_PUBLIC_URL = public
    assert issuer_did(world.organization) == did
    expected = public + reverse("organization-did", args=["guild"])
    assert did_web_url(did, own_origins={public}) == expected
    if public.startswith("https"):
        assert did_web_url(did) == expected


def test_the_document_lists_the_key_that_signs(world: World) -> None:
    (key,) = keys_of(world.organization)
    document = did_document(world.organization)
    method = f"{document['id']}#{key.public_key_multibase}"
    assert document["assertionMethod"] == [method]
    assert document["verificationMethod"] == [
        {
            "id": method,
            "type": "Multikey",
            "controller": document["id"],
            "publicKeyMultibase": key.public_key_multibase,
        }
    ]
    assert parse_multikey(key.public_key_multibase).algorithm == "EdDSA"
    assert document["alsoKnownAs"] == ["http://localhost:8000/i/guild"]


def test_the_signer_signs_under_the_name_that_the_document_lists(world: World) -> None:
    (key,) = keys_of(world.organization)
    signer = signer_of(world.organization, key)
    assert signer.verification_method == verification_method(world.organization, key)
    assert signer.verification_method.startswith(issuer_profile(world.organization).id + "#")
    assert "secret" not in repr(signer)


def test_a_key_that_ended_stays_with_its_last_day_and_a_stolen_one_asserts_nothing(
    world: World,
) -> None:
    organization, owner = world.organization, world.owner
    (first,) = keys_of(organization)
    second = rotate_key(
        actor=owner, organization=organization, key_id=first.pk, passphrase=None, at=LATER
    )
    third = add_issuer_key(actor=owner, organization=organization, passphrase=None, at=LATER)
    mark_compromised(actor=owner, organization=organization, key_id=third.pk, since=LATER, at=LATER)
    document = did_document(organization)
    listed = {one["publicKeyMultibase"]: one for one in document["verificationMethod"]}
    assert set(listed) == {k.public_key_multibase for k in (first, second, third)}
    assert listed[first.public_key_multibase]["expires"] == "2026-11-23T13:00:00Z"
    assert "expires" not in listed[second.public_key_multibase]
    assert listed[third.public_key_multibase]["revoked"] == "2026-11-23T13:00:00Z"
    asserting = {verification_method(organization, key) for key in (first, second)}
    assert set(document["assertionMethod"]) == asserting


def test_an_organization_without_keys_has_a_document_without_keys(
    world: World, client: Client
) -> None:
    document = json.loads(client.get("/i/rope/did.json").content)
    assert (document["verificationMethod"], document["assertionMethod"]) == ([], [])


def test_the_document_is_served_to_any_program_and_may_be_kept(
    world: World, client: Client
) -> None:
    response = client.get("/i/guild/did.json", headers={"Origin": "https://elsewhere.example"})
    assert response.headers["Content-Type"] == "application/did+json"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(response.content) == did_document(world.organization)
    again = client.get("/i/guild/did.json", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("", "application/did+json"),
        ("*/*", "application/did+json"),
        ("application/did+ld+json", "application/did+ld+json"),
        ("application/json, */*;q=0.1", "application/json"),
        ("text/plain", "application/did+json"),
    ],
)
def test_the_document_is_of_the_type_that_is_asked_for(
    world: World, client: Client, accept: str, given: str
) -> None:
    response = client.get("/i/guild/did.json", headers={"Accept": accept})
    assert (response.status_code, response.headers["Content-Type"]) == (200, given)
    assert "Accept" in response.headers["Vary"]


def test_a_name_that_nobody_has_leads_nowhere(world: World, client: Client) -> None:
    assert client.get("/i/nobody/did.json").status_code == 404
    assert client.post("/i/guild/did.json").status_code == 405


def test_a_changed_document_has_another_validator(world: World, client: Client) -> None:
    (key,) = keys_of(world.organization)
    before = client.get("/i/guild/did.json").headers["ETag"]
    rotate_key(
        actor=world.owner,
        organization=world.organization,
        key_id=key.pk,
        passphrase=None,
        at=LATER,
    )
    after = client.get("/i/guild/did.json", headers={"If-None-Match": before})
    assert after.status_code == 200
