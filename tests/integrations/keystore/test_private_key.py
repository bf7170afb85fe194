from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.public_key import ALGORITHMS, KeyKind
from laurea.integrations.keystore.private_key import (
    from_pkcs8,
    generate_private_key,
    public_key_of,
    to_pkcs8,
)


@pytest.mark.parametrize("kind", list(ALGORITHMS), ids=lambda kind: kind.value)
def test_a_new_key_is_of_the_kind_asked_and_survives_being_written(kind: KeyKind) -> None:
    private = generate_private_key(kind, os.urandom)
    assert public_key_of(private).kind is kind
    assert public_key_of(from_pkcs8(to_pkcs8(private))) == public_key_of(private)


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.P256, KeyKind.P384])
@pytest.mark.parametrize("byte", [0, 1, 0xFF])
def test_the_same_randomness_gives_the_same_key_and_extremes_give_one_too(
    kind: KeyKind, byte: int
) -> None:
    keys = [generate_private_key(kind, lambda size: bytes([byte]) * size) for _ in range(2)]
    assert public_key_of(keys[0]) == public_key_of(keys[1])


@pytest.mark.parametrize("kind", [KeyKind.P521, KeyKind.SECP256K1])
def test_kinds_that_sign_nothing_here_are_not_made(kind: KeyKind) -> None:
    with pytest.raises(ValueError, match=kind.value):
        generate_private_key(kind, os.urandom)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_only_a_key_file_problem_leaves(content: bytes) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        from_pkcs8(content)
    assert refusal.value.problem.type.slug == "key-file"


def test_private_keys_of_other_kinds_are_refused() -> None:
    other = ed448.Ed448PrivateKey.generate().private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(MalformedDocument):
        from_pkcs8(other)
    with pytest.raises(MalformedDocument) as refusal:
        public_key_of(ec.derive_private_key(7, ec.SECP521R1()))
    assert "secp521r1" in refusal.value.problem.detail
    with pytest.raises(MalformedDocument) as refusal:
        public_key_of(rsa.generate_private_key(65537, 1024))  # noqa: S505 - weak on purpose
    assert refusal.value.problem.type.slug == "key-weak"
