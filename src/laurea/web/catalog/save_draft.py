"""Saving what was written of an achievement before it is complete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievement_for, forget_draft, lock_draft
from laurea.web.catalog.define import DESIGNERS, LONGEST_NAME
from laurea.web.catalog.models import Draft
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import Organization, absent, demand_role


def save_draft(
    *,
    actor: Account,
    organization: Organization,
    draft_id: UUID,
    written: Mapping[str, Any],
    name: str,
    revises: UUID | None = None,
    seen: str = "",
    at: datetime,
) -> Draft:
    """Save a draft, in place of what was saved under its id before.

    Args:
        actor: an owner or designer.
        organization: whose it is.
        draft_id: its id.
        written: the form as it was typed, complete or not.
        name: what to call it in lists.
        revises: the achievement that it is to revise, if it is no new one.
        seen: the `mark` of the draft that the actor saw; "" if there was none yet.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the organization, the draft or the achievement is not the actor's.
        Conflict: the draft was saved by somebody else, or elsewhere, since it was seen.
    """
    demand_role(actor, organization.pk, *DESIGNERS)
    if revises is not None:
        achievement_for(actor, revises, roles=DESIGNERS)
    with transaction.atomic():
        standing = lock_draft(draft_id)
        if standing is not None and standing.organization_id != organization.pk:
            raise absent()
        if standing is not None and standing.written == dict(written):
            return standing
        if standing is not None and seen != mark(standing):
            detail = "This draft was saved elsewhere since you opened it."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        draft = Draft(
            pk=draft_id,
            organization=organization,
            revises_id=revises,
            name=name[:LONGEST_NAME],
            written=dict(written),
            saved_by=actor,
            saved_at=at,
        )
        draft.save(force_insert=standing is None, force_update=standing is not None)
        audit("draft.save", str(draft.pk), actor=str(actor.pk), at=at, organization=organization.pk)
    return draft


def discard_draft(
    *, actor: Account, organization: Organization, draft_id: UUID, at: datetime
) -> None:
    """Discard a draft; where there is none any more, that is as it should be.

    Raises:
        NotFound: the organization is not the actor's.
    """
    demand_role(actor, organization.pk, *DESIGNERS)
    with transaction.atomic():
        if forget_draft(organization, draft_id):
            audit(
                "draft.discard",
                str(draft_id),
                actor=str(actor.pk),
                at=at,
                organization=organization.pk,
            )


def mark(draft: Draft) -> str:
    """Return what tells one saving of a draft from the next."""
    return draft.saved_at.isoformat()
