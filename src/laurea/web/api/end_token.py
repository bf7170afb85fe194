"""Ending a token before its time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.api.access import Token, lock_token_in, mark_ended
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import Organization, Role, absent, roles_of


def end_token(*, actor: Account, organization: Organization, token_id: UUID, at: datetime) -> Token:
    """End a token: from now on it opens nothing. One that has ended stays as it is.

    Args:
        actor: whose token it is, or an owner.
        organization: where it counts.
        token_id: the token.
        at: the moment, timezone-aware.

    Raises:
        NotFound: there is none of this id, or it is somebody else's and the actor is no owner.
    """
    roles = roles_of(actor, organization)
    with transaction.atomic():
        token = lock_token_in(organization, token_id)
        if not roles or (token.account_id != actor.pk and Role.OWNER not in roles):
            raise absent()
        if token.ended_at is None:
            mark_ended(token, at=at)
            audit(
                "token.end",
                str(token.pk),
                actor=str(actor.pk),
                at=at,
                organization=organization.pk,
                body={"name": token.name},
            )
    return token
