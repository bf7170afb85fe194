"""After a roster's run: only what its report needs is kept, and that not for ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.web.issuing.access import forget_rows, run_by_id
from laurea.web.issuing.rosters.access import (
    RosterDraft,
    delete_draft,
    draft_of_run,
    forget_mends,
    lock_draft,
    old_drafts,
)
from laurea.web.issuing.rosters.left import unissued_rows
from laurea.web.issuing.rosters.reading import left_rows
from laurea.web.issuing.rosters.start import written_left
from laurea.web.operations.audit import SYSTEM, audit
from laurea.web.operations.registry import Work

KEPT: Final = timedelta(days=30)
"""How long a roster is kept that was not started, and the cells of one whose run has ended."""


def settle_roster(work: Work) -> None:
    """Forget the file of a roster whose run has ended; the task that hears of it."""
    settle(UUID(work.arguments["run"]), at=work.at)


def settle(run_id: UUID, *, at: datetime) -> None:
    """Keep of the roster of a run that has ended what its report needs, and forget the rest.

    Done again it changes nothing.
    """
    draft = draft_of_run(run_id)
    if draft is None or draft.run_id is None or not draft.content:
        return
    run = run_by_id(draft.run_id)
    reasons = {int(name): why for name, why in unissued_rows(run).items()}
    rows = left_rows(draft, reasons, at=run.started_at)
    with transaction.atomic():
        draft = lock_draft(draft.pk)
        if not draft.content:
            return
        new = [written_left(row) for row in rows]
        draft.rest = sorted([*draft.rest, *new], key=lambda one: int(one["row"]))
        draft.content = b""
        draft.save(update_fields=["rest", "content"])
        forget_mends(draft.pk)
        forget_rows(run.pk)
        _note(draft, at)


def forget_old_rosters(work: Work) -> None:
    """Forget rosters that nobody started, and the cells of those whose runs are long over."""
    for draft_id in old_drafts(before=work.at - KEPT):
        _forget(draft_id, at=work.at)


def _forget(draft_id: UUID, *, at: datetime) -> None:
    with transaction.atomic():
        draft = lock_draft(draft_id)
        if draft.run_id is None:
            delete_draft(draft.pk)
        else:
            _forget_cells(draft)
        _note(draft, at)


def _note(draft: RosterDraft, at: datetime) -> None:
    audit(
        "roster.forget",
        str(draft.achievement_id),
        actor=SYSTEM,
        at=at,
        organization=draft.organization_id,
        body={"roster": str(draft.pk)},
    )


def _forget_cells(draft: RosterDraft) -> None:
    draft.rest = [{**one, "name": "", "cells": []} for one in draft.rest]
    draft.header = []
    draft.save(update_fields=["rest", "header"])
