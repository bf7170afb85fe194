"""The doors to organizations, members and keys.

A door answers what is absent and what belongs to others alike: `NotFound`, in the same words.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from laurea.credentials.errors import NotFound
from laurea.credentials.problems import NOT_FOUND, Problem
from laurea.web.accounts.access import Account
from laurea.web.organizations.models import Ink, IssuerKey, Membership, Organization, Role

__all__ = ["ANYBODY_INSIDE", "Ink", "IssuerKey", "Membership", "Organization", "Role"]

Person = Account | AnonymousUser
"""Whoever asks: signed in or not."""

ANYBODY_INSIDE: Final = frozenset(Role)
"""Every role: who has any of them sees the organization from inside."""


def absent() -> NotFound:
    """Return the refusal that does not say whether there is such a thing."""
    detail = "There is no such thing here, or it is not yours. Check the address."
    return NotFound(Problem(NOT_FOUND, detail))


def organization_for(
    actor: Person, slug: str, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> Organization:
    """Return an organization in which the actor has one of the roles; an owner has them all.

    Raises:
        NotFound: there is none of this name, or the actor has no such role in it.
    """
    organization = organizations_of(actor, roles=roles).filter(slug=slug).first()
    if organization is None:
        raise absent()
    return organization


def organizations_of(
    actor: Person, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> QuerySet[Organization]:
    """Return the organizations in which the actor has one of the roles."""
    if not isinstance(actor, Account) or not actor.is_active:
        return Organization.objects.none()
    held = Membership.objects.filter(account=actor, role__in={*roles, Role.OWNER})
    return Organization.objects.filter(pk__in=held.values("organization"))


def roles_of(actor: Person, organization: Organization) -> frozenset[Role]:
    """Return the roles that the actor has in an organization."""
    if not isinstance(actor, Account):
        return frozenset()
    held = Membership.objects.filter(account=actor, organization=organization)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def demand_role(actor: Person, organization_id: UUID, *roles: Role) -> None:
    """Do nothing where the actor has one of the roles in the organization.

    Raises:
        NotFound: the actor has not.
    """
    if not organizations_of(actor, roles=roles).filter(pk=organization_id).exists():
        raise absent()


def is_slug_taken(slug: str) -> bool:
    """Say whether an organization has this name in addresses. Addresses are public."""
    return Organization.objects.filter(slug=slug).exists()


def key_in_force(organization_id: UUID, *, at: datetime) -> IssuerKey:
    """Return the newest key with which the organization signs at a moment.

    Raises:
        NotFound: it has none.
    """
    key = (
        IssuerKey.objects.filter(
            Q(valid_until=None) | Q(valid_until__gt=at),
            organization=organization_id,
            valid_from__lte=at,
            compromised_at=None,
        )
        .order_by("-valid_from")
        .first()
    )
    if key is None:
        detail = "The organization has no key that signs today. An owner can add one."
        raise NotFound(Problem(NOT_FOUND, detail))
    return key


def key_by_id(key_id: UUID) -> IssuerKey:
    """Return a key by its id; for what was reserved for it before."""
    return IssuerKey.objects.get(pk=key_id)


def organization_by_id(organization_id: UUID) -> Organization:
    """Return an organization by its id; for the worker, whom a row of its own sent."""
    return Organization.objects.get(pk=organization_id)


def keys_in_use(*, at: datetime) -> list[IssuerKey]:
    """Return the keys of all organizations that sign at a moment; for examining the server."""
    in_force = IssuerKey.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at, compromised_at=None
    )
    return list(in_force.order_by("pk"))
