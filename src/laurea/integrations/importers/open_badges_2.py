"""BadgeClass and Assertion of Open Badges 2.0 as JSON, wherever they come from.

Spec: https://www.imsglobal.org/spec/ob/v2p0
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

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

_COLUMNS: Final = Columns(marks=())


def _knows(document: Document) -> bool:
    kinds = _types(document)
    is_award = "recipient" in document and ("badge" in document or "issuedOn" in document)
    return bool(kinds & {"Assertion", "BadgeClass", "Profile", "Issuer"}) or is_award


def _read(document: Document) -> Iterator[Said]:
    """Read one object; profiles of issuers say nothing that is imported."""
    kinds = _types(document)
    if "BadgeClass" in kinds:
        yield _achievement(document)
    elif "Assertion" in kinds or "recipient" in document:
        badge = inner(document, "badge")
        if badge:
            yield _achievement(badge)
        yield _award(document, badge)


def _types(document: Document) -> set[str]:
    found: Any = document.get("type") or document.get("@type")
    return {one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str)}


def _achievement(badge: Document) -> AchievementSaid:
    criteria = inner(badge, "criteria")
    return AchievementSaid(
        id=text(badge, "id", "@id", "uid"),
        name=text(badge, "name"),
        url=text(badge, "id", "@id"),
        description=text(badge, "description"),
        criteria=text(criteria, "narrative"),
        criteria_url=text(criteria, "id") or text(badge, "criteria"),
        image_url=text(inner(badge, "image"), "id") or text(badge, "image"),
        tags=texts(badge, "tags"),
    )


def _award(award: Document, badge: Document) -> AwardSaid:
    recipient = inner(award, "recipient")
    identity = text(recipient, "identity")
    is_email = recipient.get("hashed") is not True and "@" in identity
    profile = inner(award, "extensions:recipientProfile")
    return AwardSaid(
        id=text(award, "id", "@id", "uid"),
        achievement_id=text(badge, "id", "@id", "uid") or text(award, "badge"),
        achievement_name=text(badge, "name"),
        url=text(award, "id", "@id") or text(inner(award, "verification", "verify"), "url"),
        email=identity if is_email else "",
        identity="" if is_email else identity,
        name=text(profile, "name"),
        awarded=moment(award, "issuedOn"),
        expires=moment(award, "expires"),
        revoked=is_said(award, "revoked"),
        reason=text(award, "revocationReason"),
        narrative=text(award, "narrative"),
        evidence=tuple(_evidence(award)),
    )


def _evidence(award: Document) -> Iterator[EvidenceSaid]:
    if text(award, "evidence"):
        yield EvidenceSaid(url=text(award, "evidence"))
    for one in objects(award, "evidence"):
        yield EvidenceSaid(
            url=text(one, "id", "@id"),
            name=text(one, "name"),
            narrative=text(one, "narrative", "description"),
        )


OPEN_BADGES_2: Final = Form(Platform.OPEN_BADGES_2, _COLUMNS, _knows, _read)
