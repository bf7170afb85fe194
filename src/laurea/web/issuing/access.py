"""The doors to credentials, status lists and runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from laurea.web.issuing.models import (
    BulkChunk,
    BulkRun,
    Credential,
    CredentialState,
    Lint,
    Publicity,
    RunState,
    StatusList,
    StatusPurpose,
    UnsequencedEntry,
)
from laurea.web.organizations.access import (
    ANYBODY_INSIDE,
    Person,
    Role,
    absent,
    organizations_of,
)

__all__ = [
    "BulkRun",
    "Credential",
    "CredentialState",
    "Publicity",
    "RunState",
    "StatusList",
    "StatusPurpose",
]

_WRITTEN_WHEN_ISSUED: Final = ("document", "state", "issued_at", "issuer_key")


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


def credentials_in(organization_id: UUID) -> QuerySet[Credential]:
    """Return the credentials of an organization, for somebody who was let into it.

    The documents are left where they are until one is asked for: lists do not need them.
    """
    inside = Credential.objects.filter(organization=organization_id)
    return inside.defer("document", "asked", "results", "evidence")


def public_credential(credential_id: UUID) -> Credential:
    """Return a credential as anybody sees it who knows its address: issued, or revoked since.

    An address holds 122 random bits and is listed nowhere: who knows it was shown it.

    Raises:
        NotFound: there is none, nobody was given it yet, it was declined, or its holder hides it.
    """
    credential = handed_out_credential(credential_id)
    if credential.publicity != Publicity.OPEN:
        raise absent()
    return credential


def handed_out_credential(credential_id: UUID) -> Credential:
    """Return a credential that was given to somebody, whatever its address shows to others.

    Raises:
        NotFound: there is none, or nobody was given it yet.
    """
    handed_out = Credential.objects.exclude(state=CredentialState.RESERVED)
    credential = handed_out.filter(pk=credential_id).first()
    if credential is None:
        raise absent()
    return credential


def linted_as(achievement_id: UUID) -> bytes | None:
    """Return the digest of an achievement and its issuer as they were rehearsed, if they were."""
    lint = Lint.objects.filter(achievement=achievement_id).first()
    return None if lint is None else bytes(lint.digest)


def store_lint(achievement_id: UUID, digest: bytes, *, at: datetime) -> None:
    """Note that an achievement was rehearsed."""
    Lint.objects.update_or_create(
        achievement_id=achievement_id, defaults={"digest": digest, "linted_at": at}
    )


def demand_credentials(
    actor: Person, ids: Collection[UUID], *, roles: Collection[Role] = ANYBODY_INSIDE
) -> None:
    """Do nothing where all these credentials are of organizations of the actor's.

    Raises:
        NotFound: one is not, or there is none.
    """
    wanted = set(ids)
    if credentials_of(actor, roles=roles).filter(pk__in=wanted).count() != len(wanted):
        raise absent()


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
    """Store the documents of credentials that were locked, with their log entries.

    One statement is sent with many rows of values: Django's `bulk_update` writes a new and long
    statement for each batch, which takes longer than signing it.
    """
    columns: list[Any] = [Credential._meta.get_field(each) for each in _WRITTEN_WHEN_ISSUED]
    key: Any = Credential._meta.pk
    assigned = ", ".join(f"{connection.ops.quote_name(each.column)} = %s" for each in columns)
    table, id_column = map(connection.ops.quote_name, (Credential._meta.db_table, key.column))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {assigned} WHERE {id_column} = %s",  # noqa: S608 - own names
            [
                [
                    each.get_db_prep_save(getattr(credential, each.attname), connection)
                    for each in (*columns, key)
                ]
                for credential in credentials
            ],
        )
    UnsequencedEntry.objects.bulk_create(entries)


def credentials_by_id(ids: Iterable[UUID]) -> dict[UUID, Credential]:
    """Return credentials by their ids, as they are stored now."""
    return Credential.objects.in_bulk(list(ids))


def lock_open_list(organization_id: UUID, wanted: int, *, at: datetime) -> StatusList:
    """Return a status list with room for so many more, locked; a new one where there is none.

    Half of a list stays free, so that a free place is found with few draws.
    """
    lists = StatusList.objects.select_for_update().filter(
        organization=organization_id, purpose=StatusPurpose.REVOCATION
    )
    newest = lists.order_by("-number").first()
    if newest is not None and newest.given_out + wanted <= newest.entries // 2:
        return newest
    number = newest.number + 1 if newest else 1
    return StatusList.objects.create(organization_id=organization_id, number=number, opened_at=at)


def suspensions_beside(status_list: StatusList, *, at: datetime) -> StatusList:
    """Return the list of suspensions that goes with one of revocations, which is locked."""
    found, _is_new = StatusList.objects.get_or_create(
        organization_id=status_list.organization_id,
        number=status_list.number,
        purpose=StatusPurpose.SUSPENSION,
        defaults={"entries": status_list.entries, "opened_at": at},
    )
    return found


def lock_lists_of(
    ids: Iterable[UUID], purpose: StatusPurpose = StatusPurpose.REVOCATION
) -> dict[UUID, StatusList]:
    """Return the status lists of some credentials, locked until the open transaction ends.

    Whoever locks credentials of a list as well locks the list first.
    """
    name = "status_list" if purpose == StatusPurpose.REVOCATION else "suspension_list"
    lists = Credential.objects.filter(pk__in=list(ids)).values(name)
    locked = StatusList.objects.select_for_update().filter(pk__in=lists).order_by("pk")
    return {one.pk: one for one in locked}


def lock_credentials(ids: Iterable[UUID]) -> list[Credential]:
    """Return credentials in the order of their ids, locked until the open transaction ends."""
    return list(Credential.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk"))


def store_revoked(credentials: Sequence[Credential], reason: str, *, at: datetime) -> None:
    """Store that credentials were revoked, which were locked with their lists."""
    for credential in credentials:
        credential.state = CredentialState.REVOKED
        credential.revoked_at = at
        credential.revocation_reason = reason
    Credential.objects.filter(pk__in=[one.pk for one in credentials]).update(
        state=CredentialState.REVOKED, revoked_at=at, revocation_reason=reason
    )
    _count_changes(one.status_list_id for one in credentials)


def store_suspended(credentials: Sequence[Credential], reason: str, *, at: datetime) -> None:
    """Store that credentials are suspended, which were locked with their lists."""
    _store_suspension(credentials, {"suspended_at": at, "suspension_reason": reason}, at)


def store_reinstated(credentials: Sequence[Credential], *, at: datetime) -> None:
    """Store that credentials are suspended no more, which were locked with their lists."""
    _store_suspension(credentials, {"suspended_at": None, "suspension_reason": ""}, at)


def _store_suspension(
    credentials: Sequence[Credential], changes: dict[str, Any], at: datetime
) -> None:
    changes = {**changes, "suspension_changed_at": at}
    for credential in credentials:
        for name, value in changes.items():
            setattr(credential, name, value)
    Credential.objects.filter(pk__in=[one.pk for one in credentials]).update(**changes)
    lists = (one.suspension_list_id for one in credentials)
    _count_changes(pk for pk in lists if pk is not None)


def _count_changes(list_ids: Iterable[UUID]) -> None:
    for list_id, number in Counter(list_ids).items():
        StatusList.objects.filter(pk=list_id).update(changes=F("changes") + number)


def status_list_by_id(list_id: UUID) -> StatusList:
    """Return a status list by its id. Status lists are public.

    Raises:
        NotFound: there is none.
    """
    status_list = StatusList.objects.filter(pk=list_id).first()
    if status_list is None:
        raise absent()
    return status_list


def lock_list(list_id: UUID) -> StatusList:
    """Return a status list that nobody else changes until the open transaction ends."""
    return StatusList.objects.select_for_update().get(pk=list_id)


def set_places(status_list: StatusList) -> list[int]:
    """Return which places of a list are set, in order: revoked, or suspended."""
    if status_list.purpose == StatusPurpose.REVOCATION:
        found = Credential.objects.filter(status_list=status_list, state=CredentialState.REVOKED)
    else:
        # The second condition is that of the index.
        found = Credential.objects.filter(
            suspension_list=status_list,
            suspension_changed_at__isnull=False,
            suspended_at__isnull=False,
        )
    return sorted(found.values_list("status_index", flat=True))


def store_version(status_list: StatusList) -> None:
    """Store the version of a list that was locked."""
    status_list.save(
        update_fields=["version", "document", "published_at", "published_changes", "issuer_key"]
    )


def lists_to_publish() -> list[UUID]:
    """Return the ids of the lists of which a new version is due."""
    is_due = (
        Q(changes__gt=F("published_changes"))
        | Q(issuer_key__compromised_at__isnull=False)
        | Q(issuer_key__valid_until__lt=F("published_at"))
    )
    due = StatusList.objects.filter(is_due).order_by("opened_at", "pk")
    return list(due.values_list("pk", flat=True))


def unpublished_lists(ids: Iterable[UUID]) -> list[UUID]:
    """Return which of these lists were never published."""
    return list(
        StatusList.objects.filter(pk__in=list(ids), version=0)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


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
    if not run.exists():
        return False
    if not running.update(state=RunState.DONE, refusals=refusals, ended_at=at):
        return False
    run.update(issued=F("issued") + issued, refused=F("refused") + len(refusals))
    return end_run(chunk.run_id, at=at)


def end_run(run_id: UUID, *, at: datetime) -> bool:
    """Note that a run, which was locked, has ended, if no chunk of it is left to do.

    A cancelled run stays cancelled, and ends when what was begun is done.
    """
    run = BulkRun.objects.filter(pk=run_id, ended_at=None)
    if BulkChunk.objects.filter(run=run_id, state=RunState.RUNNING).exists():
        return False
    run.filter(state__in=[RunState.RUNNING, RunState.PAUSED]).update(state=RunState.DONE)
    return bool(run.update(ended_at=at))


def lock_run(run_id: UUID) -> BulkRun:
    """Return a run that nobody else changes until the open transaction ends."""
    return BulkRun.objects.select_for_update().get(pk=run_id)


def store_run_state(run: BulkRun, state: RunState) -> None:
    """Store the state of a run that was locked."""
    run.state = state
    run.save(update_fields=["state"])


def cancel_chunks(run: BulkRun, numbers: Collection[int], *, at: datetime) -> None:
    """Note that a run, which was locked, is cancelled, and which of its chunks are not done."""
    chunks = BulkChunk.objects.filter(pk__in=numbers, state=RunState.RUNNING)
    chunks.update(state=RunState.CANCELLED, ended_at=at)
    BulkRun.objects.filter(pk=run.pk).update(state=RunState.CANCELLED)


def running_chunks(run_id: UUID) -> dict[int, int]:
    """Return the chunks of a run that are not done, each with how many rows it has."""
    running = BulkChunk.objects.filter(run=run_id, state=RunState.RUNNING)
    return dict(running.values_list("pk", "count"))


def count_issued(run_id: UUID, issued: int) -> None:
    """Count so many more credentials of a run that was locked."""
    if issued:
        BulkRun.objects.filter(pk=run_id).update(issued=F("issued") + issued)


def chunks_of(run_id: UUID) -> QuerySet[BulkChunk]:
    """Return the chunks of a run, in order."""
    return BulkChunk.objects.filter(run=run_id).order_by("number")


def run_refusals(run_id: UUID) -> list[dict[str, Any]]:
    """Return which rows of a run could not be issued, each with its key and its problem."""
    chunks = chunks_of(run_id).exclude(refusals=[])
    return [one for refusals in chunks.values_list("refusals", flat=True) for one in refusals]


def forget_rows(run_id: UUID) -> None:
    """Keep of what was asked for in a run no more than the names of its rows."""
    for chunk in chunks_of(run_id).iterator(chunk_size=20):
        rows = [{"key": row["key"]} for row in chunk.rows]
        BulkChunk.objects.filter(pk=chunk.pk).update(rows=rows)


def run_by_id(run_id: UUID) -> BulkRun:
    """Return a run by its id; for the worker, whom a row of its own sent."""
    return BulkRun.objects.get(pk=run_id)


def runs_of(actor: Person) -> QuerySet[BulkRun]:
    """Return the runs of all organizations that the actor sees from inside."""
    return BulkRun.objects.filter(organization__in=organizations_of(actor).values("pk"))


def latest_runs(organization_id: UUID, limit: int) -> list[BulkRun]:
    """Return an organization's latest runs, those under way first."""
    runs = BulkRun.objects.filter(organization=organization_id).select_related("achievement")
    return list(runs.order_by(F("ended_at").desc(nulls_first=True), "-started_at", "-pk")[:limit])


