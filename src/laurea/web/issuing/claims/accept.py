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
    LinkStanding,
    Publicity,
    answer_open,
    issuer_of,
    keep_accepted,
    open_claim,
    set_holder_shown,
    set_publicity,
)
from laurea.web.issuing.claims.proof import AcceptedHere, Held, demand_proof
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event

RECIPIENT: Final = "recipient"
"""The actor where somebody acts who holds a claim link and has no account."""
_CAN_ACCEPT: Final = (ClaimState.WAITING, ClaimState.DECLINED)
_CAN_DECLINE: Final = (ClaimState.WAITING,)


def accept(
    *,
    actor: Account | None,
    proof: LinkStanding | Held,
    at: datetime,
    shows_name: bool = False,
) -> None:
    """Accept a credential, also one that was declined before.

    Args:
        actor: the account it is accepted into, if there is one.
        proof: what is accepted, by the link that was seen or as the actor's own.
        at: the moment, timezone-aware.
        shows_name: whether its page names the holder from now on.

    Raises:
        NotFound: another account holds it.
        Conflict: it was accepted before, or revoked; or the link has expired.
    """
    demand_proof(actor, proof, at=at)
    credential_id = proof.credential_id
    with transaction.atomic():
        _answer(ClaimState.ACCEPTED, actor, credential_id, at)
        set_publicity(credential_id, Publicity.OPEN, of=[Publicity.DECLINED])
        if shows_name:
            set_holder_shown(credential_id, shows=True)
        _note("accept", "accepted", actor, credential_id, at)


def decline(*, actor: Account | None, proof: LinkStanding | Held, at: datetime) -> None:
    """Say that a credential is not for oneself. Its page shows nothing of it any more.

    The issuer reads of it on its desk.

    Args:
        actor: who says so, if signed in.
        proof: what is declined; as for `accept`.
        at: the moment, timezone-aware.

    Raises:
        NotFound: another account holds it.
        Conflict: it was answered before, or revoked; or the link has expired.
    """
    demand_proof(actor, proof, at=at)
    credential_id = proof.credential_id
    with transaction.atomic():
        _answer(ClaimState.DECLINED, actor, credential_id, at)
        set_publicity(credential_id, Publicity.DECLINED, of=[Publicity.OPEN, Publicity.HIDDEN])
        set_holder_shown(credential_id, shows=False)
        _note("decline", "declined", actor, credential_id, at)


def keep(*, actor: Account, proof: AcceptedHere, at: datetime) -> None:
    """Bind what was accepted without an account to one.

    Args:
        actor: whose it is from now on.
        proof: what was accepted, in the actor's browser.
        at: the moment, timezone-aware.

    Raises:
        Conflict: it is in an account already, or was not accepted.
    """
    with transaction.atomic():
        if not keep_accepted(proof.credential_id, actor):
            detail = "It is kept in an account already. Sign in to that one to see it."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        _note("keep", "kept", actor, proof.credential_id, at)


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
    did: str, happened: str, actor: Account | None, credential_id: UUID, at: datetime
) -> None:
    subject = str(credential_id)
    record_event(f"credential.{happened}", subject, {"credential": subject}, at=at)
    audit(
        f"credential.{did}",
        subject,
        actor=str(actor.pk) if actor else RECIPIENT,
        at=at,
        organization=issuer_of(credential_id),
    )
