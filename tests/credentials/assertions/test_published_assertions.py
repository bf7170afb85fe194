"""Assertions and Blockcerts that others published, with the verdicts that others gave.

Documents of Open Badges 2 are served at their own addresses, as in their publisher's tests.
Nothing is fetched, and no ledger is read.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.received import read_received
from laurea.credentials.verify import verify
from laurea.credentials.wire.ob2 import address_of, plain
from laurea.integrations.document_map import DocumentMap

AT = datetime(2026, 11, 1, tzinfo=UTC)
OB2_KINDS = {"ob1-ob2-json", "ob2-badgeclass", "ob2-hosted", "ob2-jws", "ob2-baked-png"} | {
    "unbaked-png",
    "unbaked-svg",
}
BLOCKCERTS = {"blockcerts-v1", "blockcerts-v2", "blockcerts-v3"}
GIVEN = frozenset({"http://example.org", "http://example.com", "http://a.com"})
SIGNED = "blockcerts-cert-verifier-js/v3/testnet-v3-verification-method-issuer-profile.json"
"""A Blockcert that is anchored nowhere: its issuer signed it."""
OTHER_VERDICTS = {
    "1edtech-public-validator/ob20/assets/badge-with-data-image.json": "its id is the address of "
    "another achievement",
    "blockcerts-cert-verifier-js/v3/ecdsa-sd-2023-derived-credential.json": "its key is of a curve "
    "that the cryptosuite does not have",
    "blockcerts-cert-verifier-js/v3/mocknet-v3-valid.json": "no context of it defines the type of "
    "its second proof",
    "blockcerts-cert-verifier-js/v3/mocknet-vc-v2-name-description-multilingual.json": "the "
    "direction of a text is not covered by what was hashed",
    "blockcerts-cert-verifier-js/v3/example-non-chained-proofs.json": "its proof names a key of "
    "another issuer",
    "blockcerts-cert-verifier-py/1.2/not_yet_expired.json": "its end was added after it was "
    "anchored; the publisher asks only whether it is over",
}
"""Called valid by their publisher and invalid here, and why."""


@dataclass(frozen=True)
class OwnAddress:
    """A resolver that has one document at hand beside others."""

    others: DocumentMap
    address: str | None
    content: bytes

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        if url == self.address and url not in self.others.files:
            return self.content
        return self.others.fetch(url, accept=accept, max_bytes=max_bytes)


@pytest.fixture(scope="module")
def folder(vectors: Path) -> Path:
    return vectors / "conformance"


@pytest.fixture(scope="module")
def manifest(folder: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_bytes())
    return [entry for entry in entries if entry["expected"] is not None]


def verdict(folder: Path, entry: dict[str, Any], **demands: Any) -> str:
    content = (folder / entry["path"]).read_bytes()
    remote = DocumentMap.from_file(folder / "remote.json")
    policy = VerificationPolicy(definitions=True, own_origins=GIVEN, **demands)
    try:
        received = read_received(content)
        shown = json.dumps(received.document).encode()
        address = address_of(plain(read_object(shown))) if received.token is None else None
        web = OwnAddress(remote, address, shown)
        return verify(received.document, at=AT, resolver=web, policy=policy).verdict.value
    except LaureaError:
        return "unreadable"


def column(entry: dict[str, Any], found: str) -> str:
    if found == entry["expected"] or (entry["expected"], found) == ("invalid", "unreadable"):
        return "exact"
    return "open" if found in ("indeterminate", "unreadable") else found


def test_published_assertions_get_their_published_verdicts(
    folder: Path, manifest: list[dict[str, Any]]
) -> None:
    entries = [entry for entry in manifest if entry["kind"] in OB2_KINDS]
    found = {e["path"]: column(e, verdict(folder, e)) for e in entries}
    differing = {path for path, word in found.items() if word != "exact"}
    assert differing == {
        "1edtech-public-validator/ob20/assets/badge-with-data-image.json",
        "bakery-images/badgr_baked_image.png",  # its achievement was not published with it
    }
    assert "valid" not in found.values()


def test_no_published_blockcert_is_accepted_without_a_ledger(
    folder: Path, manifest: list[dict[str, Any]]
) -> None:
    entries = [entry for entry in manifest if entry["kind"] in BLOCKCERTS]
    accepted = {e["path"] for e in entries if verdict(folder, e) == "valid"}
    assert accepted == {SIGNED}


def test_published_blockcerts_for_tests_get_their_verdicts_where_tests_are_asked_for(
    folder: Path, manifest: list[dict[str, Any]]
) -> None:
    entries = [entry for entry in manifest if entry["kind"] in BLOCKCERTS]
    found = {e["path"]: column(e, verdict(folder, e, pretended_ledgers=True)) for e in entries}
    assert {path for path, word in found.items() if word in ("valid", "invalid")} <= set(
        OTHER_VERDICTS
    )
    assert Counter(found.values())["exact"] >= 15
