"""Changing the name that others see."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from laurea.web.accounts.models import Account
from laurea.web.operations.audit import audit


def rename(*, actor: Account, name: str, at: datetime) -> Account:
    """Give an account another name; nothing happens where it has that name already.

    Args:
        actor: whose name it is.
        name: at most 200 characters; may be empty.
        at: the moment, timezone-aware.
    """
    name = " ".join(name.split())[:200]
    if name == actor.name:
        return actor
    with transaction.atomic():
        actor.name = name
        actor.save(update_fields=["name"])
        audit("account.rename", str(actor.pk), actor=str(actor.pk), at=at)
    return actor