def lists_of(organization_id: UUID) -> list[StatusList]:
    """Return an organization's status lists, the first one first."""
    return list(StatusList.objects.filter(organization=organization_id).order_by("number"))


def waits_since(status_list: StatusList) -> datetime | None:
    """Return since when a change waits to be published in a list, if one does."""
    waiting = status_list.changes - status_list.published_changes
    if waiting <= 0:
        return None
    if status_list.purpose == StatusPurpose.SUSPENSION:
        return _suspension_waits_since(status_list, waiting)
    revoked = Credential.objects.filter(status_list=status_list, state=CredentialState.REVOKED)
    latest = revoked.order_by("-revoked_at").values_list("revoked_at", flat=True)
    return next(iter(latest[waiting - 1 : waiting]), None)


def _suspension_waits_since(status_list: StatusList, waiting: int) -> datetime | None:
    """Return the earliest of the latest changes; of one credential only the last one is known."""
    changed = Credential.objects.filter(
        suspension_list=status_list, suspension_changed_at__isnull=False
    )
    if status_list.published_at is not None:
        changed = changed.filter(suspension_changed_at__gte=status_list.published_at)
    moments = changed.order_by("-suspension_changed_at").values_list(
        "suspension_changed_at", flat=True
    )
    latest = list(moments[:waiting])
    return latest[-1] if latest else status_list.published_at


def count_awarded(achievement_ids: Iterable[UUID]) -> int:
    """Return how many credentials of some achievements were handed out. The number is public."""
    handed_out = Credential.objects.exclude(state=CredentialState.RESERVED)
    return handed_out.filter(achievement__in=list(achievement_ids)).count()


def count_awarded_by_organization() -> dict[UUID, int]:
    """Return how many credentials each organization handed out. The numbers are public."""
    handed_out = Credential.objects.exclude(state=CredentialState.RESERVED)
    counted = handed_out.values_list("organization").annotate(number=Count("pk"))
    return dict(counted.order_by())


def published_lists() -> list[StatusList]:
    """Return the status lists that are served, without their bytes. Status lists are public."""
    served = StatusList.objects.filter(version__gt=0).defer("document")
    return list(served.select_related("organization").order_by("organization__slug", "number"))
