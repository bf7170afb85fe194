from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.did_key import dereference_did_key, did_key, resolve_did_key
from laurea.credentials.keys.jwk import to_jwk
from laurea.credentials.keys.verification_method import parse_verification_method

DID = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
FINGERPRINT = DID.removeprefix("did:key:")


def test_a_did_key_names_its_one_key_by_repeating_it() -> None:
    method = resolve_did_key(DID)
    assert method.id == f"{DID}#{FINGERPRINT}"
    assert method.controller == DID
    assert did_key(method.public_key) == DID
    assert dereference_did_key(method.id) == method


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        (DID, "key-invalid"),
        (DID + "#", "key-invalid"),
        (DID + "#key-1", "key-invalid"),
        (f"{DID}#{FINGERPRINT}#{FINGERPRINT}", "key-invalid"),
        (f"{DID}#{FINGERPRINT[:-1]}q", "key-invalid"),
        (f"{DID}?versionId=1#{FINGERPRINT}", "key-invalid"),
        (f"{DID}/x#{FINGERPRINT}", "key-invalid"),
        (f"did:key:1.1:{FINGERPRINT}#{FINGERPRINT}", "key-invalid"),
        (f"DID:key:{FINGERPRINT}#{FINGERPRINT}", "did-invalid"),
        (f" {DID}#{FINGERPRINT}", "did-invalid"),
        ("did:web:halden.example#key-1", "did-invalid"),
        ("", "did-invalid"),
    ],
)
def test_only_the_exact_address_of_the_key_is_dereferenced(url: str, slug: str) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        dereference_did_key(url)
    assert refusal.value.problem.type.slug == slug


def read_vectors(vectors: Path, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((vectors / "conformance" / "did-key" / name).read_bytes())
    return document


@pytest.mark.parametrize("name", ["ed25519-x25519.json", "nist-curves.json", "secp256k1.json"])
def test_the_published_did_keys_resolve_to_their_documents(vectors: Path, name: str) -> None:
    for did, vector in read_vectors(vectors, name).items():
        method = resolve_did_key(did)
        listed = vector["didDocument"]
        [entry] = [e for e in listed["verificationMethod"] if e["id"] == method.id]
        assert entry["controller"] == method.controller == listed["id"]
        assert method.id in listed["assertionMethod"]
        if "publicKeyJwk" in entry:
            assert to_jwk(method.public_key).items() <= entry["publicKeyJwk"].items()
        if entry["type"] in ("JsonWebKey2020", "Ed25519VerificationKey2018"):
            assert parse_verification_method(entry, base=did) == method


def test_published_did_keys_of_kinds_that_sign_nothing_here_are_refused(vectors: Path) -> None:
    for did in read_vectors(vectors, "bls12381.json"):
        with pytest.raises(MalformedDocument) as refusal:
            resolve_did_key(did)
        assert "BLS12-381" in refusal.value.problem.detail
