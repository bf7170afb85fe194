"""Ornaments of fine lines: rosettes, veils, braids and leaves. They decorate and prove nothing."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Final

from laurea.integrations.artwork.inks import GILT, PAPER
from laurea.integrations.artwork.numbers import number

LEAF: Final = "M0 0C4.5-4 5-11 0-17C-5-11-4.5-4 0 0z"
"""One leaf, its foot at (0, 0), pointing up, 17 long."""

_VEIN: Final = "M0-2.5V-13.5"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What tells the ornament of one achievement from another's.

    Number and radius of the circles of its guilloche, waves in a quarter of its ring, and a
    number that chooses a glyph.
    """

    circles: int
    radius: int
    waves: int
    glyph: int

    @property
    def name(self) -> str:
        """A short name for identifiers inside the SVG."""
        return f"{self.circles}-{self.radius}-{self.waves}"


def pattern_of(seed: str) -> Pattern:
    """Return the pattern that belongs to `seed`, the id of an achievement.

    >>> pattern_of("urn:uuid:1") == pattern_of("urn:uuid:1") != pattern_of("urn:uuid:2")
    True
    """
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return Pattern(
        circles=(30, 36, 42, 48)[digest[0] % 4],
        radius=(28, 31, 34, 37)[digest[1] % 4],
        waves=(5, 6, 7)[digest[2] % 3],
        glyph=digest[3],
    )


def rosette(distance: float, radius: float, circles: int, stroke: str, extra: str) -> str:
    """Return `circles` circles whose middles stand evenly on a circle around (0, 0)."""
    turns = [math.tau * k / circles for k in range(circles)]
    drawn = "".join(
        f'<circle cx="{number(distance * math.cos(turn))}" cy="{number(distance * math.sin(turn))}"'
        f' r="{number(radius)}"/>'
        for turn in turns
    )
    return f'<g fill="none" stroke="{stroke}" {extra}>{drawn}</g>'


def star(radius: float, corners: int, stroke: str, extra: str) -> str:
    """Return chords between `corners` points of a circle around (0, 0), a third of it apart."""
    step, turn = corners // 3, 360 / corners
    chords = "".join(
        f"M{point(radius, k * turn)}L{point(radius, (k + step) * turn)}" for k in range(corners)
    )
    return f'<path d="{chords}" fill="none" stroke="{stroke}" {extra}/>'


def rings(inner: float, outer: float, count: int, stroke: str, extra: str) -> str:
    """Return `count` circles around (0, 0), evenly from the radius `inner` to `outer`."""
    step = (outer - inner) / (count - 1)
    drawn = "".join(f'<circle r="{number(inner + k * step)}"/>' for k in range(count))
    return f'<g fill="none" stroke="{stroke}" {extra}>{drawn}</g>'


def braid(radius: float, start_deg: float, end_deg: float, waves_per_quarter: int) -> str:
    """Return two strands that cross along a ring, from `start_deg` to `end_deg` clockwise.

    Angles count from the top. The arc is filled with whole waves, fewer if it is short.
    """
    span = end_deg - start_deg
    halves = 2 * max(1, round(span / 90 * waves_per_quarter))
    strands = [_strand(radius, start_deg, span / halves, halves, sign) for sign in (1, -1)]
    return f'<path d="{"".join(strands)}" fill="none" stroke="{PAPER}" stroke-width="1"/>'


def _strand(radius: float, start_deg: float, step_deg: float, halves: int, sign: int) -> str:
    parts = ["M" + point(radius, start_deg)]
    for k in range(halves):
        swing = 9 * sign * (-1) ** k
        control = point(radius + swing, start_deg + (k + 0.5) * step_deg)
        parts.append(f"Q{control} {point(radius, start_deg + (k + 1) * step_deg)}")
    return "".join(parts)


def point(radius: float, angle_deg: float) -> str:
    """Return a point on a circle around (0, 0), as path data; angles count from the top."""
    turn = math.radians(angle_deg)
    return f"{number(radius * math.sin(turn))} {number(-radius * math.cos(turn))}"


def leaf(x: float, y: float, turn_deg: float, scale: float) -> str:
    """Return one leaf, its foot at (x, y)."""
    return f'<path transform="{_place(x, y, turn_deg, scale)}" d="{LEAF}"/>'


def veined_leaf(x: float, y: float, turn_deg: float, scale: float) -> str:
    """Return one leaf with a cut along its middle, its foot at (x, y)."""
    return (
        f'<g transform="{_place(x, y, turn_deg, scale)}"><path d="{LEAF}"/>'
        f'<path d="{_VEIN}" fill="none" stroke="{PAPER}" stroke-width=".6"/></g>'
    )


def _place(x: float, y: float, turn_deg: float, scale: float) -> str:
    return f"translate({number(x)} {number(y)}) rotate({number(turn_deg)}) scale({number(scale)})"


def level_leaves(level: int, y: float, scale: float) -> str:
    """Return one leaf for each level, in a row around x = 0 that opens a little."""
    middle = (level - 1) / 2
    drawn = "".join(
        leaf((k - middle) * 14 * scale, y, (k - middle) * 9, scale) for k in range(level)
    )
    return f'<g fill="{GILT}">{drawn}</g>'


@dataclass(frozen=True, slots=True)
class Wreath:
    """Two branches of laurel around (120, `y`), open at the top.

    Each has `pairs` of leaves between the angles `first_deg` and `last_deg` from the top.
    """

    y: float
    radius: float
    pairs: int
    scale: float
    first_deg: float
    last_deg: float
    is_veined: bool = True


def wreath(shape: Wreath) -> str:
    """Return a wreath of laurel in gilt."""
    return f'<g fill="{GILT}">{_branch(shape, 1)}{_branch(shape, -1)}</g>'


def _branch(shape: Wreath, side: int) -> str:
    draw = veined_leaf if shape.is_veined else leaf
    step = (shape.first_deg - shape.last_deg) / shape.pairs
    drawn = [_stem(shape, side)]
    for k in range(shape.pairs):
        angle = shape.first_deg - step * k
        size = shape.scale * (1.06 - 0.34 * k / shape.pairs)
        foot = _foot(shape, side, angle)
        drawn += [draw(*foot, side * (angle - 90) + tilt, size) for tilt in (-31, 31)]
    tip = _foot(shape, side, shape.last_deg)
    return "".join((*drawn, draw(*tip, side * (shape.last_deg - 90), shape.scale * 0.74)))


def _stem(shape: Wreath, side: int) -> str:
    start = " ".join(map(number, _foot(shape, side, shape.first_deg + 8)))
    end = " ".join(map(number, _foot(shape, side, shape.last_deg)))
    radius, sweep = number(shape.radius), int(side < 0)
    return (
        f'<path d="M{start}A{radius} {radius} 0 0 {sweep} {end}" fill="none" stroke="{GILT}"'
        ' stroke-width="1.6" stroke-linecap="round"/>'
    )


def _foot(shape: Wreath, side: int, angle_deg: float) -> tuple[float, float]:
    turn = math.radians(side * angle_deg)
    return 120 + shape.radius * math.sin(turn), shape.y - shape.radius * math.cos(turn)
