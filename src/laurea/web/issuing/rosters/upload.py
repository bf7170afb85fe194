"""Bringing a roster: the file is stored as it came, so that nothing is lost from here on."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, ROSTER_HEADER, ROSTER_MAPPING, Problem
from laurea.integrations.roster import Mends, glance_at, open_roster
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievement_for, lock_achievement
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.rosters.access import RosterDraft, draft_under, store_mends
from laurea.web.issuing.rosters.reading import ROSTER_LIMITS
from laurea.web.operations.audit import audit

_LONGEST_NAME: Final = 200


def upload_roster(
    *,
    actor: Account,
    achievement_id: UUID,
    content: bytes,
    file_name: str,
    key: str,
    at: datetime,
    said: Mapping[str, object] | None = None,
    set_aside: Collection[int] = (),
) -> RosterDraft:
    """Store a roster as a draft, after a look whether there are rows in it at all.

    Args:
        actor: an owner or issuer of the organization.
        achievement_id: what is to be awarded.
        content: the file, as it came.
        file_name: what it is called.
        key: names the form it came with: the same content under the same key is one draft.
        at: the moment, timezone-aware.
        said: what is known about the columns already, by the names of the draft's fields.
        set_aside: the rows that are set aside already.

    Raises:
        NotFound: the achievement is not the actor's.
        MalformedDocument: it is no roster.
        LimitExceeded: it is larger than what is read here.
    """
    achievement = achievement_for(actor, achievement_id, roles=ISSUERS)
    if len(content) > ROSTER_LIMITS.file_bytes:
        detail = (
            f"The file has {len(content) / 2**20:.1f} MB; at most "
            f"{ROSTER_LIMITS.file_bytes / 2**20:.0f} MB are read here. "
            "Split it, or issue it with the command laurea issue."
        )
        raise LimitExceeded(Problem(LIMIT, detail))
    found = glance_at(io.BytesIO(content), limits=ROSTER_LIMITS)
    _demand_roster(content, at)
    draft = RosterDraft(
        organization_id=achievement.organization_id,
        achievement=achievement,
        actor=actor,
        key=hashlib.sha256(f"{key} {achievement_id} ".encode() + content).hexdigest(),
        file_name=_plain(file_name),
        content=content,
        sheets=[_plain(sheet) for sheet in found.sheets],
        created_at=at,
        **(said or {}),
    )
    with transaction.atomic():
        lock_achievement(achievement.pk)
        standing = draft_under(draft.organization_id, draft.key)
        if standing is not None:
            return standing
        draft.save(force_insert=True)
        store_mends(draft.pk, Mends(left_out=frozenset(set_aside)), (), set_aside)
        body = {"roster": str(draft.pk), "bytes": len(content)}
        audit(
            "roster.upload",
            str(achievement.pk),
            actor=str(actor.pk),
            at=at,
            organization=draft.organization_id,
            body=body,
        )
    return draft


def _demand_roster(content: bytes, at: datetime) -> None:
    """Do nothing where at most the columns have to be named.

    Raises:
        MalformedDocument: nobody is in it, or its rows cannot be told apart.
        LimitExceeded: it has too many rows or columns.
    """
    try:
        open_roster(io.BytesIO(content), at=at, limits=ROSTER_LIMITS).close()
    except MalformedDocument as error:
        if error.problem.type not in {ROSTER_HEADER, ROSTER_MAPPING}:
            raise


def _plain(name: str) -> str:
    """Return a name on one line, without what cannot be shown."""
    shown = "".join(character for character in name if character.isprintable())
    return " ".join(shown.split())[:_LONGEST_NAME]
