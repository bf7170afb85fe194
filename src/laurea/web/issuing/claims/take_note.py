"""Taking note that a recipient declined: it waits for nobody any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.access import credential_for
from laurea.web.issuing.claims.access import note_seen
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit


def take_note(*, actor: Account, credential_id: UUID, at: datetime) -> bool:
    """Note that somebody has seen that an award was declined. It stays as it is otherwise.

    Args:
        actor: an owner or issuer of the organization.
        credential_id: what was declined.
        at: the moment, timezone-aware.

    Returns:
        False where somebody had seen it before, or it was not declined.

    Raises:
        NotFound: it is not the actor's.
    """
    credential = credential_for(actor, credential_id, roles=ISSUERS)
    with transaction.atomic():
        is_new = note_seen(credential.pk, at=at)
        if is_new:
            audit(
                "claim.seen",
                str(credential.pk),
                actor=str(actor.pk),
                at=at,
                organization=credential.organization_id,
            )
    return is_new
