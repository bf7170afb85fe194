from __future__ import annotations

from typing import Any

import nacl.bindings
import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.jwk import from_jwk
from laurea.credentials.keys.multibase import base58btc_encode, base64url_encode, multibase_encode
from laurea.credentials.keys.multikey import to_multikey
from laurea.credentials.keys.verification_method import parse_verification_method

RAW = nacl.bindings.crypto_sign_seed_keypair(bytes(32))[0]
MULTIKEY = multibase_encode(b"\xed\x01" + RAW)
DID = "did:web:halden.example"
JWK = {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(RAW)}
HEAD = {"id": DID + "#key-1", "controller": DID}
ENTRIES: list[dict[str, Any]] = [
    {"type": "Multikey", "publicKeyMultibase": MULTIKEY},
    {"type": "Ed25519VerificationKey2020", "publicKeyMultibase": MULTIKEY},
    {"type": "Ed25519VerificationKey2018", "publicKeyBase58": base58btc_encode(RAW)},
    {"type": "JsonWebKey", "publicKeyJwk": JWK},
    {"type": "JsonWebKey2020", "publicKeyJwk": JWK},
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["type"])
def test_every_type_of_entry_gives_the_same_key(entry: dict[str, Any]) -> None:
    method = parse_verification_method(HEAD | entry, base=DID)
    assert (method.id, method.controller) == (HEAD["id"], DID)
    assert method.public_key == from_jwk(JWK)
    assert to_multikey(method.public_key) == MULTIKEY


def test_an_id_that_is_a_fragment_is_relative_to_its_document() -> None:
    method = parse_verification_method(HEAD | ENTRIES[0] | {"id": "#key-1"}, base=DID)
    assert method.id == HEAD["id"]


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"controller": [DID]},
        {"type": "RsaVerificationKey2018"},
        {"type": ["Multikey"]},
        {"publicKeyMultibase": None},
        {"publicKeyMultibase": "z6Mk"},
        {"type": "Ed25519VerificationKey2018"},
        {"type": "Ed25519VerificationKey2018", "publicKeyBase58": "0"},
        {"type": "Ed25519VerificationKey2018", "publicKeyBase58": "11"},
        {"type": "EcdsaSecp256r1VerificationKey2019"},
        {"type": "JsonWebKey", "publicKeyJwk": "{}"},
        {"type": "JsonWebKey", "publicKeyJwk": JWK | {"d": "AA"}},
        {"secretKeyMultibase": "z3u2"},
        {"privateKeyJwk": {}},
    ],
    ids=str,
)
def test_what_is_no_sound_entry_is_refused_with_its_place(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        parse_verification_method(
            HEAD | ENTRIES[0] | change, base=DID, pointer="/verificationMethod/0"
        )
    assert refusal.value.problem.type.slug == "key-invalid"
    assert refusal.value.problem.pointer.startswith("/verificationMethod/0")


def test_an_entry_with_one_key_in_two_forms_is_read_and_with_two_keys_refused() -> None:
    both = HEAD | ENTRIES[0] | {"publicKeyJwk": JWK, "publicKeyBase58": base58btc_encode(RAW)}
    assert parse_verification_method(both, base=DID).public_key == from_jwk(JWK)
    other = nacl.bindings.crypto_sign_seed_keypair(bytes(31) + b"1")[0]
    for twin in (
        {"publicKeyJwk": JWK | {"x": base64url_encode(other)}},
        {"publicKeyBase58": base58btc_encode(other)},
        {"publicKeyJwk": "no key"},
    ):
        with pytest.raises(MalformedDocument):
            parse_verification_method(HEAD | ENTRIES[0] | twin, base=DID)
