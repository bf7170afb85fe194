"""Mending rows of a roster: cells are written anew, rows are set aside or taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.integrations.roster import Mends
from laurea.web.accounts.access import Account
from laurea.web.issuing.award import ISSUERS
from laurea.web.issuing.rosters.access import (
    RosterDraft,
    draft_for,
    lock_draft,
    mends_of,
    store_mends,
)
from laurea.web.issuing.rosters.frozen import demand_open
from laurea.web.operations.audit import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """What a person changes at once.

    Attributes:
        cells: the new text of cells, by row and by the index of the column, from 0.
        set_aside: rows that get no credential from now on.
        taken_back: rows that are no longer set aside.
        allow_duplicates: whether a learner may stand in several rows; `None` leaves it.
        award_again: whether who holds the achievement already gets it again; `None` leaves it.
    """

    cells: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    set_aside: Collection[int] = ()
    taken_back: Collection[int] = ()
    allow_duplicates: bool | None = None
    award_again: bool | None = None


def mend_roster(*, actor: Account, draft_id: UUID, mending: Mending, at: datetime) -> RosterDraft:
    """Store what a person changed; the rows are judged anew whenever they are looked at.

    Args:
        actor: an owner or issuer of the organization.
        draft_id: the roster.
        mending: what is changed. What others changed in other cells meanwhile stays.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
        Conflict: its run was started.
    """
    draft_for(actor, draft_id, roles=ISSUERS)
    with transaction.atomic():
        draft = lock_draft(draft_id)
        demand_open(draft)
        before = mends_of(draft.pk)
        cells = dict(before.cells)
        for row, changed in mending.cells.items():
            cells[row] = {**cells.get(row, {}), **changed}
        aside = (before.left_out | set(mending.set_aside)) - set(mending.taken_back)
        rows = sorted({*mending.cells, *mending.set_aside, *mending.taken_back})
        store_mends(draft.pk, Mends(cells, aside), rows)
        if mending.allow_duplicates is not None:
            draft.allow_duplicates = mending.allow_duplicates
        if mending.award_again is not None:
            draft.award_again = mending.award_again
        draft.changes += 1
        draft.save(update_fields=["allow_duplicates", "award_again", "changes"])
        body = {"roster": str(draft.pk), "rows": rows[:100], "row_count": len(rows)}
        audit(
            "roster.mend",
            str(draft.achievement_id),
            actor=str(actor.pk),
            at=at,
            organization=draft.organization_id,
            body=body,
        )
    return draft
