"""Listing an achievement: whether people find it here who were not given its address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievement_for, lock_series, store_series
from laurea.web.catalog.define import DESIGNERS
from laurea.web.catalog.models import Achievement
from laurea.web.operations.audit import audit


def list_achievement(
    *, actor: Account, achievement_id: UUID, is_listed: bool, at: datetime
) -> Achievement:
    """List an achievement in public, all its versions, or take it off the list.

    Its page is there in either case, for whoever holds a credential that names it.

    Raises:
        NotFound: it is not the actor's.
    """
    series = achievement_for(actor, achievement_id, roles=DESIGNERS).series
    with transaction.atomic():
        versions = lock_series(series)
        newest = versions[-1]
        if newest.is_listed == is_listed:
            return newest
        for version in versions:
            version.is_listed = is_listed
        store_series(versions, "is_listed")
        action = "achievement.list" if is_listed else "achievement.unlist"
        audit(
            action, str(newest.pk), actor=str(actor.pk), at=at, organization=newest.organization_id
        )
    return newest
