"""Archiving an achievement: it is not awarded any more, and what was awarded stays as it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievement_for, lock_series, store_series
from laurea.web.catalog.define import DESIGNERS
from laurea.web.catalog.models import Achievement
from laurea.web.operations.audit import audit


def archive_achievement(*, actor: Account, achievement_id: UUID, at: datetime) -> Achievement:
    """Archive an achievement, all its versions; done again, it changes nothing.

    Raises:
        NotFound: it is not the actor's.
    """
    return _set_archived(actor, achievement_id, at, is_archived=True)


def bring_back_achievement(*, actor: Account, achievement_id: UUID, at: datetime) -> Achievement:
    """Take an achievement out of the archive, so that it can be awarded again.

    Raises:
        NotFound: it is not the actor's.
    """
    return _set_archived(actor, achievement_id, at, is_archived=False)


def demand_awardable(achievement: Achievement) -> None:
    """Do nothing where an achievement can be awarded.

    Raises:
        Conflict: it is archived.
    """
    if achievement.archived_at is not None:
        detail = f"{achievement.name} is archived. Bring it back before you award it."
        raise Conflict(Problem(MALFORMED_VALUE, detail))


def _set_archived(
    actor: Account, achievement_id: UUID, at: datetime, *, is_archived: bool
) -> Achievement:
    series = achievement_for(actor, achievement_id, roles=DESIGNERS).series
    with transaction.atomic():
        versions = lock_series(series)
        newest = versions[-1]
        if (newest.archived_at is not None) == is_archived:
            return newest
        for version in versions:
            version.archived_at = at if is_archived else None
        store_series(versions, "archived_at")
        action = "achievement.archive" if is_archived else "achievement.bring-back"
        audit(
            action, str(newest.pk), actor=str(actor.pk), at=at, organization=newest.organization_id
        )
    return newest
