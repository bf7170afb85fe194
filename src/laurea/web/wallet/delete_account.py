"""Deleting an account: what is the person's goes, what others must keep leads to nobody any more.

Credentials stay with the organizations that issued them. They are in no wallet then, and their
pages name nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account, forget_account, other_administrators
from laurea.web.issuing.claims.access import release_claims
from laurea.web.issuing.claims.show_name import show_name, show_page
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import (
    Organization,
    Role,
    end_all_roles,
    lock_organization,
    organizations_of,
    owned_alone,
)
from laurea.web.wallet.access import forget_holdings, holdings_of, proof_of
from laurea.web.wallet.gather import gather


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an account cannot be deleted yet: what to do first, and for which organization."""

    sentence: str
    organization: Organization | None = None


def obstacles_to_deleting(account: Account) -> Iterator[Obstacle]:
    """Yield what must be settled before somebody can delete their account."""
    for one in owned_alone(account):
        said = _("You alone own %s. Make another member owner first; then it is in good hands.")
        yield Obstacle(said % one.legal_name, one)
    if account.is_superuser and not other_administrators(account):
        yield Obstacle(
            _("You alone administer this site. Enrol another administrator first, by laurea init.")
        )


def delete_account(*, actor: Account, hides_pages: bool, at: datetime) -> None:
    """Delete somebody's own account, for good.

    Args:
        actor: whose account it is; the caller has just made sure that it is this person.
        hides_pages: whether the public pages of what they hold are hidden as well.
        at: the moment, timezone-aware.

    Raises:
        Conflict: an organization would be without owner, or the server without administrator.
    """
    with transaction.atomic():
        owned = organizations_of(actor, roles=[Role.OWNER]).order_by("pk")
        for organization_id in owned.values_list("pk", flat=True):
            lock_organization(organization_id)
        for obstacle in obstacles_to_deleting(actor):
            raise Conflict(Problem(MALFORMED_VALUE, obstacle.sentence))
        # What came since the wallet was last opened is theirs as well.
        gather(actor=actor, at=at)
        for holding in holdings_of(actor):
            proof = proof_of(holding)
            show_name(actor=actor, proof=proof, shows=False, at=at)
            if hides_pages:
                show_page(actor=actor, proof=proof, shows=False, at=at)
        release_claims(actor)
        forget_holdings(actor)
        end_all_roles(actor)
        body = {"hides_pages": hides_pages}
        audit("account.delete", str(actor.pk), actor=str(actor.pk), at=at, body=body)
        forget_account(actor)
