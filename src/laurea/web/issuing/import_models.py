"""Exports of other platforms that were brought, and the awards that they tell of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from laurea.integrations.importers import Platform


class ImportState(models.TextChoices):
    """Brought: somebody is looking it over. Then it is being stored, and then it is."""

    BROUGHT = "brought", _("Being prepared")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")


class Import(models.Model):
    """An export that somebody brought: the file as it came, and what people said of it since.

    `key` names the form it came with, and its content: sent again it is the same. `achievements`
    (as `ImportedAchievement`, with `awards`) and `counts` (as `Survey`) are what was found in it.
    `mapping` says for the id of each of them what it becomes: the id of an achievement, `draft`,
    or nothing. `changes` counts what people said. When it is done, `content` is forgotten.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    platform = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Platform])
    date_order = models.CharField(max_length=3, blank=True)
    achievements = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    changes = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=7, choices=ImportState.choices, default=ImportState.BROUGHT)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="import_key_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"


class ImportBatch(models.Model):
    """Some records of an import that were stored together, and what became of each.

    `outcomes` are lists of the number, the outcome in a word, the id of the award here, the
    original id, and why it was refused.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey("issuing.Import", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    outcomes = models.JSONField()
    count = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "number"], name="import_batch_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.number}"


class AwardElsewhere(models.Model):
    """An award that another platform made, as its export tells. Nothing of it was verified.

    It is known by platform and original id: brought again it is the same. `achievement` is what
    it counts as here, if somebody said so; `run` signs it anew, if one was asked to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey("issuing.Import", on_delete=models.PROTECT, related_name="+")
    platform = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Platform])
    original_id = models.CharField(max_length=500)
    achievement = models.ForeignKey(
        "catalog.Achievement", on_delete=models.PROTECT, related_name="+", null=True
    )
    achievement_original_id = models.CharField(max_length=500)
    achievement_name = models.CharField(max_length=500)
    url = models.CharField(max_length=2048, blank=True)
    recipient_email = models.EmailField(max_length=254, blank=True)
    recipient_identity = models.CharField(max_length=500, blank=True)
    recipient_name = models.CharField(max_length=300, blank=True)
    awarded_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    is_revoked = models.BooleanField(default=False)
    revocation_reason = models.CharField(max_length=500, blank=True)
    narrative = models.TextField(blank=True)
    evidence = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    imported_at = models.DateTimeField()
    run = models.ForeignKey(
        "issuing.BulkRun", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("award made elsewhere")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "platform", "original_id"], name="award_elsewhere_unique"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "-awarded_at", "-id"], name="award_elsewhere_by_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.original_id}"


class ImportSigning(models.Model):
    """That a run signs awards of an import anew, and whether their recipients are told."""

    run = models.OneToOneField(
        "issuing.BulkRun", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    source = models.ForeignKey("issuing.Import", on_delete=models.PROTECT, related_name="+")
    sends_letters = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.source_id} by {self.run_id}"
