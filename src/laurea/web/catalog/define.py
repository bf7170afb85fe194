"""Defining achievements, and revising them: in place until the first award, then as a version."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import orjson
from django.conf import settings
from django.db import transaction

from laurea.credentials import model
from laurea.credentials.document import read_object
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.credentials.wire.ob3 import read_achievement, write_achievement
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievement_for, lock_achievement, newest_number
from laurea.web.catalog.models import Achievement
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import Organization, Role, demand_role

DESIGNERS: Final = frozenset({Role.OWNER, Role.DESIGNER})
_LONGEST_NAME: Final = 500


def define_achievement(
    *, actor: Account, organization: Organization, document: Mapping[str, Any], at: datetime
) -> Achievement:
    """Define a new achievement of an organization.

    Args:
        actor: an owner or designer.
        organization: whose it is.
        document: an Open Badges 3.0 Achievement as parsed JSON; its `id` is set here.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the organization is not the actor's.
        MalformedDocument: the document's structure is at fault.
    """
    demand_role(actor, organization.pk, *DESIGNERS)
    achievement = Achievement(organization=organization, defined_at=at)
    _write(achievement, document)
    with transaction.atomic():
        achievement.save(force_insert=True)
        audit("achievement.define", str(achievement.pk), actor=str(actor.pk), at=at)
    return achievement


def revise_achievement(
    *, actor: Account, achievement_id: uuid.UUID, document: Mapping[str, Any], at: datetime
) -> Achievement:
    """Revise an achievement: itself while it was never awarded, else as its next version.

    Raises:
        NotFound: it is not the actor's.
        MalformedDocument: the document's structure is at fault.
    """
    achievement_for(actor, achievement_id, roles=DESIGNERS)
    with transaction.atomic():
        achievement = lock_achievement(achievement_id)
        is_new = achievement.first_awarded_at is not None
        if is_new:
            achievement = Achievement(
                organization_id=achievement.organization_id,
                series=achievement.series,
                number=newest_number(achievement.series) + 1,
                defined_at=at,
            )
        _write(achievement, document)
        achievement.save(force_insert=is_new)
        audit(
            "achievement.revise",
            str(achievement.pk),
            actor=str(actor.pk),
            at=at,
            body={"number": achievement.number},
        )
    return achievement


def address_of(achievement_id: uuid.UUID) -> str:
    """Return the public address of an achievement, which is its identifier."""
    return f"{settings.LAUREA_PUBLIC_URL}/a/{achievement_id}"


def read_stored(achievement: Achievement) -> model.Achievement:
    """Return the value that the stored document stands for."""
    return read_achievement(read_object(bytes(achievement.document)))


def _write(row: Achievement, document: Mapping[str, Any]) -> None:
    value = read_achievement({"type": ["Achievement"], **document, "id": address_of(row.pk)})
    if not value.name.strip() or len(value.name) > _LONGEST_NAME:
        detail = f"A name has 1 to {_LONGEST_NAME} characters."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/name"))
    row.document = orjson.dumps(write_achievement(value))
    row.name = value.name
    row.achievement_type = (value.achievement_type or "")[:100]
