"""Exports of Accredible: the table of credentials, and the answers of its API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from laurea.integrations.importers.found import Platform
from laurea.integrations.importers.members import inner, is_said, moment, objects, text, texts
from laurea.integrations.importers.said import (
    AchievementSaid,
    AwardSaid,
    Columns,
    Document,
    EvidenceSaid,
    Form,
    Said,
)

_COLUMNS: Final = Columns(
    marks=(
        frozenset({"credential id", "recipient email"}),
        frozenset({"credential id", "group name"}),
        frozenset({"credential url", "recipient email"}),
        frozenset({"group name", "recipient email"}),
        frozenset({"group id", "recipient email"}),
        frozenset({"license id", "recipient email"}),
    ),
    names={
        "id": ("credential id", "id", "license id"),
        "achievement_id": ("group id",),
        "achievement_name": ("group name", "group", "course name", "credential name"),
        "url": ("credential url", "credential link", "url"),
        "email": ("recipient email", "email"),
        "name": ("recipient name", "name"),
        "awarded": ("issued on", "issue date", "issued date", "credential issued on"),
        "expires": ("expired on", "expiry date", "expires on", "expiration date"),
        "revoked": ("status", "credential status", "revoked"),
        "narrative": ("description", "credential description"),
        "evidence_url": ("evidence url", "evidence link"),
        "evidence_name": ("evidence name", "evidence description"),
        "tags": ("skills",),
    },
)


def _knows(document: Document) -> bool:
    is_award = bool(inner(document, "recipient")) and "issued_on" in document
    is_group = "course_name" in document and "course_description" in document
    return is_award or is_group


def _read(document: Document) -> Iterator[Said]:
    if "issued_on" not in document:
        yield AchievementSaid(
            id=text(document, "id"),
            name=text(document, "course_name", "name"),
            url=text(document, "course_link"),
            description=text(document, "course_description"),
            tags=texts(document, "skills"),
        )
        return
    name = text(document, "group_name", "name")
    yield AchievementSaid(
        id=text(document, "group_id"),
        name=name,
        url=text(document, "course_link"),
        description=text(document, "description"),
        image_url=text(inner(inner(document, "badge"), "image"), "preview"),
    )
    recipient = inner(document, "recipient")
    yield AwardSaid(
        id=text(document, "id", "uuid"),
        achievement_id=text(document, "group_id"),
        achievement_name=name,
        url=text(document, "url"),
        email=text(recipient, "email"),
        name=text(recipient, "name"),
        awarded=moment(document, "issued_on"),
        expires=moment(document, "expired_on"),
        revoked=is_said(document, "revoked") or text(document, "status"),
        evidence=tuple(map(_evidence, objects(document, "evidence_items"))),
    )


def _evidence(one: Document) -> EvidenceSaid:
    return EvidenceSaid(
        url=text(one, "link_url", "url"),
        name=text(one, "description", "category"),
        narrative=text(one, "string_object"),
    )


ACCREDIBLE: Final = Form(Platform.ACCREDIBLE, _COLUMNS, _knows, _read)
