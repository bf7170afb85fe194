"""Hashes of many documents of one plan, worked out side by side.

Each step is taken for all documents before the next one: what is the same for all of them, most
often where each group of lines stands, is found once. The hashes are those that the plan gives
for each document alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Final

from laurea.credentials.canon.blocks import Block, Ground, NotPlanned, Varying
from laurea.credentials.canon.pieces import several

_MOST_STATES: Final = 1_024
"""Most beginnings that are kept hashed for one arrangement."""
_MOST_ARRANGEMENTS: Final = 64
_sha256 = hashlib.sha256

Row = tuple[bytes, ...]
"""The values of one document as they stand in N-Quads."""


class SideBySide:
    """What a plan keeps for many documents at once.

    Args:
        ground: the lines whose subject is an IRI.
        known: the blank nodes about which nothing varies, by their hashes.
        varying: the other blank nodes.
        blocks: the lines about each blank node.
        slots: how many values a document has.
    """

    def __init__(
        self,
        ground: Ground,
        known: Mapping[bytes, int],
        varying: Sequence[Varying],
        blocks: Sequence[Block],
        slots: int,
    ) -> None:
        numbers = [*known.values(), *(one.number for one in varying)]
        self._ground = ground
        self._known = tuple(known)
        self._varying = varying
        self._in_turn = several(sorted(range(len(numbers)), key=numbers.__getitem__))
        # A blank node is named by the place of its label, which comes after the slots.
        self._slots = slots
        self._places = range(slots, slots + len(blocks))
        self._labels = [b"_:c14n%d" % number for number in range(len(blocks))]
        self._by_label = sorted(range(len(blocks)), key=self._labels.__getitem__)
        self._fill = {
            place: _fill_by_label(block, place, self._labels)
            for place, block in enumerate(blocks, slots)
        }
        self._arrangements: dict[tuple[tuple[int, int], ...], _Arrangement] = {}
        self._documents = 0

    def digests(self, rows: Sequence[Row]) -> list[bytes | None]:
        """Return the SHA-256 of each document's canonical bytes; None where a plan cannot tell.

        Raises:
            NotPlanned: a plan cannot tell for one of them, and does not say for which.
        """
        self._documents += len(rows)
        columns = [one.hashes(rows, self._documents) for one in self._varying]
        found = zip(*columns, strict=True) if columns else repeat((), len(rows))
        in_turn, known = self._in_turn, self._known
        hashes = [in_turn(known + varying) for varying in found]
        arranged = self._arranged(rows)
        if not self._are_distinct(columns):
            arranged = [
                one if len(set(nodes)) == len(nodes) else None
                for one, nodes in zip(arranged, hashes, strict=True)
            ]
        return list(self._digests(rows, hashes, arranged))

    def _are_distinct(self, columns: Sequence[Sequence[bytes]]) -> bool:
        """Say whether no two blank nodes are alike, in whatever documents they stand."""
        every = [set(self._known), *map(set, columns)]
        return len(set().union(*every)) == sum(map(len, every))

    def _digests(
        self,
        rows: Sequence[Row],
        hashes: Sequence[tuple[bytes, ...]],
        arranged: Sequence[_Arrangement | None],
    ) -> Iterator[bytes | None]:
        places, labels, by_label, fill = self._places, self._labels, self._by_label, self._fill
        for row, nodes, arrangement in zip(rows, hashes, arranged, strict=True):
            if arrangement is None:
                yield None
                continue
            values: list[bytes] = [*row, *nodes]
            order = sorted(places, key=values.__getitem__)
            for place, label in zip(order, labels, strict=True):
                values[place] = label
            try:
                state, parts = arrangement.begun(values), arrangement.written(values)
                for rank in by_label:
                    formats, get = fill[order[rank]]
                    if get is None:
                        parts.append(formats[rank])
                    elif formats:
                        parts.append(formats[rank] % get(values))
                    else:
                        parts.append(get(values))
            except NotPlanned:
                yield None
                continue
            state.update(b"".join(parts))
            yield state.digest()

    def _arranged(self, rows: Sequence[Row]) -> list[_Arrangement | None]:
        """Return for each row how its groups of lines stand; None where a plan cannot tell."""
        found: list[_Arrangement | None] = []
        last, arrangement = None, None
        for placed in self._ground.places(rows):
            if placed is not last:
                last = placed
                arrangement = None if placed is None else self._arrangement(placed)
            found.append(arrangement)
        return found

    def _arrangement(self, placed: Sequence[tuple[int, bytes, int]]) -> _Arrangement:
        key = tuple([(place, number) for place, _, number in placed])
        arrangement = self._arrangements.get(key)
        if arrangement is None:
            if len(self._arrangements) >= _MOST_ARRANGEMENTS:
                self._arrangements.clear()
            arrangement = _Arrangement(self._ground, placed, self._slots)
            self._arrangements[key] = arrangement
        return arrangement


class _Arrangement:
    """The lines whose subject is an IRI, where each group of them has its place.

    `begun` gives the SHA-256 of what comes before the first group that shows a value; `written`
    gives the rest.
    """

    __slots__ = ("_get_labels", "_head", "_leading", "_states", "_steps")

    def __init__(
        self, ground: Ground, placed: Sequence[tuple[int, bytes, int]], slots: int
    ) -> None:
        first, parts = ground.arranged(placed)
        varying = [
            number
            for number, part in enumerate(parts)
            if isinstance(part, Block) and min(part.filled) < slots
        ]
        count = varying[0] if varying else len(parts)
        self._head = ground.head(first)
        self._leading = parts[:count]
        labels = {
            place for part in self._leading if isinstance(part, Block) for place in part.filled
        }
        self._get_labels = several(sorted(labels))
        self._states: dict[tuple[bytes, ...], Any] = {}
        self._steps = list(_steps(parts[count:]))

    def begun(self, values: Sequence[bytes]) -> Any:
        """Return a SHA-256 that has taken in all lines before those that `steps` write."""
        shown = self._get_labels(values)
        state = self._states.get(shown)
        if state is None:
            if len(self._states) >= _MOST_STATES:
                self._states.clear()
            lines = [_lines(part, values) for part in self._leading]
            state = self._states[shown] = _sha256(b"".join([self._head, *lines]))
        return state.copy()

    def written(self, values: Sequence[bytes]) -> list[bytes]:
        """Return in pieces all lines that follow.

        Raises:
            NotPlanned: two lines became one.
        """
        return [get(values) if lines is None else lines % get(values) for lines, get in self._steps]


def _lines(part: bytes | Block, values: Sequence[bytes]) -> bytes:
    return part if isinstance(part, bytes) else part.lines(values)


def _steps(
    parts: Sequence[bytes | Block],
) -> Iterator[tuple[bytes | None, Callable[..., Any]]]:
    """Yield formats, each with what takes its values, and None with what writes lines whole."""
    text, filled = b"", list[int]()
    for part in parts:
        if isinstance(part, bytes):
            text += part.replace(b"%", b"%%")
        elif part.format is not None:
            text += part.format
            filled += part.filled
        else:
            yield text, several(filled)
            yield None, part.lines
            text, filled = b"", []
    yield text, several(filled)


def _fill_by_label(
    block: Block, place: int, labels: Sequence[bytes]
) -> tuple[list[bytes], Callable[..., Any] | None]:
    """Return the lines about a blank node as formats, one for each label that it may have.

    Beside them stands what takes their values: None where nothing is left to fill in. Lines
    that are no format are written as a whole by what stands there, beside no formats.
    """
    if block.format is None:
        return [], block.lines
    filled = [other for other in block.filled if other != place]
    # What is filled in now stays a format.
    doubled = block.format.replace(b"%%", b"%%%%")
    formats = [
        doubled % tuple([label if other == place else b"%b" for other in block.filled])
        for label in labels
    ]
    if not filled:
        return [text % () for text in formats], None
    return formats, several(filled)
