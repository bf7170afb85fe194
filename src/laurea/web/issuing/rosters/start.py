"""Starting a roster's run: from judged rows to awards that are asked for, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.model import Evidence
from laurea.credentials.problems import MALFORMED_VALUE, ROSTER_EMPTY, Problem
from laurea.integrations.roster import RosterRow
from laurea.web.accounts.access import Account
from laurea.web.catalog.validity import AS_THE_ACHIEVEMENT_SAYS
from laurea.web.issuing.access import BulkRun, run_under
from laurea.web.issuing.award import ISSUERS, Wanted
from laurea.web.issuing.bulk import start_linted
from laurea.web.issuing.lint import lint
from laurea.web.issuing.rosters.access import RosterDraft, draft_for, lock_draft
from laurea.web.issuing.rosters.reading import LeftRow, judge
from laurea.web.issuing.rosters.words import reason_of
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import key_in_force


def start_roster(
    *,
    actor: Account,
    draft_id: UUID,
    changes: int,
    begins_at: datetime | None = None,
    at: datetime,
) -> BulkRun:
    """Start the run of a roster; all rows that are ready then are asked for.

    Args:
        actor: an owner or issuer of the organization.
        draft_id: the roster.
        changes: `RosterDraft.changes` as the person saw it: nothing is started unseen.
        begins_at: before when nothing is issued, timezone-aware; None for at once. Rows that name
            no day are valid from then.
        at: the moment, timezone-aware.

    Returns:
        The run; the same one when it is started again.

    Raises:
        NotFound: it is not the actor's, or the organization has no key.
        Conflict: it was changed since the person saw it.
        MalformedDocument: it is not understood, or nobody in it can be awarded.
    """
    draft = draft_for(actor, draft_id, roles=ISSUERS)
    standing = _started(draft)
    if standing is not None:
        return standing
    key_in_force(draft.organization_id, at=at)
    judgement = judge(draft, at=at)
    if not judgement.ready:
        detail = "No row of the roster can be issued as it stands. Mend a row first."
        raise MalformedDocument(Problem(ROSTER_EMPTY, detail))
    achievement = draft.achievement
    lint(achievement, at=at)
    purposes = {row.number for row in judgement.on_purpose}
    rows = [
        _wanted(row, begins_at or at, on_purpose=row.number in purposes) for row in judgement.ready
    ]
    with transaction.atomic():
        draft = lock_draft(draft_id)
        standing = _started(draft)
        if standing is not None:
            return standing
        if draft.changes != changes:
            detail = "The roster was changed in the meantime, perhaps in another tab. Look it over."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        run = start_linted(
            actor=actor,
            achievement=achievement,
            rows=rows,
            key=_run_key(draft),
            set_aside=len(judgement.left),
            begins_at=begins_at,
            at=at,
        )
        draft.run = run
        draft.header = [_storable(cell) for cell in judgement.header]
        draft.rest = [written_left(row) for row in judgement.left]
        draft.save(update_fields=["run", "header", "rest"])
        body = {"run": str(run.pk), "roster": str(draft.pk), "left": len(judgement.left)}
        audit(
            "roster.start",
            str(draft.achievement_id),
            actor=str(actor.pk),
            at=at,
            organization=draft.organization_id,
            body=body,
        )
    return run


def written_left(row: LeftRow) -> dict[str, Any]:
    """Return a row that got no credential, as drafts keep it."""
    return {
        "row": row.number,
        "name": _storable(row.name),
        "cells": [_storable(cell) for cell in row.cells],
        "kind": row.kind,
        "reason": reason_of(row),
    }


def _run_key(draft: RosterDraft) -> str:
    return f"roster:{draft.pk}"


def _started(draft: RosterDraft) -> BulkRun | None:
    return run_under(draft.organization_id, _run_key(draft)) if draft.run_id else None


def _wanted(row: RosterRow, at: datetime, *, on_purpose: bool) -> Wanted:
    return Wanted(
        key=str(row.number),
        email=row.email or "",
        did=row.did or "",
        name=row.name or "",
        valid_from=row.awarded or at,
        valid_until=row.valid_until or AS_THE_ACHIEVEMENT_SAYS,
        results=row.results,
        on_purpose=on_purpose,
        evidence=tuple(
            Evidence(id=each.url, name=each.name, narrative=each.narrative) for each in row.evidence
        ),
    )


def _storable(text: str) -> str:
    """Return a text without what PostgreSQL cannot store in JSON."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
