"""In which row each learner stands first: an index that stays small for millions of rows."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from hashlib import blake2b
from struct import Struct
from typing import Final

_HALVES: Final = Struct("<QQ")
_LOAD: Final = 1.5


class FirstRows:
    """A hash table of 20 bytes a place that keeps 128-bit fingerprints instead of the keys.

    Two of a thousand million different keys share a fingerprint with a probability below
    10⁻²⁰, so equal fingerprints are taken for equal keys.
    """

    def __init__(self, keys: int) -> None:
        """Make room for a number of keys, which must not be exceeded."""
        places = 1 << int(keys * _LOAD + 1).bit_length()
        self._mask = places - 1
        self._rows: array[int] = array("I", bytes(4 * places))
        self._low: array[int] = array("Q", bytes(8 * places))
        self._high: array[int] = array("Q", bytes(8 * places))

    def claim(self, number: int, keys: Sequence[str]) -> int:
        """Return the row in which one of the keys stood first, or 0 and keep them for this row.

        Args:
            number: this row, from 1.
            keys: what names its learner.

        >>> rows = FirstRows(10)
        >>> rows.claim(2, ["alva@example.org", "did:example:1"]), rows.claim(3, ["did:example:1"])
        (0, 2)
        """
        rows, lows, highs, mask = self._rows, self._low, self._high, self._mask
        free = []
        for key in keys:
            low, high = _HALVES.unpack(blake2b(key.encode(), digest_size=16).digest())
            place: int = low & mask
            while row := rows[place]:
                if lows[place] == low and highs[place] == high:
                    return row
                place = (place + 1) & mask
            free.append((place, low, high))
        for found, low, high in free:
            place = found
            while rows[place]:  # the other key of this row may have taken it
                place = (place + 1) & mask
            rows[place], lows[place], highs[place] = number, low, high
        return 0

    def row_of(self, key: str) -> int:
        """Return the row in which a key stood first, or 0; nothing is kept.

        >>> rows = FirstRows(10)
        >>> rows.claim(2, ["alva@example.org"]), rows.row_of("alva@example.org"), rows.row_of("b")
        (0, 2, 0)
        """
        low, high = _HALVES.unpack(blake2b(key.encode(), digest_size=16).digest())
        place: int = low & self._mask
        while row := self._rows[place]:
            if self._low[place] == low and self._high[place] == high:
                return row
            place = (place + 1) & self._mask
        return 0
