"""The doors to achievements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from laurea.web.catalog.models import Achievement
from laurea.web.organizations.access import (
    ANYBODY_INSIDE,
    Person,
    Role,
    absent,
    organizations_of,
)

__all__ = ["Achievement"]


def achievement_for(
    actor: Person, achievement_id: UUID, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> Achievement:
    """Return an achievement of an organization in which the actor has one of the roles.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    achievement = achievements_of(actor, roles=roles).filter(pk=achievement_id).first()
    if achievement is None:
        raise absent()
    return achievement


def achievements_of(
    actor: Person, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> QuerySet[Achievement]:
    """Return the achievements of all organizations in which the actor has one of the roles."""
    inside = organizations_of(actor, roles=roles)
    return Achievement.objects.filter(organization__in=inside.values("pk"))


def achievement_by_id(achievement_id: UUID) -> Achievement:
    """Return an achievement by its id; for the worker, whom a row of its own sent."""
    return Achievement.objects.get(pk=achievement_id)


def newest_number(series: UUID) -> int:
    """Return the number of the newest version of a series; 0 where it has none."""
    versions = Achievement.objects.filter(series=series)
    return versions.aggregate(newest=Max("number"))["newest"] or 0


def lock_achievement(achievement_id: UUID) -> Achievement:
    """Return an achievement that nobody else changes until the open transaction ends."""
    return Achievement.objects.select_for_update().get(pk=achievement_id)


def mark_awarded(achievement_id: UUID, *, at: datetime) -> None:
    """Note that an achievement was awarded; from the first time on it never changes."""
    unawarded = Achievement.objects.filter(pk=achievement_id, first_awarded_at=None)
    unawarded.update(first_awarded_at=at)
