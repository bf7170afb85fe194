"""Exports of Moodle: reports about badges as tables, and the answers of its web service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from laurea.integrations.importers.found import Platform
from laurea.integrations.importers.members import moment, text
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
        frozenset({"unique hash"}),
        frozenset({"uniquehash"}),
        frozenset({"badge name", "date issued"}),
        frozenset({"badge", "date issued"}),
        frozenset({"name", "full name", "date issued"}),
        frozenset({"name", "email address", "date issued"}),
    ),
    names={
        "id": ("unique hash", "uniquehash"),
        "achievement_id": ("badge id",),
        "achievement_name": ("badge name", "badge", "name"),
        "url": ("badge url", "url"),
        "email": ("email address", "email"),
        "name": ("full name", "fullname", "recipient", "recipient name", "full name with link"),
        "given_name": ("first name", "firstname"),
        "family_name": ("last name", "lastname", "surname"),
        "awarded": ("date issued", "issued on", "issue date"),
        "expires": ("expiry date", "date expires", "date expire", "expires"),
        "revoked": ("revoked",),
    },
)


def _knows(document: Document) -> bool:
    return "uniquehash" in document or "dateissued" in document


def _read(document: Document) -> Iterator[Said]:
    badge = text(document, "badgeid", "id")
    yield AchievementSaid(
        id=badge,
        name=text(document, "name"),
        description=text(document, "description"),
        image_url=text(document, "badgeurl"),
    )
    yield AwardSaid(
        id=text(document, "uniquehash"),
        achievement_id=badge,
        achievement_name=text(document, "name"),
        url=text(document, "assertionurl", "url"),
        email=text(document, "email"),
        name=text(document, "recipientfullname", "fullname"),
        awarded=moment(document, "dateissued"),
        expires=moment(document, "dateexpire"),
    )


MOODLE: Final = Form(Platform.MOODLE, _COLUMNS, _knows, _read)
