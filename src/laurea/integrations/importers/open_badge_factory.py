"""Exports of Open Badge Factory: its reports as tables, and its API's badges and events.

The API answers with one object in a line. An event names all that were awarded together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from laurea.integrations.importers.found import Platform
from laurea.integrations.importers.members import inner, moment, text, texts
from laurea.integrations.importers.said import (
    AchievementSaid,
    AwardSaid,
    Columns,
    Document,
    Form,
    Said,
)

_COLUMNS: Final = Columns(
    marks=(
        frozenset({"event id"}),
        frozenset({"issuing event"}),
        frozenset({"badge name", "recipient"}),
        frozenset({"badge name", "recipients"}),
        frozenset({"badge name", "recipient email"}),
        frozenset({"badge id", "recipient"}),
        frozenset({"badge", "recipient", "issued on"}),
    ),
    names={
        "id": ("assertion id", "issued badge id"),
        "achievement_id": ("badge id",),
        "achievement_name": ("badge name", "badge"),
        "url": ("assertion url", "badge url", "assertion"),
        "email": ("recipient email", "email", "e mail", "email address"),
        "identity": ("recipient", "recipients"),
        "name": ("recipient name", "name", "full name"),
        "given_name": ("first name",),
        "family_name": ("last name",),
        "awarded": ("issued on", "issue date", "issued", "date issued"),
        "expires": ("expires", "expires on", "expiry date", "expiration date"),
        "revoked": ("revoked", "status"),
        "reason": ("revocation reason",),
        "narrative": ("criteria addendum", "narrative"),
        "tags": ("tags",),
    },
)


def _knows(document: Document) -> bool:
    return _is_event(document) or ("criteria_html" in document and "name" in document)


def _is_event(document: Document) -> bool:
    return "badge_id" in document and isinstance(document.get("recipient"), list)


def _read(document: Document) -> Iterator[Said]:
    if not _is_event(document):
        yield AchievementSaid(
            id=text(document, "id"),
            name=text(document, "name"),
            description=text(document, "description"),
            criteria=text(document, "criteria"),
            criteria_url=text(document, "criteria_url"),
            tags=texts(document, "tags"),
        )
        return
    revoked = inner(document, "revoked")
    for recipient in document["recipient"]:
        yield _award(document, recipient, revoked)


def _award(event: Document, recipient: Any, revoked: Document) -> AwardSaid:
    """Return one award of an event; a recipient is an address, or an object with one."""
    said = recipient if isinstance(recipient, Mapping) else {"email": recipient}
    email = text(said, "email", "address")
    event_id = text(event, "id")
    return AwardSaid(
        id=text(said, "assertion_id") or (f"{event_id}:{email.lower()}" if event_id else ""),
        achievement_id=text(event, "badge_id"),
        achievement_name=text(event, "badge_name"),
        url=text(said, "assertion_url"),
        email=email,
        name=text(said, "name"),
        awarded=moment(event, "issued_on"),
        expires=moment(event, "expires"),
        revoked=moment(revoked, email) if email else "",
        narrative=text(event, "criteria_addendum"),
    )


OPEN_BADGE_FACTORY: Final = Form(Platform.OPEN_BADGE_FACTORY, _COLUMNS, _knows, _read)
