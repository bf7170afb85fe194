"""What people hold: a credential in an account, from when it was first seen or claimed there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Holding(models.Model):
    """One credential in one account. It stays there, whatever becomes of the person's addresses.

    `is_example` is whether its holder lets the front page show it as an example.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    credential = models.ForeignKey("issuing.Credential", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "credential"], name="holding_unique"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["credential"], name="holding_example", condition=Q(is_example=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.credential_id}"
