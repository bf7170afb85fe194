"""QR codes, drawn as one path: dark squares on white in either theme, with the quiet zone."""

from __future__ import annotations

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

_QUIET = 4  # ISO/IEC 18004 §5.3.8: four modules on each side


def qr_code(text: str, *, label: str) -> SafeString:
    """Return the QR code of `text` (a web address, say), named `label` for screen readers.

    Raises:
        ValueError: `text` is longer than a QR code can hold.
    """
    rows = [bytes(row) for row in segno.make(text, micro=False, error="m").matrix]
    size = len(rows) + 2 * _QUIET
    path = "".join(_row(row, y) for y, row in enumerate(rows, start=_QUIET))
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"'
        ' shape-rendering="crispEdges"><path d="{2}" fill="currentColor"/></svg>',
        size,
        label,
        path,
    )


def _row(row: bytes, y: int) -> str:
    """Return the dark runs of one row as path data."""
    drawn, x = [], 0
    while x < len(row):
        if not row[x]:
            x += 1
            continue
        end = x
        while end < len(row) and row[end]:
            end += 1
        drawn.append(f"M{x + _QUIET} {y}h{end - x}v1h-{end - x}z")
        x = end
    return "".join(drawn)
