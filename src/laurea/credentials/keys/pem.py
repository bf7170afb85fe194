"""Public keys in PEM, as issuers of Open Badges 1 and 2 publish them."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from laurea.credentials.keys.public_key import (
    CURVES,
    KeyKind,
    PublicKey,
    elliptic_bytes,
    read_public_key,
    refused,
    rsa_bytes,
)

_KINDS: Final = {curve.name: kind for kind, curve in CURVES.items()}
_LONGEST: Final = 16_384


def from_pem(text: str) -> PublicKey:
    """Return the public key of a PEM text, `-----BEGIN PUBLIC KEY-----`.

    Raises:
        MalformedDocument: `key-invalid`: no such text, a private key, or a kind that is not read;
            `key-weak`: an RSA key that is too short.

    Spec: https://www.rfc-editor.org/rfc/rfc7468#section-13

    >>> from_pem("-----BEGIN PRIVATE KEY-----")
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: The key cannot be used: ...
    """
    if len(text) > _LONGEST or not text.isascii() or "PRIVATE KEY" in text:
        raise refused("A public key in PEM was expected.")
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise refused("The text is no public key in PEM.") from None
    if isinstance(key, rsa.RSAPublicKey):
        return read_public_key(KeyKind.RSA, rsa_bytes(key))
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _KINDS:
        return read_public_key(_KINDS[key.curve.name], elliptic_bytes(key))
    if isinstance(key, ed25519.Ed25519PublicKey):
        return read_public_key(KeyKind.ED25519, key.public_bytes_raw())
    raise refused("The key is of a kind that signs no credentials here.")
