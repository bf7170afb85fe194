"""Public keys in PEM are read whole or not at all."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.pem import from_pem
from laurea.credentials.keys.public_key import KeyKind


def pem(key: object) -> str:
    found: bytes = key.public_key().public_bytes(  # type: ignore[attr-defined]
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    return found.decode()


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (ed25519.Ed25519PrivateKey.generate(), KeyKind.ED25519),
        (ec.generate_private_key(ec.SECP256R1()), KeyKind.P256),
        (ec.generate_private_key(ec.SECP384R1()), KeyKind.P384),
        (rsa.generate_private_key(65_537, 2_048), KeyKind.RSA),
    ],
)
def test_keys_of_known_kinds_are_read(key: object, kind: KeyKind) -> None:
    assert from_pem(pem(key)).kind is kind


def test_a_short_key_is_weak() -> None:
    with pytest.raises(MalformedDocument) as caught:
        from_pem(pem(rsa.generate_private_key(65_537, 1_024)))  # noqa: S505 - the point
    assert caught.value.problem.type.slug == "key-weak"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "x" * 20_000,
        "é",
        pem(dsa.generate_private_key(2_048)),
        pem(ec.generate_private_key(ec.BrainpoolP256R1())),
        ed25519.Ed25519PrivateKey.generate()
        .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        .decode(),
    ],
)
def test_anything_else_is_no_key(text: str) -> None:
    with pytest.raises(MalformedDocument) as caught:
        from_pem(text)
    assert caught.value.problem.type.slug == "key-invalid"
