"""Saving what an achievement's form holds as a draft, and what to say when somebody was first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from laurea.credentials.errors import Conflict
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import Draft, drafts_of
from laurea.web.catalog.form_state import FormState
from laurea.web.catalog.save_draft import mark, save_draft
from laurea.web.catalog.written import Written
from laurea.web.design.dates import day_and_time
from laurea.web.design.parts import Notice


def save_state(state: FormState, written: Written, *, actor: Account, at: datetime) -> Draft:
    """Save what was written as the draft of a form, complete or not.

    Raises:
        Conflict: somebody else saved the draft since this form was opened.
    """
    return save_draft(
        actor=actor,
        organization=state.organization,
        draft_id=state.key,
        written=written.to_json(),
        name=written.fields.get("name", "").strip(),
        revises=state.revises.pk if state.revises else None,
        seen=state.draft_seen,
        at=at,
    )


def overtaken(state: FormState, error: Conflict, sentence: str) -> tuple[FormState, Notice]:
    """Return the form as it may be saved the next time, and what to say of who was first.

    Args:
        state: the form that could not be saved.
        error: why.
        sentence: names who and when as `%(name)s` and `%(time)s`, and says what to do.
    """
    other = drafts_of(state.organization).get(pk=state.key)
    who = {
        "name": other.saved_by.name or other.saved_by.email,
        "time": day_and_time(other.saved_at),
    }
    notice = Notice(title=error.problem.detail, sentence=sentence % who, kind="failed")
    return replace(state, draft_seen=mark(other)), notice
