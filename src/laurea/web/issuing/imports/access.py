"""The doors to imports, and to awards that were made elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from laurea.web.issuing.import_models import (
    AwardElsewhere,
    Import,
    ImportBatch,
    ImportSigning,
    ImportState,
)
from laurea.web.issuing.models import BulkRun, Credential
from laurea.web.issuing.run_key import read_row_key
from laurea.web.organizations.access import (
    ANYBODY_INSIDE,
    Person,
    Role,
    absent,
    organizations_of,
)

__all__ = ["AwardElsewhere", "Import", "ImportBatch", "ImportState"]

_TOGETHER: Final = 400
"""So many rows are changed by one statement; SQLite takes no more than 999 values."""


def imports_of(actor: Person, *, roles: Collection[Role] = ANYBODY_INSIDE) -> QuerySet[Import]:
    """Return the imports of all organizations in which the actor has one of the roles.

    Their files are left in the database until somebody reads them.
    """
    inside = organizations_of(actor, roles=roles)
    found = Import.objects.filter(organization__in=inside.values("pk"))
    return found.defer("content").select_related("organization", "actor")


def import_for(
    actor: Person, import_id: UUID, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> Import:
    """Return an import of an organization in which the actor has one of the roles.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    found = imports_of(actor, roles=roles).filter(pk=import_id).first()
    if found is None:
        raise absent()
    return found


def import_under(organization_id: UUID, key: str) -> Import | None:
    """Return the import that came with a form, if it did."""
    return Import.objects.filter(organization=organization_id, key=key).first()


def import_by_id(import_id: UUID) -> Import | None:
    """Return an import by its id; for the worker, whom a row of its own sent."""
    return Import.objects.filter(pk=import_id).first()


def lock_import(import_id: UUID) -> Import:
    """Return an import that nobody else changes until the open transaction ends.

    Raises:
        NotFound: it was discarded in the meantime.
    """
    found = Import.objects.select_for_update().filter(pk=import_id).first()
    if found is None:
        raise absent()
    return found


def delete_import(import_id: UUID) -> None:
    """Delete an import, which was locked and of which nothing was stored."""
    Import.objects.filter(pk=import_id).delete()


def old_imports(*, before: datetime) -> list[UUID]:
    """Return the imports brought before a moment that nobody started."""
    old = Import.objects.filter(created_at__lt=before, state=ImportState.BROUGHT)
    return list(old.values_list("pk", flat=True))


def batch_numbers(import_id: UUID) -> set[int]:
    """Return which batches of an import are stored."""
    return set(ImportBatch.objects.filter(source=import_id).values_list("number", flat=True))


def batches_of(import_id: UUID) -> QuerySet[ImportBatch]:
    """Return the batches of an import in order."""
    return ImportBatch.objects.filter(source=import_id).order_by("number")


def stored_of(import_id: UUID) -> tuple[int, int]:
    """Return of how many records of an import it is known what became, and how many are new."""
    found = batches_of(import_id).aggregate(count=Sum("count"), added=Sum("added"))
    return found["count"] or 0, found["added"] or 0


def awards_elsewhere_of(
    actor: Person, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> QuerySet[AwardElsewhere]:
    """Return what was awarded elsewhere by all organizations in which the actor has a role."""
    inside = organizations_of(actor, roles=roles)
    found = AwardElsewhere.objects.filter(organization__in=inside.values("pk"))
    return found.select_related("organization", "achievement", "run", "source")


def award_elsewhere_for(actor: Person, award_id: UUID) -> AwardElsewhere:
    """Return an award that was made elsewhere, for an organization of the actor's.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    found = awards_elsewhere_of(actor).filter(pk=award_id).first()
    if found is None:
        raise absent()
    return found


def has_awards_elsewhere(organization_id: UUID) -> bool:
    """Say whether an organization has awards made elsewhere, to somebody let into it."""
    return AwardElsewhere.objects.filter(organization=organization_id).exists()


def standing_under(
    organization_id: UUID, platform: str, original_ids: Iterable[str]
) -> dict[str, AwardElsewhere]:
    """Return which awards of a platform an organization has already, by their original ids."""
    found = AwardElsewhere.objects.filter(
        organization=organization_id, platform=platform, original_id__in=list(original_ids)
    )
    return {one.original_id: one for one in found}


def store_batch(batch: ImportBatch, new: Sequence[AwardElsewhere]) -> None:
    """Store a batch with the awards that are new."""
    AwardElsewhere.objects.bulk_create(new)
    batch.save(force_insert=True)


def count_as(awards: Collection[UUID], achievement_id: UUID) -> None:
    """Say what awards count as that counted as nothing."""
    AwardElsewhere.objects.filter(pk__in=awards, achievement=None).update(
        achievement=achievement_id
    )


def unsigned_awards(award_ids: Collection[UUID], *, at: datetime) -> list[AwardElsewhere]:
    """Return which of some awards could be signed anew: none was, or their run left some.

    What was revoked or has ended, names no address, or counts as nothing here, is left out.
    """
    was_left = Q(run__ended_at__isnull=False, run__issued__lt=F("run__rows"))
    found = (
        AwardElsewhere.objects.filter(pk__in=award_ids, is_revoked=False)
        .filter(Q(run=None) | was_left)
        .filter(Q(expires_at=None) | Q(expires_at__gt=at))
        .exclude(achievement=None)
        .exclude(recipient_email="")
    )
    return list(found.order_by("awarded_at", "pk"))


def store_signing(signing: ImportSigning, awards: Sequence[AwardElsewhere]) -> None:
    """Store that a run signs awards."""
    signing.save(force_insert=True)
    ids = [one.pk for one in awards]
    for start in range(0, len(ids), _TOGETHER):
        some = AwardElsewhere.objects.filter(pk__in=ids[start : start + _TOGETHER])
        some.update(run=signing.run_id)


def runs_signing(import_id: UUID) -> list[BulkRun]:
    """Return the runs that sign awards of an import anew, the first first."""
    runs = ImportSigning.objects.filter(source=import_id).values("run")
    found = BulkRun.objects.filter(pk__in=runs).select_related("achievement")
    return list(found.order_by("started_at", "pk"))


def signed_silently(credential_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these credentials were signed anew so that nobody is told of it."""
    keys = Credential.objects.filter(pk__in=list(credential_ids)).values_list("pk", "key")
    runs = {pk: found[0] for pk, key in keys if (found := read_row_key(key))}
    silent = set(
        ImportSigning.objects.filter(run__in=set(runs.values()), sends_letters=False).values_list(
            "run", flat=True
        )
    )
    return frozenset(pk for pk, run in runs.items() if run in silent)
