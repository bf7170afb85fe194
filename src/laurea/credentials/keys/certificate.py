"""The public key in an X.509 certificate, and from when to when it was meant to be used.

Who the certificate's owner is, and whether an authority that anybody trusts says so, is not
looked into: that would need a list of trusted authorities. So of the certificate's parts only
these two are read, by their places.

Spec: https://www.rfc-editor.org/rfc/rfc5280#section-4.1
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.pem import from_pem
from laurea.credentials.keys.public_key import PublicKey, refused

_SEQUENCE: Final = 0x30
_VERSION: Final = 0xA0
_TIMES: Final = {0x17: "%y%m%d%H%M%SZ", 0x18: "%Y%m%d%H%M%SZ"}
_BEFORE_VALIDITY: Final = 3
"""The serial number, the algorithm and the issuer, behind the version."""
_TURN_OF_CENTURY: Final = 2050
"""Times with two digits of the year lie before it."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is read of a certificate: the key, its time, and the SHA-256 of all of it."""

    public_key: PublicKey
    begins: datetime
    ends: datetime
    sha256: bytes


def read_certificate(text: str) -> Certificate:
    """Return what a certificate says of its key.

    Args:
        text: the DER of the certificate in base64, as `x5c` has it.

    Raises:
        MalformedDocument: `key-invalid`: it is no certificate, or of a key that is not read here;
            `key-weak`: of an RSA key that is too short.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.6

    >>> read_certificate("AAAA")
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: The key cannot be used: ...
    """
    try:
        content = b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise _unreadable() from None
    (certificate,) = _items(content, 1)
    signed = _items(_inside(certificate))[0]
    parts = _items(_inside(signed))
    if parts[0][0] == _VERSION:
        parts = parts[1:]
    if len(parts) < _BEFORE_VALIDITY + 3:
        raise _unreadable()
    validity, _, key = parts[_BEFORE_VALIDITY : _BEFORE_VALIDITY + 3]
    begins, ends = (_moment(item) for item in _items(_inside(validity), 2))
    pem = f"-----BEGIN PUBLIC KEY-----\n{b64encode(key).decode()}\n-----END PUBLIC KEY-----\n"
    return Certificate(from_pem(pem), begins, ends, hashlib.sha256(content).digest())


def _items(content: bytes, count: int | None = None) -> list[bytes]:
    """Return the elements of DER that stand one behind the other, tags and lengths included."""
    found, at = [], 0
    while at < len(content):
        end = _body(content, at) + _length(content, at)
        found.append(content[at:end])
        if end > len(content):
            raise _unreadable()
        at = end
    if not found or (count is not None and len(found) != count):
        raise _unreadable()
    return found


def _inside(item: bytes) -> bytes:
    """Return what a sequence holds."""
    if item[0] != _SEQUENCE:
        raise _unreadable()
    return item[_body(item, 0) :]


def _body(content: bytes, at: int) -> int:
    """Return where the value of the element at a place begins."""
    if at + 2 > len(content):
        raise _unreadable()
    first = content[at + 1]
    return at + 2 + (first & 0x7F if first > 0x7F else 0)


def _length(content: bytes, at: int) -> int:
    """Return how long that value is."""
    first, body = content[at + 1], _body(content, at)
    if first <= 0x7F:
        return first
    if first == 0x80 or body > len(content):
        raise _unreadable()
    return int.from_bytes(content[at + 2 : body], "big")


def _moment(item: bytes) -> datetime:
    """Return the moment of a UTCTime or a GeneralizedTime.

    Spec: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5
    """
    form = _TIMES.get(item[0])
    try:
        text = item[_body(item, 0) :].decode("ascii")
        moment = datetime.strptime(text, form or "").replace(tzinfo=UTC)
    except ValueError:
        raise _unreadable() from None
    is_short = form == _TIMES[0x17]
    if is_short and moment.year >= _TURN_OF_CENTURY:
        return moment.replace(year=moment.year - 100)
    return moment


def _unreadable() -> MalformedDocument:
    return refused("The certificate cannot be read.")
