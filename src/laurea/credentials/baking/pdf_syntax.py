"""The objects of which a PDF consists, read one at a time and no deeper than a few levels.

Numbers, strings, arrays, dictionaries and references; what a stream holds, expanded within a
limit. Of the many filters only Deflate is known, with the predictors that tables of objects use.

Spec: ISO 32000-2, section 7
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials.baking.baked import beyond_limit, media_invalid
from laurea.credentials.errors import MalformedDocument

_DEEPEST: Final = 32
_MOST_ITEMS: Final = 100_000
_SPACE: Final = re.compile(rb"(?:[\0\t\n\f\r ]|%[^\r\n]*)*")
_NUMBER: Final = re.compile(rb"[+-]?(?:\d{1,19}(?:\.\d{0,19})?|\.\d{1,19})")
_REFERENCE: Final = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![A-Za-z0-9])")
_NAME: Final = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]*)")
_HEX_STRING: Final = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*)>")
_STRING_PART: Final = re.compile(rb"[^()\\]+|\\[0-7]{1,3}|\\\r\n|\\.|[()]", re.DOTALL)
_WORD: Final = re.compile(rb"true|false|null")
_WORDS: Final = {b"true": True, b"false": False, b"null": None}
_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_OBJECT: Final = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj")
_STREAM: Final = re.compile(rb"stream(?:\r\n|\n)")
_END_OF_STREAM: Final = re.compile(rb"[\r\n ]{0,2}endstream")
_PREDICTOR_PNG: Final = 10


@dataclass(frozen=True, slots=True)
class Name:
    """A name of PDF, without its slash."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The place of another object: its number and generation."""

    number: int
    generation: int


@dataclass(frozen=True, slots=True)
class StreamAt:
    """A dictionary that is followed by a stream, and where its bytes begin."""

    entries: dict[str, Any]
    start: int


def damaged(detail: str) -> MalformedDocument:
    """Return the error for a PDF that cannot be read."""
    return media_invalid(f"The PDF is damaged: {detail}. Save it anew and try again.")


