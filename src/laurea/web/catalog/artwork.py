"""The image of an achievement: drawn in the language of the pages, or brought by its issuer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, get_args
from uuid import UUID

from django.db import transaction

from laurea.integrations.artwork import (
    RING_LETTERS,
    Design,
    Ink,
    alt_text,
    draw_design,
    kind_of,
    known_parts,
    render_png,
)
from laurea.web.catalog.access import achievement_under, drawn_png, keep_drawn_png
from laurea.web.catalog.models import Achievement
from laurea.web.operations.jobs import NewJob
from laurea.web.operations.registry import Work

DRAW_IMAGE: Final = "draw-image"
_SOCIAL_PX: Final = 600


@dataclass(frozen=True, slots=True)
class Brought:
    """A picture of the organization's, by its id, and what it shows; "" for what is usual."""

    picture: UUID
    alt: str = ""


Image = Design | Brought | UUID
"""How an achievement is to look: drawn so, or as a picture that its organization brought.

A picture by its id alone keeps the alternative text that there is.
"""


def default_drawing(achievement_type: str | None, ink: str) -> Design:
    """Return how an achievement looks for which nobody chose anything: in the issuer's ink."""
    return Design(kind=kind_of(achievement_type), ink=_ink(ink))


def drawing_of(row: Achievement) -> Design:
    """Return how an achievement is drawn where it has no picture of its own."""
    return read_drawing(row.drawing, row.achievement_type, row.organization.ink)


def read_drawing(stored: Mapping[str, Any], achievement_type: str | None, ink: str) -> Design:
    """Return the drawing that is stored; what is not stored, or not known here, as by default."""
    usual = default_drawing(achievement_type, ink).to_json()
    short_title = " ".join(str(stored.get("short_title") or "").split())[:RING_LETTERS]
    return Design(**{**usual, **known_parts({**stored, "short_title": short_title})})


def svg_of(row: Achievement, *, small: bool = False) -> str | None:
    """Return the drawn image of an achievement as SVG; None where it has a picture of its own."""
    if row.picture_id is not None:
        return None
    return draw_design(
        drawing_of(row),
        title=row.name,
        issuer=row.organization.short_name,
        year=row.defined_at.year,
        seed=str(row.series),
        small=small,
    )


def png_of(row: Achievement) -> bytes:
    """Return the image of an achievement as PNG: the one that is kept, or drawn now."""
    if row.picture is not None:
        return bytes(row.picture.png)
    svg = svg_of(row) or ""
    return drawn_png(row.pk, _digest(svg)) or _rendered(svg)


def draw_ahead(work: Work) -> None:
    """Draw the PNG of an achievement and keep it, so that nobody waits for it; a task."""
    row = achievement_under(UUID(str(work.arguments["achievement"])))
    svg = svg_of(row) if row else None
    if row and svg and drawn_png(row.pk, _digest(svg)) is None:
        png = _rendered(svg)
        with transaction.atomic():
            work.still_ours()
            keep_drawn_png(row.pk, _digest(svg), png)


def job_to_draw(row: Achievement) -> NewJob | None:
    """Return the job that draws an achievement; None where it has a picture of its own."""
    svg = svg_of(row)
    if svg is None:
        return None
    return NewJob(DRAW_IMAGE, f"{row.pk}:{_digest(svg)}", {"achievement": str(row.pk)})


def _digest(svg: str) -> str:
    return hashlib.sha256(svg.encode()).hexdigest()


def alt_of(row: Achievement) -> str:
    """Return what the image shows, for people who do not see it."""
    issuer, drawing = row.organization.legal_name, drawing_of(row)
    if drawing.alt:
        return drawing.alt
    if row.picture_id is not None:
        return alt_text(title=row.name, issuer=issuer, level=None, year=None)
    year = row.defined_at.year if drawing.shows_year else None
    return alt_text(title=row.name, issuer=issuer, level=drawing.level, year=year)


def _ink(name: str) -> Ink:
    return next((ink for ink in get_args(Ink) if ink == name), "prussian")


@lru_cache(maxsize=128)
def _rendered(svg: str) -> bytes:
    return render_png(svg, _SOCIAL_PX)
