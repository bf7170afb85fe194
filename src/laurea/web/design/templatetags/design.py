"""Template tags: `part` shows a part, `icon`, `mark`, `pie` and the ornaments draw."""

from __future__ import annotations

import re
from html import escape
from typing import Final, cast

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from laurea.web.design.drawings import icons, marks, ornaments
from laurea.web.design.parts import LONG_WORD, Part
from laurea.web.design.tables import ListPart

_SPACES: Final = re.compile(r"(\s+)")
_FOLDS: Final = re.compile(r"(?<=[.:/])(?=[^.:/])")

register = template.Library()


@register.simple_tag(takes_context=True)
def part(context: Context, thing: Part | ListPart | None) -> SafeString:
    """Show a part with its own template, or nothing for None."""
    if thing is None:
        return SafeString("")
    engine = cast("template.Template", context.template).engine  # it is set while rendering
    with context.push(part=thing):
        return engine.get_template(thing.template).render(context)


@register.filter
def foldable(text: object) -> SafeString:
    """Let a long address break after its dots, colons and strokes, rather than within a word.

    >>> foldable("did:web:a.example:i:<x> at 17:02")
    'did:<wbr>web:<wbr>a.<wbr>example:<wbr>i:<wbr>&lt;x&gt; at 17:02'
    """
    words = _SPACES.split(str(text))
    return SafeString("".join(_folded(w) if len(w) >= LONG_WORD else escape(w) for w in words))


def _folded(word: str) -> str:
    return "<wbr>".join(escape(piece) for piece in _FOLDS.split(word))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon, or nothing for an empty name."""
    return icons.icon(name) if name else SafeString("")


@register.simple_tag
def mark(kind: str) -> SafeString:
    """Draw the mark of an outcome."""
    return marks.mark(kind)


@register.simple_tag
def pie(share: float) -> SafeString:
    """Draw the mark of "not yet", filled by `share`."""
    return marks.pie(share)


@register.simple_tag
def guilloche() -> SafeString:
    """Draw the figure of fine circles."""
    return ornaments.guilloche()


@register.simple_tag
def brand_mark() -> SafeString:
    """Draw the mark of the product."""
    return ornaments.brand_mark()
