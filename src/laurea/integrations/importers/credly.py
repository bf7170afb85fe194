"""Exports of Credly: the table of issued badges, and the answers of its API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from laurea.integrations.importers.found import Platform
from laurea.integrations.importers.members import inner, moment, objects, text, texts
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
        frozenset({"badge template id"}),
        frozenset({"badge template name"}),
        frozenset({"badge template", "recipient email"}),
        frozenset({"template name", "issued at"}),
    ),
    names={
        "id": ("badge id", "issued badge id", "id"),
        "achievement_id": ("badge template id", "template id"),
        "achievement_name": (
            *("badge template name", "badge template", "template name", "badge name"),
        ),
        "url": ("badge url", "public url", "url"),
        "email": ("recipient email", "earner email", "email", "issued to email"),
        "name": ("issued to", "earner name", "recipient name", "full name"),
        "given_name": ("issued to first name", "first name", "earner first name"),
        "family_name": ("issued to last name", "last name", "earner last name"),
        "awarded": ("issued at", "issued at date", "issue date", "issued date", "issued on"),
        "expires": ("expires at", "expiration date", "expires at date", "expiry date"),
        "revoked": ("state", "badge state", "status", "revoked at"),
        "reason": ("revocation reason", "revoke reason"),
        "evidence_name": ("evidence name", "evidence title", "text evidence name"),
        "evidence_url": ("evidence url", "text evidence url"),
        "evidence_narrative": ("evidence description", "text evidence description"),
        "tags": ("skills", "tags"),
    },
    slashed="mdy",
    has_short_years=True,
)


def _knows(document: Document) -> bool:
    is_template = "vanity_slug" in document and "name" in document
    return "badge_template" in document or "badge_template_id" in document or is_template


def _read(document: Document) -> Iterator[Said]:
    template = inner(document, "badge_template")
    if not template and "badge_template_id" not in document:
        yield _achievement(document)
        return
    if template:
        yield _achievement(template)
    yield AwardSaid(
        id=text(document, "id"),
        achievement_id=text(template, "id") or text(document, "badge_template_id"),
        achievement_name=text(template, "name"),
        url=text(document, "badge_url", "public_url"),
        email=text(document, "recipient_email", "issued_to_email"),
        name=text(document, "issued_to"),
        given_name=text(document, "issued_to_first_name"),
        family_name=text(document, "issued_to_last_name"),
        awarded=moment(document, "issued_at", "issued_at_date"),
        expires=moment(document, "expires_at", "expires_at_date"),
        revoked=text(document, "state", "revoked_at"),
        reason=text(document, "revocation_reason"),
        evidence=tuple(map(_evidence, objects(document, "evidence"))),
    )


def _achievement(template: Document) -> AchievementSaid:
    activities = "\n".join(
        text(one, "title") for one in objects(template, "badge_template_activities")
    )
    return AchievementSaid(
        id=text(template, "id"),
        name=text(template, "name"),
        url=text(template, "url", "public_url"),
        description=text(template, "description"),
        criteria=activities,
        criteria_url=text(template, "earn_this_badge_url", "global_activity_url"),
        image_url=text(template, "image_url") or text(inner(template, "image"), "url"),
        tags=texts(template, "skills"),
    )


def _evidence(one: Document) -> EvidenceSaid:
    return EvidenceSaid(
        url=text(one, "url"),
        name=text(one, "title", "name"),
        narrative=text(one, "description", "value"),
    )


CREDLY: Final = Form(Platform.CREDLY, _COLUMNS, _knows, _read)
