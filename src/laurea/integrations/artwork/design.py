"""The design of a badge image: a few checked words, from which it can be drawn anywhere again.

A `Design` that exists can be drawn: whatever is none of what is known here is refused when one
is made, with a sentence that says what is possible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal, TypeAlias, get_args

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.integrations.artwork.glyphs import GLYPHS
from laurea.integrations.artwork.inks import GILT, INKS, PAPER, Ink
from laurea.integrations.artwork.lettering import RING_LETTERS
from laurea.integrations.artwork.silhouettes import Border, Kind

Guilloche: TypeAlias = Literal["rosette", "star", "rings", "none"]
"""The fine lines around the middle: circles, chords, circles in circles, or nothing."""

LEVELS: Final = range(1, 5)
"""The levels that leaves can show."""

ALT_LETTERS: Final = 250
"""Most characters of an alternative text."""

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "kind": get_args(Kind),
    "ink": tuple(INKS),
    "border": get_args(Border),
    "guilloche": get_args(Guilloche),
}
_COLOURS: Final = frozenset({"own_ink", "paper", "accent"})
_TEXTS: Final = {"short_title": RING_LETTERS, "above": RING_LETTERS, "alt": ALT_LETTERS}
_ALWAYS_STORED: Final = frozenset({"kind", "ink", "level", "glyph", "short_title"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What a badge image shows beside names and year.

    Attributes:
        kind: the silhouette.
        ink: the ink, by its name; `own_ink` takes its place where there is one.
        level: 1 to 4, shown as leaves, or None.
        glyph: a name out of `GLYPHS`; None for one that is chosen by the achievement's id.
        short_title: what stands on the ring below in place of the name.
        own_ink: a colour as `#RRGGBB`, or "".
        paper: the colour of the ground, likewise; "" for `PAPER`.
        accent: the colour of leaves and of the inner rim, likewise; "" for `GILT`.
        border: the fine line inside the outline.
        guilloche: the fine lines around the middle.
        shows_year: whether the year of the version is on it.
        above: what stands on the ring above in place of the issuer's name.
        alt: what the image says, for people who do not see it; "" for what `alt_text` makes.

    Raises:
        MalformedDocument: one of them is not as said here.
    """

    kind: Kind
    ink: Ink
    level: int | None = None
    glyph: str | None = None
    short_title: str = ""
    own_ink: str = ""
    paper: str = ""
    accent: str = ""
    border: Border = "line"
    guilloche: Guilloche = "rosette"
    shows_year: bool = True
    above: str = ""
    alt: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            fault = fault_in(field.name, getattr(self, field.name))
            if fault:
                raise MalformedDocument(Problem(MALFORMED_VALUE, fault, f"/{field.name}"))

    @property
    def ink_colour(self) -> str:
        """The colour of the ink, as `#RRGGBB`."""
        return self.own_ink or INKS[self.ink]

    @property
    def paper_colour(self) -> str:
        """The colour of the ground, likewise."""
        return self.paper or PAPER

    @property
    def accent_colour(self) -> str:
        """The colour of leaves and of the inner rim, likewise."""
        return self.accent or GILT

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored: what is as usual is left out."""
        usual = {field.name: field.default for field in fields(self)}
        return {
            name: value
            for name, value in asdict(self).items()
            if name in _ALWAYS_STORED or value != usual[name]
        }


def read_design(stored: Mapping[str, Any]) -> Design:
    """Return the design that parsed JSON stands for.

    Raises:
        MalformedDocument: it is none; says what is wrong, and where.

    >>> read_design({"kind": "shield", "ink": "iron", "accent": "#777777"}).accent_colour
    '#777777'
    """
    known = {field.name for field in fields(Design)}
    for name in stored:
        if name not in known:
            detail = f"A design has nothing that is called {str(name)[:40]!r}."
            raise MalformedDocument(Problem(MALFORMED_VALUE, detail))
    for name in ("kind", "ink"):
        if name not in stored:
            detail = f"A design names its {name}: {', '.join(_CHOICES[name])}."
            raise MalformedDocument(Problem(MALFORMED_VALUE, detail, f"/{name}"))
    return Design(**stored)


def known_parts(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of parsed JSON is part of a design, without what is not as it should be."""
    names = [field.name for field in fields(Design)]
    return {
        name: stored[name]
        for name in names
        if name in stored and fault_in(name, stored[name]) is None
    }


def fault_in(name: str, value: object) -> str | None:
    """Return what is wrong with one part of a design, in a sentence; None if nothing is.

    >>> fault_in("paper", "url(http://x.example)")
    'Write a colour as # and six figures or letters from A to F, for example #14467A.'
    """
    if name in _CHOICES:
        choices = _CHOICES[name]
        return None if value in choices else f"Choose one of: {', '.join(choices)}."
    if name in _COLOURS:
        is_colour = isinstance(value, str) and (not value or _COLOUR.fullmatch(value))
        return None if is_colour else _COLOUR_WANTED
    if name in _TEXTS:
        return _fault_in_text(value, _TEXTS[name])
    if name == "level":
        is_level = value is None or (type(value) is int and value in LEVELS)
        return None if is_level else "A level is a whole number from 1 to 4."
    if name == "glyph":
        is_glyph = value is None or (isinstance(value, str) and value in GLYPHS)
        return None if is_glyph else f"Choose one of: {', '.join(GLYPHS)}."
    return None if isinstance(value, bool) else "The year is shown or it is not: true or false."


_COLOUR_WANTED: Final = (
    "Write a colour as # and six figures or letters from A to F, for example #14467A."
)


def _fault_in_text(value: object, most: int) -> str | None:
    if not isinstance(value, str):
        return "Write it as text."
    if len(value) > most:
        return f"Write at most {most} characters."
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in value):
        return "Write it in one line, without control characters."
    return None
