"""Gathering what is somebody's: awarded to an address of theirs, or accepted by them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.claims.accept import keep
from laurea.web.issuing.claims.access import accepted_into, credentials_of_recipient
from laurea.web.issuing.claims.proof import AcceptedHere
from laurea.web.operations.audit import audit
from laurea.web.operations.registry import Work
from laurea.web.wallet.access import add_holdings, holdings_of


def gather(*, actor: Account, at: datetime) -> int:
    """Bind to the account what was awarded to its holder and is not bound to it yet.

    Verified addresses count, and no others. What was bound once stays, also when the address is
    given up later.

    Args:
        actor: whose account it is.
        at: the moment, timezone-aware.

    Returns:
        How many credentials are new in the account.
    """
    theirs = credentials_of_recipient(actor).values_list("pk", flat=True)
    held = holdings_of(actor).values_list("credential", flat=True)
    if not set(theirs) - set(held):
        return 0
    with transaction.atomic():
        new = sorted(set(theirs) - set(held))
        _bind(actor, new, at)
    return len(new)


def keep_accepted(*, actor: Account, proof: AcceptedHere, at: datetime) -> None:
    """Take into the account what its holder accepted in this browser before signing in.

    Args:
        actor: whose account it is.
        proof: what was accepted, in the actor's browser.
        at: the moment, timezone-aware.

    Raises:
        Conflict: another account keeps it.
    """
    with transaction.atomic():
        keep(actor=actor, proof=proof, at=at)
        _bind(actor, [proof.credential_id], at)


def hold_accepted(work: Work) -> None:
    """Bind what was just accepted into an account to it; the task that hears of it."""
    credential_id = UUID(work.arguments["credential"])
    account = accepted_into(credential_id)
    if account is not None and not holdings_of(account).filter(credential=credential_id).exists():
        _bind(account, [credential_id], work.at)


def _bind(actor: Account, ids: list[UUID], at: datetime) -> None:
    add_holdings(actor, ids, at=at)
    body = {"credentials": [str(pk) for pk in ids]}
    audit("wallet.keep", str(actor.pk), actor=str(actor.pk), at=at, body=body)
