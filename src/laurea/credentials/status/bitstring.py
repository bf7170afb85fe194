"""The bitstring of a status list: expanded once, then looked into in constant time.

Where there are too many to keep, a list keeps its compressed form alone, and each look expands
it again piece by piece.

- `encodedList` is `u` and base64url without padding of one GZIP member (RFC 1952).
- The first entry is at the leftmost bit. The uncompressed string is capped while it grows.
- What a list says counts only together with its proof; `check` sees to that.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.keys.multibase import base64url_decode, base64url_encode
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.model.credential_status import LIST_CREDENTIAL_TYPES
from laurea.credentials.problems import LIMIT, RANGE, STATUS_INVALID, Problem, Severity
from laurea.credentials.properties import named_issuer, types_of
from laurea.credentials.timestamps import read_timestamp

MINIMUM_ENTRIES: Final = 131_072
"""Fewer entries than this hide nobody: the standard's herd privacy, section 6.1."""

_LIST_TYPES: Final = frozenset({"BitstringStatusList", "StatusList2021"})
_GZIP: Final = 16 + zlib.MAX_WBITS
_RAW_DEFLATE: Final = -zlib.MAX_WBITS
# RFC 1952 §2.3: deflate, no flags, no time, slowest compression, system unknown.
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_PIECE_BYTES: Final = 64 * 1024
_SUBJECT: Final = "/credentialSubject"
_ENCODED_LIST: Final = "/credentialSubject/encodedList"


@dataclass(frozen=True, slots=True)
class StatusList:
    """The content of a `BitstringStatusListCredential`, its bitstring expanded.

    Attributes:
        id: the list's own address; `None` where it does not say.
        issuer: the IRI of who issued the list.
        purposes: what the list can answer, such as `revocation`.
        bits: the bitstring, eight entries of one bit to a byte, leftmost first; empty where the
            list is `packed`.
        valid_from: from when on the list is in force; `None` where it does not say.
        valid_until: until when.
        ttl_ms: how long a copy may be kept, in milliseconds; `None` where it does not say.
        warnings: what deviates from the standard and does no harm.
        member: the bitstring compressed, as one GZIP member; empty where it is not known.
        packed_bytes: how long the bitstring is where `bits` is not kept, else 0.
    """

    id: str | None
    issuer: str
    purposes: frozenset[str]
    bits: bytes = field(repr=False)
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    ttl_ms: int | None = None
    warnings: tuple[Problem, ...] = ()
    member: bytes = field(default=b"", repr=False)
    packed_bytes: int = 0

    @classmethod
    def from_credential(
        cls, document: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS
    ) -> StatusList:
        """Read a status list credential. Its proof is not looked at.

        Args:
            document: the credential as parsed JSON, of VCDM 2.0 or 1.1.
            limits: `status_bitstring_bytes` caps the expanded bitstring.

        Raises:
            MalformedDocument: the document is no status list, or its bitstring is damaged.
            LimitExceeded: the bitstring is larger than the limit.

        Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential
        """
        if not types_of(document) & LIST_CREDENTIAL_TYPES:
            raise _unreliable("The document is not of type BitstringStatusListCredential.", "/type")
        subject = _subject(document)
        prefixed, member = _member_of(subject.get("encodedList"))
        bits = _expanded(member, limits)
        expects_prefix = "BitstringStatusListCredential" in types_of(document)
        return cls(
            id=_id(document),
            issuer=issuer_of(document),
            purposes=_purposes(subject),
            bits=bits,
            valid_from=_moment(document, "validFrom", "issuanceDate"),
            valid_until=_moment(document, "validUntil", "expirationDate"),
            ttl_ms=_ttl_ms(subject),
            warnings=(_NO_PREFIX,) if expects_prefix and not prefixed else (),
            member=member,
        )

    def packed(self) -> StatusList:
        """Return the same list without its bitstring; each look then expands it again."""
        return replace(self, bits=b"", packed_bytes=len(self.bits)) if self.member else self

    def entries(self, size: int = 1) -> int:
        """Return how many statuses of `size` bits the list has room for."""
        return (self.packed_bytes or len(self.bits)) * 8 // size

    def value(self, index: int, size: int = 1) -> int:
        """Return the status at `index`, in constant time if not packed; 0: nothing is set.

        Args:
            index: position, counted in statuses from 0.
            size: width of one status, in bits.

        Raises:
            MalformedDocument: the list is shorter than that (`RANGE_ERROR`).

        Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm

        >>> statuses = StatusList(None, "did:example:1", frozenset(), bytes([0b0001_0110]))
        >>> [statuses.value(3), statuses.value(4), statuses.value(1, size=3)]
        [1, 0, 5]
        """
        if not 0 <= index < self.entries(size):
            raise MalformedDocument(
                Problem(
                    RANGE, f"The index {index} lies beyond the {self.entries(size)} of the list."
                )
            )
        first, last = index * size, (index + 1) * size - 1
        start, end = first // 8, last // 8 + 1
        part = _part(self.member, start, end) if self.packed_bytes else self.bits[start:end]
        return int.from_bytes(part) >> (7 - last % 8) & ((1 << size) - 1)


