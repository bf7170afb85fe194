"""Organizations, who works for them in which role, and the public part of their keys."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Ink(models.TextChoices):
    """The inks of badge artwork; an organization has one."""

    PRUSSIAN = "prussian", _("Prussian blue")
    PETROL = "petrol", _("Petrol")
    IRON = "iron", _("Iron")
    UMBER = "umber", _("Umber")
    AUBERGINE = "aubergine", _("Aubergine")
    BRONZE = "bronze", _("Bronze")


class Organization(models.Model):
    """Somebody who awards achievements. `slug` is its place in addresses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    legal_name = models.CharField(_("legal name"), max_length=200)
    url = models.URLField(_("home page"), blank=True)
    short_name = models.CharField(_("short name on artwork"), max_length=20)
    ink = models.CharField(_("ink"), max_length=10, choices=Ink.choices, default=Ink.PRUSSIAN)
    founded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("organization")

    def __str__(self) -> str:
        return self.legal_name


class Role(models.TextChoices):
    """What a member may do. An owner may do everything; an auditor may read everything."""

    OWNER = "owner", _("Owner")
    DESIGNER = "designer", _("Designer")
    ISSUER = "issuer", _("Issuer")
    REVIEWER = "reviewer", _("Reviewer")
    AUDITOR = "auditor", _("Auditor")


class Membership(models.Model):
    """One role of one account in one organization."""

    id = models.BigAutoField(primary_key=True)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="+"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "account", "role"], name="membership_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.organization_id}"


class IssuerKey(models.Model):
    """One key of an organization, and when it signs; the private part stays in its key file.

    The key signs from `valid_from` until `valid_until`. What it signed stays good, unless it was
    compromised: then nothing counts that it signed at `compromised_at` or later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    verification_method = models.CharField(max_length=500, unique=True)
    public_key_multibase = models.CharField(max_length=500)
    key_file = models.CharField(max_length=100, unique=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    compromised_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="issuer_key_window",
            ),
        ]

    def __str__(self) -> str:
        return self.verification_method

    @property
    def did(self) -> str:
        """The identifier of the issuer whose key this is."""
        return self.verification_method.partition("#")[0]
