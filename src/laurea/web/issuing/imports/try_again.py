"""Trying again an import that was given up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.imports.access import import_for
from laurea.web.issuing.imports.start import IMPORT_AWARDS
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.operations.jobs import dead_among, retry_dead


def try_again(*, actor: Account, import_id: UUID, at: datetime) -> int:
    """Give an import that was given up a fresh start; say how many jobs begin again.

    Args:
        actor: an owner or issuer of the organization.
        import_id: the import.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
    """
    brought = import_for(actor, import_id, roles=ISSUERS)
    with transaction.atomic():
        dead = dead_among(IMPORT_AWARDS, [str(import_id)])
        retried = sum(retry_dead(job.pk, at=at) for job in dead)
        if retried:
            audit(
                "import.retry",
                str(import_id),
                actor=str(actor.pk),
                at=at,
                organization=brought.organization_id,
            )
    return retried
