"""Exports of Badgr, which was Canvas Credentials and is Parchment Digital Badges since."""

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

_ENTITIES: Final = frozenset({"Issuer", "BadgeClass", "Assertion"})
_COLUMNS: Final = Columns(
    marks=(
        frozenset({"badge class id"}),
        frozenset({"badge class name"}),
        frozenset({"badge class"}),
        frozenset({"badgeclass"}),
        frozenset({"assertion id"}),
    ),
    names={
        "id": ("assertion id", "award id", "badge award id", "entity id", "id"),
        "achievement_id": ("badge class id", "badgeclass id", "badge id"),
        "achievement_name": (
            *("badge class name", "badge class", "badgeclass", "badge name", "badge"),
        ),
        "url": (*("assertion url", "award url", "badge award url", "open badge id", "public url"),),
        "email": ("recipient email", "email", "email address"),
        "identity": ("recipient identifier", "identifier", "recipient identity", "recipient"),
        "name": ("recipient name", "name", "full name"),
        "given_name": ("first name", "recipient first name"),
        "family_name": ("last name", "recipient last name"),
        "awarded": ("issue date", "issued on", "award date", "awarded on", "date awarded"),
        "expires": ("expiration date", "expires", "expires on", "expiration"),
        "revoked": ("revoked", "status", "state"),
        "reason": ("revocation reason",),
        "narrative": ("narrative",),
        "evidence_url": ("evidence url", "evidence"),
        "evidence_narrative": ("evidence narrative",),
        "tags": ("tags",),
    },
)


def _knows(document: Document) -> bool:
    return text(document, "entityType") in _ENTITIES or "badgeclassOpenBadgeId" in document


def _read(document: Document) -> Iterator[Said]:
    """Read an issuer with what is inside it, a badge class with its awards, or one award."""
    if document.get("entityType") == "Issuer":
        for badge_class in objects(document, "badgeClasses", "badgeclasses"):
            yield from _of_class(badge_class)
        for award in objects(document, "assertions"):
            yield _award(award, {})
    elif document.get("entityType") == "BadgeClass":
        yield from _of_class(document)
    else:
        yield _award(document, {})


def _of_class(badge_class: Document) -> Iterator[Said]:
    yield AchievementSaid(
        id=text(badge_class, "entityId", "openBadgeId", "id"),
        name=text(badge_class, "name"),
        url=text(badge_class, "openBadgeId", "id"),
        description=text(badge_class, "description"),
        criteria=text(badge_class, "criteriaNarrative"),
        criteria_url=text(badge_class, "criteriaUrl"),
        image_url=text(badge_class, "image"),
        tags=texts(badge_class, "tags"),
    )
    for award in objects(badge_class, "assertions"):
        yield _award(award, badge_class)


def _award(award: Document, badge_class: Document) -> AwardSaid:
    recipient = inner(award, "recipient")
    identity = text(recipient, "plaintextIdentity", "identity")
    is_email = text(recipient, "type") in {"", "email"} and "@" in identity
    extensions = inner(inner(award, "extensions"), "extensions:recipientProfile")
    return AwardSaid(
        id=text(award, "entityId", "openBadgeId", "id"),
        achievement_id=text(badge_class, "entityId", "openBadgeId", "id")
        or text(award, "badgeclass", "badgeClass", "badgeclassOpenBadgeId"),
        achievement_name=text(badge_class, "name"),
        url=text(award, "openBadgeId", "id"),
        email=identity if is_email else "",
        identity="" if is_email else identity,
        name=text(extensions, "name") or text(recipient, "name"),
        awarded=moment(award, "issuedOn", "createdAt"),
        expires=moment(award, "expires"),
        revoked=is_said(award, "revoked"),
        reason=text(award, "revocationReason"),
        narrative=text(award, "narrative"),
        evidence=tuple(
            EvidenceSaid(url=text(one, "url", "id"), narrative=text(one, "narrative"))
            for one in objects(award, "evidence")
        ),
    )


BADGR: Final = Form(Platform.BADGR, _COLUMNS, _knows, _read)
