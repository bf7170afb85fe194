"""What is counted in public: never so finely that one person shows in it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

FEWEST_TOLD: Final = 5
"""Numbers of people below it are not told."""


def told(number: int) -> str:
    """Return a number of awards as it is told in public."""
    return f"{number:,}" if number >= FEWEST_TOLD else _("Fewer than five")
