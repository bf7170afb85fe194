"""Suspending: for now, with a reason that everybody can read. Reinstating ends it.

What is suspended counts for nothing until it is reinstated, or is revoked for good. A change, its
event and the job that publishes it stand together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    StatusPurpose,
    demand_credentials,
    lock_credentials,
    lock_lists_of,
    store_reinstated,
    store_suspended,
)
from laurea.web.issuing.publish import request_publication
from laurea.web.issuing.reasons import demand_few, usable_reason
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.operations.events import Happened, record_events


def suspend(*, actor: Account, credential_id: UUID, reason: str, at: datetime) -> Credential:
    """Suspend one credential; as `suspend_many`."""
    (credential,) = suspend_many(actor=actor, credential_ids=[credential_id], reason=reason, at=at)
    return credential


def reinstate(*, actor: Account, credential_id: UUID, reason: str, at: datetime) -> Credential:
    """Reinstate one credential; as `reinstate_many`."""
    ids = [credential_id]
    (credential,) = reinstate_many(actor=actor, credential_ids=ids, reason=reason, at=at)
    return credential


def suspend_many(
    *, actor: Account, credential_ids: Sequence[UUID], reason: str, at: datetime
) -> list[Credential]:
    """Suspend credentials, all of them or none.

    Args:
        actor: an owner or issuer of their organizations.
        credential_ids: which ones.
        reason: why, in one to 500 characters; shown to everybody who looks at one of them.
        at: the moment, timezone-aware.

    Returns:
        The credentials, each once, in the order of their ids; unchanged is what was suspended for
        the same reason before.

    Raises:
        NotFound: one of them is not the actor's.
        Conflict: one is revoked, suspended for another reason, was given to nobody, or was
            awarded before there were suspensions.
        MalformedDocument: there is no reason, or it is too long.
        LimitExceeded: more than 10,000 at once.
    """
    reason = usable_reason(reason)

    def is_new(one: Credential) -> bool:
        return not _is_suspended(one, reason)

    def store(new: Sequence[Credential]) -> None:
        store_suspended(new, reason, at=at)

    return _change(actor, credential_ids, is_new, store, ("suspend", "suspended"), reason, at)


def reinstate_many(
    *, actor: Account, credential_ids: Sequence[UUID], reason: str, at: datetime
) -> list[Credential]:
    """Reinstate credentials, all of them or none: they count again from now on.

    Args:
        actor: an owner or issuer of their organizations.
        credential_ids: which ones.
        reason: why, in one to 500 characters; for the audit trail.
        at: the moment, timezone-aware.

    Returns:
        The credentials, as for `suspend_many`; unchanged is what was not suspended.

    Raises:
        NotFound: one of them is not the actor's.
        Conflict: one is revoked, or was given to nobody.
        MalformedDocument: there is no reason, or it is too long.
        LimitExceeded: more than 10,000 at once.
    """
    reason = usable_reason(reason)

    def is_new(one: Credential) -> bool:
        _demand_issued(one)
        return one.suspended_at is not None

    def store(new: Sequence[Credential]) -> None:
        store_reinstated(new, at=at)

    return _change(actor, credential_ids, is_new, store, ("reinstate", "reinstated"), reason, at)


def _change(
    actor: Account,
    credential_ids: Sequence[UUID],
    is_new: Callable[[Credential], bool],
    store: Callable[[Sequence[Credential]], None],
    names: tuple[str, str],
    reason: str,
    at: datetime,
) -> list[Credential]:
    """Change those of some credentials that are not so yet; `names` are of the act and event."""
    demand_few(credential_ids)
    demand_credentials(actor, credential_ids, roles=ISSUERS)
    with transaction.atomic():
        lists = lock_lists_of(credential_ids, StatusPurpose.SUSPENSION)
        credentials = lock_credentials(credential_ids)
        new = [one for one in credentials if is_new(one)]
        if new:
            store(new)
            _note(new, names, reason, str(actor.pk), at)
            changed = {one.suspension_list_id for one in new}
            request_publication((lists[pk] for pk in changed if pk is not None), at=at)
    return credentials


def _note(
    credentials: Sequence[Credential],
    names: tuple[str, str],
    reason: str,
    actor: str,
    at: datetime,
) -> None:
    act, event = names
    record_events(
        (
            Happened(f"credential.{event}", str(one.pk), {"credential": str(one.pk)})
            for one in credentials
        ),
        at=at,
    )
    audit(
        f"credential.{act}",
        str(credentials[0].pk),
        actor=actor,
        at=at,
        organization=credentials[0].organization_id,
        body={"credentials": [str(one.pk) for one in credentials], "reason": reason},
    )


def _is_suspended(credential: Credential, reason: str) -> bool:
    """Say whether a credential is suspended for this reason already.

    Raises:
        Conflict: it is suspended for another, or cannot be.
    """
    _demand_issued(credential)
    if credential.suspension_list_id is None:
        detail = (
            "This credential names no list of suspensions, because it was awarded before there"
            " were any. Revoke it, or correct it: the one that takes its place can be suspended."
        )
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    if credential.suspended_at is None:
        return False
    if credential.suspension_reason != reason:
        day = in_words(credential.suspended_at.astimezone(UTC))
        detail = (
            f"It was suspended on {day}, with the reason: {credential.suspension_reason}"
            " Reinstate it before it is suspended for another."
        )
        raise Conflict(Problem(MALFORMED_VALUE, detail, "/reason"))
    return True


def _demand_issued(credential: Credential) -> None:
    if credential.state == CredentialState.RESERVED:
        detail = "Nobody was given this credential yet, so there is nothing to suspend."
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    if credential.state == CredentialState.REVOKED:
        detail = "This credential is revoked, for good. It can be neither suspended nor reinstated."
        raise Conflict(Problem(MALFORMED_VALUE, detail))
