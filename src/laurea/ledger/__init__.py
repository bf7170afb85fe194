"""Merkle trees: whether an entry stands in a tree, told from its root and a short path.

A pure package below `credentials`: bytes in, bytes and answers out.
"""

from __future__ import annotations

from laurea.ledger.inclusion import is_included, leaf_hash
from laurea.ledger.path import Side, Step, root_of_path

__all__ = ["Side", "Step", "is_included", "leaf_hash", "root_of_path"]
