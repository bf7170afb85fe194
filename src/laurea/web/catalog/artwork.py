"""The image of an achievement: drawn in the language of the pages, or brought by its issuer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final, get_args
from uuid import UUID

from laurea.integrations.artwork import (
    GLYPHS,
    Ink,
    Kind,
    alt_text,
    draw_badge,
    kind_of,
    render_png,
)
from laurea.web.catalog.models import Achievement

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
LEVELS: Final = range(1, 5)
_SOCIAL_PX: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What an image that is drawn here shows beside names and year; the glyph None is chosen."""

    kind: Kind
    ink: Ink
    level: int | None = None
    glyph: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)


Image = Drawing | UUID
"""How an achievement is to look: drawn so, or as a picture of its organization's, by its id."""


def default_drawing(achievement_type: str | None, ink: str) -> Drawing:
    """Return how an achievement looks for which nobody chose anything: in the issuer's ink."""
    return Drawing(kind=kind_of(achievement_type), ink=_ink(ink))


def drawing_of(row: Achievement) -> Drawing:
    """Return how an achievement is drawn where it has no picture of its own."""
    return read_drawing(row.drawing, row.achievement_type, row.organization.ink)


def read_drawing(stored: Mapping[str, Any], achievement_type: str | None, ink: str) -> Drawing:
    """Return the drawing that is stored; what is not stored, or not known here, as by default."""
    usual = default_drawing(achievement_type, ink)
    kind, level, glyph = stored.get("kind"), stored.get("level"), stored.get("glyph")
    return Drawing(
        kind=kind if kind in KINDS else usual.kind,
        ink=_ink(str(stored.get("ink") or ink)),
        level=level if level in LEVELS else None,
        glyph=glyph if glyph in GLYPHS else None,
    )


def svg_of(row: Achievement, *, small: bool = False) -> str | None:
    """Return the drawn image of an achievement as SVG; None where it has a picture of its own."""
    if row.picture_id is not None:
        return None
    return draw(
        drawing_of(row),
        title=row.name,
        issuer=row.organization.short_name,
        year=row.defined_at.year,
        seed=str(row.series),
        small=small,
    )


def png_of(row: Achievement) -> bytes:
    """Return the image of an achievement as PNG."""
    if row.picture is not None:
        return bytes(row.picture.png)
    return _rendered(svg_of(row) or "")


def alt_of(row: Achievement) -> str:
    """Return what the image shows, for people who do not see it."""
    issuer = row.organization.legal_name
    if row.picture_id is not None:
        return alt_text(title=row.name, issuer=issuer, level=None, year=None)
    level, year = drawing_of(row).level, row.defined_at.year
    return alt_text(title=row.name, issuer=issuer, level=level, year=year)


def draw(
    drawing: Drawing, *, title: str, issuer: str, year: int, seed: str, small: bool = False
) -> str:
    """Return a badge image as SVG (`draw_badge`)."""
    return draw_badge(
        title=title,
        issuer=issuer,
        level=drawing.level,
        year=year,
        kind=drawing.kind,
        ink=drawing.ink,
        seed=seed,
        glyph=drawing.glyph,
        small=small,
    )


def _ink(name: str) -> Ink:
    return next((ink for ink in get_args(Ink) if ink == name), "prussian")


@lru_cache(maxsize=128)
def _rendered(svg: str) -> bytes:
    return render_png(svg, _SOCIAL_PX)
