"""Text with its language and direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageValue:
    """One text together with the language, and where needed the direction, it is written in.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction
    """

    value: str
    """The text."""
    language: str | None = None
    """A language tag of BCP 47."""
    direction: Literal["ltr", "rtl"] | None = None
    """The base direction of the text."""


Text: TypeAlias = str | LanguageValue | tuple[LanguageValue, ...]
"""A name or description: plain, in one named language, or in several."""
