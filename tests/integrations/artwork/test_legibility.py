"""Whether a badge image can be read."""

from __future__ import annotations

import pytest

from laurea.integrations.artwork.inks import GILT, INKS, PAPER
from laurea.integrations.artwork.legibility import (
    LEAST_CONTRAST,
    LEAST_LETTER_PX,
    THIN_CONTRAST,
    contrast,
    least_width_px,
    ring_words,
    verdict_hue,
)


def test_every_ink_can_be_read_and_speaks_of_no_check() -> None:
    for colour in INKS.values():
        assert contrast(colour, PAPER) > 7
        assert verdict_hue(colour) is None
    assert LEAST_CONTRAST < contrast(GILT, PAPER) < THIN_CONTRAST


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#FFFFFF", 21), ("#777777", "#ffffff", 4.48), ("#FF0000", "#FFFFFF", 4.0)],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("colour", "hue"),
    [
        ("#2E7D32", "green"),
        ("#B3261E", "red"),
        ("#C2185B", None),
        ("#6A1BC8", "violet"),
        ("#808080", None),
        ("#050505", None),
    ],
)
def test_colours_of_checks_are_known(colour: str, hue: str | None) -> None:
    assert verdict_hue(colour) == hue


def test_a_short_text_stands_whole() -> None:
    words = ring_words("Web  Analytics", "roundel", 26)
    assert (words.shown, words.is_whole) == ("Web Analytics", True)
    assert words.letter_px == pytest.approx(9.9)


def test_a_long_text_is_shortened_and_wide_letters_are_set_smaller() -> None:
    words = ring_words("Measurement and Evaluation of Public Policy", "laurel", 26)
    assert not words.is_whole
    wide = ring_words("WWWWWWWWWWWWWWWWWWWWWWWWWW", "laurel", 26)
    assert wide.letter_px is not None
    assert wide.letter_px < LEAST_LETTER_PX
    assert least_width_px(wide.letter_px) > 240


def test_letters_that_the_lettering_lacks_have_no_height() -> None:
    assert ring_words("織物", "shield", 20).letter_px is None
