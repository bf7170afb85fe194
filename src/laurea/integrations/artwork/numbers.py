"""Numbers as an SVG writes them: short, and the same on every machine."""

from __future__ import annotations


def number(value: float) -> str:
    """Return `value` with at most two places after the point.

    >>> number(3.0), number(-0.001), number(12.345)
    ('3', '0', '12.35')
    """
    text = f"{value + 0.0:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
