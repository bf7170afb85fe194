"""The marks of outcomes. Shape before colour: each can be told in black and white at 16 px."""

from __future__ import annotations

import math
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from laurea.integrations.artwork.numbers import number

_ROUND: Final = 'stroke-linecap="round" stroke-linejoin="round"'
_OPEN_DISC: Final = (
    '<circle cx="12" cy="12" r="10.5" fill="none" stroke="currentColor" stroke-width="1.75"/>'
)

MARKS: Final[dict[str, str]] = {
    "passed": (
        '<circle cx="12" cy="12" r="11" fill="currentColor"/><path class="cut"'
        f' d="M6.8 12.5l3.6 3.6 6.9-7.7" fill="none" stroke="#fff" stroke-width="2.25" {_ROUND}/>'
    ),
    "failed": (
        '<path d="M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z" fill="currentColor"/><path class="cut"'
        ' d="M8 8l8 8M16 8l-8 8" stroke="#fff" stroke-width="2.25" stroke-linecap="round"/>'
    ),
    "unknown": (
        '<circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-dasharray="4.28 2"/><path d="M9.2 9.5c.2-1.7 1.3-2.6 2.9-2.6s2.8 1 2.8 2.5c0 2-2.8'
        ' 2.2-2.8 4.3M12.1 17h.01" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round"/>'
    ),
    "silent": (
        '<circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="1.5"'
        ' stroke-dasharray=".1 3.82" stroke-linecap="round"/><path d="M8 12h8"'
        ' stroke="currentColor" stroke-width="2" stroke-linecap="round"/>'
    ),
    "met": (
        f'{_OPEN_DISC}<path d="M7.5 12.5l3.2 3.2 6-6.7" fill="none" stroke="currentColor"'
        f' stroke-width="2.25" {_ROUND}/>'
    ),
}
"""The inside of each mark: filled disc, filled octagon, broken ring, dotted ring, open disc."""


def mark(kind: str) -> SafeString:
    """Return the mark of an outcome, hidden from screen readers: its word stands beside it.

    Raises:
        KeyError: `kind` is none of `MARKS`.
    """
    return _framed(MARKS[kind])


def pie(share: float) -> SafeString:
    """Return the mark of "not yet": a disc of which `share`, from 0 to 1, is filled.

    >>> pie(0).count("<path"), pie(0.5).count("<path"), pie(1).count("<path")
    (0, 1, 1)
    """
    # A full turn would end where it began, and an arc of no length is not drawn.
    turn = math.tau * min(max(share, 0.0), 0.9999)
    x, y = 12 + 7.5 * math.sin(turn), 12 - 7.5 * math.cos(turn)
    arc = f"A7.5 7.5 0 {int(share > 0.5)}1 {x:.3f} {number(y)}"
    filled = f'<path d="M12 12V4.5{arc}z" fill="currentColor"/>' if share > 0 else ""
    return _framed(_OPEN_DISC + filled)


def _framed(inside: str) -> SafeString:
    return format_html(
        '<svg class="mk" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', SafeString(inside)
    )
