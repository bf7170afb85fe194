"""Credentials sealed with a certificate: the signature counts, and nobody vouches for its owner."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from laurea.credentials.errors import LaureaError
from laurea.credentials.keys.multibase import base64url_encode
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.jades import open_jades
from laurea.credentials.received import read_received
from laurea.credentials.report import IssuerTrust, Outcome, Verdict, VerificationReport
from laurea.credentials.verify import verify
from laurea.integrations.keystore.private_key import generate_private_key, signer_for
from tests.simulator.issuer import NOW

BEGINS, ENDS = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
PAYLOAD: dict[str, Any] = {
    "@context": ["https://www.w3.org/2018/credentials/v1"],
    "id": "urn:credential:1",
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "issuer": {
        "id": "urn:epass:org:1",
        "legalName": {"de": ["Fachschule Übersee"]},
    },
    "issuanceDate": "2026-06-14T09:00:00Z",
    "validFrom": "2026-06-14T09:00:00Z",
    "credentialSubject": {"id": "urn:epass:person:1"},
}


@cache
def a_key(seed: int = 1) -> Any:
    return generate_private_key(KeyKind.P256, Random(seed).randbytes)


@cache
def a_certificate(seed: int = 1) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fachschule Übersee, seal")])
    key = a_key(seed)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.DER)


def sealed(
    payload: Any = PAYLOAD, *, is_plain: bool = True, unprotected: Any = None, **header: Any
) -> dict[str, Any]:
    text = json.dumps(payload, ensure_ascii=False)
    content = text if is_plain else base64url_encode(text.encode())
    members = {
        "alg": "ES256",
        "b64": False,
        "crit": ["b64", "sigT"],
        "cty": "octet-stream",
        "kid": "a name of the authority",
        "typ": "jose+json",
        "sigT": "2026-06-14T09:00:00Z",
        "x5c": [base64.b64encode(a_certificate()).decode()],
        "x5t#S256": base64url_encode(hashlib.sha256(a_certificate()).digest()),
    }
    if not is_plain:
        members |= {"b64": True, "crit": ["sigT"]}
    members = {name: value for name, value in (members | header).items() if value is not None}
    protected = base64url_encode(json.dumps(members).encode())
    (signature,) = signer_for(a_key(), "urn:key").sign_many(
        [f"{protected}.{content}".encode()], None
    )
    part = {"protected": protected, "signature": base64url_encode(signature)}
    part |= {} if unprotected is None else {"header": unprotected}
    return {"payload": content, "signatures": [part]}


def judged(document: dict[str, Any]) -> VerificationReport:
    received = read_received(json.dumps(document).encode())
    return verify(received.document, at=NOW)


def proof(found: VerificationReport) -> tuple[Outcome, list[str]]:
    (check,) = (check for check in found.checks if check.name == "proof")
    return check.outcome, [problem.type.slug for problem in check.problems]


@pytest.mark.parametrize("is_plain", [True, False])
def test_the_signature_holds_and_nobody_vouches_for_its_owner(is_plain: bool) -> None:
    found = judged(sealed(is_plain=is_plain))
    assert proof(found) == (Outcome.PASSED, ["issuer-untrusted", "key-invalid"])
    assert found.issuer_trust is IssuerTrust.UNPROVEN
    assert (found.issuer.id, found.issuer.name) == ("urn:epass:org:1", "Fachschule Übersee")
    assert found.verdict is not Verdict.VALID  # its own words are not defined by what is known


def test_a_flattened_signature_is_the_same() -> None:
    document = sealed(unprotected={"etsiU": ["eyJhIjoxfQ"]})
    flat = {"payload": document["payload"], **document["signatures"][0]}
    assert proof(judged(flat))[0] is Outcome.PASSED
    inside = read_received(json.dumps(flat).encode()).credential()
    assert inside == PAYLOAD


def test_a_changed_payload_is_refused() -> None:
    document = sealed()
    document["payload"] = document["payload"].replace("person:1", "person:2")
    assert proof(judged(document)) == (
        Outcome.FAILED,
        ["issuer-untrusted", "key-invalid", "proof-invalid"],
    )


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "RS256"},
        {"crit": ["b64", "sigT", "exp"]},
        {"crit": []},
        {"crit": ["sigT"]},
        {"crit": [["b64"]]},
        {"sigD": {"mId": "http://uri.etsi.org/19182/ObjectIdByURI"}},
        {"x5u": "https://school.example/certificate"},
        {"jku": "https://school.example/keys"},
        {"jwk": {"kty": "EC"}},
        {"sigT": "yesterday"},
        {"sigT": None},
        {"sigT": (ENDS + timedelta(days=1)).isoformat()},
        {"sigT": (BEGINS - timedelta(days=1)).isoformat()},
        {"sigT": (NOW + timedelta(days=1)).isoformat()},
        {"unprotected": {"alg": "ES256"}},
        {"unprotected": "x"},
    ],
)
def test_a_header_that_cannot_be_relied_on_fails_the_proof(header: dict[str, Any]) -> None:
    assert proof(judged(sealed(**header)))[0] is Outcome.FAILED


@pytest.mark.parametrize(
    "header",
    [
        {"x5c": None},
        {"x5c": []},
        {"x5c": [7]},
        {"x5c": ["AAAA"]},
        {"x5c": [base64.b64encode(a_certificate(2)).decode()]},
        {"x5t#S256": "AAAA"},
        {"x5t#S256": None},
    ],
)
def test_without_the_certificate_that_was_signed_it_is_not_read(header: dict[str, Any]) -> None:
    with pytest.raises(LaureaError):
        judged(sealed(**header))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document | {"payload": 5},
        lambda document: document | {"payload": "[]"},
        lambda document: document | {"payload": "\ud800"},
        lambda document: document | {"signatures": []},
        lambda document: document | {"signatures": document["signatures"] * 2},
        lambda document: document | {"more": 1},
        lambda document: document | {"signatures": [document["signatures"][0] | {"x": 1}]},
        lambda document: document | {"signatures": [{"protected": "e30"}]},
        lambda document: document | {"signatures": [{"protected": 1}]},
    ],
)
def test_what_is_no_such_signature_is_not_read(spoil: Any) -> None:
    with pytest.raises(LaureaError):
        open_jades(spoil(sealed()))


def test_every_changed_byte_fails_the_proof() -> None:
    content = json.dumps(sealed(), ensure_ascii=False).encode()
    passed = []
    for place, byte in enumerate(content):
        changed = content[:place] + bytes([byte ^ 1]) + content[place + 1 :]
        try:
            found = verify(read_received(changed).document, at=NOW)
        except LaureaError:
            continue
        if proof(found)[0] is Outcome.PASSED and content[place : place + 1] != b" ":
            passed.append((place, content[place - 9 : place + 9]))
    assert passed == []


def test_published_signatures_hold(vectors: Path) -> None:
    folder = vectors / "conformance" / "europass-elm"
    files = sorted(folder.glob("*/*-signed.jsonld"))
    assert len(files) == 5
    for file in files:
        found = verify(read_received(file.read_bytes()).document, at=NOW)
        assert proof(found)[0] is Outcome.PASSED, file.name
        assert found.issuer.name, file.name
        assert found.verdict is Verdict.INDETERMINATE
