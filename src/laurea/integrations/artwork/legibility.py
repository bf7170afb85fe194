"""Whether a badge image can be read: contrast, the size of its letters, what fits its ring.

Contrast is that of the Web Content Accessibility Guidelines 2.2 (relative luminance).
"""

from __future__ import annotations

import colorsys
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from laurea.integrations.artwork.badge import RING_RADIUS, RING_STYLE
from laurea.integrations.artwork.lettering import capitals, ring_cap_height, shortened
from laurea.integrations.artwork.silhouettes import SILHOUETTES, Kind

LEAST_CONTRAST: Final = 3.0
"""The least contrast of a drawing with its ground (WCAG 2.2, 1.4.11)."""

THIN_CONTRAST: Final = 4.5
"""The least contrast of lines that are thinner than a pixel."""

LEAST_LETTER_PX: Final = 6.0
"""The least height of a capital letter, in pixels, where the image is 240 pixels wide."""

_WIDTH: Final = 240


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, each as `#RRGGBB`, from 1 to 21.

    >>> contrast("#000000", "#ffffff"), contrast("#14467A", "#14467A")
    (21.0, 1.0)
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def verdict_hue(colour: str) -> Literal["green", "red", "violet"] | None:
    """Return the colour of checks that a colour could be taken for, if there is one.

    >>> verdict_hue("#1E7D32"), verdict_hue("#C62828"), verdict_hue("#39434D")
    ('green', 'red', None)
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    if saturation < 0.45 or not 0.12 < lightness < 0.9:
        return None
    degrees = hue * 360
    if 85 <= degrees <= 165:
        return "green"
    if degrees <= 14 or degrees >= 345:
        return "red"
    return "violet" if 262 <= degrees <= 305 else None


@dataclass(frozen=True, slots=True)
class RingWords:
    """What becomes of a text on half a ring.

    Attributes:
        shown: what is drawn of it.
        is_whole: whether nothing was left out.
        letter_px: how high its capitals are where the image is 240 pixels wide; None where the
            lettering has not all of its letters, so that nothing is drawn.
    """

    shown: str
    is_whole: bool
    letter_px: float | None


def ring_words(text: str, kind: Kind, letters: int) -> RingWords:
    """Return what becomes of a text on half the ring of a silhouette.

    Args:
        text: what is to be written.
        kind: the silhouette.
        letters: how many letters are drawn at most.
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    shown = shortened(text, letters)
    height = ring_cap_height(shown, RING_RADIUS, RING_STYLE)
    scale = SILHOUETTES[kind].scale
    return RingWords(
        shown, capitals(shown) == capitals(text), None if height is None else height * scale
    )


def least_width_px(letter_px: float) -> int:
    """Return how wide an image has to be, in pixels, for its letters to be read."""
    return round(_WIDTH * LEAST_LETTER_PX / letter_px)


def _luminance(colour: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue
