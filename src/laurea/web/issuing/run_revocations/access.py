"""The doors to revocations of whole runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from laurea.web.accounts.access import Account
from laurea.web.issuing.access import credentials_in
from laurea.web.issuing.models import BulkRun, Credential, CredentialState, RunRevocation
from laurea.web.issuing.run_key import row_keys

__all__ = ["RunRevocation"]


def revocation_of(run_id: UUID) -> RunRevocation | None:
    """Return that all of a run is revoked, if it is; for somebody who was let see the run."""
    return RunRevocation.objects.select_related("run").filter(pk=run_id).first()


def add_revocation(
    run: BulkRun, actor: Account, reason: str, *, total: int, at: datetime
) -> RunRevocation:
    """Note that all of a run, which was locked, is to be revoked."""
    revocation = RunRevocation(run=run, actor=actor, reason=reason, total=total, started_at=at)
    revocation.save(force_insert=True)
    return revocation


def count_revoked_chunk(run_id: UUID, revoked: int, *, at: datetime) -> None:
    """Note that one chunk more of a run is revoked, and the end where it was the last one."""
    found = RunRevocation.objects.filter(pk=run_id)
    found.update(done=F("done") + 1, revoked=F("revoked") + revoked)
    found.filter(done=F("total"), ended_at=None).update(ended_at=at)


def in_force_under(organization_id: UUID, keys: Iterable[str]) -> list[UUID]:
    """Return which credentials are in force of those that were asked for under some keys."""
    found = Credential.objects.filter(organization=organization_id, key__in=list(keys))
    return list(found.filter(state=CredentialState.ISSUED).values_list("pk", flat=True))


def in_force_of(run: BulkRun) -> QuerySet[Credential]:
    """Return the credentials of a run that are issued and not revoked, without the documents."""
    asked_for = credentials_in(run.organization_id).filter(key__startswith=row_keys(run.pk))
    return asked_for.filter(state=CredentialState.ISSUED)
