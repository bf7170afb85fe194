"""Template tags: `part` shows a part, `icon`, `mark`, `pie` and the ornaments draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, Final, cast

from django import template
from django.forms import BaseForm
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from laurea.web.design.drawings import icons, marks, ornaments
from laurea.web.design.parts import LONG_WORD, Part
from laurea.web.design.tables import ListPart

_SPACES: Final = re.compile(r"(\s+)")
_FOLDS: Final = re.compile(r"(?<=[.:/@])(?=[^.:/@])")

register = template.Library()


@register.simple_tag(takes_context=True)
def part(context: Context, thing: Part | ListPart | None) -> SafeString:
    """Show a part with its own template, or nothing for None."""
    if thing is None:
        return SafeString("")
    engine = cast("template.Template", context.template).engine  # it is set while rendering
    with context.push(part=thing):
        return engine.get_template(thing.template).render(context)


@register.inclusion_tag("design/forms/summary.html")
def refused(*found: object) -> dict[str, list[Any]]:
    """Show what a form that was refused needs, with links; it takes the focus."""
    forms = [form for form in _forms(found) if form.is_bound]
    sentences = [str(error) for form in forms for error in form.non_field_errors()]
    fields = [field for form in forms for field in form if field.errors]
    sentences += [str(error) for field in fields if field.is_hidden for error in field.errors]
    return {"sentences": sentences, "fields": [one for one in fields if not one.is_hidden]}


@register.simple_tag(takes_context=True)
def if_refused(context: Context) -> str:
    """Return the words before a page's title where a form on it was refused."""
    page = context.get("page")
    found = (context.get("form"), getattr(page, "form", None), getattr(page, "forms", None))
    is_refused = any(form.is_bound and form.errors for form in _forms(found))
    return _("Needs you: ") if is_refused else ""


def _forms(found: Iterable[object]) -> Iterator[BaseForm]:
    """Yield forms, also those that several forms hold together."""
    for one in found:
        if isinstance(one, BaseForm):
            yield one
        elif callable(together := getattr(one, "all", None)):
            yield from _forms(together())


@register.filter
def foldable(text: object) -> SafeString:
    """Let a long address break after its dots, colons, strokes and @, rather than within a word.

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
