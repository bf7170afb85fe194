"""Ornaments of the pages: the guilloche behind plates, and the mark of the product."""

from __future__ import annotations

import math
from functools import cache

from django.utils.safestring import SafeString

from laurea.integrations.artwork.numbers import number
from laurea.integrations.artwork.ornaments import LEAF


@cache
def guilloche(circles: int = 40) -> SafeString:
    """Return the figure of fine circles behind plates. It decorates and proves nothing."""
    turns = [math.tau * k / circles for k in range(circles)]
    middles = [(_short(100 + 44 * math.cos(t)), _short(100 + 44 * math.sin(t))) for t in turns]
    drawn = "".join(f'<circle cx="{x}" cy="{y}" r="52"/>' for x, y in middles)
    return SafeString(
        f'<svg class="guilloche" viewBox="0 0 200 200" aria-hidden="true">{drawn}</svg>'
    )


@cache
def brand_mark() -> SafeString:
    """Return the mark of the product, a tick in a wreath, in the colour of the text."""
    return SafeString(
        f'<svg viewBox="0 0 48 48" aria-hidden="true" fill="currentColor">{wreath_and_tick()}</svg>'
    )


def wreath_and_tick() -> str:
    """Return the inside of the mark of the product, on a ground of 48 by 48."""
    leaves = "".join(
        _leaf(side, place, tilt) for side in (1, -1) for place in range(5) for tilt in (-34, 26)
    )
    return (
        f'{leaves}<path d="M16.5 26.5l5.5 5.5 10-11.5" fill="none" stroke="currentColor"'
        ' stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _leaf(side: int, place: int, tilt: int) -> str:
    """Return one leaf; `place` counts from the foot of the branch, `side` is 1 or -1."""
    angle = 180 - side * (12 + 31 * place)
    turn = math.radians(angle)
    x, y = 24 + 15.5 * math.sin(turn), 26 - 15.5 * math.cos(turn)
    turned = angle - 90 * side + tilt * side
    at = f"translate({_short(x)} {_short(y)}) rotate({number(turned)})"
    return f'<path transform="{at} scale({number(0.66 - 0.045 * place)})" d="{LEAF}"/>'


def _short(value: float) -> str:
    return number(round(value, 1))


def app_icon() -> str:
    """Return the mark of the product as a file of its own, in the ink of either theme."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><style>g{color:#14467a}'
        "@media (prefers-color-scheme:dark){g{color:#93bfec}}</style>"
        f'<g fill="currentColor">{wreath_and_tick()}</g></svg>\n'
    )
