"""What a second person decides of a run of many."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class RunApproval(models.Model):
    """That a second person looks a run over before anything of it is signed.

    Decided without a `reason`, it was approved; with one, it was sent back.
    """

    run = models.OneToOneField(
        "issuing.BulkRun", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, reason="")
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="run_approval_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} ({self.decided_at or 'waiting'})"
