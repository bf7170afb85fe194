"""The design of a badge image as fields: what a form shows of it, and what was typed, read.

The form of an achievement has fields for what is chosen most: outline, ink, level, glyph, short
title. The rest travels with it as JSON in one field, `design`, which the designer's page changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from laurea.integrations.artwork import Design, known_parts
from laurea.web.catalog.artwork import read_drawing
from laurea.web.catalog.written import Fields

OWN: Final = "own"
"""What is chosen instead of an ink where the design has a colour of its own."""

_SHOWN: Final = frozenset({"kind", "ink", "level", "glyph", "short_title"})
_LONGEST: Final = 5_000


def fields_of(design: Design) -> Fields:
    """Return the fields that show a design."""
    rest = {name: value for name, value in design.to_json().items() if name not in _SHOWN}
    return {
        "kind": design.kind,
        "ink": OWN if design.own_ink else design.ink,
        "level": str(design.level or ""),
        "glyph": design.glyph or "",
        "short_title": design.short_title,
        "design": json.dumps(rest, ensure_ascii=False) if rest else "",
    }


def design_in(fields: Mapping[str, str], ink: str) -> Design:
    """Return the design that fields stand for; what is not known in them, as by default.

    Args:
        fields: what the form of an achievement holds.
        ink: the organization's ink.
    """
    level = fields.get("level", "")
    rest = rest_in(fields)
    chosen: dict[str, Any] = {
        **rest,
        "kind": fields.get("kind"),
        "ink": fields.get("ink") or ink,
        "level": int(level) if level.isascii() and level.isdecimal() else None,
        "glyph": fields.get("glyph") or None,
        "short_title": fields.get("short_title", ""),
    }
    if chosen["ink"] != OWN:
        chosen.pop("own_ink", None)
    return read_drawing(chosen, fields.get("achievement_type"), ink)


def rest_in(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what the field `design` says, without what is not part of a design."""
    typed = fields.get("design", "")
    try:
        found = json.loads(typed) if typed and len(typed) <= _LONGEST else {}
    except (ValueError, RecursionError):
        return {}
    return known_parts(found) if isinstance(found, dict) else {}
