"""Tokens of programs, what they were answered, and what other programs are told."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Token(models.Model):
    """What a program shows to act for somebody in one organization: its SHA-256, never itself.

    `scopes` are what it may do; it never may more than `account` may at that moment. `ending` is
    how the token ends, so that people tell one from another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="+"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=32, unique=True)
    ending = models.CharField(max_length=4)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "-made_at"], name="token_by_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (…{self.ending})"


class Answer(models.Model):
    """What was answered to a request with an Idempotency-Key, as the bytes that were sent.

    `asked` is the digest of the request. While `status` is missing the request is under way, by
    whoever holds `lease`.
    """

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=100)
    asked = models.BinaryField(max_length=32)
    lease = models.CharField(max_length=32, blank=True)
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    content = models.BinaryField(default=bytes)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="answer_key_unique"),
        ]
        indexes: ClassVar = [models.Index(fields=["begun_at"], name="answer_by_age")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


class Webhook(models.Model):
    """An address that is told what happens in an organization, until `ended_at`.

    Its secret is derived from `id` and `nonce` with the secret key of the installation, so that
    the database does not hold it. `former_nonce` gives the secret before, with which messages are
    signed as well until `former_until`. While `paused_at` is set nothing is sent; until
    `rests_until` the address is left alone, because it failed a moment ago.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="+"
    )
    url = models.CharField(max_length=2000)
    events = models.JSONField(default=list)
    nonce = models.CharField(max_length=64)
    former_nonce = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organization"], name="webhook_standing", condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.url


class DeliveryState(models.TextChoices):
    """Where a message stands. `failed` ones wait for a person; `needless` ones for nobody."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Not delivered")
    NEEDLESS = "needless", _("No longer needed")


class Delivery(models.Model):
    """One message to one webhook; `body` is what is sent, the same bytes each time.

    `round` counts how often it was to be delivered, `attempts` the tries of this round.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey("api.Webhook", on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=40)
    body = models.BinaryField()
    state = models.CharField(
        max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    round = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("deliveries")
        indexes: ClassVar = [
            models.Index(fields=["webhook", "-made_at", "-id"], name="delivery_by_webhook"),
            models.Index(fields=["state", "changed_at"], name="delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.state})"
