"""Revoking: for good, with a reason that everybody can read.

A revocation, its event and the job that publishes it stand together or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.credentials.timestamps import in_words
from laurea.web.accounts.access import Account
from laurea.web.issuing.access import (
    Credential,
    CredentialState,
    StatusList,
    demand_credentials,
    lock_credentials,
    lock_lists_of,
    store_revoked,
)
from laurea.web.issuing.publish import request_publication
from laurea.web.issuing.reasons import demand_few, usable_reason
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.operations.events import Happened, record_events


def revoke(*, actor: Account, credential_id: UUID, reason: str, at: datetime) -> Credential:
    """Revoke one credential; as `revoke_many`.

    Returns:
        The credential, revoked; unchanged where it was revoked for the same reason before.
    """
    (credential,) = revoke_many(actor=actor, credential_ids=[credential_id], reason=reason, at=at)
    return credential


def revoke_many(
    *, actor: Account, credential_ids: Sequence[UUID], reason: str, at: datetime
) -> list[Credential]:
    """Revoke credentials, all of them or none. It cannot be undone.

    Args:
        actor: an owner or issuer of their organizations.
        credential_ids: which ones.
        reason: why, in one to 500 characters; shown to everybody who looks at one of them.
        at: the moment, timezone-aware.

    Returns:
        The credentials, each once, in the order of their ids.

    Raises:
        NotFound: one of them is not the actor's.
        Conflict: one was revoked for another reason, or nobody was given it yet.
        MalformedDocument: there is no reason, or it is too long.
        LimitExceeded: more than 10,000 at once.
    """
    reason = usable_reason(reason)
    demand_few(credential_ids)
    demand_credentials(actor, credential_ids, roles=ISSUERS)
    with transaction.atomic():
        lists = lock_lists_of(credential_ids)
        credentials = lock_credentials(credential_ids)
        new = [one for one in credentials if not _is_revoked(one, reason)]
        revoke_locked(new, lists, reason=reason, actor=str(actor.pk), at=at)
    return credentials


def revoke_in_force(
    credential_ids: Sequence[UUID], *, reason: str, actor: str, at: datetime
) -> int:
    """Revoke those of some credentials that are in force, in the transaction that is open.

    Args:
        credential_ids: which ones; the caller knows that they may be revoked.
        reason: as `usable_reason` returns it.
        actor: who revokes, for the audit trail.
        at: the moment, timezone-aware.

    Returns:
        How many were revoked.
    """
    lists = lock_lists_of(credential_ids)
    locked = lock_credentials(credential_ids)
    new = [one for one in locked if one.state == CredentialState.ISSUED]
    revoke_locked(new, lists, reason=reason, actor=actor, at=at)
    return len(new)


def revoke_locked(
    credentials: Sequence[Credential],
    lists: Mapping[UUID, StatusList],
    *,
    reason: str,
    actor: str,
    at: datetime,
) -> None:
    """Revoke credentials that are locked with their lists, for a use case that decides it.

    Args:
        credentials: which ones, all issued and not revoked.
        lists: their lists by id.
        reason: why; it is public.
        actor: who does it, for the audit trail.
        at: the moment, timezone-aware.
    """
    if credentials:
        _store(credentials, reason, actor, at)
        changed = {one.status_list_id for one in credentials}
        request_publication((lists[list_id] for list_id in changed), at=at)


def _store(credentials: Sequence[Credential], reason: str, actor: str, at: datetime) -> None:
    store_revoked(credentials, reason, at=at)
    record_events(
        (
            Happened("credential.revoked", str(one.pk), {"credential": str(one.pk)})
            for one in credentials
        ),
        at=at,
    )
    body = {"credentials": [str(one.pk) for one in credentials]}
    audit(
        "credential.revoke",
        str(credentials[0].pk),
        actor=actor,
        at=at,
        organization=credentials[0].organization_id,
        body=body,
    )


def _is_revoked(credential: Credential, reason: str) -> bool:
    """Say whether a credential is revoked for this reason already.

    Raises:
        Conflict: it is revoked for another, or was not handed out.
    """
    if credential.state == CredentialState.RESERVED:
        detail = "Nobody was given this credential yet, so there is nothing to revoke."
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    if credential.revoked_at is None:
        return False
    if credential.revocation_reason != reason:
        day = in_words(credential.revoked_at.astimezone(UTC))
        detail = (
            f"It was revoked on {day}, with the reason: {credential.revocation_reason} "
            "A reason that was given stays."
        )
        raise Conflict(Problem(MALFORMED_VALUE, detail, "/reason"))
    return True
