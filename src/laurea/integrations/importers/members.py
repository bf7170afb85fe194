"""Members of JSON objects that may be absent or of any kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from laurea.integrations.importers.said import Document

_LATEST: Final = 7_258_118_400  # 2200
_LONGEST_SECONDS: Final = 10


def text(document: Document, *names: str) -> str:
    """Return the first of some members that is a text or a number, as text; "" if none is.

    >>> text({"id": 7, "name": "Ada"}, "title", "id")
    '7'
    """
    for name in names:
        found = document.get(name)
        if isinstance(found, str) and found.strip():
            return found
        if isinstance(found, int | float) and not isinstance(found, bool):
            return str(found)
    return ""


def inner(document: Document, *names: str) -> Document:
    """Return the first of some members that is an object; an empty one if none is."""
    found = (document.get(name) for name in names)
    return next((one for one in found if isinstance(one, Mapping)), {})


def objects(document: Document, *names: str) -> Iterator[Document]:
    """Yield the objects in some members, whether one stands there or a list of them."""
    for name in names:
        found: Any = document.get(name)
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, Mapping):
                yield one


def texts(document: Document, name: str) -> tuple[str, ...]:
    """Return the texts of a list, or the parts of one text between commas.

    >>> texts({"tags": "loom, linen"}, "tags"), texts({"tags": ["loom", {"name": "flax"}]}, "tags")
    (('loom', 'linen'), ('loom', 'flax'))
    """
    found: Any = document.get(name)
    if isinstance(found, str):
        found = found.split(",")
    if not isinstance(found, list):
        return ()
    named = (text(one, "name", "title") if isinstance(one, Mapping) else one for one in found)
    return tuple(one.strip() for one in named if isinstance(one, str) and one.strip())


def moment(document: Document, *names: str) -> str:
    """Return a moment as a date that is read; seconds since 1970 are written as one.

    >>> moment({"issued_on": 1781438400}, "issued_on"), moment({"on": "14 June 2026"}, "on")
    ('2026-06-14T12:00:00+00:00', '14 June 2026')
    """
    found = text(document, *names)
    if found == "0":
        return ""
    if found.isascii() and found.isdigit() and len(found) == _LONGEST_SECONDS:
        seconds = int(found)
        if seconds < _LATEST:
            return datetime.fromtimestamp(seconds, UTC).isoformat()
    return found


def is_said(document: Document, name: str) -> str:
    """Return a member that says yes or no, or when, as a word; "" for no.

    >>> is_said({"revoked": True}, "revoked"), is_said({"revoked": "2026-06-14"}, "revoked")
    ('true', '2026-06-14')
    """
    found = document.get(name)
    if found is True:
        return "true"
    return moment(document, name) if found else ""
