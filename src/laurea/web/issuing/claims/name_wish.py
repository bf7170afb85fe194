"""How a recipient's name is written: the recipient says so, and the issuer sees to it.

The name stands beside the credential and not in it. So it is corrected without awarding anew, and
what was signed and handed out stays as it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, MISSING_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.issuing.access import CredentialState, credential_for
from laurea.web.issuing.claims.accept import RECIPIENT
from laurea.web.issuing.claims.access import (
    ClaimState,
    LinkStanding,
    lock_claim,
    open_claim,
    store_name_wanted,
    store_recipient_name,
)
from laurea.web.issuing.claims.proof import Proof, demand_proof
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event

LONGEST_NAME: Final = 300


def ask_for_name(*, actor: Account | None, proof: Proof, name: str, at: datetime) -> None:
    """Tell the issuer how the recipient's name is written; it stands on its desk from now on.

    Args:
        actor: who says so, if signed in.
        proof: what carries the name, and that the actor may speak for its recipient; a link
            serves until it was answered.
        name: in one to 300 characters.
        at: the moment, timezone-aware.

    Raises:
        NotFound: another account holds it.
        Conflict: it was revoked; or it was answered, or the link has expired.
        MalformedDocument: there is no name, it is too long, or it stands there already.
    """
    demand_proof(actor, proof, at=at)
    credential_id = proof.credential_id
    name = " ".join(name.split())
    if not name:
        detail = _("Write the name as it should stand.")
        raise MalformedDocument(Problem(MISSING_VALUE, detail, "/name"))
    if len(name) > LONGEST_NAME:
        detail = _("A name has at most %d characters.") % LONGEST_NAME
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/name"))
    with transaction.atomic():
        claim = open_claim(credential_id, at=at)
        credential = claim.credential
        if isinstance(proof, LinkStanding) and claim.state != ClaimState.WAITING:
            detail = _("It was answered before. Reload the page.")
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        if credential.state != CredentialState.ISSUED:
            raise Conflict(Problem(MALFORMED_VALUE, _("It was revoked meanwhile.")))
        if credential.recipient_name == name:
            detail = _("This is how it stands there already.")
            raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/name"))
        if store_name_wanted(credential_id, name):
            subject = str(credential_id)
            record_event("claim.name-wanted", subject, {"credential": subject}, at=at)
            who = str(actor.pk) if actor else RECIPIENT
            audit(
                "claim.name-wanted",
                subject,
                actor=who,
                at=at,
                organization=credential.organization_id,
            )


def settle_name(
    *, actor: Account, credential_id: UUID, name: str, is_used: bool, at: datetime
) -> None:
    """Write the recipient's name as they ask, or leave it as it is; either ends the request.

    Args:
        actor: an owner or issuer of the organization.
        credential_id: what carries the name.
        name: what the recipient asked for, as the actor read it.
        is_used: whether it is written so from now on.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the credential is not the actor's.
        Conflict: the recipient asks for something else by now, or for nothing.
    """
    credential = credential_for(actor, credential_id, roles=ISSUERS)
    with transaction.atomic():
        open_claim(credential.pk, at=at)
        if not name or lock_claim(credential.pk).name_wanted != name:
            detail = _("The request has changed or was seen to meanwhile. Look at it again.")
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        if is_used:
            store_recipient_name(credential.pk, name)
        store_name_wanted(credential.pk, "")
        subject = str(credential.pk)
        action = "credential.correct-name" if is_used else "credential.leave-name"
        event = "credential.name-corrected" if is_used else "credential.name-left"
        record_event(event, subject, {"credential": subject}, at=at)
        audit(action, subject, actor=str(actor.pk), at=at, organization=credential.organization_id)
