"""The built-in badge image: one template in four silhouettes, drawn from a few words.

It is 240 by 240 and brings its own ground, all letters are outlines, and nothing is referred to
outside it: it can stand in a page, be baked, or be drawn as PNG, and looks the same everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from laurea.integrations.artwork.design import LEVELS, Design, Guilloche
from laurea.integrations.artwork.glyphs import GLYPHS, glyph_of
from laurea.integrations.artwork.inks import GILT, INKS, PAPER, Ink
from laurea.integrations.artwork.lettering import (
    NAME_LETTERS,
    RING_LETTERS,
    Half,
    RingStyle,
    RingText,
    ring_text,
    shortened,
    year_path,
)
from laurea.integrations.artwork.numbers import number
from laurea.integrations.artwork.ornaments import (
    Pattern,
    braid,
    level_leaves,
    pattern_of,
    rings,
    rosette,
    star,
)
from laurea.integrations.artwork.silhouettes import (
    SILHOUETTES,
    Kind,
    Silhouette,
    ground,
    small_ground,
)

YEARS: Final = range(1000, 10_000)
"""The years that fit the cartouche."""

RING_RADIUS: Final = 98.0
"""The middle of the ring of letters, in the units of the medallion."""

RING_STYLE: Final = RingStyle()
"""The sizes of its letters."""

# Drawings are made with these, and get their colours at the end.
_INK: Final = "#INK"
_COLOURS: Final = re.compile(f"{_INK}|{PAPER}|{GILT}")
_QUOTES: Final = {'"': "&quot;", "'": "&apos;"}
_MARGIN_DEG: Final = 7.0  # between ring text and braid
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw_badge(  # noqa: PLR0913 - each is one thing that the image shows
    *,
    title: str,
    issuer: str,
    level: int | None,
    year: int | None,
    kind: Kind,
    ink: Ink,
    seed: str,
    glyph: str | None = None,
    short_title: str = "",
    small: bool = False,
) -> str:
    """Return the badge image of an achievement, as an SVG with alternative text.

    Args:
        title: the name of the achievement; on the ring below, where `short_title` says nothing,
            with up to 26 letters, and shortened beyond.
        issuer: the name of the issuer, or its short name; on the ring above, likewise. A text in
            a script that the bundled font does not cover stays off the ring.
        level: 1 to 4, shown as leaves, or None.
        year: the year of the achievement's version, of four figures, or None.
        kind: the silhouette (`kind_of` chooses one).
        ink: the ink, by its name.
        seed: the achievement's id, which decides the fine lines and, without `glyph`, the glyph.
        glyph: a name out of `GLYPHS`.
        short_title: what stands on the ring below instead of `title`; 20 letters have room.
        small: draw the variant that can be read below 100 pixels: no ring, no year, large glyph.

    Raises:
        ValueError: `level`, `year`, `kind`, `ink` or `glyph` is none of those named here.
    """
    _check(level, year, kind, ink, glyph)
    design = Design(kind=kind, ink=ink, level=level, glyph=glyph)
    name = short_title.strip() or title
    label = alt_text(title=title, issuer=issuer, level=level, year=year)
    pattern, stamp = pattern_of(seed), _stamp(design, seed)
    drawn = (
        _small(design, stamp)
        if small
        else _large(design, stamp, pattern, _Words(issuer, name, year))
    )
    return _framed(label, drawn, design)


def draw_design(
    design: Design, *, title: str, issuer: str, year: int | None, seed: str, small: bool = False
) -> str:
    """Return a badge image as it was designed, as an SVG with alternative text.

    The words are those of `draw_badge`; the design can put others in their place.

    Raises:
        ValueError: `year` has not four figures.
    """
    year = year if design.shows_year else None
    _check(design.level, year, design.kind, design.ink, design.glyph)
    label = design.alt or alt_text(title=title, issuer=issuer, level=design.level, year=year)
    pattern, stamp = pattern_of(seed), _stamp(design, seed)
    if small:
        return _framed(label, _small(design, stamp), design)
    words = _Words(design.above.strip() or issuer, design.short_title.strip() or title, year)
    return _framed(label, _large(design, stamp, pattern, words), design)


def alt_text(*, title: str, issuer: str, level: int | None, year: int | None) -> str:
    """Return what the badge image says, for people who do not see it.

    >>> alt_text(title="Web Analytics", issuer="Northfield College", level=3, year=2026)
    'Badge artwork: Web Analytics, level 3, Northfield College, 2026'
    """
    facts = (
        _NOT_XML.sub(" ", title).strip(),
        f"level {level}" if level else "",
        _NOT_XML.sub(" ", issuer).strip(),
        str(year) if year else "",
    )
    return "Badge artwork: " + ", ".join(fact for fact in facts if fact)


def _check(level: int | None, year: int | None, kind: str, ink: str, glyph: str | None) -> None:
    if level is not None and level not in LEVELS:
        raise ValueError(f"level {level} is not 1 to 4")
    if year is not None and year not in YEARS:
        raise ValueError(f"year {year} has not four figures")
    for name, known in ((kind, SILHOUETTES), (ink, INKS), (glyph or "star", GLYPHS)):
        if name not in known:
            raise ValueError(f"{name!r} is none of {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What both variants of an image show: silhouette, colour, path of the glyph, level."""

    shape: Silhouette
    ink: str
    glyph: str
    level: int | None


@dataclass(frozen=True, slots=True)
class _Words:
    """What the ring says above and below, and the year."""

    above: str
    below: str
    year: int | None


