"""Tokens signed here and judged by `jose` and `joserfc`, and the reverse."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from laurea.credentials.errors import LaureaError
from laurea.credentials.keys.did_key import did_key
from laurea.credentials.keys.jwk import to_jwk
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.token_writing import registered_claims, sign_credential_token
from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify
from laurea.integrations.keystore.private_key import (
    PrivateKey,
    generate_private_key,
    public_key_of,
    signer_for,
)
from tests.interop.peers import FOLDER
from tests.simulator.issuer import NOW, SIGNED, Issuer

# RFC 9864 gives EdDSA another name, which Open Badges does not know yet.
pytestmark = [
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore:EdDSA is deprecated:joserfc.errors.SecurityWarning"),
]
KINDS = (KeyKind.ED25519, KeyKind.P256, KeyKind.P384, KeyKind.RSA)
JOSERFC = jws.JWSRegistry(algorithms=["EdDSA", "ES256", "ES384", "RS256"])
JOSERFC.max_header_length = 4_096  # the did:key of an RSA key is longer than the peer expects
Ask = Callable[[Mapping[str, Any]], dict[str, Any]]


class Signer:
    """One key, in the forms that the peers want it."""

    def __init__(self, kind: KeyKind) -> None:
        self.private: PrivateKey = generate_private_key(kind, Random(11).randbytes)
        self.public = public_key_of(self.private)
        self.did = did_key(self.public)
        self.signer = signer_for(self.private, f"{self.did}#{self.did.removeprefix('did:key:')}")
        self.document = Issuer(self.did, "Academy", []).unsigned()

    @property
    def joserfc_key(self) -> OKPKey | ECKey | RSAKey:
        pem = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        if self.public.kind is KeyKind.ED25519:
            return OKPKey.import_key(pem)
        return (RSAKey if self.public.kind is KeyKind.RSA else ECKey).import_key(pem)

    @property
    def header(self) -> dict[str, str]:
        return {"alg": self.signer.algorithm, "kid": self.signer.verification_method}

    @property
    def payload(self) -> dict[str, Any]:
        return {**self.document, **registered_claims(self.document, SIGNED)}


@pytest.fixture(params=KINDS, ids=lambda kind: kind.value)
def signer(request: pytest.FixtureRequest) -> Signer:
    return Signer(request.param)


@pytest.fixture(scope="module")
def jose(installed_peers: None) -> Iterator[Ask]:
    process = subprocess.Popen(
        ["node", "jose_peer.mjs"],
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(question: Mapping[str, Any]) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        return answer

    yield ask
    process.communicate()


def a_token(signer: Signer) -> str:
    return sign_credential_token(signer.document, signer=signer.signer, created=SIGNED)


def tampered(token: str) -> str:
    head, payload, signature = token.split(".")
    other = "A" if signature[9] != "A" else "B"
    return f"{head}.{payload}.{signature[:9]}{other}{signature[10:]}"


def test_jose_accepts_what_is_signed_here_and_refuses_what_was_changed(
    signer: Signer, jose: Ask
) -> None:
    question = {
        "operation": "verify",
        "jwk": to_jwk(signer.public),
        "algorithm": signer.signer.algorithm,
    }
    token = a_token(signer)
    assert jose({**question, "token": token})["payload"] == signer.payload
    assert "error" in jose({**question, "token": tampered(token)})


def test_joserfc_accepts_what_is_signed_here_and_refuses_what_was_changed(signer: Signer) -> None:
    token = a_token(signer)
    found = jws.deserialize_compact(token, signer.joserfc_key, registry=JOSERFC)
    assert json.loads(found.payload) == signer.payload
    with pytest.raises(JoseError):
        jws.deserialize_compact(tampered(token), signer.joserfc_key, registry=JOSERFC)


def test_what_jose_signs_is_valid_here(signer: Signer, jose: Ask) -> None:
    jwk = signer.joserfc_key.as_dict(private=True)
    question = {"operation": "sign", "payload": signer.payload, "jwk": jwk}
    token = jose({**question, "header": {**signer.header, "typ": "vc+jwt"}})["token"]
    assert verify(token, at=NOW).verdict is Verdict.VALID
    assert refused(tampered(token))


def test_what_joserfc_signs_is_valid_here(signer: Signer) -> None:
    token = jws.serialize_compact(
        signer.header, json.dumps(signer.payload), signer.joserfc_key, registry=JOSERFC
    )
    assert verify(token, at=NOW).verdict is Verdict.VALID
    assert refused(tampered(token))


def refused(token: str) -> bool:
    try:
        return verify(token, at=NOW).verdict is Verdict.INVALID
    except LaureaError:
        return True
