"""Credentials that others published, with the verdicts that others gave.

What a published verdict and a strict reading disagree about is listed here with its reason.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.baking import unbake
from laurea.credentials.errors import LaureaError
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.received import read_received
from laurea.credentials.report import IssuerTrust, Verdict
from laurea.credentials.verify import verify
from laurea.integrations.document_map import DocumentMap

AT = datetime(2026, 11, 1, tzinfo=UTC)
FIXTURES = "dcc-vc-test-fixtures/v1/dataIntegrityProof/didKey"
SIGNED_KINDS = {
    *("ob3-signed", "ob3-endorsement", "vc-signed", "clr2-signed"),
    *("ler-rs-vc", "status-list-credential"),
}
OTHER_VERDICTS = {
    f"{FIXTURES}/mixedRegistry-validStatus-noExpiry.json": "its status list is issued by another "
    "issuer, who is not the credential's and whom nobody chose to trust",
}
"""Of the credentials with eddsa-rdfc-2022 alone: undecided here, valid elsewhere, and why."""
LIST_ISSUER = "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q"


@pytest.fixture(scope="module")
def folder(vectors: Path) -> Path:
    return vectors / "conformance"


@pytest.fixture(scope="module")
def manifest(folder: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_bytes())
    return entries


@pytest.fixture(scope="module")
def remote(folder: Path) -> DocumentMap:
    return DocumentMap.from_file(folder / "remote.json")


def verdict(path: Path, remote: DocumentMap, *trusted: str) -> str:
    policy = VerificationPolicy(trusted_issuers=frozenset(trusted))
    try:
        return verify(path.read_bytes(), at=AT, resolver=remote, policy=policy).verdict.value
    except LaureaError:
        return "unreadable"


def with_eddsa_rdfc_alone(entry: dict[str, Any]) -> bool:
    return (
        entry["kind"] == "ob3-signed"
        and entry.get("proof_type") == "eddsa-rdfc-2022"
        and bool(entry.get("verdict_case"))
    )


def test_published_badges_with_eddsa_rdfc_2022_get_their_published_verdicts(
    folder: Path, manifest: list[dict[str, Any]], remote: DocumentMap
) -> None:
    entries = [entry for entry in manifest if with_eddsa_rdfc_alone(entry)]
    assert len(entries) == 43
    found = {entry["path"]: verdict(folder / entry["path"], remote) for entry in entries}
    expected = {entry["path"]: entry["expected"] for entry in entries}
    others = dict.fromkeys(OTHER_VERDICTS, "indeterminate")
    assert found == expected | others


@pytest.mark.parametrize("path", OTHER_VERDICTS)
def test_who_trusts_the_issuer_of_the_list_gets_the_published_verdict(
    folder: Path, remote: DocumentMap, path: str
) -> None:
    assert verdict(folder / path, remote, LIST_ISSUER) == "valid"


def test_no_credential_that_others_refuse_is_valid_here(
    folder: Path, manifest: list[dict[str, Any]], remote: DocumentMap
) -> None:
    refused = [e for e in manifest if e["kind"] in SIGNED_KINDS and e["expected"] == "invalid"]
    assert len(refused) > 50
    accepted = [e["path"] for e in refused if verdict(folder / e["path"], remote) == "valid"]
    assert accepted == []


def test_most_published_badges_are_decided_and_none_is_decided_wrongly(
    folder: Path, manifest: list[dict[str, Any]], remote: DocumentMap
) -> None:
    score = Counter(
        (entry["expected"], verdict(folder / entry["path"], remote))
        for entry in manifest
        if entry["kind"] == "ob3-signed" and entry["expected"]
    )
    assert score["invalid", "valid"] == score["valid", "invalid"] == 0
    assert score["valid", "unreadable"] == 0
    assert score["valid", "valid"] + score["invalid", "invalid"] >= 79
    assert sum(score.values()) == 90


def test_a_key_that_vouches_for_itself_is_never_more_than_unproven(
    folder: Path, manifest: list[dict[str, Any]], remote: DocumentMap
) -> None:
    found = []
    for entry in manifest:
        if entry["kind"] != "ob3-signed" or not entry.get("self_asserted_key"):
            continue
        raw = (folder / entry["path"]).read_bytes()
        try:
            document = read_received(raw).document
            issuer = document["issuer"]
            named = issuer if isinstance(issuer, str) else issuer["id"]
            policy = VerificationPolicy(trusted_issuers=frozenset({named}))
            report = verify(document, at=AT, resolver=remote, policy=policy)
        except LaureaError:
            continue
        if report.verdict is Verdict.VALID:
            found.append(entry["path"])
            assert report.issuer_trust is IssuerTrust.UNPROVEN, entry["path"]
    assert len(found) >= 4


def test_nothing_among_the_published_files_breaks_verification_or_slips_through(
    folder: Path, manifest: list[dict[str, Any]], remote: DocumentMap
) -> None:
    refused = {e["path"] for e in manifest if e["expected"] == "invalid"}
    # what these say is about one part of the document, or about another way of reading it
    partial = {e["path"] for e in manifest if e.get("check") in {"proof-only", "parse"}}
    valid = {
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*.json"))
        if path.stat().st_size < 200_000 and verdict(path, remote) == "valid"
    }
    assert len(valid) > 30
    assert valid & (refused - partial) == set()


@pytest.mark.parametrize("kind", ["ob3-baked-png", "ob3-baked-svg"])
def test_published_baked_badges_are_unbaked_and_read_or_called_by_their_name(
    folder: Path, manifest: list[dict[str, Any]], kind: str
) -> None:
    for entry in (e for e in manifest if e["kind"] == kind):
        image = (folder / entry["path"]).read_bytes()
        assert unbake(image).standard == "ob3"
        try:
            assert read_received(image).picture == kind[-3:]
        except LaureaError as error:
            assert error.problem.type.slug == "format-unknown"
            assert "token" in error.problem.detail
