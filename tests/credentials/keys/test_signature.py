from __future__ import annotations

from dataclasses import dataclass

import nacl.bindings
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.keys.public_key import (
    CURVES,
    KeyKind,
    PublicKey,
    elliptic_bytes,
    read_public_key,
    rsa_bytes,
)
from laurea.credentials.keys.signature import verify_signature

MESSAGE = b"Halden Works Academy"
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
HASHES = {
    KeyKind.P256: hashes.SHA256(),
    KeyKind.P384: hashes.SHA384(),
    KeyKind.SECP256K1: hashes.SHA256(),
}


@dataclass(frozen=True)
class Signed:
    key: PublicKey
    signature: bytes
    algorithm: str

    def holds(self, signature: bytes | None = None, message: bytes = MESSAGE) -> bool:
        signature = self.signature if signature is None else signature
        return verify_signature(self.key, signature, message, self.algorithm)


def signed_ed25519() -> Signed:
    public, secret = nacl.bindings.crypto_sign_seed_keypair(bytes(range(32)))
    signature = nacl.bindings.crypto_sign(MESSAGE, secret)[:64]
    return Signed(read_public_key(KeyKind.ED25519, public), signature, "EdDSA")


def signed_elliptic(kind: KeyKind, algorithm: str) -> Signed:
    private = ec.derive_private_key(20_26, CURVES[kind])
    size = CURVES[kind].key_size // 8
    r, s = decode_dss_signature(private.sign(MESSAGE, ec.ECDSA(HASHES[kind])))
    key = read_public_key(kind, elliptic_bytes(private.public_key()))
    return Signed(key, r.to_bytes(size) + s.to_bytes(size), algorithm)


def signed_rsa() -> Signed:
    private = rsa.generate_private_key(65537, 2048)
    signature = private.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    key = read_public_key(KeyKind.RSA, rsa_bytes(private.public_key()))
    return Signed(key, signature, "RS256")


ALL = [
    signed_ed25519(),
    signed_elliptic(KeyKind.P256, "ES256"),
    signed_elliptic(KeyKind.P384, "ES384"),
    signed_elliptic(KeyKind.SECP256K1, "ES256K"),
    signed_rsa(),
]
by_algorithm = pytest.mark.parametrize("signed", ALL, ids=lambda signed: signed.algorithm)


@by_algorithm
def test_the_signature_of_the_key_over_the_message_holds(signed: Signed) -> None:
    assert signed.holds()


@by_algorithm
def test_no_other_message_and_no_other_length_holds(signed: Signed) -> None:
    assert not signed.holds(message=MESSAGE + b".")
    assert not signed.holds(message=b"")
    for other in (b"", signed.signature[:-1], signed.signature + b"\0", bytes(1_000_000)):
        assert not signed.holds(other)
    assert not signed.holds(bytes(len(signed.signature)))
    assert not signed.holds(b"\xff" * len(signed.signature))


@given(st.sampled_from(ALL), st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_of_a_signature_fails(signed: Signed, place: int, change: int) -> None:
    forged = bytearray(signed.signature)
    forged[place % len(forged)] ^= change
    assert not signed.holds(bytes(forged))


@by_algorithm
@pytest.mark.parametrize(
    "algorithm", ["EdDSA", "ES256", "ES384", "RS256", "HS256", "none", "", "PS256", "ES512"]
)
def test_the_key_decides_the_algorithm(signed: Signed, algorithm: str) -> None:
    holds = verify_signature(signed.key, signed.signature, MESSAGE, algorithm)
    assert holds == (algorithm == signed.algorithm)


def test_an_ed25519_signature_with_the_group_order_added_to_s_fails() -> None:
    signed = ALL[0]
    s = int.from_bytes(signed.signature[32:], "little") + GROUP_ORDER
    assert not signed.holds(signed.signature[:32] + s.to_bytes(32, "little"))


def test_a_signature_that_would_fit_a_key_of_small_order_fails() -> None:
    identity = bytes([1]) + bytes(31)
    forced = PublicKey(KeyKind.ED25519, identity)
    assert not verify_signature(forced, identity + bytes(32), MESSAGE, "EdDSA")


@pytest.mark.parametrize("signed", ALL[1:4], ids=lambda signed: signed.algorithm)
def test_ecdsa_numbers_outside_their_range_fail(signed: Signed) -> None:
    half = len(signed.signature) // 2
    order = CURVES[signed.key.kind].group_order
    r, s = signed.signature[:half], signed.signature[half:]
    for bad in (bytes(half), order.to_bytes(half), b"\xff" * half):
        assert not signed.holds(bad + s)
        assert not signed.holds(r + bad)


def test_an_ecdsa_signature_in_der_form_fails() -> None:
    private = ec.derive_private_key(20_26, CURVES[KeyKind.P256])
    assert not ALL[1].holds(private.sign(MESSAGE, ec.ECDSA(hashes.SHA256())))


def test_a_key_checks_no_algorithm_but_its_own() -> None:
    signed = signed_elliptic(KeyKind.SECP256K1, "ES256K")
    for algorithm in ("ES256", "ES384", "EdDSA", ""):
        assert not verify_signature(signed.key, signed.signature, MESSAGE, algorithm)
