"""Every suite and format that this program creates, made once, with a copy that was changed.

Dates lie in the past of whoever runs this: the peers look at the clock of the machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from laurea.credentials.baking import bake
from laurea.credentials.keys.did_key import did_key
from laurea.credentials.keys.jwk import to_jwk
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.ports import Signer
from laurea.credentials.proofs.disclosure import DocumentKey, derive, sign_base
from laurea.credentials.proofs.sd_jwt_writing import sign_selective_token
from laurea.credentials.proofs.suites import SUITES
from laurea.credentials.proofs.token_writing import sign_credential_token
from laurea.credentials.signing import SigningPlan
from laurea.credentials.status.new_list import new_status_list
from laurea.integrations.keystore.private_key import (
    PrivateKey,
    generate_private_key,
    public_key_of,
    signer_for,
)
from tests.interop.conftest import ACHIEVEMENT
from tests.interop.peers import Document
from tests.simulator.specimens import SVG, a_png
from tests.simulator.status import new_entry

SIGNED = datetime(2025, 6, 1, 12, tzinfo=UTC)
LIST = "https://badges.example.org/status/revocation-1"
HELD, WITHDRAWN = 7, 8
STATUS, STATUS_TOKEN = "Bitstring Status List", "Bitstring Status List as VC-JWT"
ALWAYS_SHOWN = ("/issuer", "/validFrom", "/validUntil", "/credentialSubject/achievement")
KEPT_BACK = ("/credentialSubject/identifier", "/name")


@dataclass(frozen=True, slots=True)
class Key:
    """One key, in the forms that the peers want it."""

    kind: KeyKind
    private: PrivateKey

    @property
    def did(self) -> str:
        return did_key(public_key_of(self.private))

    @property
    def method(self) -> str:
        return f"{self.did}#{self.did.removeprefix('did:key:')}"

    @property
    def signer(self) -> Signer:
        return signer_for(self.private, self.method)

    @property
    def public_jwk(self) -> dict[str, str]:
        return to_jwk(public_key_of(self.private))

    @property
    def pem(self) -> bytes:
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )


@cache
def a_key(kind: KeyKind, seed: int = 1) -> Key:
    return Key(kind, generate_private_key(kind, Random(seed).randbytes))


@dataclass(frozen=True, slots=True)
class Made:
    """One format: how it is secured, and what was made of it.

    Attributes:
        name: as it stands in the table.
        suite: the cryptosuite or the algorithm.
        kind: the kind of its key.
        content: the file.
        changed: the file with one letter changed, or the credential that was withdrawn.
        web: what stands under addresses.
    """

    name: str
    suite: str
    kind: KeyKind
    content: bytes
    changed: bytes
    web: Mapping[str, Document | str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return a_key(self.kind)


def unsigned(issuer_id: str, **changes: Any) -> Document:
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:5f3a1c52-7a0e-4d3f-9d55-0d6f0a4f9c77",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Erste Hilfe",
        "issuer": {"id": issuer_id, "type": ["Profile"], "name": "Fachschule Übersee"},
        "validFrom": "2025-03-01T00:00:00Z",
        "validUntil": "2095-03-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:mira-okonjo",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "mira@example.org",
                    "identityType": "emailAddress",
                }
            ],
            "achievement": ACHIEVEMENT,
        },
    } | changes


def compact(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def with_a_proof(suite: str, key: Key, document: Document) -> Document:
    template = {name: value for name, value in document.items() if name != "id"}
    plan = SigningPlan(template, signer=key.signer, created=SIGNED, suite=SUITES[suite])
    (signed,) = plan.sign([{"id": document["id"]}])
    assert isinstance(signed, bytes), signed
    written: Document = json.loads(signed)
    return written


def changed_document(document: Document) -> Document:
    return {**document, "validFrom": "2025-03-02T00:00:00Z"}


def changed_token(token: str) -> str:
    head, payload, signature, *rest = token.replace("~", ".~", 1).split(".")
    other = "A" if signature[9] != "A" else "B"
    signature = f"{signature[:9]}{other}{signature[10:]}"
    return ".".join([head, payload, signature, *rest]).replace(".~", "~", 1)


def _proof(suite: str, kind: KeyKind, name: str) -> Made:
    document = with_a_proof(suite, a_key(kind), unsigned(a_key(kind).did))
    return Made(name, suite, kind, compact(document), compact(changed_document(document)))


def _disclosed() -> Made:
    key = a_key(KeyKind.P256)
    own = a_key(KeyKind.P256, 2)
    base = sign_base(
        unsigned(key.did),
        mandatory=ALWAYS_SHOWN,
        signer=key.signer,
        document_key=DocumentKey(public_key_of(own.private), own.signer, bytes(range(32))),
        created=SIGNED,
    )
    shown = derive(base, ["/credentialSubject/identifier"])
    name = "ecdsa-sd-2023, derived"
    return Made(name, "ecdsa-sd-2023", key.kind, compact(shown), compact(changed_document(shown)))


def _token(kind: KeyKind) -> Made:
    key = a_key(kind)
    token = sign_credential_token(unsigned(key.did), signer=key.signer, created=SIGNED)
    algorithm = key.signer.algorithm
    changed = changed_token(token).encode()
    return Made(f"VC-JWT, {algorithm}", algorithm, kind, token.encode(), changed)


def _selective_token() -> Made:
    key = a_key(KeyKind.P256)
    token = sign_selective_token(
        unsigned(key.did),
        disclosable=KEPT_BACK,
        signer=key.signer,
        created=SIGNED,
        random=Random(5).randbytes,
    )
    name = "SD-JWT (`vc+sd-jwt`), ES256"
    return Made(name, "ES256", key.kind, token.encode(), changed_token(token).encode())


def _picture(image: bytes, name: str, inside: Made) -> Made:
    baked, changed = (bake(each, image) for each in (inside.content, inside.changed))
    return Made(name, inside.suite, inside.kind, baked, changed)


def with_status(index: int) -> Document:
    key = a_key(KeyKind.ED25519)
    document = unsigned(key.did, credentialStatus=new_entry(LIST, index))
    return with_a_proof("eddsa-rdfc-2022", key, document)


def _status() -> Iterator[Made]:
    key = a_key(KeyKind.ED25519)
    listed = new_status_list(LIST, issuer=key.did, valid_from=SIGNED, set_indexes=(WITHDRAWN,))
    held, withdrawn = (compact(with_status(index)) for index in (HELD, WITHDRAWN))
    published = with_a_proof("eddsa-rdfc-2022", key, listed)
    token = sign_credential_token(listed, signer=key.signer, created=SIGNED)
    for name, content in ((STATUS, published), (STATUS_TOKEN, token)):
        yield Made(name, "eddsa-rdfc-2022", key.kind, held, withdrawn, {LIST: content})


_PROOFS = (
    ("eddsa-rdfc-2022", KeyKind.ED25519, "eddsa-rdfc-2022"),
    ("eddsa-jcs-2022", KeyKind.ED25519, "eddsa-jcs-2022"),
    ("ecdsa-rdfc-2019", KeyKind.P256, "ecdsa-rdfc-2019, P-256"),
    ("ecdsa-rdfc-2019", KeyKind.P384, "ecdsa-rdfc-2019, P-384"),
    ("ecdsa-jcs-2019", KeyKind.P256, "ecdsa-jcs-2019, P-256"),
    ("ecdsa-jcs-2019", KeyKind.P384, "ecdsa-jcs-2019, P-384"),
)
TOKEN_KEYS = (KeyKind.ED25519, KeyKind.P256, KeyKind.P384, KeyKind.RSA)


@cache
def made() -> tuple[Made, ...]:
    """Return all of them, in the order of the table."""
    proofs = [_proof(*each) for each in _PROOFS]
    tokens = [_token(kind) for kind in TOKEN_KEYS]
    images: tuple[tuple[str, Callable[[], bytes]], ...] = (("PNG", a_png), ("SVG", lambda: SVG))
    pictures = [
        _picture(image(), f"{what}, {inside.name} inside", inside)
        for what, image in images
        for inside in (proofs[0], tokens[1])
    ]
    return (*proofs, _disclosed(), *tokens, _selective_token(), *pictures, *_status())
