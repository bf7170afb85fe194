"""Answering what was awarded. Of all who accept, the database lets exactly one.

Who declined may change their mind as long as they can be answered at all; what was accepted stays
accepted, and its holder decides what its page shows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.issuing.claims.access import (
    ClaimState,
    Publicity,
    answer_open,
    keep_accepted,
    open_claim,
    set_holder_shown,
    set_publicity,
)
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event

RECIPIENT: Final = "recipient"
"""The actor where somebody acts who holds a claim link and has no account."""
_CAN_ACCEPT: Final = (ClaimState.WAITING, ClaimState.DECLINED)
_CAN_DECLINE: Final = (ClaimState.WAITING,)


def accept(
    *, actor: Account | None, credential_id: UUID, at: datetime, shows_name: bool = False
) -> None:
    """Accept a credential, also one that was declined before.

    Args:
        actor: the account it is accepted into, if there is one.
        credential_id: what is accepted; the caller has seen its claim link, or knows that it is
            the actor's.
        at: the moment, timezone-aware.
        shows_name: whether its page names the holder from now on.

    Raises:
        NotFound: there is no such credential.
        Conflict: it was accepted before, or revoked.
    """
    with transaction.atomic():
        _answer(ClaimState.ACCEPTED, actor, credential_id, at)
        set_publicity(credential_id, Publicity.OPEN, of=[Publicity.DECLINED])
        if shows_name:
            set_holder_shown(credential_id, shows=True)
        _note("accept", ClaimState.ACCEPTED, actor, credential_id, at)


def decline(*, actor: Account | None, credential_id: UUID, at: datetime) -> None:
    """Say that a credential is not for oneself. Its page shows nothing of it any more.

    The issuer reads of it on its desk.

    Args:
        actor: who says so, if signed in.
        credential_id: what is declined; as for `accept`.
        at: the moment, timezone-aware.

    Raises:
        NotFound: there is no such credential.
        Conflict: it was answered before, or revoked.
    """
    with transaction.atomic():
        _answer(ClaimState.DECLINED, actor, credential_id, at)
        set_publicity(credential_id, Publicity.DECLINED, of=[Publicity.OPEN, Publicity.HIDDEN])
        set_holder_shown(credential_id, shows=False)
        _note("decline", ClaimState.DECLINED, actor, credential_id, at)


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
    """Store the answer in the open transaction, if there is still one to give."""
    accepts = state == ClaimState.ACCEPTED
    answer: dict[str, Any] = {
        "of": _CAN_ACCEPT if accepts else _CAN_DECLINE,
        "state": state,
        "answered_at": at,
        "claimed_by": actor if accepts else None,
    }
    if not answer_open(credential_id, **answer):
        # Nothing was written: either there is nothing to answer, or nobody opened the claim yet.
        open_claim(credential_id, at=at)
        if not answer_open(credential_id, **answer):
            detail = "It was answered before, or was revoked meanwhile. Reload the page."
            raise Conflict(Problem(MALFORMED_VALUE, detail))


def _note(
    said: str, state: ClaimState, actor: Account | None, credential_id: UUID, at: datetime
) -> None:
    subject = str(credential_id)
    record_event(f"credential.{state.value}", subject, {"credential": subject}, at=at)
    audit(f"credential.{said}", subject, actor=str(actor.pk) if actor else RECIPIENT, at=at)
