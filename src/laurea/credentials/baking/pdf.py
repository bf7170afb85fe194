"""Credentials attached to PDF documents: the files inside, found as any reader of PDF finds them.

An attachment is an associated file of the document (`AF`, as PDF/A-3 has it) or stands in its
tree of embedded files. Both are reached from the table of objects at the end of the file, so that
what an older state of the file held, or what only looks like an object, is not taken for one.
Nothing else of the document is read: no page, no script, no annotation. An encrypted PDF is not
opened.

Spec: ISO 32000-2, sections 7.5, 7.11.4 and 14.13
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, TypeGuard

from laurea.credentials.baking.baked import beyond_limit, media_invalid
from laurea.credentials.baking.pdf_syntax import (
    Name,
    Reference,
    Scanner,
    StreamAt,
    damaged,
    stream_bytes,
)
from laurea.credentials.limits import DEFAULT_LIMITS, Limits

_TAIL_BYTES: Final = 2048
_START: Final = re.compile(rb"startxref[\0\t\n\f\r ]+(\d{1,19})")
_ENTRY: Final = re.compile(rb"(\d{10}) (\d{5}) ([nf])[\r\n ]{1,2}")
_MOST_REVISIONS: Final = 64
_DEEPEST_TREE: Final = 16
_OPENS: Final = b"%PDF-"


def is_pdf(content: bytes) -> bool:
    """Say whether a file begins as a PDF does.

    >>> is_pdf(b"%PDF-2.0"), is_pdf(b"PDF")
    (True, False)
    """
    return content.startswith(_OPENS)


def attachments(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, ...]:
    """Return the files attached to a PDF, in the order in which they are listed, each once.

    Args:
        content: a whole PDF, from anybody.
        limits: `pdf_objects`, and `pdf_bytes` for the file as well as for all that is expanded.

    Raises:
        MalformedDocument: `media-invalid`: it is no PDF, damaged, or encrypted.
        LimitExceeded: it, one of its parts, or the number of them goes beyond `limits`.
    """
    if len(content) > limits.pdf_bytes:
        raise beyond_limit(f"The PDF has more than {limits.pdf_bytes:,} bytes.")
    if not is_pdf(content):
        raise media_invalid("The file is no PDF.")
    return _Document(content, limits).attachments()


class _Document:
    """A PDF: where its objects are, and those that were read."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.content = content
        self.limits = limits
        self.left = limits.pdf_objects
        self.room = limits.pdf_bytes
        self.places: dict[int, int | tuple[int, int]] = {}
        self.packed: dict[int, dict[int, Any]] = {}
        self.trailer: dict[str, Any] = {}
        self._read_tables()

    def attachments(self) -> tuple[bytes, ...]:
        if "Encrypt" in self.trailer:
            raise media_invalid("The PDF is encrypted. Save it without encryption and try again.")
        catalog = self._dictionary(self.trailer.get("Root"))
        listed = [
            *self._array(catalog.get("AF")),
            *self._leaves(self._dictionary(catalog.get("Names")).get("EmbeddedFiles"), 0),
        ]
        found: dict[Reference, bytes] = {}
        for one in listed:
            self._spend()
            specification = self._dictionary(one)
            files = self._dictionary(specification.get("EF"))
            place = files.get("F", files.get("UF"))
            if isinstance(place, Reference) and place not in found:
                found[place] = self._stream(place)
        return tuple(found.values())

    # where the objects are

    def _read_tables(self) -> None:
        starts = _START.findall(self.content[-_TAIL_BYTES:])
        if not starts:
            raise damaged("it does not say where its table of objects is")
        waiting, seen = [int(starts[-1])], set[int]()
        while waiting:
            at = waiting.pop(0)
            if at in seen:
                continue
            seen.add(at)
            if len(seen) > _MOST_REVISIONS:
                raise beyond_limit(f"The PDF was changed more than {_MOST_REVISIONS} times.")
            trailer = self._read_table(at)
            self.trailer = self.trailer or trailer
            links = (trailer.get("XRefStm"), trailer.get("Prev"))
            waiting += [link for link in links if isinstance(link, int) and link >= 0]

    def _read_table(self, at: int) -> dict[str, Any]:
        scanner = Scanner(self.content, at)
        if not scanner.take_word(b"xref"):
            return self._read_packed_table(scanner)
        while not scanner.take_word(b"trailer"):
            first, count = scanner.integer(), scanner.integer()
            scanner.skip_space()
            for number in range(first, first + count):
                self._spend()
                entry = scanner.take(_ENTRY)
                if entry is None:
                    raise damaged("its table of objects has another form")
                if entry[3] == b"n":
                    self.places.setdefault(number, int(entry[1]))
        trailer = scanner.value()
        if not isinstance(trailer, dict):
            raise damaged("its table of objects has no end")
        return trailer

    def _read_packed_table(self, scanner: Scanner) -> dict[str, Any]:
        _, stream = scanner.indirect()
        if not isinstance(stream, StreamAt) or stream.entries.get("Type") != Name("XRef"):
            raise damaged("its table of objects is not where it says")
        entries = stream.entries
        widths, size = entries.get("W"), entries.get("Size")
        if not _are_counts(widths, 3) or max(widths) > 8 or not isinstance(size, int):
            raise damaged("its table of objects has another form")
        index = entries.get("Index", [0, size])
        if not _are_counts(index) or len(index) % 2:
            raise damaged("its table of objects has another form")
        rows = self._expanded(stream)
        at = 0
        for first, count in zip(index[::2], index[1::2], strict=True):
            for number in range(first, first + min(count, len(rows))):
                row = rows[at : at + sum(widths)]
                if not row or len(row) != sum(widths):
                    break
                self._spend()
                at += len(row)
                self._note(number, row, widths)
        return entries

    def _note(self, number: int, row: bytes, widths: list[int]) -> None:
        one, two = widths[0], widths[0] + widths[1]
        kind = int.from_bytes(row[:one], "big") if one else 1
        place, within = int.from_bytes(row[one:two], "big"), int.from_bytes(row[two:], "big")
        if kind == 1:
            self.places.setdefault(number, place)
        elif kind == 2:
            self.places.setdefault(number, (place, within))

    # the objects

    def _at(self, value: Any) -> Any:
        """Return what a value stands for, if it is a reference; else the value."""
        for _ in range(_DEEPEST_TREE):
            if not isinstance(value, Reference):
                return value
            value = self._object(value.number)
        raise damaged("a reference leads in a circle")

    def _object(self, number: int) -> Any:
        self._spend()
        place = self.places.get(number)
        if place is None:
            return None
        if isinstance(place, tuple):
            return self._packed_object(number, place[0])
        found, value = Scanner(self.content, place).indirect()
        if found != number:
            raise damaged("an object is not where the table of objects says")
        return value

    def _packed_object(self, number: int, holder: int) -> Any:
        """Return an object out of a stream of objects.

        Spec: ISO 32000-2, section 7.5.7
        """
        if holder not in self.packed:
            place = self.places.get(holder)
            stream = None if not isinstance(place, int) else self._object(holder)
            if not isinstance(stream, StreamAt):
                raise damaged("an object is not where the table of objects says")
            self.packed[holder] = self._unpacked(stream)
        return self.packed[holder].get(number)

    def _unpacked(self, stream: StreamAt) -> dict[int, Any]:
        counts = [stream.entries.get("N"), stream.entries.get("First")]
        if not _are_counts(counts):
            raise damaged("a stream of objects has another form")
        count, first = counts
        content = self._expanded(stream)
        head = Scanner(content)
        found: dict[int, Any] = {}
        for _ in range(count):
            self._spend()
            number, offset = head.integer(), head.integer()
            found[number] = Scanner(content, first + offset).value()
        return found

    def _stream(self, place: Reference) -> bytes:
        stream = self._at(place)
        if not isinstance(stream, StreamAt):
            raise damaged("an attachment is missing")
        return self._expanded(stream)

    def _expanded(self, stream: StreamAt) -> bytes:
        length = stream.entries.get("Length")
        if isinstance(length, Reference):
            length = self._at(length)
        if not isinstance(length, int) or length < 0:
            raise damaged("a stream does not say how long it is")
        found = stream_bytes(self.content, stream, length, self.room)
        self.room -= len(found)
        return found

    def _dictionary(self, value: Any) -> dict[str, Any]:
        found = self._at(value)
        return found if isinstance(found, dict) else {}

    def _array(self, value: Any) -> list[Any]:
        found = self._at(value)
        return found if isinstance(found, list) else []

    def _leaves(self, node: Any, depth: int) -> Iterator[Any]:
        """Yield the values of a name tree.

        Spec: ISO 32000-2, section 7.9.6
        """
        self._spend()
        if depth > _DEEPEST_TREE:
            raise beyond_limit("The PDF lists its attachments more deeply than is read.")
        entries = self._dictionary(node)
        yield from self._array(entries.get("Names"))[1::2]
        for kid in self._array(entries.get("Kids")):
            yield from self._leaves(kid, depth + 1)

    def _spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise beyond_limit(f"The PDF has more than {self.limits.pdf_objects:,} objects.")


def _are_counts(values: object, length: int | None = None) -> TypeGuard[list[int]]:
    return (
        isinstance(values, list)
        and (length is None or len(values) == length)
        and all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in values)
    )