def _stamp(design: Design, seed: str) -> _Stamp:
    glyph = GLYPHS[design.glyph or glyph_of(seed)]
    return _Stamp(SILHOUETTES[design.kind], _INK, glyph, design.level)


def _small(design: Design, stamp: _Stamp) -> str:
    return small_ground(design.kind, stamp.ink) + _small_medallion(stamp)


def _large(design: Design, stamp: _Stamp, pattern: Pattern, words: _Words) -> str:
    kind, year = design.kind, words.year
    name = f"laurea-{kind}-{pattern.name}"
    ring = _ring(words.above, words.below, pattern)
    return (
        ground(kind, stamp.ink, name, has_ribbon=year is not None, border=design.border)
        + _medallion(stamp, ring + _guilloche(pattern, stamp.ink, design.guilloche))
        + ("" if year is None else _dated(kind, year, stamp.ink))
    )


def _framed(label: str, drawn: str, design: Design) -> str:
    """Return a drawing as a whole SVG, in the colours of its design."""
    colours = {_INK: design.ink_colour, PAPER: design.paper_colour, GILT: design.accent_colour}
    drawn = _COLOURS.sub(lambda found: colours[found[0]], drawn)
    label = escape(_NOT_XML.sub(" ", label), _QUOTES)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240"'
        f' role="img" aria-label="{label}"><title>{label}</title>{drawn}</svg>'
    )


def _medallion(stamp: _Stamp, ring: str) -> str:
    ink, level = stamp.ink, stamp.level
    inside = (
        f'{ring}<circle r="82.5" fill="none" stroke="{ink}" stroke-width="1.2"/>'
        f'<circle r="50" fill="{PAPER}" stroke="{ink}" stroke-width="1.5"/>'
        f'<circle r="46.5" fill="none" stroke="{GILT}"/>'
        + _glyph(stamp, -8 if level else 0, 1.06 if level else 1.18)
        + (level_leaves(level, 38, 0.86) if level else "")
    )
    return _placed(stamp.shape, stamp.shape.scale, inside)


def _small_medallion(stamp: _Stamp) -> str:
    level = stamp.level
    inside = (
        f'<circle r="100" fill="{PAPER}"/>'
        f'<circle r="91" fill="none" stroke="{GILT}" stroke-width="3.5"/>'
        + _glyph(stamp, -16 if level else 0, 2.3 if level else 2.7)
        + (level_leaves(level, 78, 1.8) if level else "")
    )
    return _placed(stamp.shape, stamp.shape.disc / 100, inside)


def _placed(shape: Silhouette, scale: float, inside: str) -> str:
    place = f"translate(120 {number(shape.y)}) scale({number(scale)})"
    return f'<g transform="{place}">{inside}</g>'


def _glyph(stamp: _Stamp, y: float, scale: float) -> str:
    return (
        f'<path d="{stamp.glyph}" transform="translate(0 {number(y)}) scale({number(scale)})"'
        f' fill="none" stroke="{stamp.ink}" stroke-width="3" stroke-linecap="round"'
        ' stroke-linejoin="round"/>'
    )


def _guilloche(pattern: Pattern, ink: str, guilloche: Guilloche) -> str:
    style = 'stroke-width=".75" opacity=".6"'
    disc = f'<circle r="86" fill="{PAPER}"/>'
    match guilloche:
        case "rosette":
            distance = 82.5 - pattern.radius
            return disc + rosette(distance, pattern.radius, pattern.circles, ink, style)
        case "star":
            return disc + star(82.5, pattern.circles, ink, style)
        case "rings":
            return disc + rings(54, 79, pattern.waves + 4, ink, style)
        case "none":
            return disc


def _ring(issuer: str, title: str, pattern: Pattern) -> str:
    above = _text(issuer, "top")
    below = _text(title, "bottom", NAME_LETTERS)
    letters = "".join(text.path for text in (above, below) if text)
    lettering = f'<path d="{letters}" fill="{PAPER}"/>' if letters else ""
    return lettering + _braids(above, below, pattern)


def _text(text: str, half: Half, letters: int = RING_LETTERS) -> RingText | None:
    short = shortened(unicodedata.normalize("NFC", text), letters)
    return ring_text(short, RING_RADIUS, half, RING_STYLE)


def _braids(above: RingText | None, below: RingText | None, pattern: Pattern) -> str:
    """Return braids in what the ring texts leave free."""
    start = above.span_deg / 2 + _MARGIN_DEG if above else 0
    end = 180 - (below.span_deg / 2 + _MARGIN_DEG if below else 0)
    if above and below:
        spans = [(start, end), (360 - end, 360 - start)]
    elif above:
        spans = [(start, 360 - start)]
    else:
        spans = [(-end, end)]
    strands = [braid(RING_RADIUS, *span, pattern.waves) for span in spans if end - start > 14]
    return f'<g opacity=".6">{"".join(strands)}</g>'


def _dated(kind: Kind, year: int, ink: str) -> str:
    """Return the year: on a ribbon below a wreath, else in a cartouche on the medallion."""
    style = f'fill="{PAPER}" stroke="{ink}" stroke-width="1.5"'
    if kind == "laurel":
        figures = year_path(year, 120, 213, 17)
        ribbon = f'<path d="M66 200h108l-9 13 9 13H66l9-13z" {style}/>'
        return f'{ribbon}<path d="{figures}" fill="{ink}"/>'
    figures = year_path(year, 0, 65.5, 18)
    cartouche = f'<rect x="-29" y="53" width="58" height="25" rx="3" {style}/>'
    shape = SILHOUETTES[kind]
    return _placed(shape, shape.scale, f'{cartouche}<path d="{figures}" fill="{ink}"/>')
