"""Awarding on behalf of a program: the key that it names is the name of the award, for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.api.award_content import wanted_award
from laurea.web.api.award_wire import AwardWanted, RowWanted, RunWanted
from laurea.web.api.caller import Caller
from laurea.web.api.inside import achievement_inside
from laurea.web.issuing.access import BulkRun, Credential, credentials_under
from laurea.web.issuing.award import award
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.run_key import read_row_key

KEYS: Final = "api:"


def award_one(*, caller: Caller, wanted: AwardWanted, key: str, at: datetime) -> Credential:
    """Award something to one recipient.

    Args:
        caller: a member who may award.
        wanted: what is awarded, to whom.
        key: the program's name for the award.
        at: the moment, timezone-aware.

    Raises:
        NotFound: there is no such achievement here, or the organization has no key.
        Conflict: another award has this key, or the achievement is archived.
        MalformedDocument: it cannot be awarded as it is; says what is wrong, and where.
        Unavailable: the key cannot be used now.
    """
    achievement = achievement_inside(caller, wanted.achievement)
    name = KEYS + key
    # Begun before, it is valid from the moment at which it was begun.
    standing = credentials_under(caller.organization.pk, [name]).get(name)
    begun_at = standing.reserved_at if standing else at
    return award(
        actor=caller.account,
        achievement_id=achievement.pk,
        wanted=wanted_award(wanted, key=name, at=begun_at),
        at=at,
    )


def start_awards(*, caller: Caller, wanted: RunWanted, key: str, at: datetime) -> BulkRun:
    """Start a run of many awards.

    Args:
        caller: a member who may award.
        wanted: what is awarded, to whom.
        key: the program's name for the run.
        at: the moment, timezone-aware.

    Raises:
        NotFound: there is no such achievement here.
        Conflict: the achievement is archived.
        MalformedDocument: one of the awards cannot be used; says which, and what is wrong.
    """
    achievement = achievement_inside(caller, wanted.achievement)
    names = _names(wanted.awards)
    rows = [
        wanted_award(row, key=name, at=at, where=f"/awards/{number}")
        for number, (row, name) in enumerate(zip(wanted.awards, names, strict=True))
    ]
    return start_run(
        actor=caller.account, achievement_id=achievement.pk, rows=rows, key=KEYS + key, at=at
    )


def _names(rows: list[RowWanted]) -> list[str]:
    """Return the names of rows; those that have none are called by their numbers."""
    names: dict[str, int] = {}
    for number, row in enumerate(rows):
        name = row.key or str(number + 1)
        if name in names or not name.isprintable():
            detail = (
                f"Row {names[name] + 1} has this name already. Each has one of its own."
                if name in names
                else "The name of a row holds characters that cannot be shown."
            )
            raise MalformedDocument(Problem(MALFORMED_VALUE, detail, f"/awards/{number}/key"))
        names[name] = number
    return list(names)


def name_of(credential: Credential) -> tuple[UUID | None, str]:
    """Return the run that a credential was issued in, if in one, and the program's name for it.

    What a person awarded by a form has no name that a program gave.
    """
    of_run = read_row_key(credential.key)
    if of_run is not None:
        return of_run
    is_named = credential.key.startswith(KEYS)
    return None, credential.key.removeprefix(KEYS) if is_named else ""
