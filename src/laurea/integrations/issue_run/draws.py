"""All that is random in a run, drawn from one secret seed: the same row always draws the same.

This is what lets a run be broken off anywhere and taken up again: identifiers, salts and places
in the status lists are settled with the seed, before the first credential is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b, shake_256
from typing import Final
from uuid import UUID

from laurea.credentials.status.bitstring import MINIMUM_ENTRIES
from laurea.credentials.status.new_list import allocate_indexes

SEED_BYTES: Final = 32
"""The length of a seed."""

LIST_ROWS: Final = MINIMUM_ENTRIES * 3 // 4
"""How many rows share one status list. A quarter of its places stays free."""

_SALT_BYTES: Final = 16
_WORD_BYTES: Final = 8


class Draws:
    """What each row of a run draws. Without the seed, nothing of it can be foretold.

    >>> Draws(bytes(32)).credential_id(2)
    'urn:uuid:...'
    """

    def __init__(self, seed: bytes) -> None:
        """Begin with a seed of 32 unpredictable bytes, to be kept with the run."""
        if len(seed) != SEED_BYTES:
            raise ValueError(f"a seed has {SEED_BYTES} bytes")
        self._seed = seed
        self._places = lru_cache(maxsize=4)(self._drawn_places)

    @property
    def run(self) -> str:
        """A short name for the run, which tells nothing about the seed."""
        return self._bytes("run", 0, 6).hex()

    def credential_id(self, row: int) -> str:
        """Return the credential's id: a random UUID."""
        return UUID(bytes=self._bytes("id", row, 16), version=4).urn

    def salt(self, row: int) -> str:
        """Return 128 bits, in hexadecimal digits, to be hashed with the recipient's address."""
        return self._bytes("salt", row, _SALT_BYTES).hex()

    def list_place(self, row: int) -> tuple[int, int]:
        """Return the number of the row's status list, from 1, and its index there.

        No two rows share a place, whichever rows are awarded in the end.
        """
        number, place = divmod(row, LIST_ROWS)
        return number + 1, self._places(number + 1)[place]

    def _bytes(self, purpose: str, row: int, size: int) -> bytes:
        return blake2b(f"{purpose}:{row}".encode(), key=self._seed, digest_size=size).digest()

    def _drawn_places(self, number: int) -> list[int]:
        return allocate_indexes(LIST_ROWS, taken=(), random_below=self._random_below(number))

    def _random_below(self, number: int) -> Callable[[int], int]:
        # 64 bits for a number of at most 17: no index is noticeably likelier than another.
        sponge = shake_256(self._seed + f"places:{number}".encode())
        words = memoryview(sponge.digest(LIST_ROWS * _WORD_BYTES)).cast("Q")
        drawn = iter(words)
        return lambda bound: next(drawn) % bound
