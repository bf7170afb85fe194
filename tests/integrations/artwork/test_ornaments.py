"""Fine lines stay where they belong."""

from __future__ import annotations

import re

import pytest

from laurea.integrations.artwork.numbers import number
from laurea.integrations.artwork.ornaments import braid, pattern_of, rosette


def test_the_guilloche_never_leaves_its_field() -> None:
    for seed in map(str, range(60)):
        pattern = pattern_of(seed)
        assert 24 <= pattern.circles <= 60
        assert 82.5 - 2 * pattern.radius < 50  # its inner edge lies below the disc


def test_a_rosette_has_as_many_circles_as_asked() -> None:
    assert rosette(50, 20, 36, "#14467A", "").count("<circle") == 36


@pytest.mark.parametrize(("start", "end"), [(0, 360), (40, 320), (66, 118), (90, 100)])
def test_a_braid_is_two_closed_rows_of_whole_waves(start: float, end: float) -> None:
    path = braid(98, start, end, 6)
    strands = re.findall(r"M([^MQ\"]+)((?:Q[^Q\"M]+)+)", path)
    assert len(strands) == 2
    (first, waves), (second, other) = strands
    assert first == second
    assert waves.count("Q") == other.count("Q")
    assert waves.count("Q") % 2 == 0
    assert waves.split()[-2:] == other.split()[-2:]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (1.5, "1.5"), (-0.0, "0"), (-0.004, "0"), (100, "100"), (1e-9, "0")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text
