"""Whether the public page of a credential names its holder: the holder says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.claims.access import set_holder_shown
from laurea.web.operations.audit import audit
from laurea.web.operations.events import record_event


def show_name(*, actor: Account, credential_id: UUID, shows: bool, at: datetime) -> None:
    """Show or hide the holder's name on the public page.

    Args:
        actor: the holder; the caller has found the credential among what the actor holds.
        credential_id: which credential.
        shows: whether the name is shown from now on.
        at: the moment, timezone-aware.
    """
    with transaction.atomic():
        if not set_holder_shown(credential_id, shows=shows):
            return
        subject = str(credential_id)
        body = {"credential": subject, "shows": shows}
        record_event("credential.name-shown" if shows else "credential.name-hidden", subject, at=at)
        audit("credential.show-name", subject, actor=str(actor.pk), at=at, body=body)
