"""Marking a key as compromised: nothing that it signed counts any more.

Whoever has the key can write any date into what is signed with it, so that no signature of it
proves anything. What was signed honestly must be issued again. Status lists are signed anew with
another key, by the worker.

Where an organization has several owners, one asks and another confirms: see `confirm_compromise`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import KEY_REVOKED, MALFORMED_VALUE, Problem
from laurea.credentials.timestamps import in_words
from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event
from laurea.web.organizations.access import (
    demand_role,
    end_compromise_requests,
    lock_key_of,
    lock_organization,
    other_owners,
)
from laurea.web.organizations.identifier import verification_method
from laurea.web.organizations.lately_owned import counts_until
from laurea.web.organizations.models import IssuerKey, Organization, Role


def mark_compromised(
    *, actor: Account, organization: Organization, key_id: UUID, since: datetime, at: datetime
) -> IssuerKey:
    """Mark a key as compromised, for whoever owns alone. It cannot be undone.

    Who owned the organization within the last seven days counts as an owner.

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
        Conflict: it was marked with an earlier moment, another owner must confirm it, or somebody
            owned the organization until lately.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    demand_past(since, at)
    with transaction.atomic():
        lock_organization(organization.pk)
        if other_owners(organization.pk, actor.pk):
            detail = _("Another owner confirms this. Ask for it, and tell them.")
            raise Conflict(Problem(KEY_REVOKED, detail))
        _demand_alone_long(actor, organization, at)
        return mark_key(actor=actor, organization=organization, key_id=key_id, since=since, at=at)


def _demand_alone_long(actor: Account, organization: Organization, at: datetime) -> None:
    until = counts_until(actor, organization, at=at)
    if until is not None:
        detail = _(
            "Somebody else owned the organization until lately, and counts for seven days. Alone "
            "you can mark the key from %s. Replace it meanwhile, so that it no longer signs."
        )
        raise Conflict(Problem(KEY_REVOKED, detail % spoken(until)))


def spoken(moment: datetime) -> str:
    """Return a moment in words, to the minute.

    >>> spoken(datetime(2026, 11, 23, 12, tzinfo=UTC))
    '23 November 2026, 12:00 UTC'
    """
    return f"{moment.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


def demand_past(since: datetime, at: datetime) -> None:
    """Do nothing where a moment is one at which a key can have been compromised.

    Raises:
        MalformedDocument: it has no zone, or lies in the future.
    """
    if since.tzinfo is None or since > at:
        detail = _("The key was compromised now, or at a moment in the past. Write that moment.")
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/since"))


def demand_earlier(key: IssuerKey, since: datetime) -> None:
    """Do nothing where a moment is no later than the one from which a key is known to be bad.

    Raises:
        Conflict: it is later.
    """
    if key.compromised_at is not None and key.compromised_at < since:
        day = in_words(key.compromised_at.astimezone(UTC))
        detail = _("The key is known to be compromised since %s. That stays.") % day
        raise Conflict(Problem(KEY_REVOKED, detail, "/since"))


def mark_key(
    *,
    actor: Account,
    organization: Organization,
    key_id: UUID,
    since: datetime,
    at: datetime,
    asked_by: Account | None = None,
) -> IssuerKey:
    """Mark a key in the transaction that is open, for those who may: the use cases call it.

    Args:
        actor: who marks it, or confirms that it is marked.
        organization: whose key it is.
        key_id: the key.
        since: since when others may have it, timezone-aware.
        at: the moment, timezone-aware.
        asked_by: the owner whose request the actor confirms.

    Raises:
        NotFound: there is no such key.
        Conflict: it was marked with an earlier moment.
    """
    key = lock_key_of(organization, key_id)
    end_compromise_requests(key.pk, at=at)
    if key.compromised_at == since:
        return key
    demand_earlier(key, since)
    key.compromised_at = since
    key.save(update_fields=["compromised_at"])
    body = {"since": since.astimezone(UTC).isoformat()}
    if asked_by is not None:
        body["asked_by"] = str(asked_by.pk)
    audit(
        "key.compromised",
        verification_method(organization, key),
        actor=str(actor.pk),
        at=at,
        organization=organization.pk,
        body=body,
    )
    about = {"organization": str(organization.pk), "key": str(key.pk)}
    record_event("key.compromised", str(key.pk), about, at=at)
    return key
