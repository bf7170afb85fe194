"""Inviting somebody to work for an organization, and taking an invitation back.

The link of an invitation is made from the invitation and the secret key of the installation, so
that the database holds only its digest and the worker can write it into the letter all the same.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.operations.jobs import add_job
from laurea.web.operations.mail import sends_letters
from laurea.web.operations.registry import Work
from laurea.web.organizations.access import (
    demand_role,
    invitation_to_send,
    lock_invitation_of,
    lock_organization,
    members_of,
    open_invitation,
    open_invitations,
)
from laurea.web.organizations.models import Invitation, Organization, Role

VALID_FOR: Final = timedelta(days=7)
MOST_OPEN: Final = 200
SEND_INVITATION: Final = "send-invitation"


def invite(
    *, actor: Account, organization: Organization, email: str, role: Role, at: datetime
) -> Invitation:
    """Invite the holder of an address to a role; who is invited to it already gets a new link.

    Where no letters are sent, the inviter is shown the link and hands it over.

    Args:
        actor: an owner.
        organization: whom to work for.
        email: where the letter goes.
        role: what the invited may do.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor is no owner.
        MalformedDocument: the address is none.
        Conflict: whoever has the address has the role already.
        LimitExceeded: too many invitations wait for an answer.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    email = _usable(email)
    with transaction.atomic():
        lock_organization(organization.pk)
        _demand_new(organization, email, role)
        invitation = open_invitation(organization.pk, email, role) or Invitation(
            organization=organization, email=email, role=role
        )
        invitation.invited_by, invitation.invited_at = actor, at
        invitation.expires_at = at + VALID_FOR
        invitation.nonce = secrets.token_hex(16)
        invitation.is_handed_over = invitation.is_handed_over or not sends_letters()
        invitation.token_digest = digest_of(token_of(invitation))
        invitation.save()
        body = {"organization": str(organization.pk), "role": role}
        audit(
            "member.invite",
            str(invitation.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body=body,
        )
        if sends_letters():
            key = f"{invitation.pk}:{invitation.nonce}"
            add_job(SEND_INVITATION, key, {"invitation": str(invitation.pk)}, at=at)
    return invitation


def withdraw_invitation(
    *, actor: Account, organization: Organization, invitation_id: UUID, at: datetime
) -> None:
    """Take an invitation back; its link no longer works.

    Raises:
        NotFound: the actor is no owner, or no such invitation waits for an answer.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        invitation = lock_invitation_of(organization, invitation_id)
        invitation.ended_at = at
        invitation.save(update_fields=["ended_at"])
        audit(
            "invitation.withdraw",
            str(invitation.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
        )


def token_of(invitation: Invitation) -> str:
    """Return the token in the link of an invitation."""
    made_of = f"{invitation.pk}|{invitation.nonce}"
    token = salted_hmac("laurea.invitation", made_of, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode("ascii")


def digest_of(token: str) -> str:
    """Return what the database knows of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def link_of(invitation: Invitation) -> str:
    """Return the link of an invitation, in full."""
    return settings.LAUREA_PUBLIC_URL + reverse("invitation", args=[token_of(invitation)])


def send_invitation(work: Work) -> None:
    """Send the letter of an invitation, unless it was answered, withdrawn or renewed meanwhile."""
    invitation = invitation_to_send(UUID(work.arguments["invitation"]), at=work.at)
    if invitation is None or not work.key.endswith(invitation.nonce):
        return
    name = invitation.organization.legal_name
    subject = _("%(organization)s invites you") % {"organization": name}
    body = _(
        "%(inviter)s invites you to work for %(organization)s as %(role)s.\n\n"
        "Open this link within seven days, and sign in or make an account:\n\n%(link)s\n\n"
        "If you do not know what this is about, do nothing. Without the link nothing happens.\n"
    ) % {
        "inviter": invitation.invited_by,
        "organization": name,
        "role": Role(invitation.role).label,
        "link": link_of(invitation),
    }
    EmailMessage(" ".join(subject.split()), body, to=[invitation.email]).send()


def _usable(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        detail = _("This is no e-mail address. Check it.")
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/email")) from None
    return email


def _demand_new(organization: Organization, email: str, role: Role) -> None:
    for member in members_of(organization):
        if member.account.email.lower() == email and member.role == role:
            detail = _("Whoever has this address has the role already.")
            raise Conflict(Problem(MALFORMED_VALUE, detail, "/email"))
    if len(open_invitations(organization)) >= MOST_OPEN:
        detail = _("%(most)s invitations wait for an answer. Withdraw some first.") % {
            "most": MOST_OPEN
        }
        raise LimitExceeded(Problem(LIMIT, detail, "/email"))
