"""Mending rows of a roster: cells are written anew, rows are set aside or taken back.

A form says which state of the roster it showed. What others changed since stays: where both wrote
the same cell, the person decides between the two.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.integrations.roster import Mends
from laurea.web.accounts.access import Account
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.rosters.access import (
    draft_for,
    lock_draft,
    mends_of,
    purposes_of,
    store_mends,
)
from laurea.web.issuing.rosters.frozen import demand_open
from laurea.web.operations.audit import audit

_MOST_NAMED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """What a person changes at once.

    Attributes:
        cells: the new text of cells, by row and by the index of the column, from 0.
        set_aside: rows that get no credential from now on.
        taken_back: rows that are no longer set aside.
        on_purpose: rows that are awarded although a result falls short.
        not_on_purpose: rows that are not, after all.
        allow_duplicates: whether a learner may stand in several rows; `None` leaves it.
        award_again: whether who holds the achievement already gets it again; `None` leaves it.
        seen: what `RosterDraft.changes` was when the person saw the rows; `None` for now.
        was: what stood in the cells then.
    """

    cells: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    set_aside: Collection[int] = ()
    taken_back: Collection[int] = ()
    on_purpose: Collection[int] = ()
    not_on_purpose: Collection[int] = ()
    allow_duplicates: bool | None = None
    award_again: bool | None = None
    seen: int | None = None
    was: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        """The rows that it is about, in order."""
        named = (self.cells, self.set_aside, self.taken_back, self.on_purpose, self.not_on_purpose)
        return sorted({row for rows in named for row in rows})


Cells = dict[int, dict[int, str]]
"""Texts of cells, by row and by the index of the column."""


def mend_roster(*, actor: Account, draft_id: UUID, mending: Mending, at: datetime) -> Cells:
    """Store what a person changed; the rows are judged anew whenever they are looked at.

    Args:
        actor: an owner or issuer of the organization.
        draft_id: the roster.
        mending: what is changed. What others changed meanwhile stays.
        at: the moment, timezone-aware.

    Returns:
        What was not stored, because others changed the same cells meanwhile.

    Raises:
        NotFound: it is not the actor's.
        Conflict: its run was started.
    """
    draft_for(actor, draft_id, roles=ISSUERS)
    with transaction.atomic():
        draft = lock_draft(draft_id)
        demand_open(draft)
        before = mends_of(draft.pk)
        collided = _collided(mending, before) if mending.seen != draft.changes else {}
        cells = {row: dict(changed) for row, changed in before.cells.items()}
        mended: set[int] = set()
        for row, changed in mending.cells.items():
            new = {p: text for p, text in changed.items() if p not in collided.get(row, {})}
            cells[row] = {**cells.get(row, {}), **new}
            mended |= {row} if new else set()
        aside = (before.left_out | set(mending.set_aside)) - set(mending.taken_back)
        # Whoever writes a row anew decides anew about what it says.
        purposes = purposes_of(draft.pk) - mended - set(mending.not_on_purpose)
        purposes |= set(mending.on_purpose)
        rows = mending.rows
        store_mends(draft.pk, Mends(cells, aside), purposes, rows)
        if mending.allow_duplicates is not None:
            draft.allow_duplicates = mending.allow_duplicates
        if mending.award_again is not None:
            draft.award_again = mending.award_again
        draft.changes += 1
        draft.save(update_fields=["allow_duplicates", "award_again", "changes"])
        body = {
            "roster": str(draft.pk),
            "rows": rows[:_MOST_NAMED],
            "row_count": len(rows),
            "on_purpose": sorted(mending.on_purpose)[:_MOST_NAMED],
        }
        audit(
            "roster.mend",
            str(draft.achievement_id),
            actor=str(actor.pk),
            at=at,
            organization=draft.organization_id,
            body=body,
        )
    return collided


def _collided(mending: Mending, before: Mends) -> Cells:
    """Return what is to be written into cells that others have changed since the person looked."""
    collided: Cells = {}
    for row, changed in mending.cells.items():
        for place, text in changed.items():
            standing = before.cells.get(row, {}).get(place)
            if standing not in (None, text, mending.was.get(row, {}).get(place)):
                collided.setdefault(row, {})[place] = text
    return collided
