"""Runs: many awards asked for at once, cut into chunks that the worker issues one by one.

A chunk may be begun several times, by a worker that was stopped and by the one after it. Its
rows are reserved under keys made of run and row, so that each becomes one credential.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.credentials.wire.ob3 import read_evidence
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import (
    Achievement,
    achievement_by_id,
    achievement_for,
    lock_achievement,
)
from laurea.web.issuing.access import add_chunks, chunk_by_id, end_chunk, run_under
from laurea.web.issuing.award import ISSUERS, Wanted, reserve, sign_and_store
from laurea.web.issuing.content import written_evidence
from laurea.web.issuing.lint import lint
from laurea.web.issuing.models import BulkChunk, BulkRun, Credential, RunState
from laurea.web.issuing.run_key import is_row_key, row_key
from laurea.web.issuing.two_persons.access import add_approval
from laurea.web.issuing.two_persons.rule import second_persons
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event
from laurea.web.operations.jobs import NewJob, add_jobs
from laurea.web.operations.registry import Work

ISSUE_CHUNK: Final = "issue-chunk"
CHUNK_ROWS: Final = 200
LONGEST_ROW_KEY: Final = 150
"""So long may the name of a row be; it becomes part of the key of its credential."""


def start_run(
    *,
    actor: Account,
    achievement_id: UUID,
    rows: Sequence[Wanted],
    key: str,
    set_aside: int = 0,
    begins_at: datetime | None = None,
    at: datetime,
    chunk_rows: int = CHUNK_ROWS,
) -> BulkRun:
    """Start a run; it and the jobs that do it are stored together.

    Args:
        actor: an owner or issuer of the organization.
        achievement_id: what is awarded.
        rows: to whom; each key names a row and is unique within the run.
        key: the caller's name for the run: under the same key it is started once.
        set_aside: how many rows of the same list are not asked for.
        begins_at: before when nothing of it is issued, timezone-aware; None for at once.
        at: the moment, timezone-aware.
        chunk_rows: how many rows are issued in one transaction.

    Raises:
        NotFound: the achievement is not the actor's.
        MalformedDocument: no credential of it would be valid, or a row has no usable key.
        ValueError: two rows have the same key (a bug of the caller).
    """
    achievement = achievement_for(actor, achievement_id, roles=ISSUERS)
    lint(achievement, at=at)
    return start_linted(
        actor=actor,
        achievement=achievement,
        rows=rows,
        key=key,
        set_aside=set_aside,
        begins_at=begins_at,
        at=at,
        chunk_rows=chunk_rows,
    )


def start_linted(
    *,
    actor: Account,
    achievement: Achievement,
    rows: Sequence[Wanted],
    key: str,
    set_aside: int = 0,
    begins_at: datetime | None = None,
    at: datetime,
    chunk_rows: int = CHUNK_ROWS,
) -> BulkRun:
    """Start a run of an achievement that the caller may award and has linted.

    Linting signs and verifies, which takes longer than others should wait for a transaction:
    who starts a run inside one lints before it. The rest is as `start_run` has it.

    Where the two-person rule asks, nothing is begun: the run waits for whoever approves it.
    """
    if len({row.key for row in rows}) != len(rows):
        raise ValueError("two rows have the same key")
    _demand_usable(rows)
    with transaction.atomic():
        locked = lock_achievement(achievement.pk)
        standing = run_under(achievement.organization_id, key)
        if standing is not None:
            return standing
        seconds = second_persons(achievement.organization_id, actor, len(rows))
        run = BulkRun(
            organization_id=achievement.organization_id,
            achievement=achievement,
            actor=actor,
            key=key,
            rows=len(rows),
            state=RunState.WAITING if seconds.waits else RunState.RUNNING,
            set_aside=set_aside,
            started_at=at,
            begins_at=begins_at,
        )
        run.save(force_insert=True)
        chunks = add_chunks(
            [
                BulkChunk(
                    run=run,
                    number=number,
                    rows=[_written(row, locked) for row in part],
                    count=len(part),
                )
                for number, part in enumerate(_parts(rows, chunk_rows))
            ]
        )
        body: dict[str, object] = {"run": str(run.pk), "rows": len(rows)}
        if seconds.waits:
            add_approval(run, at=at)
        else:
            add_chunk_jobs(run, (chunk.pk for chunk in chunks), at=at)
            body |= {"alone": True} if seconds.is_alone else {}
        audit(
            "run.prepare" if seconds.waits else "run.start",
            str(achievement.pk),
            actor=str(actor.pk),
            at=at,
            organization=achievement.organization_id,
            body=body,
        )
    return run


def add_chunk_jobs(run: BulkRun, chunk_ids: Iterable[int], *, at: datetime) -> None:
    """Let the worker issue some chunks when the run begins, in the transaction that is open."""
    due_at = run.begins_at
    add_jobs([NewJob(ISSUE_CHUNK, str(chunk), due_at=due_at) for chunk in chunk_ids], at=at)


def issue_chunk(work: Work) -> None:
    """Issue the rows of one chunk; the task of its job."""
    chunk = chunk_by_id(int(work.key))
    if chunk.state != RunState.RUNNING:
        return
    run = chunk.run
    wanted = [_read(row, run) for row in chunk.rows]
    reserved = reserve(achievement_by_id(run.achievement_id), wanted, at=work.at)
    answers = sign_and_store(reserved, actor=str(run.actor_id), at=work.at, inside=work.still_ours)
    refusals: list[dict[str, object]] = [
        {"key": row["key"], "problem": answer.to_json()}
        for row, answer in zip(chunk.rows, answers, strict=True)
        if isinstance(answer, Problem)
    ]
    with transaction.atomic():
        work.still_ours()
        issued = len(answers) - len(refusals)
        if end_chunk(chunk, issued=issued, refusals=refusals, at=work.at):
            record_end(run.pk, at=work.at)


def is_of_run(credential: Credential) -> bool:
    """Say whether a run reserved a credential; the run finishes it, or was cancelled before."""
    return is_row_key(credential.key)


def record_end(run_id: UUID, *, at: datetime) -> None:
    """Record that a run has ended, in the transaction that is open."""
    record_event("run.ended", str(run_id), {"run": str(run_id)}, at=at)


def _demand_usable(rows: Sequence[Wanted]) -> None:
    """Refuse keys under which nothing can be reserved, before anything is begun."""
    for row in rows:
        if not 0 < len(row.key) <= LONGEST_ROW_KEY or not row.key.isprintable():
            detail = f"The key of a row has 1 to {LONGEST_ROW_KEY} printable characters."
            raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/key"))


def _parts(rows: Sequence[Wanted], size: int) -> list[Sequence[Wanted]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _written(row: Wanted, achievement: Achievement) -> dict[str, Any]:
    end = row.end(achievement)
    return {
        "key": row.key,
        "email": row.email,
        "did": row.did,
        "name": row.name,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": end.isoformat() if end else None,
        "results": [list(pair) for pair in row.results],
        "evidence": written_evidence(row.evidence),
        "on_purpose": row.on_purpose,
    }


def _read(row: dict[str, Any], run: BulkRun) -> Wanted:
    until = row["valid_until"]
    return Wanted(
        key=row_key(run.pk, row["key"]),
        email=row["email"],
        did=row["did"],
        name=row["name"],
        valid_from=datetime.fromisoformat(row["valid_from"]),
        valid_until=datetime.fromisoformat(until) if until else None,
        results=tuple((name, value) for name, value in row["results"]),
        evidence=tuple(read_evidence(one) for one in row["evidence"]),
        on_purpose=row["on_purpose"],
    )
