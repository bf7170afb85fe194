"""Multikey: a public key as one multibase text that begins with the key's multicodec.

Spec: https://www.w3.org/TR/cid-1.0/#Multikey
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.multibase import decode_multibase, multibase_encode
from laurea.credentials.keys.public_key import KeyKind, PublicKey, read_public_key, refused
from laurea.credentials.problems import KEY_INVALID, Problem

_PREFIXES: Final = {
    KeyKind.ED25519: b"\xed\x01",
    KeyKind.P256: b"\x80\x24",
    KeyKind.P384: b"\x81\x24",
    KeyKind.P521: b"\x82\x24",
    KeyKind.SECP256K1: b"\xe7\x01",
    KeyKind.RSA: b"\x85\x24",
}
_KINDS: Final = {prefix: kind for kind, prefix in _PREFIXES.items()}
# Known so that their refusal can say what they are.
_OTHER_KINDS: Final = {
    b"\xec\x01": "an X25519 key, which encrypts and does not sign",
    b"\xea\x01": "a BLS12-381 key",
    b"\xeb\x01": "a BLS12-381 key",
    b"\xee\x01": "a pair of BLS12-381 keys",
}


def parse_multikey(text: str) -> PublicKey:
    """Return the public key that a `publicKeyMultibase` text of a Multikey holds.

    Args:
        text: base58btc with its prefix `z`, the only base the standard allows for it.

    Raises:
        MalformedDocument: `key-invalid` (not base58btc, an unknown or unsupported kind, no sound
            key) or `key-weak`.

    Spec: https://www.w3.org/TR/cid-1.0/#Multikey

    >>> parse_multikey("z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp").algorithm
    'EdDSA'
    """
    if not text.startswith("z"):
        raise refused("A Multikey is written in multibase base58btc and begins with z.")
    try:
        coded = decode_multibase(text)
    except LaureaError as error:
        raise MalformedDocument(Problem(KEY_INVALID, error.problem.detail)) from None
    kind = _KINDS.get(coded[:2])
    if kind is None:
        known = _OTHER_KINDS.get(coded[:2], "a key of an unknown kind")
        raise refused(f"This is {known}; it cannot sign credentials here.")
    return read_public_key(kind, coded[2:])


def to_multikey(public_key: PublicKey) -> str:
    """Return a public key as the `publicKeyMultibase` text of a Multikey.

    Spec: https://www.w3.org/TR/cid-1.0/#Multikey
    """
    return multibase_encode(_PREFIXES[public_key.kind] + public_key.raw)
