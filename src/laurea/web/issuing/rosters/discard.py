"""Discarding a roster of which nothing was issued."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.rosters.access import delete_draft, draft_for, lock_draft
from laurea.web.issuing.rosters.frozen import demand_open
from laurea.web.operations.audit import audit


def discard_roster(*, actor: Account, draft_id: UUID, at: datetime) -> None:
    """Delete a roster with everything that was said of it.

    Args:
        actor: an owner or issuer of the organization.
        draft_id: the roster.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
        Conflict: its run was started.
    """
    draft_for(actor, draft_id, roles=ISSUERS)
    with transaction.atomic():
        draft = lock_draft(draft_id)
        demand_open(draft)
        delete_draft(draft.pk)
        body = {"roster": str(draft_id)}
        audit(
            "roster.discard",
            str(draft.achievement_id),
            actor=str(actor.pk),
            at=at,
            organization=draft.organization_id,
            body=body,
        )
