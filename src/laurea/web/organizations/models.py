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
    """Somebody who awards achievements. `slug` is its place in addresses; `logo` is a PNG.

    `contact_email` is where learners write to, and `privacy_url` the page that says what it does
    with what it knows of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    legal_name = models.CharField(_("legal name"), max_length=200)
    url = models.URLField(_("home page"), blank=True)
    contact_email = models.EmailField(_("address to write to"), max_length=254, blank=True)
    privacy_url = models.URLField(_("privacy notice"), blank=True)
    short_name = models.CharField(_("short name on artwork"), max_length=20)
    ink = models.CharField(_("ink"), max_length=10, choices=Ink.choices, default=Ink.PRUSSIAN)
    logo = models.BinaryField(default=bytes, editable=False)
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

    The key signs from `valid_from` until `valid_until`, and what it signed stays good. A key that
    was compromised counts for nothing any more: whoever has it can write any date.
    `compromised_at` says since when others may have it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    public_key_multibase = models.CharField(max_length=500, unique=True)
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
        return self.public_key_multibase


class CompromiseRequest(models.Model):
    """An owner's request that a key be marked as compromised, which another owner confirms.

    It waits until `ended_at` is set: confirmed by somebody, or withdrawn or refused by `ended_by`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey("organizations.IssuerKey", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(ended_at=None), name="compromise_open_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} since {self.since}"


class Invitation(models.Model):
    """A letter that asks somebody to work for an organization; its link counts once and not long.

    The link's token is derived from `id` and `nonce` with the secret key of the installation; here
    is its digest. `is_handed_over` says that the inviter was shown the link, so that holding it
    proves nothing about the address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Role.choices)
    nonce = models.CharField(max_length=32)
    token_digest = models.CharField(max_length=64, unique=True)
    is_handed_over = models.BooleanField(default=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "email", "role"],
                condition=Q(ended_at=None),
                name="invitation_open_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.role} {self.organization_id}"


class Setup(models.Model):
    """How far the set-up of this installation is; there is one row at most, and none after `init`.

    It is begun with the first administrator, and over for ever when it is finished.
    `address_seen` is the public address that the administrator confirmed.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    administrator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    organization = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField()
    address_seen = models.CharField(max_length=300, blank=True)
    mail_seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="setup_is_one"),
        ]

    def __str__(self) -> str:
        return f"begun {self.begun_at}, finished {self.finished_at}"
