"""Letting the front page show a credential as an example, or not any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.wallet.access import holding_for, set_example


def offer_example(*, actor: Account, credential_id: UUID, is_offered: bool, at: datetime) -> None:
    """Let the front page of this server show a credential as an example, or take that back.

    It is shown while its page is open and names its holder, and while it is in force.

    Args:
        actor: its holder.
        credential_id: which credential.
        is_offered: whether it may be shown from now on.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor holds no such credential.
    """
    holding = holding_for(actor, credential_id)
    with transaction.atomic():
        if set_example(holding, is_example=is_offered):
            body = {"shows": is_offered}
            audit("wallet.example", str(credential_id), actor=str(actor.pk), at=at, body=body)
