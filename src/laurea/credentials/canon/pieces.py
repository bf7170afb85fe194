"""Lines of N-Quads with places to fill in, grouped so that a whole group is filled at once.

A line is cut into pieces: bytes as they stand, and numbers of places. Lines whose order is
decided by what stands before their first place become one format that is filled by a single
operation; the others are filled one by one and sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, TypeAlias

Pieces: TypeAlias = tuple[bytes | int, ...]
"""A statement: bytes as they stand, and the numbers of the places that are filled in."""

Take: TypeAlias = Callable[[Sequence[Any]], tuple[Any, ...]]
"""Takes some of a row of values."""


def joined(pieces: Iterable[bytes | int | Pieces]) -> Pieces:
    r"""Return pieces in a row, with neighbouring bytes put together, beginning with bytes.

    >>> joined([b"<", (b"", 3, b">"), b" ", 4, b" .\n"])
    (b'<', 3, b'> ', 4, b' .\n')
    """
    row: list[bytes | int] = [b""]
    for piece in pieces:
        for part in piece if isinstance(piece, tuple) else (piece,):
            last = row[-1]
            if isinstance(part, bytes) and isinstance(last, bytes):
                row[-1] = last + part
            else:
                row.append(part)
    return tuple(row)


def lead(line: Pieces, own: int | None = None) -> bytes:
    """Return what stands in a line before its first place; the place `own` counts as known."""
    known = b""
    for piece in line:
        if isinstance(piece, bytes):
            known += piece
        elif piece == own:
            known += b"%"
        else:
            break
    return known


def is_decided(leads: Sequence[bytes]) -> bool:
    """Say whether the order of sorted lines follows from their leads alone: none begins another.

    >>> is_decided([b"a <", b"b <"]), is_decided([b"a", b"a <"])
    (True, False)
    """
    return not any(later.startswith(earlier) for earlier, later in pairwise(leads))


class Group:
    """Lines that stand together.

    `fill` takes the values of all places and gives the lines, in order and joined, or None if
    two of them became one. Where `format` is set, `format % get(values)` is the same, and
    `filled` are the places that `get` takes, in order.
    """

    __slots__ = ("_lines", "filled", "format", "get", "places")

    def __init__(self, lines: Sequence[Pieces], own: int | None = None) -> None:
        ordered = sorted(lines, key=lambda line: lead(line, own))
        places = [piece for line in ordered for piece in line if isinstance(piece, int)]
        self.places = frozenset(places)
        self.filled = tuple(places)
        self._lines: list[tuple[bytes, Take]] = []
        self.format: bytes | None = None
        self.get: Take = several([])
        if is_decided([lead(line, own) for line in ordered]):
            self.format, self.get = _format(piece for line in ordered for piece in line)
        else:
            self._lines = [_format(line) for line in ordered]

    def fill(self, values: Sequence[bytes]) -> bytes | None:
        """Return the lines, filled, sorted and joined; None if two lines became one."""
        if self.format is not None:
            return self.format % self.get(values)
        lines = [template % get(values) for template, get in self._lines]
        lines.sort()
        if len(set(lines)) != len(lines):
            return None
        return b"".join(lines)


def _format(pieces: Iterable[bytes | int]) -> tuple[bytes, Take]:
    places = []
    text = b""
    for piece in pieces:
        if isinstance(piece, int):
            places.append(piece)
            text += b"%b"
        else:
            text += piece.replace(b"%", b"%%")
    return text, several(places)


def several(places: Sequence[int]) -> Take:
    """Return what takes the values at some places, always as a tuple."""
    if not places:
        return lambda _: ()
    if len(places) == 1:
        (place,) = places
        return lambda values: (values[place],)
    get: Take = itemgetter(*places)
    return get
