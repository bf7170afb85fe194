"""Marking a key as compromised where there are several owners: one asks, another confirms.

What a key signed counts for nothing once it is marked, and nothing brings that back. So one owner
alone, or a thief of one account, cannot do it, nor by removing the others first or bringing in
somebody new: see `lately_owned`. To stop a stolen key from signing for the organization, an owner
replaces it, which takes nobody else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import KEY_REVOKED, MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import (
    CompromiseRequest,
    demand_role,
    end_compromise_requests,
    lock_compromise_request,
    lock_key_of,
    lock_organization,
    open_compromise_requests,
    other_owners,
    roles_of,
)
from laurea.web.organizations.identifier import verification_method
from laurea.web.organizations.lately_owned import COUNTS_FOR, counts_from
from laurea.web.organizations.mark_compromised import (
    demand_earlier,
    demand_past,
    mark_key,
    spoken,
)
from laurea.web.organizations.models import IssuerKey, Organization, Role

WAITS_FOR: Final = COUNTS_FOR
"""As long as a new owner waits, so that who joins after a request was made does not confirm it."""


def needs_another_owner(actor: Account, organization: Organization) -> bool:
    """Say whether somebody else can and must confirm what this owner asks."""
    return other_owners(organization.pk, actor.pk) > 0


def waiting_requests(organization: Organization, *, at: datetime) -> list[CompromiseRequest]:
    """Return the requests that wait for another owner."""
    return open_compromise_requests(organization, after=at - WAITS_FOR)


def ask_to_mark(
    *, actor: Account, organization: Organization, key_id: UUID, since: datetime, at: datetime
) -> CompromiseRequest:
    """Ask another owner to mark a key as compromised; an earlier request for it is replaced.

    Args:
        actor: an owner.
        organization: whose key it is.
        key_id: the key.
        since: since when others may have it, timezone-aware; not after `at`.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor is no owner, or there is no such key.
        MalformedDocument: `since` has no zone, or lies in the future.
        Conflict: it is marked already, with this moment or an earlier one.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    demand_past(since, at)
    with transaction.atomic():
        key = lock_key_of(organization, key_id)
        demand_earlier(key, since)
        if key.compromised_at == since:
            detail = _("The key is marked as compromised already.")
            raise Conflict(Problem(KEY_REVOKED, detail))
        end_compromise_requests(key.pk, at=at)
        request = CompromiseRequest(key=key, since=since, asked_by=actor, asked_at=at)
        request.save(force_insert=True)
        _note("key.ask-compromised", actor, organization, key, at)
    return request


def confirm_compromise(
    *, actor: Account, organization: Organization, request_id: UUID, at: datetime
) -> IssuerKey:
    """Mark the key that another owner asks to be marked. It cannot be undone.

    Args:
        actor: an owner, other than who asked.
        organization: whose key it is.
        request_id: the request.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor is no owner, or no such request waits.
        Conflict: the actor asked it, whoever asked owns the organization no more, or the actor
            owns it for too short a time.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        lock_organization(organization.pk)
        request = lock_compromise_request(organization, request_id, after=at - WAITS_FOR)
        asker = request.asked_by
        if asker is None or Role.OWNER not in roles_of(asker, organization):
            detail = _("Whoever asked is no owner any more. Ask anew.")
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        if asker.pk == actor.pk:
            detail = _("Another owner confirms what you asked.")
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        _demand_long_enough(actor, organization, asker, at)
        request.ended_at, request.ended_by = at, actor
        request.save(update_fields=["ended_at", "ended_by"])
        return mark_key(
            actor=actor,
            organization=organization,
            key_id=request.key_id,
            since=request.since,
            at=at,
            asked_by=asker,
        )


def _demand_long_enough(
    actor: Account, organization: Organization, asker: Account, at: datetime
) -> None:
    start = counts_from(actor, organization, besides=asker.pk, at=at)
    if start is not None:
        detail = _(
            "You own the organization for less than seven days, and others owned it before you. "
            "One of them confirms this, or you from %s."
        )
        raise Conflict(Problem(MALFORMED_VALUE, detail % spoken(start)))


def leave_key(
    *, actor: Account, organization: Organization, request_id: UUID, at: datetime
) -> None:
    """Leave a key as it is: whoever asked takes it back, or another owner refuses.

    Raises:
        NotFound: the actor is no owner, or no such request waits.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        request = lock_compromise_request(organization, request_id, after=at - WAITS_FOR)
        request.ended_at, request.ended_by = at, actor
        request.save(update_fields=["ended_at", "ended_by"])
        _note("key.leave", actor, organization, request.key, at)


def _note(
    action: str, actor: Account, organization: Organization, key: IssuerKey, at: datetime
) -> None:
    subject = verification_method(organization, key)
    audit(action, subject, actor=str(actor.pk), at=at, organization=organization.pk)
