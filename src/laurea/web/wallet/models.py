"""What people hold: a credential in an account, from when it was first seen or claimed there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Holding(models.Model):
    """One credential in one account. It stays there, whatever becomes of the person's addresses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    credential = models.ForeignKey("issuing.Credential", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "credential"], name="holding_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.credential_id}"
