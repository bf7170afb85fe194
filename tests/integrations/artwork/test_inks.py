"""Every ink can carry lettering in paper, and none can be read as a verdict."""

from __future__ import annotations

import colorsys

import pytest

from laurea.integrations.artwork.inks import GILT, INKS, PAPER


def channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", INKS)
def test_paper_on_ink_has_the_contrast_that_the_guide_promises(ink: str) -> None:
    assert contrast(PAPER, INKS[ink]) >= 7.7  # type: ignore[index]


def test_gilt_is_seen_on_paper() -> None:
    assert contrast(PAPER, GILT) >= 3


@pytest.mark.parametrize("ink", INKS)
def test_no_ink_is_a_bright_green_red_or_violet(ink: str) -> None:
    _, _, saturated = colorsys.rgb_to_hls(*channels(INKS[ink]))  # type: ignore[index]
    hue = colorsys.rgb_to_hls(*channels(INKS[ink]))[0] * 360  # type: ignore[index]
    is_verdict_hue = hue < 15 or 90 < hue < 165 or 255 < hue < 300
    assert not (is_verdict_hue and saturated > 0.2)
