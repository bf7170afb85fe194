from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from laurea.credentials import bake
from laurea.integrations.http.resolver import HttpsResolver
from laurea.web.issuing.award import Wanted, award
from laurea.web.operations.models import AuditRow, Event, Job
from laurea.web.verification import checking
from tests.simulator.resolver import MemoryResolver
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def internet(monkeypatch: pytest.MonkeyPatch) -> MemoryResolver:
    simulated = MemoryResolver()
    monkeypatch.setattr(checking, "_INTERNET", simulated)
    return simulated


@pytest.fixture
def credential(world: World) -> bytes:
    wanted = Wanted(key="1", email="ada@example.org", valid_from=NOON - timedelta(days=3650))
    issued = award(actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON)
    return bytes(issued.document or b"")


def send(client: Client, **fields: Any) -> Any:
    return client.post("/verify", fields)


def words(response: Any) -> str:
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def test_the_form_is_shown_to_anybody(client: Client) -> None:
    response = client.get("/verify")
    assert response.status_code == 200
    assert "Verify a credential" in words(response)


def test_a_pasted_credential_is_judged_check_by_check(client: Client, credential: bytes) -> None:
    said = words(send(client, text=credential.decode()))
    assert "Valid" in said
    assert "Signature Passed" in said
    assert "Not revoked Passed" in said
    assert "known key, unlisted issuer" in said
    assert "Guild of Weavers" in said
    assert re.search(r"Checked on \d{1,2} \w+ \d{4}, \d\d:\d\d UTC", said)


def test_a_changed_credential_is_not_valid_and_nobody_vouches(
    client: Client, credential: bytes
) -> None:
    changed = credential.replace(b"Weaving", b"Weavinh")
    said = words(send(client, text=changed.decode()))
    assert "Not valid" in said
    assert "Who vouches: nobody" in said
    assert "Signature Failed" in said


@pytest.mark.parametrize("kind", ["json", "svg"])
def test_a_file_is_judged_as_its_content_is(client: Client, credential: bytes, kind: str) -> None:
    content = credential
    if kind == "svg":
        content = bake(credential, b'<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    file = SimpleUploadedFile(f"mine.{kind}", content)
    said = words(send(client, file=file))
    assert f"mine.{kind}" in said
    assert "Signature Passed" in said


def test_an_address_is_fetched_through_the_resolver(
    client: Client, credential: bytes, internet: MemoryResolver
) -> None:
    internet.publish("https://guild.example.org/1", credential)
    assert "Signature Passed" in words(send(client, text=" https://guild.example.org/1 "))


@pytest.mark.parametrize(
    "address",
    ["http://guild.example.org/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1:8080/"],
)
def test_addresses_that_lead_inside_are_not_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(checking, "_INTERNET", HttpsResolver())
    response = send(client, text=address)
    assert response.status_code == 424
    assert "This address is not fetched" in words(response)


def test_a_program_reads_json(client: Client, credential: bytes) -> None:
    response = client.post(
        "/verify",
        credential,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    body = response.json()
    assert (body["verdict"], body["issuer"]["name"]) == ("valid", "Guild of Weavers")
    assert {check["name"] for check in body["checks"]} >= {"structure", "terms", "proof", "status"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["checked_at"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Choose a file"),
        ("hello", "cannot be read"),
        ("[1]", "not a JSON object"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ("[" * 5000, "nested deeper"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "no credential inside"),
        ("eyJhbGciOiJub25lIn0.e30.AAAA", "token (JWT)"),
    ],
)
def test_what_cannot_be_read_is_answered_on_the_form_in_words(
    client: Client, text: str, said: str
) -> None:
    response = send(client, text=text)
    assert response.status_code == 422
    assert said in words(response).replace("&quot;", '"')
    assert "<form" in response.content.decode()


def test_a_document_without_a_credential_is_said_to_be_none(client: Client) -> None:
    said = words(send(client, text='{"name": "A recipe"}'))
    assert "Not a credential" in said
    assert "Passed" not in said


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xfe{}", b"\x00" * 100, b"%PDF-1.7"]
)
def test_damaged_files_are_refused_in_words(client: Client, content: bytes) -> None:
    response = send(client, file=SimpleUploadedFile("odd.bin", content))
    assert response.status_code == 422
    assert "The" in words(response)


def test_a_file_that_is_too_large_is_refused(client: Client) -> None:
    response = send(client, file=SimpleUploadedFile("big.json", b" " * (9 * 1024 * 1024)))
    assert response.status_code == 422
    assert "larger than" in words(response)


def test_what_was_sent_is_shown_as_text_and_never_as_markup(client: Client) -> None:
    issuer = {"id": "x", "name": "<script>alert(1)</script>"}
    hostile = json.dumps({"issuer": issuer, "type": "OpenBadgeCredential"})
    assert "<script>alert" not in send(client, text=hostile).content.decode()
    named = SimpleUploadedFile("<img src=x onerror=alert(1)>.json", hostile.encode())
    assert "<img src=x" not in send(client, file=named).content.decode()


def test_a_server_that_does_not_answer_is_not_called_a_forger(
    client: Client, internet: MemoryResolver
) -> None:
    internet.lag("https://slow.example.org/1")
    response = send(client, text="https://slow.example.org/1")
    assert response.status_code == 424
    assert "did not give the document" in words(response)


def test_the_sixty_first_in_a_minute_is_asked_to_wait(client: Client) -> None:
    statuses = [send(client, text="{}").status_code for _ in range(61)]
    if 429 not in statuses:  # the minute ended in between
        statuses = [send(client, text="{}").status_code for _ in range(61)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    refused = client.post("/verify", {"text": "{}"}, headers={"Accept": "application/json"})
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    other = client.post("/verify", {"text": "{}"}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200
    assert client.get("/verify").status_code == 200


def test_nothing_that_was_sent_is_kept(client: Client, credential: bytes) -> None:
    before = [model.objects.count() for model in (AuditRow, Event, Job)]
    send(client, text=credential.decode())
    assert [model.objects.count() for model in (AuditRow, Event, Job)] == before


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/verify").status_code == 405
    assert json.loads(client.get("/healthz").content)["status"] == "ok"
