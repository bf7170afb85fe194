"""Changing what members may do, and ending a membership. Somebody always owns an organization."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import (
    demand_role,
    end_roles,
    lock_organization,
    member_of,
    other_owners,
    roles_of,
)
from laurea.web.organizations.models import Membership, Organization, Role


def change_roles(
    *,
    actor: Account,
    organization: Organization,
    account_id: UUID,
    roles: Collection[Role],
    at: datetime,
) -> None:
    """Give a member exactly these roles; without any, the membership ends.

    Args:
        actor: an owner.
        organization: for whom the member works.
        account_id: the member.
        roles: all roles that the member has from now on.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor is no owner, or there is no such member.
        Conflict: nobody would own the organization.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        lock_organization(organization.pk)
        # Asked again under the lock: another owner may have taken the role away meanwhile.
        demand_role(actor, organization.pk, Role.OWNER)
        _change(actor, organization, member_of(organization, account_id), frozenset(roles), at)


def leave(*, actor: Account, organization: Organization, at: datetime) -> None:
    """End one's own membership.

    Raises:
        NotFound: the actor is no member.
        Conflict: nobody would own the organization.
    """
    with transaction.atomic():
        lock_organization(organization.pk)
        _change(actor, organization, member_of(organization, actor.pk), frozenset(), at)


def _change(
    actor: Account,
    organization: Organization,
    member: Account,
    roles: frozenset[Role],
    at: datetime,
) -> None:
    before = roles_of(member, organization)
    if before == roles:
        return
    if Role.OWNER in before - roles and not other_owners(organization.pk, member.pk):
        detail = _("Somebody must own the organization. Make another member owner first.")
        raise Conflict(Problem(MALFORMED_VALUE, detail, "/roles"))
    end_roles(organization.pk, member.pk, before - roles)
    for role in sorted(roles - before):
        Membership(organization=organization, account=member, role=role, since=at).save(
            force_insert=True
        )
    body = {
        "organization": str(organization.pk),
        "before": sorted(before),
        "after": sorted(roles),
    }
    action = "member.change-roles" if roles else "member.remove"
    audit(
        action, str(member.pk), actor=str(actor.pk), at=at, organization=organization.pk, body=body
    )
