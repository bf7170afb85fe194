"""Making a key for an organization that has none that signs: its first, or one after a loss."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from laurea.credentials.errors import NotFound
from laurea.web.accounts.access import Account
from laurea.web.organizations.access import demand_role, key_in_force, lock_organization
from laurea.web.organizations.keys import add_issuer_key
from laurea.web.organizations.models import IssuerKey, Organization, Role


def ensure_key(
    *, actor: Account, organization: Organization, passphrase: str | None, at: datetime
) -> IssuerKey:
    """Return the key with which the organization signs, made now if it has none.

    Args:
        actor: an owner.
        organization: whose key it is.
        passphrase: what the file is encrypted under; `None` writes it in the open.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor is no owner.
        Unavailable: the file cannot be written.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        lock_organization(organization.pk)  # pressed twice, it makes one key
        try:
            return key_in_force(organization.pk, at=at)
        except NotFound:
            return add_issuer_key(
                actor=actor, organization=organization, passphrase=passphrase, at=at
            )
