"""Accepting what was awarded. Of all who try, the database lets exactly one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.issuing.access import CredentialState
from laurea.web.issuing.claims.access import (
    ClaimState,
    answer_waiting,
    keep_accepted,
    open_claim,
)
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event

RECIPIENT = "recipient"
"""The actor where somebody acts who holds a claim link and has no account."""


def accept(*, actor: Account | None, credential_id: UUID, at: datetime) -> None:
    """Accept a credential.

    Args:
        actor: the account it is accepted into, if there is one.
        credential_id: what is accepted; the caller has seen its claim link, or knows that it is
            the actor's.
        at: the moment, timezone-aware.

    Raises:
        NotFound: there is no such credential.
        Conflict: it was answered before, or revoked.
    """
    _answer(ClaimState.ACCEPTED, actor, credential_id, at)


def decline(*, actor: Account | None, credential_id: UUID, at: datetime) -> None:
    """Say that a credential is not for oneself; the issuer reads of it. As `accept`."""
    _answer(ClaimState.DECLINED, actor, credential_id, at)


def keep(*, actor: Account, credential_id: UUID, at: datetime) -> None:
    """Bind what was accepted without an account to one.

    Args:
        actor: whose it is from now on.
        credential_id: what was accepted; the caller knows that it was this person who did.
        at: the moment, timezone-aware.

    Raises:
        Conflict: it is in an account already, or was not accepted.
    """
    with transaction.atomic():
        if not keep_accepted(credential_id, actor):
            detail = "It is kept in an account already. Sign in to that one to see it."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        audit("credential.keep", str(credential_id), actor=str(actor.pk), at=at)


def _answer(state: ClaimState, actor: Account | None, credential_id: UUID, at: datetime) -> None:
    said = {ClaimState.ACCEPTED: "accept", ClaimState.DECLINED: "decline"}[state]
    with transaction.atomic():
        claim = open_claim(credential_id, at=at)
        is_open = claim.credential.state == CredentialState.ISSUED and answer_waiting(
            credential_id,
            state=state,
            answered_at=at,
            claimed_by=actor if state == ClaimState.ACCEPTED else None,
        )
        if not is_open:
            detail = "It was answered before, or was revoked meanwhile. Reload the page."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        subject = str(credential_id)
        record_event(f"credential.{state.value}", subject, {"credential": subject}, at=at)
        audit(f"credential.{said}", subject, actor=str(actor.pk) if actor else RECIPIENT, at=at)
