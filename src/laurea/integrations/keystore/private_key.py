"""Private keys as PKCS#8 bytes: made, read back, turned into signers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import nacl.bindings
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.public_key import (
    ALGORITHMS,
    CURVES,
    KeyKind,
    PublicKey,
    elliptic_bytes,
    read_public_key,
    rsa_bytes,
)
from laurea.credentials.ports import Signer
from laurea.credentials.problems import KEY_FILE, Problem
from laurea.integrations.keystore.signers import EcdsaSigner, Ed25519Signer, RsaSigner

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
"""The kinds of private key that are kept."""

_RSA_BITS: Final = 3_072
_RSA_EXPONENT: Final = 65_537
_ELLIPTIC_KINDS: Final = {CURVES[kind].name: kind for kind in (KeyKind.P256, KeyKind.P384)}


def generate_private_key(kind: KeyKind, random: Callable[[int], bytes]) -> PrivateKey:
    """Return a new private key.

    Args:
        kind: a kind that signs credentials.
        random: returns so many unpredictable bytes. RSA keys take the system's randomness
            instead: their library accepts no other.

    Raises:
        ValueError: `kind` signs no credentials here.
    """
    if kind not in ALGORITHMS:
        raise ValueError(f"keys of the kind {kind.value} sign no credentials")
    if kind is KeyKind.ED25519:
        return ed25519.Ed25519PrivateKey.from_private_bytes(random(32))
    if kind is KeyKind.RSA:
        return rsa.generate_private_key(_RSA_EXPONENT, _RSA_BITS)
    curve = CURVES[kind]
    # FIPS 186-5, A.2.1: 64 bits more than the order has, so that the remainder is even.
    number = int.from_bytes(random(curve.key_size // 8 + 8))
    return ec.derive_private_key(number % (curve.group_order - 1) + 1, curve)


def public_key_of(private: PrivateKey) -> PublicKey:
    """Return the public key that belongs to a private key.

    Raises:
        MalformedDocument: a kind or size of key that signs no credentials.
    """
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return read_public_key(KeyKind.ED25519, private.public_key().public_bytes_raw())
    if isinstance(private, rsa.RSAPrivateKey):
        return read_public_key(KeyKind.RSA, rsa_bytes(private.public_key()))
    kind = _ELLIPTIC_KINDS.get(private.curve.name)
    if kind is None:
        raise _unusable(f"A key on the curve {private.curve.name} signs no credentials here.")
    return read_public_key(kind, elliptic_bytes(private.public_key()))


def to_pkcs8(private: PrivateKey) -> bytes:
    """Return a private key in the open, as PKCS#8 in DER."""
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def from_pkcs8(content: bytes) -> PrivateKey:
    """Return the private key of a PKCS#8 text in DER.

    Raises:
        MalformedDocument: `key-file`: no private key, or one of a kind that signs nothing here.
    """
    try:
        private = load_der_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _unusable("The private part is damaged.") from None
    if not isinstance(private, PrivateKey):
        raise _unusable("The private part is of a kind that signs no credentials.")
    return private


def signer_for(private: PrivateKey, verification_method: str) -> Signer:
    """Return the signer of a private key; verifiers find the key at `verification_method`."""
    if isinstance(private, ed25519.Ed25519PrivateKey):
        _, secret = nacl.bindings.crypto_sign_seed_keypair(private.private_bytes_raw())
        return Ed25519Signer(verification_method, secret)
    if isinstance(private, rsa.RSAPrivateKey):
        return RsaSigner(verification_method, private)
    algorithm = ALGORITHMS[public_key_of(private).kind]
    return EcdsaSigner(verification_method, private, algorithm)


def _unusable(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(KEY_FILE, detail))
