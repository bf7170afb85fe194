"""Hashes of many documents of one plan, worked out side by side.

Each step is taken for all documents before the next one: what is the same for all of them, most
often where each group of lines stands, is found once. The hashes are those that the plan gives
for each document alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Final

from laurea.credentials.canon.blocks import Block, Ground, NotPlanned, Varying
from laurea.credentials.canon.pieces import Take, several

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
        self._ground = ground
        self._varying = varying
        self._slots = slots
        # A blank node is named by the place of its label, which comes after the slots.
        self._known = {digest: slots + number for digest, number in known.items()}
        self._places = [slots + one.number for one in varying]
        self._labels = [b"_:c14n%d" % number for number in range(len(blocks))]
        self._by_label = sorted(range(len(blocks)), key=self._labels.__getitem__)
        self._no_labels = [b""] * len(blocks)
        self._blocks = dict(enumerate(blocks, slots))
        self._finished = {place: self._by_own_label(place) for place in self._blocks}
        self._arrangements: dict[tuple[tuple[int, int], ...], _Arrangement] = {}
        self._documents = 0

    def _by_own_label(self, place: int) -> list[bytes] | None:
        """Return the lines about a blank node by its label, where nothing else varies in them."""
        block = self._blocks[place]
        if set(block.filled) != {place}:
            return None
        blank = [b""] * place
        return [block.lines([*blank, label]) for label in self._labels]

    def digests(self, rows: Sequence[Row]) -> list[bytes | None]:
        """Return the SHA-256 of each document's canonical bytes; None where a plan cannot tell.

        Raises:
            NotPlanned: a plan cannot tell for one of them, and does not say for which.
        """
        self._documents += len(rows)
        hashes: Iterable[tuple[bytes, ...]] = repeat(())
        if self._varying:
            hashes = zip(*[one.hashes(rows, self._documents) for one in self._varying], strict=True)
        return list(self._digests(rows, self._arranged(rows), hashes))

    def _digests(
        self,
        rows: Sequence[Row],
        arrangements: Sequence[_Arrangement | None],
        hashes: Iterable[tuple[bytes, ...]],
    ) -> Iterator[bytes | None]:
        known, places, labels = self._known, self._places, self._labels
        by_label, finished, blocks = self._by_label, self._finished, self._blocks
        no_labels, count = self._no_labels, len(labels)
        for row, arrangement, found in zip(rows, arrangements, hashes, strict=False):
            numbers = known.copy()
            numbers.update(zip(found, places, strict=True))
            if arrangement is None or len(numbers) != count:
                yield None
                continue
            order = [numbers[digest] for digest in sorted(numbers)]
            values = [*row, *no_labels]
            for place, label in zip(order, labels, strict=True):
                values[place] = label
            try:
                parts = [step(values) for step in arrangement.steps]
                for rank in by_label:
                    place = order[rank]
                    by_own_label = finished[place]
                    if by_own_label is None:
                        parts.append(blocks[place].lines(values))
                    else:
                        parts.append(by_own_label[rank])
                state = arrangement.begun(values)
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

    `begun` gives the SHA-256 of what comes before the first group that shows a value; `steps`
    write the rest.
    """

    __slots__ = ("_get_labels", "_head", "_leading", "_states", "steps")

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
        self.steps = list(_steps(parts[count:]))

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


def _lines(part: bytes | Block, values: Sequence[bytes]) -> bytes:
    return part if isinstance(part, bytes) else part.lines(values)


_Step = Callable[[Sequence[bytes]], bytes]


def _steps(parts: Sequence[bytes | Block]) -> Iterator[_Step]:
    """Yield what writes lines, with everything that one format can write in one."""
    text, filled = b"", list[int]()
    for part in parts:
        if isinstance(part, bytes):
            text += part.replace(b"%", b"%%")
        elif part.format is not None:
            text += part.format
            filled += part.filled
        else:
            yield _filling(text, several(filled))
            yield part.lines
            text, filled = b"", []
    yield _filling(text, several(filled))


def _filling(text: bytes, get: Take) -> _Step:
    return lambda values: text % get(values)
