"""Drafts that programs write: kept whole, so that publishing loses nothing of them.

The form of the pages shows what it has fields for. Once somebody saves the draft there, what the
form says counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from laurea.credentials.wire.ob3 import read_achievement, write_achievement
from laurea.web.api.caller import Caller
from laurea.web.api.inside import achievement_inside, draft_inside
from laurea.web.catalog.access import Achievement, Draft, versions_of
from laurea.web.catalog.define import (
    address_of,
    define_achievement,
    fingerprint,
    revise_achievement,
)
from laurea.web.catalog.form_state import new_state, state_of_draft
from laurea.web.catalog.save_draft import discard_draft, save_draft
from laurea.web.catalog.written import document_from, written_of
from laurea.web.organizations.access import absent

_WHOLE: Final = "document"


def draft_achievement(
    *,
    caller: Caller,
    draft_id: UUID,
    document: Mapping[str, Any],
    valid_months: int | None,
    at: datetime,
) -> Draft:
    """Save an achievement as a draft, which nobody outside sees.

    Args:
        caller: a member who may write achievements.
        draft_id: the id that the draft gets, and the achievement that it becomes.
        document: an Open Badges 3.0 Achievement as parsed JSON.
        valid_months: for how long its credentials are to be valid.
        at: the moment, timezone-aware.

    Raises:
        MalformedDocument: it is no Achievement.
    """
    named = {"type": ["Achievement"], **document, "id": address_of(draft_id)}
    whole = write_achievement(read_achievement(named))
    written = written_of(whole).to_json()
    blank = new_state(caller.organization).written.fields
    months = {"valid_months": str(valid_months or "")}
    written["fields"] = {**blank, **written["fields"], **months}
    return save_draft(
        actor=caller.account,
        organization=caller.organization,
        draft_id=draft_id,
        written={**written, _WHOLE: whole},
        name=str(whole["name"]).strip(),
        at=at,
    )


def publish_achievement(*, caller: Caller, draft_id: UUID, at: datetime) -> Achievement:
    """Publish a draft; one that is published already is returned as it stands.

    Args:
        caller: a member who may publish.
        draft_id: the draft.
        at: the moment, timezone-aware.

    Raises:
        NotFound: there is no such draft here.
        Conflict: what it revises has changed, or is archived.
        MalformedDocument: no credential of it would be valid; says what is wrong and where.
    """
    draft = draft_inside(caller, draft_id)
    if draft is None:
        return achievement_inside(caller, draft_id)
    newest = None if draft.revises is None else versions_of(draft.revises)[0]
    if newest is not None and newest.organization_id != caller.organization.pk:
        raise absent()
    state = state_of_draft(draft, caller.organization, newest)
    said: dict[str, Any] = {
        "actor": caller.account,
        "document": draft_document(draft, state.base),
        "image": state.image,
        "valid_months": state.valid_months,
        "at": at,
    }
    achievement = (
        define_achievement(organization=caller.organization, achievement_id=draft.pk, **said)
        if newest is None
        else revise_achievement(
            achievement_id=newest.pk, seen=state.seen or fingerprint(newest), **said
        )
    )
    discard_draft(actor=caller.account, organization=caller.organization, draft_id=draft.pk, at=at)
    return achievement


def draft_document(draft: Draft, base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the achievement that a draft stands for, complete or not.

    Args:
        draft: the draft.
        base: the document that it revises; empty for a new achievement.
    """
    whole = draft.written.get(_WHOLE)
    if isinstance(whole, dict):
        return whole
    state = state_of_draft(draft, draft.organization, None)
    document = document_from(state.written, base, draft.pk).document
    return {"id": address_of(draft.pk), **document}
