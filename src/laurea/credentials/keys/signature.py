"""Whether a signature over a message is that of a public key.

- The key decides the algorithm; the algorithm a document names must be that one.
- EdDSA is checked as libsodium does: S below the group's order, neither R nor the key of small
  order, the equation without cofactor.
- ES256, ES384, ES512 and ES256K take r and s side by side, each from 1 to the order less 1.

Spec: https://www.rfc-editor.org/rfc/rfc7518#section-3, https://www.rfc-editor.org/rfc/rfc8037
"""

from __future__ import annotations

from typing import Final

import nacl.bindings
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from nacl.exceptions import BadSignatureError

from laurea.credentials.keys.public_key import (
    KeyKind,
    PublicKey,
    coordinate_bytes,
    elliptic_key,
    rsa_key,
)

_ECDSA: Final = {
    KeyKind.P256: ec.ECDSA(hashes.SHA256()),
    KeyKind.P384: ec.ECDSA(hashes.SHA384()),
    KeyKind.P521: ec.ECDSA(hashes.SHA512()),
    KeyKind.SECP256K1: ec.ECDSA(hashes.SHA256()),
}
_RS256: Final = (padding.PKCS1v15(), hashes.SHA256())


def verify_signature(
    public_key: PublicKey, signature: bytes, message: bytes, algorithm: str
) -> bool:
    """Say whether `signature` is that of `public_key` over `message`.

    Args:
        public_key: the key of the one who is said to have signed.
        signature: 64 bytes for EdDSA, ES256 and ES256K, 96 for ES384, 132 for ES512, as many as
            the modulus for RS256.
        message: what was signed. All but EdDSA hash it themselves.
        algorithm: the JOSE algorithm that the document names. Where it is not the key's own the
            answer is no.

    Spec: https://www.rfc-editor.org/rfc/rfc7518#section-3
    """
    if algorithm != public_key.algorithm:
        return False
    if public_key.kind is KeyKind.ED25519:
        return _verify_ed25519(public_key.raw, signature, message)
    if public_key.kind is KeyKind.RSA:
        return _verify_rsa(public_key.raw, signature, message)
    return _verify_elliptic(public_key, signature, message)


def _verify_ed25519(raw: bytes, signature: bytes, message: bytes) -> bool:
    if len(signature) != nacl.bindings.crypto_sign_BYTES:
        return False
    try:
        nacl.bindings.crypto_sign_open(signature + message, raw)
    except BadSignatureError:
        return False
    return True


def _verify_elliptic(public_key: PublicKey, signature: bytes, message: bytes) -> bool:
    size_bytes = coordinate_bytes(public_key.kind)
    if len(signature) != 2 * size_bytes:
        return False
    r, s = int.from_bytes(signature[:size_bytes]), int.from_bytes(signature[size_bytes:])
    key = elliptic_key(public_key.kind, public_key.raw)
    order = key.curve.group_order
    if not (0 < r < order and 0 < s < order):
        return False
    try:
        key.verify(encode_dss_signature(r, s), message, _ECDSA[public_key.kind])
    except InvalidSignature:
        return False
    return True


def _verify_rsa(raw: bytes, signature: bytes, message: bytes) -> bool:
    key = rsa_key(raw)
    try:
        key.verify(signature, message, *_RS256)
    except InvalidSignature:
        return False
    return len(signature) == key.key_size // 8
