"""When an organization reminds its recipients that something ends."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ReminderRule(models.Model):
    """That an organization reminds: once for each credential, so many days before it ends.

    An organization without a rule reminds nobody.
    """

    organization = models.OneToOneField(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="+",
        primary_key=True,
    )
    days_before = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.days_before} days before"
