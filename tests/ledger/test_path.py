"""A path with sides leads to one root, and every step counts."""

from __future__ import annotations

import hashlib

from laurea.ledger.path import Side, Step, root_of_path

ONE, OTHER = hashlib.sha256(b"one").digest(), hashlib.sha256(b"other").digest()


def test_the_left_hash_comes_first() -> None:
    assert root_of_path(ONE, [Step(Side.LEFT, OTHER)]) == hashlib.sha256(OTHER + ONE).digest()
    assert root_of_path(ONE, [Step(Side.RIGHT, OTHER)]) == hashlib.sha256(ONE + OTHER).digest()


def test_the_order_of_the_steps_counts() -> None:
    steps = [Step(Side.LEFT, OTHER), Step(Side.RIGHT, ONE)]
    assert root_of_path(ONE, steps) != root_of_path(ONE, steps[::-1])


def test_without_a_step_the_hash_is_the_root() -> None:
    assert root_of_path(ONE, []) == ONE
