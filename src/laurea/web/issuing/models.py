"""Credentials from reservation to revocation, their places in status lists, and runs of many."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from laurea.credentials.status.bitstring import MINIMUM_ENTRIES


class StatusList(models.Model):
    """One status list of an organization: so many places, of which so many are given out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField()
    entries = models.PositiveIntegerField(default=MINIMUM_ENTRIES)
    given_out = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "number"], name="status_list_unique"),
            models.CheckConstraint(
                condition=Q(given_out__lte=F("entries")), name="status_list_not_overfull"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.number}"


class CredentialState(models.TextChoices):
    """Reserved: it has an id and a place in a list, and nobody has seen it. Then issued."""

    RESERVED = "reserved", _("Reserved")
    ISSUED = "issued", _("Issued")
    REVOKED = "revoked", _("Revoked")


class Credential(models.Model):
    """One award: the signed bytes as issued, and columns to find them by.

    `key` is the caller's name for the award: the same key is the same award, however often it
    is asked for. `asked` is a digest of what was asked for under it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    achievement = models.ForeignKey(
        "catalog.Achievement", on_delete=models.PROTECT, related_name="+"
    )
    issuer_key = models.ForeignKey(
        "organizations.IssuerKey", on_delete=models.PROTECT, related_name="+"
    )
    status_list = models.ForeignKey(
        "issuing.StatusList", on_delete=models.PROTECT, related_name="+"
    )
    status_index = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    asked = models.BinaryField(max_length=32)
    state = models.CharField(
        max_length=8, choices=CredentialState.choices, default=CredentialState.RESERVED
    )
    document = models.BinaryField(null=True)
    recipient_email = models.EmailField(max_length=254, blank=True)
    recipient_name = models.CharField(max_length=300, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    reserved_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("credential")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="credential_place_unique"
            ),
            models.UniqueConstraint(fields=["organization", "key"], name="credential_key_unique"),
            models.CheckConstraint(
                condition=Q(state="reserved", document=None, issued_at=None)
                | (~Q(state="reserved") & Q(document__isnull=False, issued_at__isnull=False)),
                name="credential_document_when_issued",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["achievement", "issued_at"], name="credential_by_achievement"),
            models.Index(fields=["recipient_email"], name="credential_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"


class UnsequencedEntry(models.Model):
    """A log entry that has no position yet: the commitment to a credential, and its salt.

    Forgetting the salt makes the commitment meaningless, and the log still verifies.
    """

    credential = models.OneToOneField(
        "issuing.Credential", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    salt = models.BinaryField(max_length=32)
    commitment = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return bytes(self.commitment).hex()


class RunState(models.TextChoices):
    """A run is done when all its chunks are."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")


class BulkRun(models.Model):
    """Many awards of one achievement, asked for at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    achievement = models.ForeignKey(
        "catalog.Achievement", on_delete=models.PROTECT, related_name="+"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    rows = models.PositiveIntegerField()
    issued = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="run_key_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.issued} of {self.rows})"


class BulkChunk(models.Model):
    """Some rows of a run that are worked on together.

    `rows` is what was asked for, as JSON; `refusals` says which row was not issued and why.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey("issuing.BulkRun", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    rows = models.JSONField()
    refusals = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="chunk_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number} ({self.state})"
