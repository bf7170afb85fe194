"""The glyphs in the middle of badge images: one stroke of 3 with round ends, about 48 wide."""

from __future__ import annotations

from typing import Final

from laurea.integrations.artwork.ornaments import pattern_of

GLYPHS: Final[dict[str, str]] = {
    "analytics": "M-22 20h44M-15 20V4M-3 20V-12M9 20V-3M21-20L8-10-2-18-17-6",
    "search": "M-19 0a15 15 0 1 0 30 0a15 15 0 1 0-30 0M7 11l13 11M-11 0h14M-4-7v14",
    "content": "M-18 22V-22h26l10 10v34zM8-22v10h10M-10-4h20M-10 4h20M-10 12h12",
    "automation": "M-22-12a6 6 0 1 0 12 0a6 6 0 1 0-12 0M10-12a6 6 0 1 0 12 0a6 6 0 1 0-12 0"
    "M-6 15a6 6 0 1 0 12 0a6 6 0 1 0-12 0M-10-12h20M-13-7L-3 10M13-7L3 10",
    "ethics": "M0-22V18M-14 20h28M-18-14h36M-18-14l-7 16h14zM18-14l-7 16h14z",
    "cap": "M-24-6L0-18 24-6 0 6zM-14 0v13c7 6 21 6 28 0V0M24-6V12",
    "foundation": "M-22 18h44M-16 18V-4M0 18V-4M16 18V-4M-20-8L0-20 20-8z",
    "book": "M0-12C-6-18-15-19-23-17V15c8-2 17-1 23 5c6-6 15-7 23-5V-17c-8-2-17-1-23 5zM0-12V20",
    "star": "M0-22l6.3 14.4 15.6 1.4-11.8 10.3 3.5 15.3L0 11.3-13.6 19.4l3.5-15.3"
    "L-21.9-6.2-6.3-7.6z",
    "lamp": "M0-23c2 9 13 13 13 25a13 13 0 0 1-26 0c0-5 2.5-8.5 5-11c0 4 1 6 3 7c1-8 5-12 5-21z"
    "M-10 21h20",
    "compass": "M-21 0a21 21 0 1 0 42 0a21 21 0 1 0-42 0M9.5-9.5L4 4-9.5 9.5-4-4z",
    "quill": "M-20 22C-16 2-4-16 22-22C20-2 8 10-12 8M-20 22L4-5",
    "steps": "M-23 19h12V7h12V-5h12V-17h11M-23 3L-7-13M-7-13h-8M-7-13v8",
    "key": "M-22-8a11 11 0 1 0 22 0a11 11 0 1 0-22 0M-1-2.5L22 17M15 11l-6 7M8 5.3l-4 4.7",
    "people": "M-15-11a8 8 0 1 0 16 0a8 8 0 1 0-16 0M-22 19c1-11 7-16 15-16s14 5 15 16"
    "M8-18a8 8 0 0 1 0 14.5M14 5c5 2.5 8 7 8.5 14",
    "medal": "M-13 7a13 13 0 1 0 26 0a13 13 0 1 0-26 0M-8-4L-16-22M8-4L16-22M-5-22L0-11L5-22"
    "M-5 7l4 4 7-8",
    "flask": "M-7-22h14M-5-22v14L-18 15c-1.5 3 0 6 3.5 6h29c3.5 0 5-3 3.5-6L5-8V-22M-13 7h26",
    "gear": "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0M-15.5 0a15.5 15.5 0 1 0 31 0a15.5 15.5 0 1 0-31 0"
    "M6.1-14.8L8.4-20.3M14.8-6.1L20.3-8.4M14.8 6.1L20.3 8.4M6.1 14.8L8.4 20.3"
    "M-6.1 14.8L-8.4 20.3M-14.8 6.1L-20.3 8.4M-14.8-6.1L-20.3-8.4M-6.1-14.8L-8.4-20.3",
    "path": "M-21 15a5 5 0 1 0 10 0a5 5 0 1 0-10 0M11-15a5 5 0 1 0 10 0a5 5 0 1 0-10 0"
    "M-11 15H6a7.5 7.5 0 0 0 0-15H-6a7.5 7.5 0 0 1 0-15H11",
    "heart": "M0 20C-14 10-22 2-22-7a11 11 0 0 1 22-3a11 11 0 0 1 22 3C22 2 14 10 0 20z",
    "recognised": "M0-23c-6 4-13 6-20 6v16c0 11 9 18 20 23c11-5 20-12 20-23v-16c-7 0-14-2-20-6z"
    "M-9-1l7 7 12-14",
    "checklist": "M-20-15l4 4 7-8M-20 1l4 4 7-8M-20 17l4 4 7-8M0-15h21M0 1h21M0 17h21",
}
"""Path data of each glyph, drawn around (0, 0)."""

_NEUTRAL: Final = ("star", "book", "lamp", "compass", "quill", "foundation")


def glyph_of(seed: str) -> str:
    """Return the name of a glyph that fits any subject, always the same one for one seed."""
    return _NEUTRAL[pattern_of(seed).glyph % len(_NEUTRAL)]
