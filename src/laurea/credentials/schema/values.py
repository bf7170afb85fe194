"""JSON values as JSON Schema sees them: which are numbers, and which are equal."""

from __future__ import annotations

from typing import Any


def is_number(value: Any) -> bool:
    """Say whether a JSON value is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Say whether a JSON value is a whole number, however it is written.

    >>> is_whole(1.0), is_whole(1.5), is_whole(True)
    (True, False, False)
    """
    return is_number(value) and (isinstance(value, int) or value.is_integer())


def comparable(value: Any) -> Any:
    """Return something that is equal for equal JSON values, and for no others.

    >>> comparable([1, True]) == comparable([1.0, True]), comparable(1) == comparable(True)
    (True, False)
    """
    if isinstance(value, dict):
        return "object", frozenset((name, comparable(inner)) for name, inner in value.items())
    if isinstance(value, list):
        return "array", tuple(map(comparable, value))
    return type(value).__name__ if value is None or isinstance(value, (bool, str)) else "", value
