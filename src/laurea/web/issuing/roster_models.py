"""Rosters that somebody brought, and what was changed in them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class RosterDraft(models.Model):
    """A roster that somebody brought: the file as it came, and what people said of it since.

    From the start of its run on it does not change; when the run has ended, `content` is
    forgotten, and `rest` keeps the rows that got no credential, with `header` above them.
    `key` names the form it came with, and its content: sent again it is the same draft.
    `changes` counts what people said of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    achievement = models.ForeignKey(
        "catalog.Achievement", on_delete=models.PROTECT, related_name="+"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    sheets = models.JSONField(default=list)
    encoding = models.CharField(max_length=40, blank=True)
    delimiter = models.CharField(max_length=8, blank=True)
    sheet = models.CharField(max_length=200, blank=True)
    mapping = models.JSONField(default=dict)
    date_order = models.CharField(max_length=3, blank=True)
    allow_duplicates = models.BooleanField(default=False)
    award_again = models.BooleanField(default=False)
    changes = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    run = models.OneToOneField(
        "issuing.BulkRun", on_delete=models.PROTECT, related_name="+", null=True
    )
    header = models.JSONField(default=list)
    rest = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="roster_key_unique"),
        ]

    def __str__(self) -> str:
        return self.file_name


class RosterMend(models.Model):
    """What people changed in one row of a draft: cells by the number of their column, from 0.

    `on_purpose` says that it is awarded although a result falls short.
    """

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey("issuing.RosterDraft", on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    is_set_aside = models.BooleanField(default=False)
    on_purpose = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "row"], name="roster_mend_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.row}"
