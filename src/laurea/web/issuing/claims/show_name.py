"""What the public page of a credential shows: whether it names its holder, whether it is there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.claims.accept import RECIPIENT
from laurea.web.issuing.claims.access import (
    Publicity,
    issuer_of,
    set_holder_shown,
    set_publicity,
)
from laurea.web.issuing.claims.proof import AcceptedHere, Held, demand_proof
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event


def show_name(
    *, actor: Account | None, proof: Held | AcceptedHere, shows: bool, at: datetime
) -> None:
    """Show or hide the holder's name on the public page.

    Args:
        actor: the holder; None where it was accepted without an account.
        proof: which credential, and that it is the actor's or was accepted in the browser that
            asks.
        shows: whether the name is shown from now on.
        at: the moment, timezone-aware.

    Raises:
        NotFound: another account holds it.
    """
    demand_proof(actor, proof, at=at)
    with transaction.atomic():
        if not set_holder_shown(proof.credential_id, shows=shows):
            return
        name = "credential.name-shown" if shows else "credential.name-hidden"
        _note(name, "credential.show-name", actor, proof.credential_id, shows=shows, at=at)


def show_page(
    *, actor: Account | None, proof: Held | AcceptedHere, shows: bool, at: datetime
) -> None:
    """Let the public page be found by its link, or hide it from everybody.

    What was declined has no page to show. Whoever has the file can check it as before: the
    issuer's status list and keys do not change.

    Args:
        actor: the holder; as for `show_name`.
        proof: which credential; as for `show_name`.
        shows: whether the page is there from now on.
        at: the moment, timezone-aware.

    Raises:
        NotFound: another account holds it.
    """
    demand_proof(actor, proof, at=at)
    before, after = Publicity.OPEN, Publicity.HIDDEN
    if shows:
        before, after = after, before
    with transaction.atomic():
        if not set_publicity(proof.credential_id, after, of=[before]):
            return
        name = "credential.page-shown" if shows else "credential.page-hidden"
        _note(name, "credential.show-page", actor, proof.credential_id, shows=shows, at=at)


def _note(
    event: str,
    action: str,
    actor: Account | None,
    credential_id: UUID,
    *,
    shows: bool,
    at: datetime,
) -> None:
    subject = str(credential_id)
    body = {"credential": subject, "shows": shows}
    record_event(event, subject, body, at=at)
    audit(
        action,
        subject,
        actor=str(actor.pk) if actor else RECIPIENT,
        at=at,
        organization=issuer_of(credential_id),
        body=body,
    )
