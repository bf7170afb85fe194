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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials.errors import NotFound
from laurea.credentials.problems import NOT_FOUND, ROLE_LACKING, Problem
from laurea.web.accounts.access import Account
from laurea.web.design.parts import Text
from laurea.web.organizations.models import (
    CompromiseRequest,
    Ink,
    Invitation,
    IssuerKey,
    Membership,
    Organization,
    Role,
    Setup,
)
from laurea.web.security.refusals import Forbidden

__all__ = [
    "ANYBODY_INSIDE",
    "CompromiseRequest",
    "Ink",
    "Invitation",
    "IssuerKey",
    "Membership",
    "Organization",
    "Role",
    "Setup",
]

Person = Account | AnonymousUser
"""Whoever asks: signed in or not."""

_WHO: Final[dict[Role, Text]] = {
    Role.OWNER: gettext_lazy("owners"),
    Role.DESIGNER: gettext_lazy("designers"),
    Role.ISSUER: gettext_lazy("issuers"),
    Role.REVIEWER: gettext_lazy("reviewers"),
    Role.AUDITOR: gettext_lazy("auditors"),
}
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
        NotFound: there is none of this name, or the actor does not work for it.
        Forbidden: the actor works for it in another role.
    """
    organization = organizations_of(actor).filter(slug=slug).first()
    if organization is None:
        raise absent()
    needed = {*roles, Role.OWNER}
    if needed != ANYBODY_INSIDE and needed.isdisjoint(roles_of(actor, organization)):
        raise _lacking(organization, roles)
    return organization


def _lacking(organization: Organization, roles: Collection[Role]) -> Forbidden:
    """Return the refusal for a member, which says who may."""
    may = [str(_WHO[role]) for role in Role if role in {*roles, Role.OWNER}]
    people = _("%(some)s and %(last)s") % {"some": ", ".join(may[:-1]), "last": may[-1]}
    detail = _(
        "At %(organization)s this is for %(people)s. Ask an owner, who can give you the role."
    ) % {"organization": organization.legal_name, "people": people if may[1:] else may[0]}
    return Forbidden(Problem(ROLE_LACKING, detail))


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


def key_of(organization: Organization, key_id: UUID) -> IssuerKey:
    """Return a key of an organization.

    Raises:
        NotFound: the organization has no such key.
    """
    key = IssuerKey.objects.filter(organization=organization, pk=key_id).first()
    if key is None:
        raise absent()
    return key


def lock_key(key_id: UUID) -> IssuerKey:
    """Return a key that nobody ends or withdraws until the open transaction ends."""
    return IssuerKey.objects.select_for_update(no_key=True).get(pk=key_id)


def lock_key_of(organization: Organization, key_id: UUID) -> IssuerKey:
    """Return a key of an organization, locked until the open transaction ends.

    Raises:
        NotFound: the organization has no such key.
    """
    keys = IssuerKey.objects.select_for_update(no_key=True).filter(organization=organization)
    key = keys.filter(pk=key_id).first()
    if key is None:
        raise absent()
    return key


def open_compromise_requests(
    organization: Organization, *, after: datetime
) -> list[CompromiseRequest]:
    """Return the requests made after a moment that nobody answered, with who made them."""
    found = CompromiseRequest.objects.filter(
        key__organization=organization, ended_at=None, asked_at__gt=after
    )
    return list(found.select_related("key", "asked_by").order_by("asked_at"))


def lock_compromise_request(
    organization: Organization, request_id: UUID, *, after: datetime
) -> CompromiseRequest:
    """Return a request made after a moment that nobody answered, locked until all is done.

    Raises:
        NotFound: there is none.
    """
    found = CompromiseRequest.objects.select_for_update().filter(
        key__organization=organization, ended_at=None, asked_at__gt=after
    )
    request = found.filter(pk=request_id).first()
    if request is None:
        raise absent()
    return request


def end_compromise_requests(key_id: UUID, *, at: datetime) -> None:
    """End whatever was asked of a key, by nobody."""
    CompromiseRequest.objects.filter(key=key_id, ended_at=None).update(ended_at=at)


def keys_of(organization: Organization) -> list[IssuerKey]:
    """Return all keys that an organization ever had, the newest first."""
    keys = IssuerKey.objects.filter(organization=organization)
    return list(keys.order_by("-valid_from", "-pk"))


def public_organization(slug: str) -> Organization:
    """Return an organization as anybody may see it: who issues says so in public.

    Raises:
        NotFound: there is none of this name.
    """
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        raise absent()
    return organization


def organization_by_id(organization_id: UUID) -> Organization:
    """Return an organization by its id; for the worker, whom a row of its own sent."""
    return Organization.objects.get(pk=organization_id)


def keys_in_use(*, at: datetime) -> list[IssuerKey]:
    """Return the keys of all organizations that sign at a moment; for examining the server."""
    in_force = IssuerKey.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at, compromised_at=None
    )
    return list(in_force.order_by("pk"))


def lock_organization(organization_id: UUID) -> None:
    """Let nobody else change the members of an organization until the open transaction ends."""
    Organization.objects.select_for_update().get(pk=organization_id)


def members_of(organization: Organization) -> list[Membership]:
    """Return every role of every member, with their accounts, by name and then by role."""
    held = Membership.objects.filter(organization=organization).select_related("account")
    return sorted(
        held, key=lambda one: (str(one.account).casefold(), str(one.account_id), one.role)
    )


def member_of(organization: Organization, account_id: UUID) -> Account:
    """Return a member's account.

    Raises:
        NotFound: there is no such member.
    """
    held = Membership.objects.filter(organization=organization, account=account_id)
    membership = held.select_related("account").first()
    if membership is None:
        raise absent()
    account: Account = membership.account
    return account


def other_owners(organization_id: UUID, account_id: UUID) -> int:
    """Return how many own an organization besides somebody, among those who may sign in."""
    owners = Membership.objects.filter(
        organization=organization_id, role=Role.OWNER, account__is_active=True
    )
    return owners.exclude(account=account_id).count()


def owned_since(organization_id: UUID) -> dict[UUID, datetime]:
    """Return who owns an organization and may sign in, by account, and since when."""
    owners = Membership.objects.filter(
        organization=organization_id, role=Role.OWNER, account__is_active=True
    )
    return dict(owners.values_list("account", "since"))


def held_since(organization_id: UUID, roles: Collection[Role]) -> dict[Account, datetime]:
    """Return who has one of the roles in an organization and may sign in, each since when."""
    held = Membership.objects.filter(
        organization=organization_id, role__in=roles, account__is_active=True
    )
    latest_first = held.select_related("account").order_by("-since", "-pk")
    return {one.account: one.since for one in latest_first}


def owned_alone(account: Account) -> list[Organization]:
    """Return the organizations that nobody else owns who may sign in, by name."""
    owned = Membership.objects.filter(account=account, role=Role.OWNER).values("organization")
    found = Organization.objects.filter(pk__in=owned).order_by("legal_name", "pk")
    return [one for one in found if not other_owners(one.pk, account.pk)]


def roles_held(account: Account) -> list[Membership]:
    """Return every role of an account, with its organizations, by their names."""
    held = Membership.objects.filter(account=account).select_related("organization")
    return list(held.order_by("organization__legal_name", "role"))


def end_all_roles(account: Account) -> None:
    """Take all roles from somebody, everywhere."""
    Membership.objects.filter(account=account).delete()


def owners_of(organization: Organization) -> list[Account]:
    """Return who owns an organization and may sign in, by name."""
    held = Membership.objects.filter(
        organization=organization, role=Role.OWNER, account__is_active=True
    ).select_related("account")
    return sorted((one.account for one in held), key=lambda one: str(one).casefold())


def end_roles(organization_id: UUID, account_id: UUID, roles: Collection[Role]) -> None:
    """Take roles from somebody."""
    Membership.objects.filter(
        organization=organization_id, account=account_id, role__in=roles
    ).delete()


def has_role_anywhere(actor: Person, *roles: Role) -> bool:
    """Say whether somebody has one of the roles in any organization."""
    if not isinstance(actor, Account):
        return False
    return Membership.objects.filter(account=actor, role__in=roles).exists()


def open_invitations(organization: Organization) -> list[Invitation]:
    """Return the invitations that were neither accepted nor withdrawn, the newest first."""
    return list(
        Invitation.objects.filter(organization=organization, ended_at=None).order_by("-invited_at")
    )


def lock_invitation_of(organization: Organization, invitation_id: UUID) -> Invitation:
    """Return an open invitation of an organization, locked until the open transaction ends.

    Raises:
        NotFound: there is none.
    """
    invitation = (
        Invitation.objects.select_for_update()
        .filter(organization=organization, pk=invitation_id, ended_at=None)
        .first()
    )
    if invitation is None:
        raise absent()
    return invitation


def open_invitation(organization_id: UUID, email: str, role: Role) -> Invitation | None:
    """Return the invitation that is open for an address and a role, locked, if there is one."""
    return (
        Invitation.objects.select_for_update()
        .filter(organization=organization_id, email=email, role=role, ended_at=None)
        .first()
    )


def invitation_under(token_digest: str, *, at: datetime) -> Invitation | None:
    """Return the invitation whose link this is, unless it was used, withdrawn or is too old."""
    return (
        Invitation.objects.filter(token_digest=token_digest, ended_at=None, expires_at__gt=at)
        .select_related("organization", "invited_by")
        .first()
    )


def lock_invitation_under(token_digest: str, *, at: datetime) -> Invitation | None:
    """Return the same as `invitation_under`, locked until the open transaction ends."""
    return (
        Invitation.objects.select_for_update(of=("self",))
        .filter(token_digest=token_digest, ended_at=None, expires_at__gt=at)
        .select_related("organization")
        .first()
    )


def invitation_to_send(invitation_id: UUID, *, at: datetime) -> Invitation | None:
    """Return an invitation that still waits for an answer; for the worker, who writes to it."""
    return (
        Invitation.objects.filter(pk=invitation_id, ended_at=None, expires_at__gt=at)
        .select_related("organization", "invited_by")
        .first()
    )


def setup_of_installation() -> Setup | None:
    """Return how far the set-up of this installation is, or `None` where it was not begun."""
    return Setup.objects.select_related("administrator", "organization").first()


def lock_setup() -> Setup | None:
    """Return the same, locked until the open transaction ends."""
    return Setup.objects.select_for_update().first()


def public_organizations() -> QuerySet[Organization]:
    """Return all organizations as anybody may see them: who issues says so in public."""
    return Organization.objects.order_by("legal_name", "pk")
