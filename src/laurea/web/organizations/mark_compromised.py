"""Marking a key as compromised: nothing that it signed counts any more.

Whoever has the key can write any date into what is signed with it, so that no signature of it
proves anything. What was signed honestly must be issued again. Status lists are signed anew with
another key, by the worker.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import KEY_REVOKED, MALFORMED_VALUE, Problem
from laurea.credentials.timestamps import in_words
from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event
from laurea.web.organizations.access import demand_role, lock_key_of
from laurea.web.organizations.identifier import verification_method
from laurea.web.organizations.models import IssuerKey, Organization, Role


def mark_compromised(
    *, actor: Account, organization: Organization, key_id: UUID, since: datetime, at: datetime
) -> IssuerKey:
    """Mark a key as compromised. It cannot be undone.

    Args:
        actor: an owner.
        organization: whose key it is.
        key_id: the key.
        since: since when others may have it, timezone-aware; not after `at`.
        at: the moment, timezone-aware.

    Returns:
        The key; unchanged where it was marked with the same moment before.

    Raises:
        NotFound: the actor is no owner, or there is no such key.
        MalformedDocument: `since` has no zone, or lies in the future.
        Conflict: it was marked with an earlier moment.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    if since.tzinfo is None or since > at:
        detail = "The key was compromised now, or at a moment in the past. Write that moment."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/since"))
    with transaction.atomic():
        key = lock_key_of(organization, key_id)
        if key.compromised_at == since:
            return key
        if key.compromised_at is not None and key.compromised_at < since:
            day = in_words(key.compromised_at.astimezone(UTC))
            detail = f"The key is known to be compromised since {day}. That stays."
            raise Conflict(Problem(KEY_REVOKED, detail, "/since"))
        key.compromised_at = since
        key.save(update_fields=["compromised_at"])
        subject = verification_method(organization, key)
        body = {"since": since.astimezone(UTC).isoformat()}
        audit(
            "key.compromised",
            subject,
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body=body,
        )
        about = {"organization": str(organization.pk), "key": str(key.pk)}
        record_event("key.compromised", str(key.pk), about, at=at)
    return key
