from __future__ import annotations

from typing import Any

import nacl.bindings
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.jwk import from_jwk, to_jwk
from laurea.credentials.keys.multibase import base64url_encode
from laurea.credentials.keys.public_key import CURVES, KeyKind

RAW = nacl.bindings.crypto_sign_seed_keypair(bytes(32))[0]
ED25519 = {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(RAW)}


def an_elliptic_jwk(kind: KeyKind, name: str) -> dict[str, str]:
    point = ec.derive_private_key(4711, CURVES[kind]).public_key().public_numbers()
    size = (CURVES[kind].key_size + 7) // 8
    return {
        "kty": "EC",
        "crv": name,
        "x": base64url_encode(point.x.to_bytes(size)),
        "y": base64url_encode(point.y.to_bytes(size)),
    }


P256 = an_elliptic_jwk(KeyKind.P256, "P-256")
CURVE_JWKS = [
    P256,
    an_elliptic_jwk(KeyKind.P384, "P-384"),
    an_elliptic_jwk(KeyKind.P521, "P-521"),
    an_elliptic_jwk(KeyKind.SECP256K1, "secp256k1"),
]


def an_rsa_jwk(bits: int) -> dict[str, str]:
    modulus = (1 << bits) - 1
    return {"kty": "RSA", "n": base64url_encode(modulus.to_bytes((bits + 7) // 8)), "e": "AQAB"}


def refusal_of(jwk: dict[str, Any]) -> str:
    with pytest.raises(MalformedDocument) as refusal:
        from_jwk(jwk)
    return refusal.value.problem.type.slug


@pytest.mark.parametrize("jwk", [ED25519, *CURVE_JWKS, an_rsa_jwk(2048)])
def test_reading_and_writing_a_jwk_is_identity(jwk: dict[str, str]) -> None:
    assert to_jwk(from_jwk(jwk)) == jwk


def test_a_generated_rsa_key_round_trips() -> None:
    numbers = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
    jwk = {"kty": "RSA", "n": base64url_encode(numbers.n.to_bytes(256)), "e": "AQAB"}
    assert to_jwk(from_jwk(jwk)) == jwk


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_key_with_a_private_part_is_refused(member: str) -> None:
    assert refusal_of(ED25519 | {member: ""}) == "key-invalid"


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "oct"},
        {"kty": None},
        {"kty": ["OKP"]},
        {"crv": "X25519"},
        {"crv": "Ed448"},
        {"crv": ["P-256"]},
        {"crv": {}},
        {"x": None},
        {"x": 5},
        {"x": "AA"},
        {"x": ED25519["x"] + "="},
        {"x": base64url_encode(bytes([1]) + bytes(31))},
        {"use": "enc"},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"alg": "ES256"},
        {"alg": "none"},
        {"alg": ["EdDSA"]},
    ],
    ids=str,
)
def test_what_is_no_sound_ed25519_jwk_is_refused(change: dict[str, Any]) -> None:
    assert refusal_of(ED25519 | change) == "key-invalid"


@pytest.mark.parametrize(
    "change",
    [
        {"crv": "P-384"},
        {"crv": "secp256k1"},
        {"crv": "P-256K"},
        {"y": P256["x"]},
        {"y": P256["y"][:-2]},
        {"x": base64url_encode(bytes(32)), "y": base64url_encode(bytes(32))},
        {"alg": "EdDSA"},
        {"alg": "Ed25519"},
        {"x": base64url_encode(b"\xff" * 32)},
    ],
    ids=str,
)
def test_what_is_no_sound_p256_jwk_is_refused(change: dict[str, Any]) -> None:
    assert refusal_of(P256 | change) == "key-invalid"


@pytest.mark.parametrize(
    ("jwk", "slug"),
    [
        (an_rsa_jwk(1024), "key-weak"),
        (an_rsa_jwk(16384), "key-invalid"),
        (an_rsa_jwk(2048) | {"e": "AQ"}, "key-invalid"),
        (an_rsa_jwk(2048) | {"e": ""}, "key-invalid"),
        (an_rsa_jwk(2048) | {"e": "AAEAAQ"}, "key-invalid"),
        (an_rsa_jwk(2048) | {"e": "Ag"}, "key-invalid"),
        (an_rsa_jwk(2048) | {"n": "AQAB"}, "key-invalid"),
        (an_rsa_jwk(2048) | {"alg": "PS256"}, "key-invalid"),
    ],
    ids=range(8),
)
def test_what_is_no_sound_rsa_jwk_is_refused(jwk: dict[str, str], slug: str) -> None:
    assert refusal_of(jwk) == slug


@pytest.mark.parametrize(
    "extra", [{"use": "sig"}, {"key_ops": ["verify"]}, {"alg": "EdDSA"}, {"alg": "Ed25519"}]
)
def test_a_jwk_may_say_that_it_checks_signatures(extra: dict[str, Any]) -> None:
    assert from_jwk(ED25519 | extra).raw == RAW
