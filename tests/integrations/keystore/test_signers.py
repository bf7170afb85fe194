from __future__ import annotations

import os
import subprocess
import sys

import nacl.bindings
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.keys.public_key import ALGORITHMS, KeyKind
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.ports import Signer
from laurea.integrations.keystore.private_key import (
    PrivateKey,
    generate_private_key,
    public_key_of,
    signer_for,
    to_pkcs8,
)
from laurea.integrations.keystore.signers import Ed25519Signer, in_one_room, one_by_one

METHOD = "did:key:z#z"
KEYS: dict[KeyKind, PrivateKey] = {
    kind: generate_private_key(kind, os.urandom) for kind in ALGORITHMS
}
SIGNATURE_BYTES = {KeyKind.ED25519: 64, KeyKind.P256: 64, KeyKind.P384: 96, KeyKind.RSA: 384}


def a_signer(kind: KeyKind) -> Signer:
    return signer_for(KEYS[kind], METHOD)


@pytest.mark.parametrize("kind", list(ALGORITHMS), ids=lambda kind: kind.value)
def test_a_signer_is_named_by_its_public_part_only(kind: KeyKind) -> None:
    signer = a_signer(kind)
    assert (signer.verification_method, signer.algorithm) == (METHOD, ALGORITHMS[kind])
    assert to_pkcs8(KEYS[kind])[-32:].hex() not in repr(signer)
    assert "secret" not in repr(signer)


@given(st.sampled_from(list(ALGORITHMS)), st.lists(st.binary(max_size=80), max_size=3))
def test_each_message_gets_its_own_signature_in_order(kind: KeyKind, messages: list[bytes]) -> None:
    signatures = a_signer(kind).sign_many(messages, None)
    assert len(signatures) == len(messages)
    public_key = public_key_of(KEYS[kind])
    for signature, message in zip(signatures, messages, strict=True):
        assert len(signature) == SIGNATURE_BYTES[kind]
        assert verify_signature(public_key, signature, message, ALGORITHMS[kind])


def test_ed25519_signs_like_the_test_vector_of_its_standard() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    private = generate_private_key(KeyKind.ED25519, lambda size: seed[:size])
    assert public_key_of(private).raw.hex().startswith("d75a980182b10ab7d54bfed3c964073a")
    [signature] = signer_for(private, METHOD).sign_many([b""], None)
    assert signature.hex().startswith(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    )


@given(st.lists(st.binary(max_size=80), max_size=3))
def test_ed25519_signs_alike_with_and_without_room_made_once(messages: list[bytes]) -> None:
    signer = a_signer(KeyKind.ED25519)
    assert isinstance(signer, Ed25519Signer)
    expected = signer.sign_many(messages, None)
    assert one_by_one(messages, signer.secret) == expected
    assert in_one_room(messages, signer.secret) == expected


WITHOUT_THE_PRIVATE_MODULE = """
import sys
import nacl.bindings
sys.modules["nacl._sodium"] = None
from laurea.integrations.keystore.signers import Ed25519Signer, lib
assert lib is None
_, secret = nacl.bindings.crypto_sign_seed_keypair(bytes(32))
print(Ed25519Signer("urn:x", secret).sign_many([b"mira"], None)[0].hex())
"""


def test_ed25519_signs_where_the_private_module_of_its_library_is_gone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_PRIVATE_MODULE],
        capture_output=True,
        text=True,
        check=False,
    )
    _, secret = nacl.bindings.crypto_sign_seed_keypair(bytes(32))
    [signature] = Ed25519Signer("urn:x", secret).sign_many([b"mira"], None)
    assert done.stdout.strip() == signature.hex(), done.stderr
