"""What its holder hides or declined is handed out by no address of the server."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from laurea.web.issuing.claims.accept import decline
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.claims.show_name import show_name, show_page
from laurea.web.issuing.models import Credential
from laurea.web.issuing.revoke import revoke
from tests.web.conftest import World
from tests.web.issuing.proofs import here, link_to
from tests.web.verification.conftest import Issue, words

pytestmark = pytest.mark.django_db

FORMS = ("", ".json", ".png", ".svg", ".pdf", "/image.png")


@pytest.fixture
def named(issue: Issue) -> Credential:
    """Accepted by somebody whose name its page shows, and looked at a moment ago."""
    credential = issue()
    now = timezone.now()
    open_claim(credential.pk, at=now)
    show_name(actor=None, proof=here(credential), shows=True, at=now)
    for form in FORMS:
        Client().get(f"/c/{credential.pk}{form}")
    assert "Ada Example" in words(Client().get(f"/c/{credential.pk}"))
    return credential


def withdraw(credential: Credential) -> None:
    decline(actor=None, proof=link_to(credential, timezone.now()), at=timezone.now())


def hide(credential: Credential) -> None:
    show_page(actor=None, proof=here(credential), shows=False, at=timezone.now())


def test_what_was_declined_says_that_at_once_and_hands_nothing_out(
    client: Client, named: Credential
) -> None:
    withdraw(named)
    for form in FORMS:
        answer: Any = client.get(f"/c/{named.pk}{form}")
        assert answer.status_code == 410, form
        said = words(answer)
        assert "This was declined" in said
        for private in ("Ada", "Weaving", "Guild of Weavers", "Download"):
            assert private not in said
        assert 'content="noindex"' in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        assert "ETag" not in answer.headers
        assert "Link" not in answer.headers


def test_programs_read_as_a_problem_that_it_was_declined(client: Client, named: Credential) -> None:
    withdraw(named)
    for form in ("", ".json"):
        answer = client.get(f"/c/{named.pk}{form}", headers={"Accept": "application/json"})
        assert answer.status_code == 410
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "proof" not in json.loads(answer.content)


def test_who_is_signed_in_sees_no_more_of_it(world: World, named: Credential) -> None:
    withdraw(named)
    client = Client()
    client.force_login(world.owner)
    assert client.get(f"/c/{named.pk}").status_code == 410


def test_what_was_declined_and_revoked_stays_declined(
    client: Client, world: World, named: Credential
) -> None:
    withdraw(named)
    revoke(actor=world.owner, credential_id=named.pk, reason="In error.", at=timezone.now())
    assert client.get(f"/c/{named.pk}").status_code == 410


def test_what_is_hidden_is_answered_like_what_is_not_there(
    client: Client, named: Credential
) -> None:
    hide(named)
    for form in FORMS:
        for accept_type in ("text/html", "application/json"):
            headers = {"Accept": accept_type}
            hidden = client.get(f"/c/{named.pk}{form}", headers=headers)
            other = uuid4()
            absent = client.get(f"/c/{other}{form}", headers=headers)
            said = hidden.content.replace(str(named.pk).encode(), str(other).encode())
            assert (hidden.status_code, said) == (404, absent.content), form
            assert dict(hidden.items()) == dict(absent.items()), form


@pytest.mark.parametrize("how", [withdraw, hide])
def test_the_verify_page_does_not_fetch_what_is_withheld(
    client: Client, named: Credential, how: Any
) -> None:
    how(named)
    address = f"http://localhost:8000/c/{named.pk}"
    answer = client.post(reverse("verify"), {"text": address})
    assert answer.status_code == 424
    assert "Weaving" not in words(answer)


@pytest.mark.parametrize("how", [withdraw, hide])
def test_who_was_given_the_file_still_checks_it(
    client: Client, named: Credential, how: Any
) -> None:
    how(named)
    file = SimpleUploadedFile("c.json", bytes(named.document or b""), "application/json")
    answer = client.post(reverse("verify"), {"file": file})
    said = words(answer)
    assert "Valid" in said
    assert "Not valid" not in said
    assert f'href="/c/{named.pk}"' not in answer.content.decode()
    assert "Ada" not in said


def test_before_the_answer_the_page_names_nobody_and_is_listed_nowhere(
    client: Client, issue: Issue
) -> None:
    credential = issue()
    open_claim(credential.pk, at=timezone.now())
    page = client.get(f"/c/{credential.pk}")
    assert "Ada" not in page.content.decode()
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    for place in ("/", "/a", "/i", "/i/guild", "/sitemap.xml", "/sitemap-1.xml"):
        assert str(credential.pk) not in client.get(place).content.decode(), place


@pytest.mark.parametrize("how", [withdraw, hide, None])
def test_who_knows_the_address_alone_learns_nothing_of_its_row(
    client: Client, world: World, named: Credential, how: Any
) -> None:
    if how is not None:
        how(named)
    revoke(actor=world.owner, credential_id=named.pk, reason="Copied.", at=timezone.now())
    true = json.loads(bytes(named.document or b""))
    unsigned = {name: value for name, value in true.items() if name not in ("proof", "id")}
    fakes = [
        {"id": true["id"]},
        {**unsigned, "id": true["id"]},
        {**true, "issuer": {**true["issuer"], "id": "did:web:other.example"}},
        {**true, "proof": {**true["proof"], "proofValue": "z" + "2" * 80}},
    ]
    for fake in fakes:
        for headers in ({}, {"Accept": "application/json"}):
            answer = client.post(reverse("verify"), {"text": json.dumps(fake)}, headers=headers)
            body = answer.content.decode()
            assert "Copied." not in body
            assert "The issuer revoked the credential." not in body
            assert f'href="/c/{named.pk}"' not in body
    answer = client.post(reverse("verify"), {"text": json.dumps(true)})
    assert "Copied." in words(answer)