class Scanner:
    """Reads objects from bytes, from a place onwards."""

    def __init__(self, content: bytes, at: int = 0) -> None:
        self.content = content
        self.at = at
        self._items = 0

    def skip_space(self) -> None:
        """Go on to the next thing that is neither white space nor a comment."""
        found = _SPACE.match(self.content, self.at)
        if found is not None:
            self.at = found.end()

    def take(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Go past what fits a pattern here, and return it; or stay."""
        found = pattern.match(self.content, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def take_word(self, word: bytes) -> bool:
        """Go past a word if it stands here, behind any white space, and say whether it does."""
        self.skip_space()
        is_here = self.content.startswith(word, self.at)
        self.at += len(word) if is_here else 0
        return is_here

    def integer(self) -> int:
        """Return the whole number that must stand here."""
        value = self.value()
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise damaged("a whole number is missing")
        return value

    def value(self, depth: int = 0) -> Any:
        """Return the object that stands here.

        Raises:
            MalformedDocument: there is none.
            LimitExceeded: it has too many parts, or they lie too deep.
        """
        self.skip_space()
        self._items += 1
        if depth > _DEEPEST or self._items > _MOST_ITEMS:
            raise beyond_limit(
                "The PDF has objects with more parts, or deeper ones, than are read."
            )
        opening = self.content[self.at : self.at + 2]
        if opening == b"<<":
            return self._dictionary(depth)
        if opening[:1] == b"[":
            return self._array(depth)
        if opening[:1] == b"(":
            return self._string()
        return self._simple()

    def _simple(self) -> Any:
        if found := self.take(_REFERENCE):
            return Reference(int(found[1]), int(found[2]))
        if found := self.take(_NUMBER):
            return float(found[0]) if b"." in found[0] else int(found[0])
        if found := self.take(_NAME):
            return Name(_plain_name(found[1]))
        if found := self.take(_HEX_STRING):
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", found[1])
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        if found := self.take(_WORD):
            return _WORDS[found[0]]
        raise damaged("something stands where an object should")

    def _array(self, depth: int) -> list[Any]:
        self.at += 1
        items: list[Any] = []
        while not self.take_word(b"]"):
            items.append(self.value(depth + 1))
        return items

    def _dictionary(self, depth: int) -> dict[str, Any]:
        self.at += 2
        entries: dict[str, Any] = {}
        while not self.take_word(b">>"):
            name = self.value(depth + 1)
            if not isinstance(name, Name):
                raise damaged("an entry of a dictionary has no name")
            if name.text in entries:
                raise damaged("an entry stands twice in one dictionary")
            entries[name.text] = self.value(depth + 1)
        return entries

    def _string(self) -> bytes:
        depth, parts = 0, bytearray()
        while found := self.take(_STRING_PART):
            part = found[0]
            depth += (part == b"(") - (part == b")")
            if depth == 0:
                return bytes(parts[1:])
            parts += _unescaped(part)
        raise damaged("a string has no end")

    def indirect(self) -> tuple[int, Any]:
        """Return the numbered object that stands here: its number, and a value or stream."""
        self.skip_space()
        found = self.take(_OBJECT)
        if found is None:
            raise damaged("an object is not where the table of objects says")
        value = self.value()
        self.skip_space()
        if isinstance(value, dict) and self.take(_STREAM):
            return int(found[1]), StreamAt(value, self.at)
        return int(found[1]), value


def stream_bytes(content: bytes, stream: StreamAt, length: int, most_bytes: int) -> bytes:
    """Return what a stream holds, expanded.

    Args:
        content: the whole file.
        stream: the stream.
        length: its `Length`, which may have stood elsewhere.
        most_bytes: the most it may hold once it is expanded.

    Raises:
        MalformedDocument: it does not end where it should, or goes through other filters.
        LimitExceeded: it holds more.
    """
    end = stream.start + length
    if end > len(content) or _END_OF_STREAM.match(content, end) is None:
        raise damaged("a stream does not end where it should")
    raw = content[stream.start : end]
    filters, parameters = (
        value if isinstance(value, list) else [] if value is None else [value]
        for value in (stream.entries.get("Filter"), stream.entries.get("DecodeParms"))
    )
    if filters == [Name("FlateDecode")]:
        expanded = _inflated(raw, most_bytes)
        return _predicted(expanded, parameters[0] if parameters else None, most_bytes)
    if filters:
        raise damaged("a stream is packed in a way that is not read here")
    if len(raw) > most_bytes:
        raise _too_large(most_bytes)
    return raw


def _inflated(raw: bytes, most_bytes: int) -> bytes:
    expander = zlib.decompressobj()
    try:
        expanded = expander.decompress(raw, most_bytes + 1)
    except zlib.error:
        raise damaged("a stream cannot be expanded") from None
    if len(expanded) > most_bytes:
        raise _too_large(most_bytes)
    if not expander.eof:
        raise damaged("a stream is cut off")
    return expanded


def _predicted(content: bytes, parameters: Any, most_bytes: int) -> bytes:
    """Undo the row filters of PNG, as tables of objects have them.

    Spec: ISO 32000-2, section 7.4.4.4
    """
    if parameters is None:
        return content
    predictor = parameters.get("Predictor", 1) if isinstance(parameters, dict) else 0
    if predictor == 1:
        return content
    columns = parameters.get("Columns", 1) if isinstance(parameters, dict) else 0
    is_plain = parameters.get("Colors", 1) == 1 and parameters.get("BitsPerComponent", 8) == 8
    if (
        not isinstance(predictor, int)
        or predictor < _PREDICTOR_PNG
        or not isinstance(columns, int)
        or not 0 < columns <= most_bytes
        or not is_plain
    ):
        raise damaged("a stream is packed in a way that is not read here")
    rows, before = bytearray(), bytes(columns)
    for start in range(0, len(content), columns + 1):
        row = content[start + 1 : start + 1 + columns]
        before = _unfiltered(content[start], row.ljust(columns, b"\0"), before)
        rows += before[: len(row)]
    return bytes(rows)


def _unfiltered(kind: int, row: bytes, above: bytes) -> bytes:
    if kind == 0:
        return row
    if kind == 2:
        return bytes((here + up) & 0xFF for here, up in zip(row, above, strict=True))
    if kind != 1:
        raise damaged("a stream is packed in a way that is not read here")
    found, left = bytearray(), 0
    for here in row:
        left = (here + left) & 0xFF
        found.append(left)
    return bytes(found)


def _plain_name(raw: bytes) -> str:
    text = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), raw)
    return text.decode("latin-1")


def _unescaped(part: bytes) -> bytes:
    if not part.startswith(b"\\"):
        return part
    behind = part[1:]
    if behind.isdigit():
        return bytes([int(behind, 8) & 0xFF])
    return _ESCAPES.get(behind, b"" if behind in (b"\n", b"\r", b"\r\n") else behind)


def _too_large(most_bytes: int) -> Exception:
    return beyond_limit(f"The PDF holds something that expands to more than {most_bytes:,} bytes.")
