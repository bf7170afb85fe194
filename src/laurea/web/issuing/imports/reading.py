"""Reading the export of an import, by the code that reads exports everywhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any, Final, cast
from uuid import UUID

from laurea.integrations.importers import (
    ImportedAchievement,
    ImportedAward,
    RefusedRecord,
    Survey,
    open_export,
    survey,
)
from laurea.integrations.roster import DateOrder
from laurea.web.issuing.imports.access import Import

BATCH: Final = 500
"""So many awards are stored in one transaction."""
_COUNTS: Final = (
    *("records", "awards", "revoked", "ending", "unreachable", "doubles", "refused"),
    *("open_dates", "is_table"),
)


def surveyed(content: bytes, date_order: str) -> Survey:
    """Return what an export holds.

    Raises:
        MalformedDocument: it is no export of a platform that is known, or holds nothing.
        LimitExceeded: it holds more than is read.
    """
    with open_export(content, date_order=_order(date_order)) as export:
        return survey(export)


def written_survey(found: Survey) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return what was found as an import keeps it: the achievements, and the counts."""
    achievements = [{**asdict(one.achievement), "awards": one.awards} for one in found.achievements]
    counts: dict[str, Any] = {name: getattr(found, name) for name in _COUNTS}
    counts["refusals"] = [[one.number, one.reason] for one in found.refusals]
    return achievements, counts


def batches_in(brought: Import) -> Iterator[tuple[ImportedAward | RefusedRecord, ...]]:
    """Yield the awards of an import, some at a time; always the same together."""
    with open_export(bytes(brought.content), date_order=_order(brought.date_order)) as export:
        found = (one for one in export.records() if not isinstance(one, ImportedAchievement))
        while batch := tuple(islice(found, BATCH)):
            yield batch


def here_id(organization_id: UUID, platform: str, original_id: str) -> UUID:
    """Return the id that a draft of an achievement from elsewhere gets, and what it becomes."""
    return uuid.uuid5(organization_id, f"{platform}:{original_id}")


def _order(date_order: str) -> DateOrder | None:
    return cast("DateOrder", date_order) if date_order in {"dmy", "mdy"} else None
