"""Storing the awards of an import, some at a time; stopped anywhere, it goes on where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.integrations.importers import ImportedAward, RefusedRecord
from laurea.web.issuing.imports.access import (
    AwardElsewhere,
    Import,
    ImportBatch,
    ImportState,
    batch_numbers,
    count_as,
    import_by_id,
    lock_import,
    standing_under,
    store_batch,
)
from laurea.web.issuing.imports.choose import DRAFT
from laurea.web.issuing.imports.reading import batches_in
from laurea.web.operations.registry import Work

NEW, STANDING, DOUBLE, REFUSED = "imported", "here-already", "double", "refused"
"""What became of a record, as it stands in the report."""


def store_awards(work: Work) -> None:
    """Store the awards of an import; the task of its job.

    An award that is here already, by its original id, stays as it is; it is only said what it
    counts as, where that was not known.
    """
    brought = import_by_id(UUID(work.key))
    if brought is None or brought.state != ImportState.RUNNING:
        return
    done = batch_numbers(brought.pk)
    seen: set[str] = set()
    for number, batch in enumerate(batches_in(brought)):
        before = frozenset(seen)
        seen.update(one.original_id for one in batch if isinstance(one, ImportedAward))
        if number not in done:
            with transaction.atomic():
                work.still_ours()
                _store(brought, number, batch, before, at=work.at)
    with transaction.atomic():
        work.still_ours()
        brought = lock_import(brought.pk)
        brought.state = ImportState.DONE
        brought.ended_at = work.at
        brought.content = b""
        brought.save(update_fields=["state", "ended_at", "content"])


def _store(
    brought: Import,
    number: int,
    batch: Sequence[ImportedAward | RefusedRecord],
    before: frozenset[str],
    *,
    at: datetime,
) -> None:
    """Store one batch, with what became of each record, in the transaction that is open."""
    lock_import(brought.pk)
    ids = [one.original_id for one in batch if isinstance(one, ImportedAward)]
    standing = standing_under(brought.organization_id, brought.platform, ids)
    new: dict[str, AwardElsewhere] = {}
    seen = set(before)
    counts_as: dict[UUID, list[UUID]] = {}
    outcomes: list[list[str | int]] = []
    for one in batch:
        if isinstance(one, RefusedRecord):
            outcomes.append([one.number, REFUSED, "", "", one.reason])
            continue
        there = standing.get(one.original_id) or new.get(one.original_id)
        outcome = DOUBLE if one.original_id in seen else STANDING
        seen.add(one.original_id)
        chosen = _chosen(brought, one)
        if there is None:
            there = new[one.original_id] = _award(brought, one, at)
            outcome = NEW
        elif there.achievement_id is None and chosen is not None:
            counts_as.setdefault(chosen, []).append(there.pk)
        outcomes.append([one.number, outcome, str(there.pk), one.original_id, ""])
    for achievement_id, awards in counts_as.items():
        count_as(awards, achievement_id)
    batch_row = ImportBatch(
        source=brought,
        number=number,
        outcomes=outcomes,
        count=len(outcomes),
        added=len(new),
        stored_at=at,
    )
    store_batch(batch_row, list(new.values()))


def _award(brought: Import, one: ImportedAward, at: datetime) -> AwardElsewhere:
    names = {each["original_id"]: each["name"] for each in brought.achievements}
    return AwardElsewhere(
        organization_id=brought.organization_id,
        source=brought,
        platform=brought.platform,
        original_id=one.original_id,
        achievement_id=_chosen(brought, one),
        achievement_original_id=one.achievement_id,
        achievement_name=one.achievement_name or names.get(one.achievement_id, one.achievement_id),
        url=one.url or "",
        recipient_email=one.email or "",
        recipient_identity=one.identity,
        recipient_name=one.name,
        awarded_at=one.awarded,
        expires_at=one.expires,
        is_revoked=one.is_revoked,
        revocation_reason=one.revocation_reason,
        narrative=one.narrative,
        evidence=[asdict(each) for each in one.evidence],
        tags=list(one.tags),
        imported_at=at,
    )


def _chosen(brought: Import, one: ImportedAward) -> UUID | None:
    value = brought.mapping.get(one.achievement_id, DRAFT)
    return None if value == DRAFT else UUID(value)
