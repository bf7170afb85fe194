"""Cancelling a run: what nobody has begun is not done, what was begun is finished."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.access import (
    BulkRun,
    CredentialState,
    RunState,
    cancel_chunks,
    chunks_of,
    count_issued,
    credentials_under,
    end_run,
    lock_run,
    run_for,
    running_chunks,
)
from laurea.web.issuing.bulk import ISSUE_CHUNK, record_end
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_key import row_key
from laurea.web.operations.audit import audit
from laurea.web.operations.jobs import withdraw_jobs

_OPEN: Final = (RunState.WAITING, RunState.RUNNING, RunState.PAUSED)


def cancel_run(*, actor: Account, run_id: UUID, at: datetime) -> BulkRun:
    """Cancel a run. What is issued stays issued; chunks that were begun are finished.

    Args:
        actor: an owner or issuer of the organization.
        run_id: the run; one that has ended or is cancelled already stays as it is.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
    """
    run_for(actor, run_id, roles=ISSUERS)
    with transaction.atomic():
        run = lock_run(run_id)
        if run.state not in _OPEN:
            return run
        keys = [str(number) for number in running_chunks(run_id)]
        # Of a run that waits for a second person nothing was begun, and there are no jobs.
        withdrawn = (
            dict.fromkeys(keys, False)
            if run.state == RunState.WAITING
            else withdraw_jobs(ISSUE_CHUNK, keys, at=at)
        )
        cancel_chunks(run, [int(key) for key in withdrawn], at=at)
        begun = [int(key) for key, was_begun in withdrawn.items() if was_begun]
        count_issued(run_id, _issued_in(run, begun))
        has_ended = end_run(run_id, at=at)
        body = {"run": str(run_id), "chunks": len(withdrawn)}
        audit(
            "run.cancel",
            str(run.achievement_id),
            actor=str(actor.pk),
            at=at,
            organization=run.organization_id,
            body=body,
        )
        if has_ended:
            record_end(run_id, at=at)
    run.refresh_from_db()
    return run


def _issued_in(run: BulkRun, chunk_ids: list[int]) -> int:
    """Return how many rows of chunks were issued whose end was never noted."""
    issued = 0
    for chunk in chunks_of(run.pk).filter(pk__in=chunk_ids):
        keys = [row_key(run.pk, row["key"]) for row in chunk.rows]
        standing = credentials_under(run.organization_id, keys).values()
        issued += sum(one.state != CredentialState.RESERVED for one in standing)
    return issued
