"""The page reads whatever the core reads: every kind of document, and whatever carries one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from laurea.web.verification import checking
from tests.simulator.issuer import NOW
from tests.simulator.specimens import specimens
from tests.web.verification.conftest import Issue, words

pytestmark = pytest.mark.django_db


def answer(client: Client, name: str, content: bytes, **more: Any) -> Any:
    return client.post("/verify", {"file": SimpleUploadedFile(name, content)}, **more)


@pytest.mark.parametrize("name", specimens())
def test_what_the_core_finds_valid_is_read_here(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    specimen = specimens()[name]
    monkeypatch.setattr(checking, "_INTERNET", specimen.web)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    body = answer(client, "a", specimen.content, headers={"Accept": "application/json"}).json()
    # What takes a reader of a ledger, or a challenge, stays open here.
    assert body["verdict"] in {"valid", "indeterminate"}
    if body["verdict"] == "indeterminate":
        assert specimen.ledger is not None
    assert body["format"] == specimen.report().format
    page = answer(client, "a", specimen.content)
    said = words(page)
    assert page.status_code == 200
    assert "Not a credential" not in said
    assert body["format"] not in said


def test_a_token_may_be_pasted_and_says_what_is_in_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    specimen = specimens()["VC-JWT ES256"]
    monkeypatch.setattr(checking, "_INTERNET", specimen.web)
    said = words(client.post("/verify", {"text": specimen.content.decode()}))
    assert "Robot safety" in said
    assert "Signature Passed" in said


def test_our_own_certificate_leads_to_the_credential(client: Client, issue: Issue) -> None:
    path = f"/c/{issue().pk}"
    certificate = client.get(f"{path}.pdf").content
    said = words(answer(client, "certificate.pdf", certificate))
    assert "Weaving Open Badges 3.0" in said
    assert "Every required check passed." in said
    assert "See its page here" in said


def test_a_document_sent_as_itself_may_be_a_token(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    specimen = specimens()["VC-JWT ES256"]
    monkeypatch.setattr(checking, "_INTERNET", specimen.web)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))
    response = client.post(
        "/verify",
        specimen.content,
        content_type="application/vc+jwt",
        headers={"Accept": "application/json"},
    )
    assert response.json()["verdict"] == "valid"
