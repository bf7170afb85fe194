"""The little of CBOR that proof values are made of: numbers, bytes, texts, arrays, maps.

Reading is strict: definite lengths, each number in its shortest form, nothing after the end.
Tags are refused but one: older programs put tag 64 ("these are bytes") before byte strings.

Spec: https://www.rfc-editor.org/rfc/rfc8949
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import PROOF_INVALID, Problem

Item: TypeAlias = "int | bytes | str | Sequence[Item] | Mapping[Any, Item]"
"""What can be read and written; numbers are not negative."""

_NUMBER, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)
_THESE_ARE_BYTES: Final = 64
_DEEPEST: Final = 8
_WIDTHS: Final = {24: 1, 25: 2, 26: 4, 27: 8}


def write_cbor(item: Item) -> bytes:
    """Return an item in CBOR, lengths definite and numbers in their shortest form.

    >>> write_cbor([1, b"ab", {300: "x"}]).hex()
    '8301426162a119012c6178'
    """
    if isinstance(item, int):
        return _head(_NUMBER, item)
    if isinstance(item, bytes):
        return _head(_BYTES, len(item)) + item
    if isinstance(item, str):
        text = item.encode()
        return _head(_TEXT, len(text)) + text
    if isinstance(item, Mapping):
        members = (write_cbor(key) + write_cbor(value) for key, value in item.items())
        return _head(_MAP, len(item)) + b"".join(members)
    return _head(_ARRAY, len(item)) + b"".join(map(write_cbor, item))


def read_cbor(content: bytes, *, negative: bool = False) -> Item:
    """Return the one item that `content` holds.

    Args:
        content: all of it.
        negative: whether numbers below zero are read as well.

    Raises:
        MalformedDocument: `proof-invalid`: not CBOR of these kinds, cut off, or followed by more.

    >>> read_cbor(bytes.fromhex("8301426162a119012c6178"))
    [1, b'ab', {300: 'x'}]
    """
    item, end = _read(content, 0, 0, negative=negative)
    if end != len(content):
        raise _malformed("Something follows the end of the proof value.")
    return item


def _head(kind: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([kind << 5 | argument])
    short = next(key for key, width in _WIDTHS.items() if argument < 1 << 8 * width)
    return bytes([kind << 5 | short]) + argument.to_bytes(_WIDTHS[short])


def _read(content: bytes, start: int, depth: int, *, negative: bool) -> tuple[Item, int]:
    kind, argument, at = _read_head(content, start)
    if kind == _TAG and argument == _THESE_ARE_BYTES:
        kind, argument, at = _read_head(content, at)
        kind = kind if kind == _BYTES else _TAG
    if kind == _NUMBER:
        return argument, at
    if kind == _NEGATIVE and negative:
        return -1 - argument, at
    if kind in (_BYTES, _TEXT):
        return _read_string(content, kind, at, argument)
    # Each item takes a byte at least, so a length beyond the end is a lie.
    if kind not in (_ARRAY, _MAP) or depth >= _DEEPEST or argument > len(content) - at:
        raise _malformed("The proof value holds something that no such proof holds.")
    if kind == _ARRAY:
        items: list[Item] = []
        for _ in range(argument):
            item, at = _read(content, at, depth + 1, negative=negative)
            items.append(item)
        return items, at
    return _read_map(content, argument, at, depth, negative=negative)


def _read_map(
    content: bytes, count: int, at: int, depth: int, *, negative: bool
) -> tuple[Item, int]:
    members: dict[int | str, Item] = {}
    for _ in range(count):
        key, at = _read(content, at, depth + 1, negative=negative)
        if not isinstance(key, (int, str)) or key in members:
            raise _malformed("A map in the proof value has a key twice, or of another kind.")
        members[key], at = _read(content, at, depth + 1, negative=negative)
    return members, at


def _read_string(content: bytes, kind: int, at: int, length: int) -> tuple[bytes | str, int]:
    raw = content[at : at + length]
    if len(raw) != length:
        raise _malformed("The proof value is cut off.")
    if kind == _BYTES:
        return raw, at + length
    try:
        return raw.decode(), at + length
    except UnicodeDecodeError:
        raise _malformed("A text in the proof value is not UTF-8.") from None


def _read_head(content: bytes, at: int) -> tuple[int, int, int]:
    """Return the kind of the item at `at`, its argument, and where what follows begins."""
    if at >= len(content):
        raise _malformed("The proof value is cut off.")
    kind, short = content[at] >> 5, content[at] & 31
    if short < 24:
        return kind, short, at + 1
    width = _WIDTHS.get(short)
    raw = content[at + 1 : at + 1 + width] if width else b""
    if not width or len(raw) != width:
        raise _malformed("The proof value is cut off, or of no definite length.")
    argument = int.from_bytes(raw)
    if _head(kind, argument) != content[at : at + 1 + width]:
        raise _malformed("A number in the proof value is not in its shortest form.")
    return kind, argument, at + 1 + width


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(PROOF_INVALID, detail, "/proofValue"))
