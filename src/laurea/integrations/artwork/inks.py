"""The colours of badge images. None of them is green, red or violet: those speak of checks."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Ink: TypeAlias = Literal["prussian", "petrol", "iron", "umber", "aubergine", "bronze"]
"""The name of an ink."""

INKS: Final[dict[Ink, str]] = {
    "prussian": "#14467A",
    "petrol": "#0D5360",
    "iron": "#39434D",
    "umber": "#6A4620",
    "aubergine": "#5B2A4F",
    "bronze": "#5F4D12",
}
"""The colour of each ink. Paper on any of them has a contrast of at least 7.7."""

PAPER: Final = "#FBFAF6"
"""The ground of every badge image, which it brings along."""

GILT: Final = "#A8802B"
"""The colour of honour: leaves and the inner rim."""
