"""Accepting an invitation: once, and by whom it was meant for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, NotFound
from laurea.credentials.problems import MALFORMED_VALUE, NOT_FOUND, Problem
from laurea.web.accounts.access import Account, verified_addresses
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import (
    invitation_under,
    lock_invitation_under,
    lock_organization,
    roles_of,
)
from laurea.web.organizations.invite import digest_of
from laurea.web.organizations.models import Invitation, Membership, Organization, Role


def invitation_by_token(token: str, *, at: datetime) -> Invitation:
    """Return the invitation whose link this is.

    Raises:
        NotFound: it was used or withdrawn, is too old, or never was.
    """
    invitation = invitation_under(digest_of(token), at=at)
    if invitation is None:
        raise _gone()
    return invitation


def may_accept(account: Account, invitation: Invitation) -> bool:
    """Say whether an invitation is for this account.

    A letter is for whoever has its address. A link that was handed over is for whoever got it.
    """
    return invitation.is_handed_over or invitation.email in verified_addresses(account)


def accept_invitation(*, actor: Account, token: str, at: datetime) -> Organization:
    """Give the actor the role they were invited to, and let the link work no more.

    Args:
        actor: whoever has the invited address, or got the link handed over.
        token: what the link carries.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it was used or withdrawn, is too old, or never was.
        Conflict: it was sent to an address that is not the actor's.
    """
    with transaction.atomic():
        invitation = lock_invitation_under(digest_of(token), at=at)
        if invitation is None:
            raise _gone()
        if not may_accept(actor, invitation):
            detail = _(
                "The invitation was sent to another address than yours. Sign in with the account "
                "that has it, or add the address to this one."
            )
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        organization = invitation.organization
        lock_organization(organization.pk)
        role = Role(invitation.role)
        if role not in roles_of(actor, organization):
            Membership(organization=organization, account=actor, role=role, since=at).save(
                force_insert=True
            )
        invitation.ended_at, invitation.accepted_by = at, actor
        invitation.save(update_fields=["ended_at", "accepted_by"])
        body = {"organization": str(organization.pk), "role": role, "account": str(actor.pk)}
        audit(
            "member.join",
            str(invitation.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body=body,
        )
    return organization


def _gone() -> NotFound:
    detail = _(
        "This invitation was used or withdrawn, or is older than seven days. "
        "Ask whoever invited you for another."
    )
    return NotFound(Problem(NOT_FOUND, detail))
