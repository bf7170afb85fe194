"""Which of several forms of a thing a client would rather have (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_MOST_RANGES: Final = 50


def preferred_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return the media type that suits an `Accept` header best, or None where none does.

    What a client says of a type itself counts more than what it says of a range around it. Of
    types that it likes alike, the one that is offered first is taken. Parameters of media types
    but `q` are passed over.

    >>> offered = ("text/html", "application/json", "image/png")
    >>> preferred_type("image/*, text/html;q=0.5", offered)
    'image/png'
    >>> preferred_type("*/*, text/html;q=0", offered)
    'application/json'
    >>> preferred_type("", offered), preferred_type("application/pdf", offered)
    ('text/html', None)
    """
    parts = [part for part in accept.split(",") if part.strip()]
    ranges = [_range(part) for part in parts[:_MOST_RANGES]]
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda kind: _quality(kind, ranges))
    return best if _quality(best, ranges) > 0 else None


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = part.lower().split(";")
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            quality = _number(value.strip())
    return kind.strip(), quality


def _number(text: str) -> float:
    """Return a quality between 0 and 1; what is none counts as 1, as if it were not there."""
    if len(text) > 5 or not text.replace(".", "", 1).isdecimal() or not text.isascii():
        return 1.0
    return min(float(text), 1.0)


def _quality(kind: str, ranges: list[tuple[str, float]]) -> float:
    main = kind.partition("/")[0]
    for name in (kind, f"{main}/*", "*/*"):
        said = [quality for accepted, quality in ranges if accepted == name]
        if said:
            return max(said)
    return 0.0
