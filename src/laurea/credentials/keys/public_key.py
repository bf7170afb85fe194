"""A public key, checked when it is read: a `PublicKey` that exists can be relied on.

- Ed25519: a canonical point of the group of prime order. Points of small order are refused:
  some signatures of theirs fit every message.
- NIST curves and secp256k1: a compressed point that lies on the curve.
- RSA: PKCS#1, at least 2,048 bits; shorter ones are weak, much longer ones a burden.

Only some kinds of key sign credentials here: those in `ALGORITHMS`. Signatures of P-521 are
checked in tokens as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

import nacl.bindings
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import KEY_INVALID, KEY_WEAK, Problem, ProblemType

_SHORTEST_RSA_BITS: Final = 2_048
_LONGEST_RSA_BITS: Final = 8_192
_LARGEST_EXPONENT: Final = 2**32
_KEPT: Final = 4_096


class KeyKind(Enum):
    """The kinds of public key that can be read; the values are the names the commands use."""

    ED25519 = "ed25519"
    P256 = "p256"
    P384 = "p384"
    P521 = "p521"
    SECP256K1 = "secp256k1"
    RSA = "rsa"

    __hash__ = object.__hash__  # there is one object for each kind; the usual hash is slow


CURVES: Final[dict[KeyKind, ec.EllipticCurve]] = {
    KeyKind.P256: ec.SECP256R1(),
    KeyKind.P384: ec.SECP384R1(),
    KeyKind.P521: ec.SECP521R1(),
    KeyKind.SECP256K1: ec.SECP256K1(),
}
"""The elliptic curves whose points are written compressed."""

ALGORITHMS: Final[dict[KeyKind, str]] = {
    KeyKind.ED25519: "EdDSA",
    KeyKind.P256: "ES256",
    KeyKind.P384: "ES384",
    KeyKind.RSA: "RS256",
}
"""The one JOSE signature algorithm of each kind of key that signs credentials here."""

_READ_ONLY: Final = {KeyKind.P521: "ES512", KeyKind.SECP256K1: "ES256K"}
"""Kinds of key whose signatures are checked, and that sign nothing here."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key that passed `read_public_key`; make it with that function only.

    `raw` is the key as its multicodec defines it: 32 bytes for Ed25519, a compressed point for
    the other curves, an RSAPublicKey of PKCS#1 in DER for RSA.
    """

    kind: KeyKind
    raw: bytes

    @property
    def algorithm(self) -> str:
        """The JOSE algorithm of the key's signatures."""
        return ALGORITHMS.get(self.kind) or _READ_ONLY[self.kind]


def read_public_key(kind: KeyKind, raw: bytes) -> PublicKey:
    """Return the public key that `raw` holds, as the multicodec of `kind` defines it.

    Raises:
        MalformedDocument: `key-invalid`: the wrong length, not on the curve, of small order, or
            not the one way to write it. `key-weak`: an RSA key that is too short.

    >>> read_public_key(KeyKind.ED25519, bytes([1]) + bytes(31))
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: The key cannot be used: ...
    """
    if kind is KeyKind.ED25519:
        _check_ed25519(raw)
    elif kind is KeyKind.RSA:
        rsa_key(raw)
    else:
        elliptic_key(kind, raw)
    return PublicKey(kind, raw)


@lru_cache(maxsize=_KEPT)
def elliptic_key(kind: KeyKind, raw: bytes) -> ec.EllipticCurvePublicKey:
    """Return the elliptic key of a compressed point, in the form that checks signatures.

    Raises:
        MalformedDocument: the wrong length, not compressed, or not on the curve.
    """
    curve = CURVES[kind]
    if len(raw) != 1 + coordinate_bytes(kind) or raw[0] not in (2, 3):
        raise refused(f"A {kind.value} key is written as one compressed point of its curve.")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, raw)
    except ValueError:
        raise refused(f"The point does not lie on the curve {kind.value}.") from None


@lru_cache(maxsize=_KEPT)
def rsa_key(raw: bytes) -> rsa.RSAPublicKey:
    """Return the RSA key of a PKCS#1 RSAPublicKey in DER, in the form that checks signatures.

    Raises:
        MalformedDocument: not such a key, or one that is too short or too long.
    """
    try:
        key = load_der_public_key(raw)
    except (ValueError, UnsupportedAlgorithm):
        raise refused("The bytes are no RSA key in PKCS#1 form.") from None
    if not isinstance(key, rsa.RSAPublicKey) or rsa_bytes(key) != raw:
        raise refused("The bytes are no RSA key in PKCS#1 form.")
    numbers = key.public_numbers()
    if numbers.n % 2 == 0 or numbers.e > _LARGEST_EXPONENT:
        raise refused("The modulus and exponent make no sound RSA key.")
    if key.key_size < _SHORTEST_RSA_BITS:
        raise refused(
            f"The RSA key has {key.key_size:,} bits; at least {_SHORTEST_RSA_BITS:,} are asked.",
            KEY_WEAK,
        )
    if key.key_size > _LONGEST_RSA_BITS:
        raise refused(
            f"The RSA key has {key.key_size:,} bits; at most {_LONGEST_RSA_BITS:,} are accepted."
        )
    return key


def elliptic_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return an elliptic key as the compressed point that `PublicKey.raw` holds."""
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def rsa_bytes(key: rsa.RSAPublicKey) -> bytes:
    """Return an RSA key as the PKCS#1 bytes that `PublicKey.raw` holds."""
    return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)


def coordinate_bytes(kind: KeyKind) -> int:
    """Return how many bytes one coordinate of the kind's curve takes: 32, 48 or 66."""
    return (CURVES[kind].key_size + 7) // 8


def refused(detail: str, kind: ProblemType = KEY_INVALID) -> MalformedDocument:
    """Return the error that says why a key cannot be used."""
    return MalformedDocument(Problem(kind, detail))


@lru_cache(maxsize=_KEPT)
def _check_ed25519(raw: bytes) -> None:
    if len(raw) != nacl.bindings.crypto_sign_PUBLICKEYBYTES:
        raise refused(f"An Ed25519 key has 32 bytes; this one has {len(raw)}.")
    # Canonical, on the curve, and of prime order, so neither of small nor of mixed order.
    if not nacl.bindings.crypto_core_ed25519_is_valid_point(raw):
        raise refused("The bytes are no sound Ed25519 key: not a point of the group that signs.")
