"""Inclusion in a Merkle tree that keeps leaves and inner nodes apart.

A leaf is hashed after the byte 0 and an inner node after the byte 1, so that nothing inside the
tree can be passed off as an entry. The position and the size of the tree say on which side each
node of the path stands, and how many there are.

Spec: https://www.rfc-editor.org/rfc/rfc9162#section-2.1
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

HASH_BYTES: Final = 32
"""How many bytes each hash of a tree has: it is SHA-256."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash that stands for an entry in the tree: 32 bytes.

    >>> leaf_hash(b"") == node_hash(b"", b"")
    False
    """
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node, from the hashes below it: 32 bytes."""
    return hashlib.sha256(b"\1" + left + right).digest()


def is_included(entry: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether `entry` is entry number `index` of the tree with `size` entries and this root.

    Args:
        entry: the entry itself, not its hash.
        index: its position, from 0.
        size: how many entries the tree has.
        path: the hashes beside the way from the entry to the root, from below; 32 bytes each.
        root: the root that is relied on. One that comes with the path proves nothing.

    Returns:
        No as well where the position lies outside the tree or the path is not as long as the
        position in such a tree asks for.

    Spec: https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2

    >>> root = node_hash(leaf_hash(b"a"), leaf_hash(b"b"))
    >>> is_included(b"b", index=1, size=2, path=[leaf_hash(b"a")], root=root)
    True
    >>> is_included(b"b", index=0, size=2, path=[leaf_hash(b"a")], root=root)
    False
    """
    if not 0 <= index < size or any(len(node) != HASH_BYTES for node in path):
        return False
    found, number, last = leaf_hash(entry), index, size - 1
    for node in path:
        if last == 0:
            return False
        if number % 2 or number == last:
            found = node_hash(node, found)
            while not number % 2 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, node)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root
