"""What an import would do, without doing it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from laurea.integrations.importers import ImportedAward, RefusedRecord
from laurea.web.issuing.imports.access import Import, standing_under
from laurea.web.issuing.imports.choose import DRAFT
from laurea.web.issuing.imports.reading import batches_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would become of the awards of an import.

    Attributes:
        new: how many would be added.
        standing: how many are here already and stay as they are.
        counted: how many of these would count as an achievement that counted as none.
        doubles: how many stand in the file another time.
        refused: how many cannot be used.
        drafts: how many drafts of achievements would be made.
        first: the first awards that would be added.
        refusals: the first that cannot be used.
    """

    new: int
    standing: int
    counted: int
    doubles: int
    refused: int
    drafts: int
    first: tuple[ImportedAward, ...]
    refusals: tuple[RefusedRecord, ...]


def preview_import(brought: Import, *, shown: int) -> Preview:
    """Say what an import would do as it stands now; the file is read, nothing is written.

    Args:
        brought: the import, with its file.
        shown: how many awards and refusals are named.
    """
    counts: Counter[str] = Counter()
    first: list[ImportedAward] = []
    refusals: list[RefusedRecord] = []
    seen: set[str] = set()
    for batch in batches_in(brought):
        ids = [one.original_id for one in batch if isinstance(one, ImportedAward)]
        standing = standing_under(brought.organization_id, brought.platform, ids)
        for one in batch:
            if isinstance(one, RefusedRecord):
                counts["refused"] += 1
                refusals += [one] if len(refusals) < shown else []
            elif one.original_id in seen:
                counts["doubles"] += 1
            elif (there := standing.get(one.original_id)) is not None:
                counts["standing"] += 1
                chosen = brought.mapping.get(one.achievement_id, DRAFT)
                counts["counted"] += there.achievement_id is None and chosen != DRAFT
            else:
                counts["new"] += 1
                first += [one] if len(first) < shown else []
            if isinstance(one, ImportedAward):
                seen.add(one.original_id)
    return Preview(
        new=counts["new"],
        standing=counts["standing"],
        counted=counts["counted"],
        doubles=counts["doubles"],
        refused=counts["refused"],
        drafts=sum(value == DRAFT for value in brought.mapping.values()),
        first=tuple(first),
        refusals=tuple(refusals),
    )
