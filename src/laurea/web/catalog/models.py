"""Achievements: the JSON as it goes into credentials is the truth; columns are for finding.

What is published never changes again; a change is a new version of the same series.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A picture that an organization brought, drawn anew as PNG. Equal pictures stand once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(max_length=64)
    png = models.BinaryField()
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("picture")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "sha256"], name="picture_unique"),
        ]

    def __str__(self) -> str:
        return self.sha256


class Achievement(models.Model):
    """One version of one achievement of one organization.

    `document` is the Open Badges 3.0 Achievement as UTF-8 JSON, as it was stored. Its image is
    `picture`, or is drawn as `drawing` says (`Design`). `is_listed` and `archived_at`
    are the same for all versions of a series: whether anybody finds it here who was not given its
    address, and since when it is not awarded any more. `valid_months` is for how long credentials
    are valid unless the award says otherwise; with None they do not end.
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
    drawing = models.JSONField(default=dict)
    picture = models.ForeignKey(
        "catalog.Picture", on_delete=models.PROTECT, related_name="+", null=True
    )
    valid_months = models.PositiveSmallIntegerField(null=True)
    is_listed = models.BooleanField(default=True)
    defined_at = models.DateTimeField()
    first_awarded_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("achievement")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="achievement_version_unique"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "name"], name="achievement_by_name"),
            models.Index(fields=["-defined_at"], name="achievement_by_age"),
        ]

    def __str__(self) -> str:
        return self.name


class DrawnImage(models.Model):
    """The image of an achievement as PNG, drawn by the worker before somebody asks for it.

    `sha256` is the digest of the drawing it was made from: where the achievement is drawn
    otherwise by now, it does not count.
    """

    achievement = models.OneToOneField(
        "catalog.Achievement", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64)
    png = models.BinaryField()

    class Meta:
        verbose_name = _("drawn image")

    def __str__(self) -> str:
        return self.sha256


class Draft(models.Model):
    """What somebody wrote in the form of an achievement and has not finished.

    `written` is the form as it was typed, complete or not. `revises` is the achievement that is
    to become, or to get, what is written; with None it is to be a new one under the draft's id.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    revises = models.ForeignKey(
        "catalog.Achievement", on_delete=models.CASCADE, related_name="+", null=True
    )
    name = models.CharField(max_length=500, blank=True)
    written = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        indexes: ClassVar = [
            models.Index(fields=["organization", "-saved_at"], name="draft_by_age"),
        ]

    def __str__(self) -> str:
        return self.name
