"""The doors to drafts of rosters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from laurea.integrations.roster import Mends
from laurea.web.catalog.access import Achievement
from laurea.web.issuing.models import Credential, CredentialState
from laurea.web.issuing.roster_models import RosterDraft, RosterMend
from laurea.web.organizations.access import (
    ANYBODY_INSIDE,
    Person,
    Role,
    absent,
    organizations_of,
)

__all__ = ["RosterDraft"]


def drafts_of(actor: Person, *, roles: Collection[Role] = ANYBODY_INSIDE) -> QuerySet[RosterDraft]:
    """Return the drafts of all organizations in which the actor has one of the roles.

    Their files are left in the database until somebody reads them.
    """
    inside = organizations_of(actor, roles=roles)
    drafts = RosterDraft.objects.filter(organization__in=inside.values("pk"))
    return drafts.defer("content", "rest").select_related("achievement", "organization")


def draft_for(
    actor: Person, draft_id: UUID, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> RosterDraft:
    """Return a draft of an organization in which the actor has one of the roles.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    draft = drafts_of(actor, roles=roles).filter(pk=draft_id).first()
    if draft is None:
        raise absent()
    return draft


def draft_under(organization_id: UUID, key: str) -> RosterDraft | None:
    """Return the draft that came with a form, if it did."""
    return RosterDraft.objects.filter(organization=organization_id, key=key).first()


def draft_of_run(run_id: UUID) -> RosterDraft | None:
    """Return the draft that a run was started from, if it was started from one."""
    return RosterDraft.objects.filter(run=run_id).select_related("achievement").first()


def lock_draft(draft_id: UUID) -> RosterDraft:
    """Return a draft that nobody else changes until the open transaction ends.

    Raises:
        NotFound: it was discarded in the meantime.
    """
    locked = RosterDraft.objects.select_for_update(of=("self",)).select_related("achievement")
    draft = locked.filter(pk=draft_id).first()
    if draft is None:
        raise absent()
    return draft


def delete_draft(draft_id: UUID) -> None:
    """Delete a draft, which was locked, with its mends."""
    RosterDraft.objects.filter(pk=draft_id).delete()


def mends_of(draft_id: UUID) -> Mends:
    """Return what people changed in the rows of a draft."""
    rows = list(RosterMend.objects.filter(draft=draft_id))
    return Mends(
        {one.row: {int(place): cell for place, cell in one.cells.items()} for one in rows},
        frozenset(one.row for one in rows if one.is_set_aside),
    )


def purposes_of(draft_id: UUID) -> frozenset[int]:
    """Return the rows of a draft that are awarded although a result falls short."""
    rows = RosterMend.objects.filter(draft=draft_id, on_purpose=True)
    return frozenset(rows.values_list("row", flat=True))


def store_mends(
    draft_id: UUID, mends: Mends, on_purpose: Collection[int], rows: Collection[int]
) -> None:
    """Store what was changed in some rows of a draft, which was locked."""
    RosterMend.objects.filter(draft=draft_id, row__in=rows).delete()
    RosterMend.objects.bulk_create(
        RosterMend(
            draft_id=draft_id,
            row=row,
            cells={str(place): cell for place, cell in mends.cells.get(row, {}).items()},
            is_set_aside=row in mends.left_out,
            on_purpose=row in on_purpose,
        )
        for row in rows
        if mends.cells.get(row) or row in mends.left_out or row in on_purpose
    )


def forget_mends(draft_id: UUID) -> None:
    """Delete what people changed in the rows of a draft."""
    RosterMend.objects.filter(draft=draft_id).delete()


def old_drafts(*, before: datetime) -> list[UUID]:
    """Return the drafts made before a moment whose runs, if they have any, have ended by then."""
    old = RosterDraft.objects.filter(created_at__lt=before)
    over = old.filter(Q(run=None) | Q(run__ended_at__lt=before))
    return list(over.exclude(run__isnull=False, header=[]).values_list("pk", flat=True))


def holders_of_series(achievement: Achievement) -> frozenset[str]:
    """Return the addresses, in lower case, and DIDs of those who hold any version of it."""
    held = Credential.objects.filter(
        organization=achievement.organization_id,
        achievement__series=achievement.series,
        state=CredentialState.ISSUED,
    ).values_list("recipient_email", "recipient_did")
    names = ((email.lower(), did) for email, did in held.iterator())
    return frozenset(name for pair in names for name in pair if name)
