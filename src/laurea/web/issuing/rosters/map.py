"""Saying what the columns of a roster become, and how its file is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.rosters.access import RosterDraft, draft_for, forget_mends, lock_draft
from laurea.web.issuing.rosters.frozen import demand_open
from laurea.web.operations.audit import audit


def map_roster(
    *, actor: Account, draft_id: UUID, mapping: Mapping[str, str], date_order: str, at: datetime
) -> RosterDraft:
    """Note what the columns become, and which number of a date is the day.

    Args:
        actor: an owner or issuer of the organization.
        draft_id: the roster.
        mapping: as `columns.mapping_of` returns it.
        date_order: `dmy`, `mdy`, or nothing where the column shows it.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
        Conflict: its run was started.
    """
    draft_for(actor, draft_id, roles=ISSUERS)
    with transaction.atomic():
        draft = lock_draft(draft_id)
        demand_open(draft)
        if (draft.mapping, draft.date_order) == (dict(mapping), date_order):
            return draft
        draft.mapping = dict(mapping)
        draft.date_order = date_order
        _note(draft, actor, at)
    return draft


def read_roster_as(
    *,
    actor: Account,
    draft_id: UUID,
    encoding: str,
    delimiter: str,
    sheet: str,
    at: datetime,
) -> RosterDraft:
    """Note how the file is read; what was said about its columns and rows is forgotten.

    Args:
        actor: an owner or issuer of the organization.
        draft_id: the roster.
        encoding: of a text file; nothing where it is to be found out. So are the next two.
        delimiter: what parts its cells, one character or `tab`.
        sheet: the worksheet of a spreadsheet.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
        Conflict: its run was started.
    """
    draft_for(actor, draft_id, roles=ISSUERS)
    with transaction.atomic():
        draft = lock_draft(draft_id)
        demand_open(draft)
        if (draft.encoding, draft.delimiter, draft.sheet) == (encoding, delimiter, sheet):
            return draft
        draft.encoding, draft.delimiter, draft.sheet = encoding, delimiter, sheet
        draft.mapping = {}
        forget_mends(draft.pk)
        _note(draft, actor, at)
    return draft


def _note(draft: RosterDraft, actor: Account, at: datetime) -> None:
    draft.changes += 1
    draft.save(update_fields=["encoding", "delimiter", "sheet", "mapping", "date_order", "changes"])
    body = {"roster": str(draft.pk)}
    audit(
        "roster.map",
        str(draft.achievement_id),
        actor=str(actor.pk),
        at=at,
        organization=draft.organization_id,
        body=body,
    )
