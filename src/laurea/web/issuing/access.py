"""The doors to credentials, status lists and runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from laurea.web.issuing.models import (
    BulkChunk,
    BulkRun,
    Credential,
    CredentialState,
    RunState,
    StatusList,
    UnsequencedEntry,
)
from laurea.web.organizations.access import (
    ANYBODY_INSIDE,
    Person,
    Role,
    absent,
    organizations_of,
)

__all__ = ["BulkRun", "Credential", "CredentialState", "RunState", "StatusList"]


def credential_for(
    actor: Person, credential_id: UUID, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> Credential:
    """Return a credential that an organization of the actor's issued or reserved.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    credential = credentials_of(actor, roles=roles).filter(pk=credential_id).first()
    if credential is None:
        raise absent()
    return credential


def credentials_of(
    actor: Person, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> QuerySet[Credential]:
    """Return the credentials of all organizations in which the actor has one of the roles."""
    inside = organizations_of(actor, roles=roles)
    return Credential.objects.filter(organization__in=inside.values("pk"))


def run_for(actor: Person, run_id: UUID, *, roles: Collection[Role] = ANYBODY_INSIDE) -> BulkRun:
    """Return a run of an organization of the actor's.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    inside = organizations_of(actor, roles=roles)
    run = BulkRun.objects.filter(pk=run_id, organization__in=inside.values("pk")).first()
    if run is None:
        raise absent()
    return run


def credentials_under(organization_id: UUID, keys: Iterable[str]) -> dict[str, Credential]:
    """Return an organization's credentials by the keys under which they were asked for."""
    found = Credential.objects.filter(organization=organization_id, key__in=list(keys))
    return {credential.key: credential for credential in found}


def add_credentials(credentials: Sequence[Credential]) -> None:
    """Store reservations."""
    Credential.objects.bulk_create(credentials)


def lock_reserved(ids: Iterable[UUID]) -> dict[UUID, Credential]:
    """Return those that are still reserved, locked until the open transaction ends."""
    reserved = Credential.objects.select_for_update().filter(
        pk__in=list(ids), state=CredentialState.RESERVED
    )
    return {credential.pk: credential for credential in reserved.order_by("pk")}


def store_issued(credentials: Sequence[Credential], entries: Sequence[UnsequencedEntry]) -> None:
    """Store the documents of credentials that were locked, with their log entries."""
    Credential.objects.bulk_update(credentials, ["document", "state", "issued_at"])
    UnsequencedEntry.objects.bulk_create(entries)


def credentials_by_id(ids: Iterable[UUID]) -> dict[UUID, Credential]:
    """Return credentials by their ids, as they are stored now."""
    return Credential.objects.in_bulk(list(ids))


def lock_open_list(organization_id: UUID, wanted: int, *, at: datetime) -> StatusList:
    """Return a status list with room for so many more, locked; a new one where there is none.

    Half of a list stays free, so that a free place is found with few draws.
    """
    lists = StatusList.objects.select_for_update().filter(organization=organization_id)
    newest = lists.order_by("-number").first()
    if newest is not None and newest.given_out + wanted <= newest.entries // 2:
        return newest
    number = newest.number + 1 if newest else 1
    return StatusList.objects.create(organization_id=organization_id, number=number, opened_at=at)


def taken_places(status_list: StatusList, indexes: Collection[int]) -> set[int]:
    """Return which of these places of a list are given out."""
    taken = Credential.objects.filter(status_list=status_list, status_index__in=indexes)
    return set(taken.values_list("status_index", flat=True))


def count_given_out(status_list: StatusList, number: int) -> None:
    """Note that so many more places of a list are given out."""
    StatusList.objects.filter(pk=status_list.pk).update(given_out=F("given_out") + number)


def run_under(organization_id: UUID, key: str) -> BulkRun | None:
    """Return the run that was asked for under a key, if there is one."""
    return BulkRun.objects.filter(organization=organization_id, key=key).first()


def add_chunks(chunks: Sequence[BulkChunk]) -> list[BulkChunk]:
    """Store the chunks of a run and return them with their ids."""
    return BulkChunk.objects.bulk_create(chunks)


def chunk_by_id(chunk_id: int) -> BulkChunk:
    """Return a chunk with its run; for the worker, whom a row of its own sent."""
    return BulkChunk.objects.select_related("run").get(pk=chunk_id)


def end_chunk(
    chunk: BulkChunk, *, issued: int, refusals: list[dict[str, object]], at: datetime
) -> bool:
    """Note once that a chunk is done; return whether this ended its run."""
    running = BulkChunk.objects.filter(pk=chunk.pk, state=RunState.RUNNING)
    run = BulkRun.objects.select_for_update().filter(pk=chunk.run_id)
    if not run.exists() or not running.update(state=RunState.DONE, refusals=refusals):
        return False
    run.update(issued=F("issued") + issued, refused=F("refused") + len(refusals))
    if BulkChunk.objects.filter(run=chunk.run_id, state=RunState.RUNNING).exists():
        return False
    return bool(run.update(state=RunState.DONE, ended_at=at))
