"""Charts in one ink: a first series filled, a second hatched, direct words instead of a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from laurea.integrations.artwork.numbers import number


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the filled part and the hatched part after it."""

    label: str
    filled: float
    hatched: float = 0.0
    caption: str = ""


def column_chart(bars: Sequence[Bar], *, name: str, label: str) -> SafeString:
    """Return upright columns for wide screens; `name` makes the ids of the drawing its own."""
    top = _top(bars)
    width, foot, step = 960, 220, 960 / max(len(bars), 1)
    drawn = []
    for place, bar in enumerate(bars):
        x, thick = step * place + step * 0.18, step * 0.64
        filled, hatched = 200 * bar.filled / top, 200 * bar.hatched / top
        drawn.append(_rect("b", x, foot - filled, thick, filled))
        drawn.append(_hatched(name, x, foot - filled - hatched, thick, hatched))
        drawn.append(_text(x + thick / 2, foot + 20, bar.label, "middle"))
        drawn.append(_text(x + thick / 2, foot - filled - hatched - 6, bar.caption, "middle"))
    drawn.append(f'<path class="g" d="M0 {foot}H{width}"/>')
    return _chart("chart broad", f"0 -4 {width} 252", name, label, "".join(drawn))


def bar_chart(bars: Sequence[Bar], *, name: str, label: str) -> SafeString:
    """Return lying bars for narrow screens, with the letters in their own size."""
    top, row = _top(bars), 46
    drawn = []
    for place, bar in enumerate(bars):
        y = row * place
        filled, hatched = 300 * bar.filled / top, 300 * bar.hatched / top
        drawn.append(_text(0, y + 15, bar.label, "start"))
        drawn.append(_text(300, y + 15, bar.caption, "end"))
        drawn.append(_rect("b", 0, y + 21, filled, 14))
        drawn.append(_hatched(name, filled, y + 21, hatched, 14))
    return _chart("chart narrow", f"0 0 302 {row * len(bars)}", name, label, "".join(drawn))


def _top(bars: Sequence[Bar]) -> float:
    return max((bar.filled + bar.hatched for bar in bars), default=0) or 1


def _rect(css_class: str, x: float, y: float, width: float, height: float) -> str:
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect class="{css_class}" {place}/>'


def _hatched(name: str, x: float, y: float, width: float, height: float) -> str:
    if not (width and height):
        return ""
    rect = _rect("h", x, y, width, height)
    return rect.replace('class="h"', f'class="h hatched" fill="url(#{name})"')


def _text(x: float, y: float, text: str, anchor: str) -> str:
    place = f'x="{number(x)}" y="{number(y)}" text-anchor="{anchor}"'
    return f"<text {place}>{escape(text)}</text>" if text else ""


def _chart(css_class: str, box: str, name: str, label: str, drawn: str) -> SafeString:
    kind = css_class.rpartition(" ")[2]
    hatching = (
        f'<defs><pattern id="{name}-{kind}" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path class="h" d="M1 0V6"/></pattern></defs>'
    )
    return SafeString(
        f'<svg class="{css_class}" viewBox="{box}" role="img" aria-label="{escape(label)}">'
        f"{hatching}{drawn.replace(f'#{name})', f'#{name}-{kind})')}</svg>"
    )
