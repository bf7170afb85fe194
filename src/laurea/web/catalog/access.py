"""The doors to achievements, to the pictures of them and to drafts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet

from laurea.web.catalog.models import Achievement, Draft, DrawnImage, Picture
from laurea.web.organizations.access import (
    ANYBODY_INSIDE,
    Organization,
    Person,
    Role,
    absent,
    organizations_of,
)

__all__ = ["Achievement", "Draft", "Picture"]

_UNUSED_KEPT: Final = timedelta(days=30)


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
    theirs = Achievement.objects.filter(organization__in=inside.values("pk"))
    return theirs.select_related("organization", "picture")


def newest_of(achievements: QuerySet[Achievement]) -> QuerySet[Achievement]:
    """Return those that no newer version has taken the place of."""
    newer = Achievement.objects.filter(series=OuterRef("series"), number__gt=OuterRef("number"))
    return achievements.filter(~Exists(newer))


def public_achievement(achievement_id: UUID) -> Achievement:
    """Return an achievement as anybody may see it: credentials name it by its address.

    Raises:
        NotFound: there is none.
    """
    found = Achievement.objects.select_related("organization", "picture")
    achievement = found.filter(pk=achievement_id).first()
    if achievement is None:
        raise absent()
    return achievement


def public_catalogue() -> QuerySet[Achievement]:
    """Return what anybody finds here: what is listed and still awarded, in its newest version."""
    open_ones = Achievement.objects.filter(is_listed=True, archived_at=None)
    return newest_of(open_ones).select_related("organization", "picture")


def versions_of(achievement: Achievement) -> list[Achievement]:
    """Return all versions of an achievement, the newest first."""
    return list(Achievement.objects.filter(series=achievement.series).order_by("-number"))


def achievement_by_id(achievement_id: UUID) -> Achievement:
    """Return an achievement by its id; for the worker, whom a row of its own sent."""
    return Achievement.objects.get(pk=achievement_id)


def achievement_under(achievement_id: UUID) -> Achievement | None:
    """Return the achievement that has an id, if one has, for whoever is about to use the id."""
    found = Achievement.objects.select_related("organization", "picture")
    return found.filter(pk=achievement_id).first()


def newest_number(series: UUID) -> int:
    """Return the number of the newest version of a series; 0 where it has none."""
    versions = Achievement.objects.filter(series=series)
    return versions.aggregate(newest=Max("number"))["newest"] or 0


def lock_achievement(achievement_id: UUID) -> Achievement:
    """Return an achievement that nobody else changes until the open transaction ends."""
    return Achievement.objects.select_for_update().get(pk=achievement_id)


def lock_series(series: UUID) -> list[Achievement]:
    """Return all versions of an achievement, the newest last, locked as `lock_achievement` does."""
    return list(Achievement.objects.select_for_update().filter(series=series).order_by("number"))


def store_series(versions: Iterable[Achievement], *fields: str) -> None:
    """Store what all versions of a locked series have in common."""
    Achievement.objects.bulk_update(versions, fields)


def mark_awarded(achievement_id: UUID, *, at: datetime) -> None:
    """Note that an achievement was awarded; from the first time on it never changes."""
    unawarded = Achievement.objects.filter(pk=achievement_id, first_awarded_at=None)
    unawarded.update(first_awarded_at=at)


def picture_of(organization: Organization, picture_id: UUID) -> Picture:
    """Return a picture that an organization brought.

    Raises:
        NotFound: it brought none under this id.
    """
    picture = Picture.objects.filter(pk=picture_id, organization=organization).first()
    if picture is None:
        raise absent()
    return picture


def keep_picture(organization: Organization, png: bytes, sha256: str, *, at: datetime) -> Picture:
    """Store a picture of an organization, or find the equal one; forget what was never used."""
    picture, is_new = Picture.objects.get_or_create(
        organization=organization, sha256=sha256, defaults={"png": png, "added_at": at}
    )
    if not is_new:
        Picture.objects.filter(pk=picture.pk).update(added_at=at)
    used = Achievement.objects.filter(picture=OuterRef("pk"))
    old = Picture.objects.filter(organization=organization, added_at__lt=at - _UNUSED_KEPT)
    old.filter(~Exists(used)).delete()
    return picture


def drawn_png(achievement_id: UUID, sha256: str) -> bytes | None:
    """Return the PNG that was made of a drawing for an achievement, if it was."""
    drawn = DrawnImage.objects.filter(achievement=achievement_id, sha256=sha256).first()
    return bytes(drawn.png) if drawn else None


def keep_drawn_png(achievement_id: UUID, sha256: str, png: bytes) -> None:
    """Store the PNG that was made of a drawing, in place of an older one."""
    content = {"sha256": sha256, "png": png}
    DrawnImage.objects.update_or_create(achievement_id=achievement_id, defaults=content)


def drafts_of(organization: Organization) -> QuerySet[Draft]:
    """Return the drafts of an organization, the latest first."""
    drafts = Draft.objects.filter(organization=organization).select_related("saved_by", "revises")
    return drafts.order_by("-saved_at", "pk")


def lock_draft(draft_id: UUID) -> Draft | None:
    """Return a draft, whosever it is, locked until the open transaction ends; None if absent."""
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("saved_by")
    return drafts.filter(pk=draft_id).first()


def forget_draft(organization: Organization, draft_id: UUID) -> bool:
    """Delete a draft of an organization; say whether there was one."""
    count, _ = Draft.objects.filter(organization=organization, pk=draft_id).delete()
    return count > 0