def compress_bitstring(bits: bytes) -> str:
    """Return the `encodedList` for a bitstring: the same text for the same bits at any time.

    >>> compress_bitstring(bytes(16_384))[:5]
    'uH4sI'
    """
    deflate = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE)
    body = deflate.compress(bits) + deflate.flush()
    member = _GZIP_HEADER + body + struct.pack("<II", zlib.crc32(bits), len(bits) & 0xFFFFFFFF)
    return "u" + base64url_encode(member)


def expand_bitstring(encoded: object, *, limits: Limits = DEFAULT_LIMITS) -> tuple[bool, bytes]:
    """Return whether an `encodedList` has its multibase prefix, and its bitstring.

    Exactly one GZIP member is read, to its end and no further: a reader that stops early and
    one that does not would see two different lists.

    Raises:
        MalformedDocument: not base64url, not GZIP, cut off, or followed by something else.
        LimitExceeded: larger than `limits.status_bitstring_bytes` once expanded.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-expansion-algorithm
    """
    prefixed, member = _member_of(encoded)
    return prefixed, _expanded(member, limits)


def _member_of(encoded: object) -> tuple[bool, bytes]:
    """Return whether an `encodedList` has its multibase prefix, and the GZIP member inside."""
    if not isinstance(encoded, str):
        raise _unreliable("The list has no encodedList.", _ENCODED_LIST)
    prefixed = encoded.startswith("u")
    return prefixed, _from_base64url(encoded[1:] if prefixed else encoded.rstrip("="))


def _expanded(member: bytes, limits: Limits) -> bytes:
    inflate = zlib.decompressobj(_GZIP)
    try:
        bits = inflate.decompress(member, limits.status_bitstring_bytes + 1)
    except zlib.error:
        raise _unreliable("The encodedList is not a GZIP stream.", _ENCODED_LIST) from None
    if len(bits) > limits.status_bitstring_bytes:
        raise LimitExceeded(
            Problem(
                LIMIT,
                f"The bitstring is larger than {limits.status_bitstring_bytes} bytes.",
                _ENCODED_LIST,
            )
        )
    if not inflate.eof:
        raise _unreliable("The encodedList is cut off.", _ENCODED_LIST)
    if inflate.unused_data:
        raise _unreliable("Something follows the end of the encodedList.", _ENCODED_LIST)
    return bits


def _part(member: bytes, start: int, end: int) -> bytes:
    """Return some bytes of a bitstring that was expanded in full before, and so is sound."""
    inflate, position, rest, part = zlib.decompressobj(_GZIP), 0, member, b""
    while position < end:
        piece = inflate.decompress(rest, _PIECE_BYTES)
        rest = inflate.unconsumed_tail
        if not piece:
            break
        part += piece[max(0, start - position) : max(0, end - position)]
        position += len(piece)
    return part


def issuer_of(document: Mapping[str, Any]) -> str:
    """Return the IRI of a credential's issuer.

    Raises:
        MalformedDocument: the document names no issuer.
    """
    issuer = named_issuer(document)
    if not isinstance(issuer, str) or not issuer:
        raise _unreliable("The document names no issuer.", "/issuer")
    return issuer


def _from_base64url(text: str) -> bytes:
    try:
        return base64url_decode(text, max_chars=len(text))
    except MalformedDocument:
        raise _unreliable("The encodedList is not base64url.", _ENCODED_LIST) from None


def _subject(document: Mapping[str, Any]) -> Mapping[str, Any]:
    subject = document.get("credentialSubject")
    if isinstance(subject, list) and len(subject) == 1:
        subject = subject[0]
    if not isinstance(subject, dict) or not types_of(subject) & _LIST_TYPES:
        raise _unreliable("The subject is not of type BitstringStatusList.", _SUBJECT)
    return subject


def _id(document: Mapping[str, Any]) -> str | None:
    value = document.get("id")
    if value is None or isinstance(value, str):
        return value
    raise _unreliable("The id of the list is not a text.", "/id")


def _purposes(subject: Mapping[str, Any]) -> frozenset[str]:
    value = subject.get("statusPurpose")
    names = value if isinstance(value, list) else [value]
    purposes = frozenset(name for name in names if isinstance(name, str))
    if not purposes or len(purposes) != len(names):
        raise _unreliable("The list does not name its statusPurpose.", f"{_SUBJECT}/statusPurpose")
    return purposes


def _moment(document: Mapping[str, Any], *names: str) -> datetime | None:
    name = next((name for name in names if name in document), None)
    return None if name is None else read_timestamp(document[name], where=f"/{name}")


def _ttl_ms(subject: Mapping[str, Any]) -> int | None:
    ttl = subject.get("ttl")
    if ttl is None or (isinstance(ttl, int) and not isinstance(ttl, bool) and ttl >= 0):
        return ttl
    raise _unreliable("The ttl is no number of milliseconds.", f"{_SUBJECT}/ttl")


def _unreliable(detail: str, where: str) -> MalformedDocument:
    return MalformedDocument(Problem(STATUS_INVALID, detail, where))


_NO_PREFIX: Final = Problem(
    STATUS_INVALID,
    "The encodedList lacks its multibase prefix u.",
    _ENCODED_LIST,
    Severity.WARNING,
)
