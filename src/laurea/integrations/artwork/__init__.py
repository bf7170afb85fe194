"""Badge images for issuers who bring none: drawn from a few words, in the language of the pages."""

from __future__ import annotations

from laurea.integrations.artwork.badge import alt_text, draw_badge, draw_design
from laurea.integrations.artwork.design import Design, Guilloche, known_parts, read_design
from laurea.integrations.artwork.glyphs import GLYPHS
from laurea.integrations.artwork.inks import INKS, Ink
from laurea.integrations.artwork.lettering import RING_LETTERS
from laurea.integrations.artwork.raster import render_png
from laurea.integrations.artwork.silhouettes import Border, Kind, kind_of

__all__ = [
    "GLYPHS",
    "INKS",
    "RING_LETTERS",
    "Border",
    "Design",
    "Guilloche",
    "Ink",
    "Kind",
    "alt_text",
    "draw_badge",
    "draw_design",
    "kind_of",
    "known_parts",
    "read_design",
    "render_png",
]
