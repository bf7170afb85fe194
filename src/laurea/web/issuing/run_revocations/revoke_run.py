"""Revoking all that a run issued: for one reason, chunk by chunk, for good.

Asking for it and the jobs that do it stand together. A job revokes the credentials of one chunk
in one transaction; what was revoked before keeps its own reason. However often it stops, it goes
on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.issuing.access import chunk_by_id, chunks_of, lock_run, run_for
from laurea.web.issuing.reasons import usable_reason
from laurea.web.issuing.revoke import revoke_in_force
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_key import row_key
from laurea.web.issuing.run_revocations.access import (
    RunRevocation,
    add_revocation,
    count_revoked_chunk,
    in_force_of,
    in_force_under,
    revocation_of,
)
from laurea.web.operations.audit import audit
from laurea.web.operations.jobs import NewJob, add_jobs, dead_among, retry_dead
from laurea.web.operations.registry import Work

REVOKE_CHUNK: Final = "revoke-chunk"


@dataclass(frozen=True, slots=True)
class RevocationProgress:
    """How far the revocation of a run is.

    Attributes:
        total: how many parts there are.
        done: how many of them are done.
        revoked: how many credentials were revoked.
        given_up: how many parts wait for a person to try them again.
        error: why they were given up.
        has_ended: whether nothing more will be done.
    """

    total: int
    done: int
    revoked: int
    given_up: int
    error: str
    has_ended: bool


def revoke_run(
    *, actor: Account, run_id: UUID, reason: str, expected: int, at: datetime
) -> RunRevocation:
    """Revoke all that a run issued. It cannot be undone.

    Args:
        actor: an owner or issuer of the organization.
        run_id: the run, which has ended.
        reason: why, in one to 500 characters; shown to everybody who looks at one of them.
        expected: how many credentials the actor believes that these are.
        at: the moment, timezone-aware.

    Returns:
        The revocation, which the worker carries out; the same one when it is asked for again.

    Raises:
        NotFound: it is not the actor's.
        Conflict: it is revoked for another reason, goes on still, or issued another number.
        MalformedDocument: there is no reason, or it is too long.
    """
    reason = usable_reason(reason)
    run_for(actor, run_id, roles=ISSUERS)
    with transaction.atomic():
        run = lock_run(run_id)
        standing = revocation_of(run_id)
        if standing is not None:
            if standing.reason != reason:
                detail = f"It was revoked before, with the reason: {standing.reason}"
                raise Conflict(Problem(MALFORMED_VALUE, detail, "/reason"))
            return standing
        if run.ended_at is None:
            detail = "The run goes on still. Cancel it first; what was begun is finished then."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        found = in_force_of(run).count()
        if not found or found != expected:
            detail = f"There are {found:,} credentials of it in force now. Look it over again."
            raise Conflict(Problem(MALFORMED_VALUE, detail, "/number"))
        chunks = list(chunks_of(run_id).values_list("pk", flat=True))
        revocation = add_revocation(run, actor, reason, total=len(chunks), at=at)
        add_jobs([NewJob(REVOKE_CHUNK, str(chunk)) for chunk in chunks], at=at)
        _note("run.revoke", revocation, actor, {"run": str(run_id), "credentials": found}, at)
    return revocation


def revoke_chunk(work: Work) -> None:
    """Revoke what one chunk issued; the task of its job, in its transaction."""
    chunk = chunk_by_id(int(work.key))
    revocation = revocation_of(chunk.run_id)
    if revocation is None:
        return
    keys = [row_key(chunk.run_id, row["key"]) for row in chunk.rows]
    revoked = revoke_in_force(
        in_force_under(chunk.run.organization_id, keys),
        reason=revocation.reason,
        actor=str(revocation.actor_id),
        at=work.at,
    )
    count_revoked_chunk(chunk.run_id, revoked, at=work.at)


def retry_revocation(*, actor: Account, run_id: UUID, at: datetime) -> int:
    """Give the parts of a revocation that were given up a fresh start; return how many.

    Raises:
        NotFound: it is not the actor's.
    """
    run_for(actor, run_id, roles=ISSUERS)
    with transaction.atomic():
        revocation = revocation_of(run_id)
        keys = map(str, chunks_of(run_id).values_list("pk", flat=True))
        retried = sum(retry_dead(job.pk, at=at) for job in dead_among(REVOKE_CHUNK, keys))
        if revocation is not None and retried:
            _note("run.retry", revocation, actor, {"run": str(run_id), "chunks": retried}, at)
    return retried


def revocation_progress(revocation: RunRevocation) -> RevocationProgress:
    """Say how far the revocation of a run is."""
    dead = []
    if revocation.ended_at is None:
        keys = map(str, chunks_of(revocation.run_id).values_list("pk", flat=True))
        dead = dead_among(REVOKE_CHUNK, keys)
    return RevocationProgress(
        total=revocation.total,
        done=revocation.done,
        revoked=revocation.revoked,
        given_up=len(dead),
        error=dead[0].last_error if dead else "",
        has_ended=revocation.ended_at is not None,
    )


def _note(
    action: str, revocation: RunRevocation, actor: Account, body: dict[str, object], at: datetime
) -> None:
    run = revocation.run
    audit(
        action,
        str(run.achievement_id),
        actor=str(actor.pk),
        at=at,
        organization=run.organization_id,
        body=body,
    )
