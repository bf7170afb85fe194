"""The corpus of hostile documents, sent to the pages as anybody would send it."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from laurea.examine.fixtures import FixtureResolver
from laurea.web.verification import checking
from tests.web.conftest import World
from tests.web.verification.conftest import Issue

pytestmark = pytest.mark.django_db

PICTURES: Final = ("svg", "png")
ACTIVE: Final = ("<script>", "<script ", "<foreignObject", "javascript:", "onload=", "@import")


def corpus() -> Path | None:
    folder = os.environ.get("LAUREA_VECTORS")
    return Path(folder) / "corpus" if folder else None


def is_for_this_room(case: dict[str, Any]) -> bool:
    if "generate" in case:
        return False
    requires = set(case.get("requires", ()))
    return case["kind"] in PICTURES or (
        case["kind"] == "vc-json"
        and (bool(requires & {"status", "did:web"}) or "did" in case["path"])
    )


def cases() -> Iterator[Any]:
    folder = corpus()
    if folder is None:
        reason = "Set LAUREA_VECTORS to a folder with the conformance vectors to run this test."
        yield pytest.param({}, marks=pytest.mark.skip(reason=reason))
        return
    manifest = json.loads((folder / "manifest.json").read_bytes())
    trusted = manifest["trust"]["default"]
    for case in manifest["cases"]:
        if is_for_this_room(case):
            yield pytest.param({**case, "trusted": trusted}, id=case["id"])


def plain(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


@pytest.fixture
def resolver(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> FixtureResolver:
    """The pretended network of a case."""
    case, folder = request.getfixturevalue("case"), corpus()
    assert folder is not None
    network = {}
    for number, (url, answer) in enumerate(case["options"].get("network", {}).items()):
        network[url] = dict(answer)
        if "file" in answer:
            there = tmp_path / f"{number}.bin"
            there.write_bytes(plain(folder / answer["file"]))
            network[url]["file"] = str(there)
    pretended = FixtureResolver(network)
    monkeypatch.setattr(checking, "_INTERNET", pretended)
    return pretended


@pytest.fixture
def send(
    request: pytest.FixtureRequest,
    client: Client,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """Send the case's document, on its day and under its trust, in the form that is asked for."""
    case, folder = request.getfixturevalue("case"), corpus()
    assert folder is not None
    content = plain(folder / case["path"])
    trusted = list(case["trusted"])
    if case["options"].get("trusted_issuers") == "default+doc":
        issuer = json.loads(content)["issuer"]
        trusted.append(issuer["id"] if isinstance(issuer, dict) else issuer)
    registry = tmp_path / "registry.json"
    registry.write_text(json.dumps({"issuers": trusted}))
    settings.LAUREA_TRUST_REGISTRY = registry
    now = datetime.fromisoformat(case["options"]["now"])
    monkeypatch.setattr(timezone, "now", lambda: now)
    name = Path(case["path"]).name.removesuffix(".gz")

    def sent(accept: str) -> Any:
        file = SimpleUploadedFile(name, content, "text/html")
        return client.post("/verify", {"file": file}, headers={"Accept": accept})

    return sent


def outcome_of(case: dict[str, Any], response: Any) -> str:
    """Say what became of a picture that may be served again: here, nothing of it ever is."""
    verdict = verdict_of(response)
    is_to_serve = case["operation"] == "upload-serve"
    return "sanitised" if is_to_serve and verdict.startswith("valid") else verdict


def verdict_of(response: Any) -> str:
    """Say an answer in the words of the corpus."""
    body = response.json()
    verdict: str = body["verdict"]
    if verdict == "unreadable":
        return "error"
    if verdict != "valid":
        return verdict
    if body["issuer_trust"] != "trusted":
        return "valid-issuer-untrusted"
    problems = [one for check in body["checks"] for one in check["problems"]]
    return "valid-with-warning" if problems else "valid"


@pytest.mark.parametrize("case", list(cases()))
def test_a_hostile_document_comes_to_what_the_corpus_accepts(
    case: dict[str, Any], resolver: FixtureResolver, send: Any
) -> None:
    begun = time.process_time()
    response = send("application/json")
    spent_ms = (time.process_time() - begun) * 1000
    assert response.status_code < 500
    assert outcome_of(case, response) in case["expect"]["accept"], response.content
    assert len(resolver.fetched) <= case["expect"]["max_outbound_requests"]
    assert spent_ms <= case["expect"]["max_ms"]


