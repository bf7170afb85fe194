"""Icons: own drawing on a grid of 24, one stroke of 1.75, round ends, always beside a word."""

from __future__ import annotations

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

ICONS: Final[dict[str, str]] = {
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "building": '<path d="M4 20.5V4h10v16.5M14 9h6v11.5M2.5 20.5h19M7.5 8h3M7.5 12h3M7.5 16h3"/>',
    "calendar": '<path d="M4 5.5h16v15H4zM4 10h16M8.5 3v4.5M15.5 3v4.5"/>',
    "camera": '<path d="M3.5 8h4l1.5-2.5h6L16.5 8h4v11h-17z"/><circle cx="12" cy="13.2" r="3.5"/>',
    "chart": '<path d="M4 20.5h16M7 20.5V12M12 20.5V5M17 20.5v-6"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7"/>',
    "clock": '<circle cx="12" cy="12" r="8.25"/><path d="M12 7.5V12l3 2"/>',
    "code": '<path d="M8.5 7L3.5 12l5 5M15.5 7l5 5-5 5"/>',
    "coin": (
        '<circle cx="12" cy="12" r="8.25"/><path d="M14.8 8.8a3.8 3.8 0 100 6.4M8 11h4.5M8 13'
        '.5h4"/>'
    ),
    "copy": '<path d="M9 9h11v11H9zM15 9V4H4v11h5"/>',
    "cross": '<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>',
    "download": '<path d="M12 4v11M8 11.5l4 4 4-4M5 20h14"/>',
    "eye": (
        '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circ'
        'le cx="12" cy="12" r="2.75"/>'
    ),
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5"/>',
    "flag": '<path d="M6 21V4h11l-2 4 2 4H6"/>',
    "hourglass": (
        '<path d="M6 3.5h12M6 20.5h12M7.5 3.5c0 5 4.5 5.5 4.5 8.5s-4.5 3.5-4.5 8.5M16.5 3.5c0'
        ' 5-4.5 5.5-4.5 8.5s4.5 3.5 4.5 8.5"/>'
    ),
    "key": '<circle cx="8" cy="15" r="4"/><path d="M11 12l8.5-8.5M16 7l3 3"/>',
    "ledger": '<path d="M5 3.5h14v17H5zM9 3.5v17M12 8h4M12 12h4"/>',
    "lock": '<path d="M5.5 11h13v9h-13zM8.5 11V8a3.5 3.5 0 017 0v3"/>',
    "loop": (
        '<circle cx="9" cy="12" r="3.5"/><path d="M12.5 12H20M17.5 12v3M4.5 17.5a8.5 8.5 0 00'
        '14 .5M4.5 6.5a8.5 8.5 0 0114-.5"/>'
    ),
    "mail": '<path d="M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5"/>',
    "map": (
        '<circle cx="5.5" cy="18" r="2"/><circle cx="18.5" cy="6" r="2"/><path d="M7.5 18H15a'
        '3 3 0 000-6H9a3 3 0 010-6h7.5"/>'
    ),
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "pencil": '<path d="M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5"/>',
    "people": (
        '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M15.5 5.3a'
        '3.5 3.5 0 010 6.4M17.5 14.5c2.3.8 3.6 2.6 4 5.5"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "refresh": '<path d="M19.5 12a7.5 7.5 0 11-2.2-5.3L20 9.4M20 4.5v4.9h-4.9"/>',
    "seal": '<circle cx="12" cy="9.5" r="5.5"/><path d="M9 14.3L7.5 21l4.5-2.5 4.5 2.5-1.5-6.7"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5 5"/>',
    "share": '<path d="M12 15V4M8 7.5L12 3.5l4 4M6 12H5v8h14v-8h-1"/>',
    "upload": '<path d="M12 16V5M8 8.5l4-4 4 4M5 20h14"/>',
    "wallet": (
        '<path d="M4 7.5A1.5 1.5 0 015.5 6H18v3M4 7.5V18a1.5 1.5 0 001.5 1.5H20V9H5.5A1.5 1.5'
        ' 0 014 7.5zM16 14.2h.5"/>'
    ),
}
"""The inside of each icon, by its name. Strokes take the colour of the text."""

_TURNS: Final = frozenset({"arrow", "back"})
"""Icons that point along the line of reading, and so are mirrored with it."""


def icon(name: str, *, css_class: str = "i") -> SafeString:
    """Return the icon `name`, hidden from screen readers.

    Raises:
        KeyError: there is no such icon.
    """
    classes = f"{css_class} turns" if name in _TURNS else css_class
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        classes,
        SafeString(ICONS[name]),
    )
