"""What an export holds as a whole, counted in one walk over it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, ROSTER_EMPTY, Problem
from laurea.integrations.importers.export import Export
from laurea.integrations.importers.found import (
    ImportedAchievement,
    ImportedAward,
    Platform,
    RefusedRecord,
)
from laurea.integrations.importers.limits import DEFAULT_IMPORT_LIMITS, ImportLimits

MOST_REFUSALS: Final = 100
"""So many refusals a survey names; it counts all."""


@dataclass(frozen=True, slots=True)
class FoundAchievement:
    """An achievement of an export, and how often it was awarded there."""

    achievement: ImportedAchievement
    awards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What an export holds.

    Attributes:
        platform: where it comes from.
        is_table: whether it is a table, so that awards are named by their rows.
        achievements: what was awarded, in the order in which it comes.
        records: how many awards there are, those that are refused included.
        awards: how many of them can be used, those that stand there twice counted once.
        revoked: how many of these are revoked.
        ending: how many of these have an end.
        unreachable: how many of these name no e-mail address.
        doubles: how many awards stand there another time.
        refused: how many cannot be used.
        refusals: the first of these.
        open_dates: how many dates can be read in two ways.
    """

    platform: Platform
    is_table: bool
    achievements: tuple[FoundAchievement, ...]
    records: int
    awards: int
    revoked: int
    ending: int
    unreachable: int
    doubles: int
    refused: int
    refusals: tuple[RefusedRecord, ...]
    open_dates: int


def survey(export: Export, *, limits: ImportLimits = DEFAULT_IMPORT_LIMITS) -> Survey:
    """Walk over an export and count what it holds.

    Raises:
        MalformedDocument: it holds nothing, or its rows cannot be told apart.
        LimitExceeded: it holds more than the limits allow.
    """
    found: dict[str, ImportedAchievement] = {}
    given: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    refusals: list[RefusedRecord] = []
    for record in export.records():
        if isinstance(record, ImportedAchievement):
            _note(found, record, limits)
        elif isinstance(record, RefusedRecord):
            counts["refused"] += 1
            refusals += [record] if len(refusals) < MOST_REFUSALS else []
        elif record.original_id in seen:
            counts["doubles"] += 1
        else:
            seen.add(record.original_id)
            given[record.achievement_id] += 1
            _note(found, _named_by(record), limits)
            _count(record, counts)
    if not found and not counts:
        raise MalformedDocument(Problem(ROSTER_EMPTY, "The file holds no badge and no award."))
    return Survey(
        platform=export.platform,
        is_table=export.is_table,
        achievements=tuple(FoundAchievement(one, given[key]) for key, one in found.items()),
        records=len(seen) + counts["doubles"] + counts["refused"],
        awards=len(seen),
        revoked=counts["revoked"],
        ending=counts["ending"],
        unreachable=counts["unreachable"],
        doubles=counts["doubles"],
        refused=counts["refused"],
        refusals=tuple(refusals),
        open_dates=export.open_dates,
    )


def _count(award: ImportedAward, counts: Counter[str]) -> None:
    counts["revoked"] += award.is_revoked
    counts["ending"] += award.expires is not None
    counts["unreachable"] += award.email is None


def _named_by(award: ImportedAward) -> ImportedAchievement:
    name = award.achievement_name or award.achievement_id
    return ImportedAchievement(original_id=award.achievement_id, name=name)


def _note(
    found: dict[str, ImportedAchievement], said: ImportedAchievement, limits: ImportLimits
) -> None:
    """Keep an achievement; of several that have one id each adds what the others do not say."""
    standing = found.get(said.original_id)
    if standing is None:
        if len(found) == limits.export_achievements:
            detail = (
                f"More than {limits.export_achievements} badges are not read from one file. "
                "Export them in several files."
            )
            raise LimitExceeded(Problem(LIMIT, detail))
        found[said.original_id] = said
        return
    found[said.original_id] = replace(
        standing,
        name=standing.name if standing.name != standing.original_id else said.name,
        url=standing.url or said.url,
        description=standing.description or said.description,
        criteria=standing.criteria or said.criteria,
        criteria_url=standing.criteria_url or said.criteria_url,
        image_url=standing.image_url or said.image_url,
        tags=standing.tags or said.tags,
    )