@pytest.mark.parametrize("case", list(cases()))
def test_a_hostile_document_is_answered_by_a_page_that_serves_nothing_of_it(
    case: dict[str, Any], resolver: FixtureResolver, send: Any
) -> None:
    response = send("text/html")
    page = response.content.decode()
    assert response.status_code in {200, 413, 422, 424}
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Traceback" not in page
    text = page.replace('<script type="module" src="/static/verification/verify.js"></script>', "")
    assert [word for word in ACTIVE if word in text] == []
    if "valid" not in " ".join(case["expect"]["accept"]).replace("invalid", ""):
        assert ">Valid</h2>" not in page or case["operation"] == "upload-serve"


def scenario(vectors: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((vectors / "corpus/hostile/http" / name).read_bytes())
    return found


def test_what_belongs_to_another_or_to_nobody_is_answered_alike(
    vectors: Path, client: Client, world: World, issue: Issue
) -> None:
    assert "404 (not 403) for every verb" in scenario(vectors, "idor-credential-read.json")["must"]
    credential = issue()
    client.force_login(world.stranger)
    stored = bytes(credential.document or b"")
    for verb in ("put", "patch", "delete", "post"):
        ids = (credential.pk, uuid4())
        known, unknown = (getattr(client, verb)(f"/c/{pk}") for pk in ids)
        assert known.status_code == unknown.status_code
        assert known.status_code in {404, 405}
        said = [
            answer.content.replace(str(pk).encode(), b"")
            for answer, pk in zip((known, unknown), ids, strict=True)
        ]
        assert said[0] == said[1]
    credential.refresh_from_db()
    assert bytes(credential.document or b"") == stored


def test_ids_cannot_be_walked(vectors: Path, client: Client, issue: Issue) -> None:
    assert "ids >= 122 random bits" in scenario(vectors, "enumeration-earners.json")["must"]
    assert issue().pk.version == 4
    answers = [client.get(f"/c/{number}") for number in range(1, 30)]
    assert {answer.status_code for answer in answers} == {404}


def test_what_is_personal_is_kept_by_no_shared_cache(
    vectors: Path, client: Client, world: World, issue: Issue
) -> None:
    wanted = "Cache-Control private/no-store on personal pages; Vary set"
    assert wanted in scenario(vectors, "cache-poisoning.json")["must"]
    path = f"/c/{issue().pk}"
    client.force_login(world.owner)
    personal = client.get(path)
    assert personal.headers["Cache-Control"] == "private, no-store"
    for response in (personal, Client().get(path)):
        assert {"Accept", "Cookie"} <= set(response.headers["Vary"].split(", "))
    answer = Client().post("/verify", {"text": "{}"})
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_names_of_uploads_name_no_place(vectors: Path, client: Client) -> None:
    wanted = "stored under a generated name outside the code tree"
    assert wanted in scenario(vectors, "upload-path.json")["must"]
    for name in ("../../x", "a\0b", "CON", "x" * 300, "a.svg.html", "a.phtml"):
        file = SimpleUploadedFile("placeholder", b"{}", "text/html")
        file.name = name.replace("\0", "")
        answer = client.post("/verify", {"file": file})
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_can_be_framed(vectors: Path, client: Client, issue: Issue) -> None:
    assert "frame-ancestors none" in scenario(vectors, "clickjacking.json")["must"][0]
    for path in ("/verify", f"/c/{issue().pk}"):
        response = client.get(path)
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"


def test_too_much_at_once_is_refused_with_when_to_come_back(vectors: Path, client: Client) -> None:
    wanted = "413/429/503 with Retry-After for the others"
    assert wanted in scenario(vectors, "verify-dos.json")["must"]
    file = SimpleUploadedFile("big.json", bytes(10 * 1024 * 1024))
    assert client.post("/verify", {"file": file}).status_code in {413, 422}
    answers = [client.post("/verify", {"text": "{}"}) for _ in range(125)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
