"""Achievements: the JSON as it goes into credentials is the truth; columns are for finding.

What was awarded once never changes again; a change is a new version of the same series.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Achievement(models.Model):
    """One version of one achievement of one organization.

    `document` is the Open Badges 3.0 Achievement as UTF-8 JSON, as it was stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    series = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(default=1)
    document = models.BinaryField()
    name = models.CharField(max_length=500)
    achievement_type = models.CharField(max_length=100, blank=True)
    defined_at = models.DateTimeField()
    first_awarded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("achievement")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="achievement_version_unique"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "name"], name="achievement_by_name"),
        ]

    def __str__(self) -> str:
        return self.name
