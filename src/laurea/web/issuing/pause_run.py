"""Pausing a run and letting it go on: no further chunk is begun meanwhile, nothing is lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.access import (
    BulkRun,
    RunState,
    lock_run,
    run_for,
    running_chunks,
    store_run_state,
)
from laurea.web.issuing.bulk import ISSUE_CHUNK
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.operations.jobs import hold_jobs, release_jobs


def pause_run(*, actor: Account, run_id: UUID, at: datetime) -> BulkRun:
    """Begin no further chunk of a run; what is being worked on is finished.

    Args:
        actor: an owner or issuer of the organization.
        run_id: the run; one that is not running stays as it is.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
    """
    run_for(actor, run_id, roles=ISSUERS)
    with transaction.atomic():
        run = lock_run(run_id)
        if run.state != RunState.RUNNING:
            return run
        held = hold_jobs(ISSUE_CHUNK, map(str, running_chunks(run_id)))
        store_run_state(run, RunState.PAUSED)
        _note("run.pause", run, actor, held, at)
    return run


def resume_run(*, actor: Account, run_id: UUID, at: datetime) -> BulkRun:
    """Let a paused run go on where it was.

    Args:
        actor: an owner or issuer of the organization.
        run_id: the run; one that is not paused stays as it is.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
    """
    run_for(actor, run_id, roles=ISSUERS)
    with transaction.atomic():
        run = lock_run(run_id)
        if run.state != RunState.PAUSED:
            return run
        due_at = max(at, run.begins_at or at)
        released = release_jobs(ISSUE_CHUNK, map(str, running_chunks(run_id)), at=due_at)
        store_run_state(run, RunState.RUNNING)
        _note("run.resume", run, actor, released, at)
    return run


def _note(action: str, run: BulkRun, actor: Account, chunks: int, at: datetime) -> None:
    audit(
        action,
        str(run.achievement_id),
        actor=str(actor.pk),
        at=at,
        organization=run.organization_id,
        body={"run": str(run.pk), "chunks": chunks},
    )
