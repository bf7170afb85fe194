"""Trying again what a run gave up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.access import run_for, running_chunks
from laurea.web.issuing.bulk import ISSUE_CHUNK
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.operations.jobs import dead_among, retry_dead


def retry_run(*, actor: Account, run_id: UUID, at: datetime) -> int:
    """Give the parts of a run that were given up a fresh start.

    Args:
        actor: an owner or issuer of the organization.
        run_id: the run.
        at: the moment, timezone-aware.

    Returns:
        How many parts begin again.

    Raises:
        NotFound: it is not the actor's.
    """
    run = run_for(actor, run_id, roles=ISSUERS)
    with transaction.atomic():
        keys = [str(number) for number in running_chunks(run_id)]
        retried = sum(retry_dead(job.pk, at=at) for job in dead_among(ISSUE_CHUNK, keys))
        if retried:
            body = {"run": str(run_id), "chunks": retried}
            audit(
                "run.retry",
                str(run.achievement_id),
                actor=str(actor.pk),
                at=at,
                organization=run.organization_id,
                body=body,
            )
    return retried
