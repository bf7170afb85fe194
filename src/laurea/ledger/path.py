"""Merkle paths that say of each step on which side its hash stands.

Chainpoint and the Merkle proofs of Blockcerts are of this form. Nothing keeps leaves and inner
nodes apart there, so the hash that the path starts from must be computed from the document itself
and never taken from the proof.

Spec: https://w3id.org/chainpoint/v2, https://w3c-ccg.github.io/lds-merkle-proof-2019/
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Side(Enum):
    """On which side of the way the hash of a step stands."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: the hash beside the way, 32 bytes, and its side."""

    side: Side
    digest: bytes


def root_of_path(start: bytes, steps: Iterable[Step]) -> bytes:
    """Return the root that a path leads to: SHA-256 over both hashes, the left one first.

    Args:
        start: the SHA-256 hash of the document, 32 bytes. Without a step it is the root.
        steps: the path, from below.

    >>> root_of_path(bytes(32), []) == bytes(32)
    True
    """
    found = start
    for step in steps:
        pair = step.digest + found if step.side is Side.LEFT else found + step.digest
        found = hashlib.sha256(pair).digest()
    return found
