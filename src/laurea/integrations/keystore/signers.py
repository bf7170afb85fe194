"""Signing with a private key in memory; each class is one implementation of the `Signer` port.

The representation of a signer names its public part only, so that no log shows a secret. Pickled,
as it is for another process of this machine, a signer carries its secret in the open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import nacl.bindings
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

try:
    from nacl._sodium import ffi, lib
except ImportError:  # PyNaCl promises nothing about that module
    ffi = lib = None

_ED25519_SIGNATURE_BYTES: Final = nacl.bindings.crypto_sign_BYTES
_ECDSA: Final = {"ES256": ec.ECDSA(hashes.SHA256()), "ES384": ec.ECDSA(hashes.SHA384())}


def one_by_one(messages: Sequence[bytes], secret: bytes) -> list[bytes]:
    """Return the Ed25519 signature of each message by what PyNaCl offers to everybody."""
    return [
        nacl.bindings.crypto_sign(message, secret)[:_ED25519_SIGNATURE_BYTES]
        for message in messages
    ]


def in_one_room(messages: Sequence[bytes], secret: bytes) -> list[bytes]:
    """Do what `one_by_one` does, faster, with room made once for all messages.

    It calls libsodium by a module of PyNaCl that is not public.
    """
    size_bytes = _ED25519_SIGNATURE_BYTES + max(map(len, messages), default=0)
    signed = ffi.new("unsigned char[]", size_bytes)
    signature, nowhere = ffi.buffer(signed, _ED25519_SIGNATURE_BYTES), ffi.NULL
    signatures: list[bytes] = []
    for message in messages:
        if lib.crypto_sign(signed, nowhere, message, len(message), secret) != 0:
            raise RuntimeError("libsodium signed nothing")
        signatures.append(signature[:])
    return signatures


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """Signs with Ed25519 (libsodium)."""

    verification_method: str
    secret: bytes = field(repr=False)
    """Seed and public key side by side, 64 bytes, as libsodium wants it."""
    algorithm: str = "EdDSA"

    def sign_many(
        self,
        messages: Sequence[bytes],
        reservation: str | None = None,  # noqa: ARG002 - a file keeps no list of reservations
    ) -> list[bytes]:
        """Return one signature of 64 bytes for each message."""
        sign = one_by_one if lib is None else in_one_room
        return sign(messages, self.secret)


@dataclass(frozen=True, slots=True)
class EcdsaSigner:
    """Signs with ECDSA over P-256 or P-384; `algorithm` is `ES256` or `ES384`."""

    verification_method: str
    secret: ec.EllipticCurvePrivateKey = field(repr=False)
    algorithm: str

    def sign_many(
        self,
        messages: Sequence[bytes],
        reservation: str | None = None,  # noqa: ARG002 - a file keeps no list of reservations
    ) -> list[bytes]:
        """Return one signature for each message: r and s side by side, 64 or 96 bytes."""
        return [self._sign(message) for message in messages]

    def __reduce__(self) -> tuple[Any, ...]:
        """Say how the signer is made anew elsewhere."""
        return _restored, (
            EcdsaSigner,
            self.verification_method,
            _opened(self.secret),
            self.algorithm,
        )

    def _sign(self, message: bytes) -> bytes:
        size_bytes = self.secret.key_size // 8
        r, s = decode_dss_signature(self.secret.sign(message, _ECDSA[self.algorithm]))
        return r.to_bytes(size_bytes) + s.to_bytes(size_bytes)


@dataclass(frozen=True, slots=True)
class RsaSigner:
    """Signs with RSASSA-PKCS1-v1_5 and SHA-256, for tokens (JWT)."""

    verification_method: str
    secret: rsa.RSAPrivateKey = field(repr=False)
    algorithm: str = "RS256"

    def sign_many(
        self,
        messages: Sequence[bytes],
        reservation: str | None = None,  # noqa: ARG002 - a file keeps no list of reservations
    ) -> list[bytes]:
        """Return one signature for each message, as long as the modulus."""
        return [
            self.secret.sign(message, padding.PKCS1v15(), hashes.SHA256()) for message in messages
        ]

    def __reduce__(self) -> tuple[Any, ...]:
        """Say how the signer is made anew elsewhere."""
        return _restored, (
            RsaSigner,
            self.verification_method,
            _opened(self.secret),
            self.algorithm,
        )


def _opened(secret: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _restored(
    kind: type[EcdsaSigner | RsaSigner], verification_method: str, secret: bytes, algorithm: str
) -> EcdsaSigner | RsaSigner:
    key: Any = load_der_private_key(secret, password=None)
    return kind(verification_method, key, algorithm)
