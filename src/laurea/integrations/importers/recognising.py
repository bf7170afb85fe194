"""Which platform an export comes from, by what it holds and never by what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MEDIA_INVALID, ROSTER_HEADER, Problem
from laurea.integrations.importers.accredible import ACCREDIBLE
from laurea.integrations.importers.badgr import BADGR
from laurea.integrations.importers.credly import CREDLY
from laurea.integrations.importers.moodle import MOODLE
from laurea.integrations.importers.open_badge_factory import OPEN_BADGE_FACTORY
from laurea.integrations.importers.open_badges_2 import OPEN_BADGES_2
from laurea.integrations.importers.said import Document, Form
from laurea.integrations.roster.vocabulary import header_key

FORMS: Final = (BADGR, CREDLY, ACCREDIBLE, MOODLE, OPEN_BADGE_FACTORY, OPEN_BADGES_2)
"""In the order in which they are asked: who has the plainest marks first."""
_ENVELOPES: Final = (
    *("result", "data", "credentials", "credential", "badges", "badge", "events"),
    *("groups", "group", "@graph", "assertions", "badgeClasses", "badgeclasses", "issuers"),
)
"""Members of an answer that hold what is looked for, and nothing else of interest."""
_DEEPEST_ENVELOPE: Final = 4


def form_of_header(row: Sequence[str]) -> Form | None:
    """Return the platform whose table has such a header; `None` where none has.

    >>> form_of_header(["Badge Template ID", "Recipient Email", "Issued At"]).platform.value
    'credly'
    """
    keys = {header_key(cell) for cell in row}
    return next((form for form in FORMS if any(mark <= keys for mark in form.columns.marks)), None)


def places_in(form: Form, header: Sequence[str]) -> dict[str, int]:
    """Return in which column, from 0, each field stands; a column stands for one field."""
    keys = [header_key(cell) for cell in header]
    places: dict[str, int] = {}
    for name, headers in form.columns.names.items():
        found = (keys.index(key) for key in headers if key in keys)
        place = next((place for place in found if place not in places.values()), None)
        if place is not None:
            places[name] = place
    return places


def documents_in(value: Any, depth: int = 0) -> Iterator[Document]:
    """Yield the objects of a JSON text that say something, out of their envelopes."""
    if isinstance(value, list):
        for one in value:
            yield from documents_in(one, depth)
    elif isinstance(value, Mapping):
        inside = [value[name] for name in _ENVELOPES if isinstance(value.get(name), list | dict)]
        if form_of(value) is None and inside and depth < _DEEPEST_ENVELOPE:
            for one in inside:
                yield from documents_in(one, depth + 1)
        else:
            yield value


def form_of(document: Document) -> Form | None:
    """Return the platform that writes such an object; `None` where none does."""
    return next((form for form in FORMS if form.knows(document)), None)


def unknown_table() -> MalformedDocument:
    """Return the refusal of a table of no platform that is known."""
    detail = (
        "The columns are those of no export that is known here: Canvas Credentials (a column "
        "Badge Class), Credly (Badge Template ID), Accredible (Credential ID and Recipient Email), "
        "Open Badge Factory (Badge Name and Recipient) or Moodle (Badge Name and Date Issued). "
        "Bring the file as the platform wrote it, or name the columns so."
    )
    return MalformedDocument(Problem(ROSTER_HEADER, detail))


def unknown_json() -> MalformedDocument:
    """Return the refusal of a JSON text that holds no award and no achievement."""
    detail = (
        "The JSON holds no award and no badge as Canvas Credentials, Credly, Accredible, Open "
        "Badge Factory, Moodle or Open Badges 2.0 write them. Bring the file as it was exported."
    )
    return MalformedDocument(Problem(MEDIA_INVALID, detail))
