"""Rotating a key: a new one signs from now on, and the old one stays good for what it signed."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import KEY_INVALID, KEY_REVOKED, Problem
from laurea.credentials.timestamps import in_words
from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event
from laurea.web.organizations.access import demand_role, key_of, lock_key_of
from laurea.web.organizations.identifier import verification_method
from laurea.web.organizations.keys import make_key_file
from laurea.web.organizations.models import IssuerKey, Organization, Role


def rotate_key(
    *,
    actor: Account,
    organization: Organization,
    key_id: UUID,
    passphrase: str | None,
    at: datetime,
) -> IssuerKey:
    """Replace a key by a new one, which signs from now on.

    Args:
        actor: an owner.
        organization: whose key it is.
        key_id: the key that ends.
        passphrase: what the new key file is encrypted under; `None` writes it in the open.
        at: the moment, timezone-aware.

    Returns:
        The new key.

    Raises:
        NotFound: the actor is no owner, or there is no such key.
        Conflict: the key has ended already, was compromised, or begins at this very moment.
        Unavailable: the new key file cannot be written.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    _demand_in_use(key_of(organization, key_id), at)
    new = make_key_file(organization, passphrase, at=at)
    with transaction.atomic():
        old = lock_key_of(organization, key_id)
        _demand_in_use(old, at)
        old.valid_until = at
        old.save(update_fields=["valid_until"])
        new.save(force_insert=True)
        subject = verification_method(organization, old)
        body = {"new": verification_method(organization, new)}
        audit(
            "key.rotate",
            subject,
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body=body,
        )
        about = {"organization": str(organization.pk), "key": str(old.pk), "new": str(new.pk)}
        record_event("key.rotated", str(old.pk), about, at=at)
    return new


def _demand_in_use(key: IssuerKey, at: datetime) -> None:
    if key.compromised_at is not None:
        detail = "This key was withdrawn already. Add a new one."
        raise Conflict(Problem(KEY_REVOKED, detail))
    if key.valid_until is not None:
        day = in_words(key.valid_until.astimezone(UTC))
        raise Conflict(Problem(KEY_INVALID, f"This key has been replaced already, on {day}."))
    if key.valid_from >= at:
        detail = "This key has only just been made. There is nothing to replace yet."
        raise Conflict(Problem(KEY_INVALID, detail))
