"""What a canonical plan fills in: varying blank nodes, blocks of lines, the ground they join."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final

from laurea.credentials.canon.pieces import Group, Pieces, is_decided, lead

_MISSES: Final = 64
"""After how many new values it is asked whether keeping hashes is of use."""
_sha256 = hashlib.sha256


class NotPlanned(Exception):
    """This document cannot be canonicalised by the plan; canonicalise it in full."""


class Varying:
    """A blank node about which something varies.

    `kept` are its hashes by what varies, as long as that is often the same: the results of a
    quiz are few, and the salts of recipients are all different. Then it is None.
    """

    __slots__ = ("_format", "_misses", "_most_kept", "about", "kept", "number")

    def __init__(self, number: int, about: Group, most_kept: int) -> None:
        self.number = number
        self.about = about
        self._format = about.format or b""
        self.kept: dict[tuple[bytes, ...], bytes] | None = None if about.format is None else {}
        self._misses = 0
        self._most_kept = most_kept

    def hashed(self, said: tuple[bytes, ...], documents: int) -> bytes:
        """Return the hash where these values are new, after so many documents in all."""
        digest = _sha256(self._format % said).digest()
        self._misses += 1
        if self.kept is not None:
            if self._misses > _MISSES and 2 * self._misses > documents:
                self.kept = None
            elif len(self.kept) < self._most_kept:
                self.kept[said] = digest
        return digest

    def hashes(self, rows: Sequence[Sequence[bytes]], documents: int) -> list[bytes]:
        """Return the hash for each of many rows of values, after so many documents in all.

        Raises:
            NotPlanned: two lines became one.
        """
        about, kept = self.about, self.kept
        if about.format is None:
            return [hash_of(about, values) for values in rows]
        every = map(about.get, rows)
        if kept is None:
            return [_sha256(lines).digest() for lines in map(about.format.__mod__, every)]
        return [kept.get(said) or self.hashed(said, documents) for said in every]


def hash_of(about: Group, values: Sequence[bytes]) -> bytes:
    """Return the hash of the lines about one blank node.

    Raises:
        NotPlanned: two lines became one.
    """
    lines = about.fill(values) if about.format is None else about.format % about.get(values)
    if lines is None:
        raise NotPlanned
    return _sha256(lines).digest()


class Block:
    """Lines that stand together, kept once they are finished where only labels vary in them.

    `kept` is by what `get_labels` takes from the values: the labels that the lines show.
    `get_labels` is None where other values stand in them.
    """

    __slots__ = ("_fill", "_most_kept", "filled", "format", "get", "get_labels", "kept")

    def __init__(self, group: Group, slots: int, most_kept: int) -> None:
        self._fill, self.format, self.get = group.fill, group.format, group.get
        self.filled = group.filled
        self._most_kept = most_kept
        self.kept: dict[Any, bytes] = {}
        self.get_labels: Callable[[Sequence[bytes]], Any] | None = None
        if group.places and all(place >= slots for place in group.places):
            self.get_labels = itemgetter(*sorted(group.places))

    def lines(self, values: Sequence[bytes]) -> bytes:
        """Return the lines with these values, in the cheapest way.

        Raises:
            NotPlanned: two lines became one.
        """
        if self.get_labels is not None:
            shown = self.get_labels(values)
            return self.kept.get(shown) or self.finish(values, shown)
        return self.fill(values) if self.format is None else self.format % self.get(values)

    def fill(self, values: Sequence[bytes]) -> bytes:
        """Return the lines with these values."""
        lines = self._fill(values)
        if lines is None:
            raise NotPlanned
        return lines

    def finish(self, values: Sequence[bytes], labels: Any) -> bytes:
        """Return the lines with these labels, for the first time, and keep them."""
        if len(self.kept) >= self._most_kept:
            self.kept.clear()
        lines = self.kept[labels] = self.fill(values)
        return lines


class Ground:
    """The lines whose subject is an IRI: fixed ones, and groups put between them.

    A group whose subject is fixed stays where it is. A group whose subject is a slot is put
    where the subject sorts; a subject that is there already is refused (`NotPlanned`).
    """

    def __init__(self, lines: list[Pieces], slots: int, most_kept: int) -> None:
        fixed = sorted(line[0] for line in lines if len(line) == 1 and isinstance(line[0], bytes))
        anchored: dict[bytes, list[Pieces]] = {}
        floating: dict[int, list[Pieces]] = {}
        for line in lines:
            if len(line) > 1:
                if line[0] == b"<" and isinstance(line[1], int):
                    floating.setdefault(line[1], []).append(line)
                else:
                    anchored.setdefault(lead(line), []).append(line)
        if not is_decided(sorted([*fixed, *anchored])):
            raise NotPlanned
        self._keys = sorted([*fixed, *anchored])
        self._floating = list(enumerate(floating))
        self._fixed_subjects = {key[1 : key.index(b"> ")] for key in self._keys}
        self.blocks = [
            Block(Group(group, slot), slots, most_kept) for slot, group in floating.items()
        ]
        # at one place, what floats comes before what is anchored there
        self._anchored = [
            (place, b"\xff", len(self.blocks) + number)
            for number, (place, key) in enumerate(
                (place, key) for place, key in enumerate(self._keys) if key in anchored
            )
        ]
        self.blocks += [
            Block(Group(anchored[self._keys[place]]), slots, most_kept)
            for place, _, _ in self._anchored
        ]
        self._joined = b"".join(fixed)
        self._offsets = [0]
        for key in self._keys:
            length = 0 if key in anchored else len(key)
            self._offsets.append(self._offsets[-1] + length)
        self._begun: dict[int, Any] = {}

    def head(self, first: int) -> bytes:
        """Return the first so many lines."""
        return self._joined[: self._offsets[first]]

    def begun(self, first: int) -> Any:
        """Return a SHA-256 that has taken in the first so many lines."""
        state = self._begun.get(first)
        if state is None:
            state = self._begun[first] = _sha256(self.head(first))
        return state.copy()

    def require_distinct(self, values: list[bytes]) -> None:
        """Raise `NotPlanned` where two subjects are one."""
        subjects = {values[slot] for _, slot in self._floating}
        if len(subjects) != len(self._floating) or not subjects.isdisjoint(self._fixed_subjects):
            raise NotPlanned

    def fill(self, values: list[bytes]) -> tuple[int, list[bytes]]:
        """Return how many lines come before the first group, and all that follows in pieces."""
        offsets, text, blocks = self._offsets, self._joined, self.blocks
        placed = self.placed(values)
        first = place = placed[0][0] if placed else len(self._keys)
        parts: list[bytes] = []
        for further, _, number in placed:
            if further != place:
                parts.append(text[offsets[place] : offsets[further]])
                place = further
            block = blocks[number]
            if block.get_labels is not None:
                shown = block.get_labels(values)
                parts.append(block.kept.get(shown) or block.finish(values, shown))
            elif block.format is not None:
                parts.append(block.format % block.get(values))
            else:
                parts.append(block.fill(values))
        parts.append(text[offsets[place] :])
        return first, parts

    def arranged(self, placed: Sequence[tuple[int, bytes, int]]) -> tuple[int, list[bytes | Block]]:
        """Return how many lines come first, and what follows where groups are placed so."""
        parts: list[bytes | Block] = []
        first = place = placed[0][0] if placed else len(self._keys)
        for further, _, number in placed:
            parts += [self._joined[self._offsets[place] : self._offsets[further]]]
            parts += [self.blocks[number]]
            place = further
        return first, [*parts, self._joined[self._offsets[place] :]]

    def places(self, rows: Sequence[Sequence[bytes]]) -> list[list[tuple[int, bytes, int]] | None]:
        """Return where the groups are placed in each of many rows of values, as `placed` does.

        Where subjects are as far apart as they mostly are, one answer holds for all rows. A row
        in which two subjects are one has None.
        """
        spans = []
        for _, slot in self._floating:
            column = {values[slot] for values in rows}
            subjects = [b"<%b> " % value for value in column]
            low, high = min(subjects), max(subjects)
            if bisect_left(self._keys, low) != bisect_left(self._keys, high):
                return [self._placed_or_none(values) for values in rows]
            if not column.isdisjoint(self._fixed_subjects):
                return [self._placed_or_none(values) for values in rows]
            spans.append((low, high))
        spans.sort()
        if any(one[1] >= other[0] for one, other in pairwise(spans)):
            return [self._placed_or_none(values) for values in rows]
        return [self.placed(rows[0])] * len(rows)

    def _placed_or_none(self, values: Sequence[bytes]) -> list[tuple[int, bytes, int]] | None:
        try:
            return self.placed(values)
        except NotPlanned:
            return None

    def placed(self, values: Sequence[bytes]) -> list[tuple[int, bytes, int]]:
        """Return the groups in order: after how many fixed lines, subject, number.

        Raises:
            NotPlanned: two subjects are one.
        """
        keys = self._keys
        placed = []
        for number, slot in self._floating:
            subject = b"<%b> " % values[slot]
            place = bisect_left(keys, subject)
            if place < len(keys) and keys[place].startswith(subject):
                raise NotPlanned
            placed.append((place, subject, number))
        if len(placed) > 1:
            placed.sort()
            for (_, one, _), (_, other, _) in pairwise(placed):
                if one == other:
                    raise NotPlanned
        placed += self._anchored
        placed.sort()
        return placed
