"""Messages signed with the key of an address in Bitcoin, as Blockcerts 1 carry them.

Such a signature names no key: the key is found from it, and the address from the key. All values
are public, so nothing here takes care how long it works.

Spec: https://www.secg.org/sec1-v2.pdf, section 4.1.6 (recovering the key)
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.multibase import base58btc_encode
from laurea.credentials.problems import PROOF_INVALID, Problem

_PRIME: Final = 2**256 - 2**32 - 977
_ORDER: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_GENERATOR: Final = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
_PREFIX: Final = b"\x18Bitcoin Signed Message:\n"
_LONGEST_MESSAGE: Final = 252
"""What one byte can count."""
_SIGNATURE_BYTES: Final = 65
_FIRST_HEADER, _FIRST_COMPRESSED, _LAST_HEADER = 27, 31, 34
_VERSIONS: Final = {"mainnet": b"\x00", "testnet": b"\x6f"}

_Point = tuple[int, int] | None
"""A point of secp256k1 by its coordinates; None is the one at infinity."""


def can_find_addresses() -> bool:
    """Say whether this machine knows RIPEMD-160, without which there are no addresses."""
    return "ripemd160" in hashlib.algorithms_available


def signing_address(signature: object, message: str, network: str) -> str:
    """Return the address whose key signed a message.

    Args:
        signature: 65 bytes in base64, whatever JSON it is.
        message: at most 252 bytes in UTF-8.
        network: `mainnet` or `testnet`.

    Raises:
        MalformedDocument: `proof-invalid`: it is no such signature.
    """
    header, r, s = _read(signature)
    content = message.encode()
    if len(content) > _LONGEST_MESSAGE:
        raise _malformed("What was signed is longer than such messages are.")
    text = _PREFIX + bytes([len(content)]) + content
    digest = int.from_bytes(_twice(text))
    key = _recovered(digest, r, s, (header - _FIRST_HEADER) % 4)
    return address_of_key(key, network, is_compressed=header >= _FIRST_COMPRESSED)


def address_of_key(key: tuple[int, int], network: str, *, is_compressed: bool) -> str:
    """Return the address of a public key on secp256k1, given by its coordinates."""
    x, y = key[0].to_bytes(32), key[1].to_bytes(32)
    raw = bytes([2 + key[1] % 2]) + x if is_compressed else b"\x04" + x + y
    short = hashlib.new("ripemd160", hashlib.sha256(raw).digest()).digest()
    named = _VERSIONS[network] + short
    return base58btc_encode(named + _twice(named)[:4])


def _read(signature: object) -> tuple[int, int, int]:
    try:
        raw = b64decode(signature, validate=True) if isinstance(signature, str) else b""
    except (NotBase64, ValueError):
        raw = b""
    if len(raw) != _SIGNATURE_BYTES or not _FIRST_HEADER <= raw[0] <= _LAST_HEADER:
        raise _malformed("The signature inside is not one of an address.")
    r, s = int.from_bytes(raw[1:33]), int.from_bytes(raw[33:])
    if not (0 < r < _ORDER and 0 < s < _ORDER):
        raise _malformed("The signature inside is not one of an address.")
    return raw[0], r, s


def _recovered(digest: int, r: int, s: int, number: int) -> tuple[int, int]:
    x = r + (number >> 1) * _ORDER
    square = (pow(x, 3, _PRIME) + 7) % _PRIME
    y = pow(square, (_PRIME + 1) // 4, _PRIME)
    if x >= _PRIME or y * y % _PRIME != square:
        raise _malformed("No key makes the signature inside.")
    point = (x, y if y % 2 == number % 2 else _PRIME - y)
    inverse = pow(r, -1, _ORDER)
    found = _sum(
        _times(s * inverse % _ORDER, point), _times(-digest * inverse % _ORDER, _GENERATOR)
    )
    if found is None:
        raise _malformed("No key makes the signature inside.")
    return found


def _times(count: int, point: _Point) -> _Point:
    found: _Point = None
    while count:
        if count & 1:
            found = _sum(found, point)
        point = _sum(point, point)
        count >>= 1
    return found


def _sum(one: _Point, other: _Point) -> _Point:
    if one is None or other is None:
        return one or other
    if one[0] == other[0]:
        if (one[1] + other[1]) % _PRIME == 0:
            return None
        slope = 3 * one[0] * one[0] * pow(2 * one[1], -1, _PRIME)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, _PRIME)
    x = (slope * slope - one[0] - other[0]) % _PRIME
    return x, (slope * (one[0] - x) - one[1]) % _PRIME


def _twice(content: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(content).digest()).digest()


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(PROOF_INVALID, detail, "/document/signature"))
