"""Credentials from reservation to revocation, their places in status lists, and runs of many."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from laurea.credentials.status.bitstring import MINIMUM_ENTRIES
from laurea.web.issuing import (  # noqa: F401 - Django finds the models of a room here
    approval_models,
    import_models,
    reminder_models,
    roster_models,
)


class StatusPurpose(models.TextChoices):
    """What a set bit of a list says: that it is over for good, or for now."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


class StatusList(models.Model):
    """One status list of an organization: so many places, of which so many are given out.

    Lists come in pairs of one number, one for each purpose: a credential has the same place in
    both, and the one for revocations gives it out. `document` is the list as it is served, signed
    with `issuer_key`; each version replaces the one before. `changes` counts how often a place was
    set or cleared; where `published_changes` is less, the next version is due.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField()
    purpose = models.CharField(
        max_length=10, choices=StatusPurpose.choices, default=StatusPurpose.REVOCATION
    )
    entries = models.PositiveIntegerField(default=MINIMUM_ENTRIES)
    given_out = models.PositiveIntegerField(default=0)
    changes = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    document = models.BinaryField(null=True)
    published_at = models.DateTimeField(null=True)
    published_changes = models.PositiveIntegerField(default=0)
    issuer_key = models.ForeignKey(
        "organizations.IssuerKey", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "number", "purpose"], name="status_list_unique"
            ),
            models.CheckConstraint(
                condition=Q(version=0, document=None, published_at=None, issuer_key=None)
                | Q(
                    version__gt=0,
                    document__isnull=False,
                    published_at__isnull=False,
                    issuer_key__isnull=False,
                ),
                name="status_list_version_with_document",
            ),
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


class Replacement(models.TextChoices):
    """Why a credential took the place of another: what that one said was wrong, or it ended."""

    CORRECTED = "corrected", _("Corrected")
    RENEWED = "renewed", _("Renewed")


class Publicity(models.TextChoices):
    """What a credential's address shows to whoever knows it.

    `declined` goes with the recipient's answer; `hidden` is the holder's choice.
    """

    OPEN = "open", _("By its link")
    HIDDEN = "hidden", _("Hidden by its holder")
    DECLINED = "declined", _("Declined")


class Credential(models.Model):
    """One award: the signed bytes as issued, and columns to find them by.

    `key` is the caller's name for the award: the same key is the same award, however often it
    is asked for. `asked` is a digest of what was asked for under it. `results` (pairs of name and
    value) and `evidence` (JSON as it stands in credentials) are what goes into the document
    beside the recipient. `on_purpose` says that somebody awards it although a result falls short
    of what the achievement requires. `revocation_reason` and `suspension_reason` are public. What
    has no `suspension_list` was awarded before there were such lists, and cannot be suspended;
    `suspension_changed_at` is when it was last suspended or reinstated. `replaces` is the
    credential whose place it takes, of which one that was handed out can take the place.
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
    recipient_did = models.CharField(max_length=2000, blank=True)
    recipient_name = models.CharField(max_length=300, blank=True)
    holder_shows_name = models.BooleanField(default=False)
    publicity = models.CharField(max_length=8, choices=Publicity.choices, default=Publicity.OPEN)
    results = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    on_purpose = models.BooleanField(default=False)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    reserved_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.CharField(max_length=500, blank=True)
    suspension_list = models.ForeignKey(
        "issuing.StatusList",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,  # only what was ever suspended is looked for by it: the index below
    )
    suspended_at = models.DateTimeField(null=True)
    suspension_reason = models.CharField(max_length=500, blank=True)
    suspension_changed_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey(
        "issuing.Credential",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,  # few replace another: the index below
    )
    replacement = models.CharField(max_length=9, choices=Replacement.choices, blank=True)
    replacement_reason = models.CharField(max_length=500, blank=True)

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
            models.CheckConstraint(
                condition=Q(state="revoked", revoked_at__isnull=False)
                | (~Q(state="revoked") & Q(revoked_at=None, revocation_reason="")),
                name="credential_moment_when_revoked",
            ),
            models.CheckConstraint(
                condition=Q(suspended_at=None, suspension_reason="")
                | (~Q(state="reserved") & Q(suspension_list__isnull=False)),
                name="credential_suspended_in_list",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, replacement="", replacement_reason="")
                | (Q(replaces__isnull=False) & ~Q(replacement="")),
                name="credential_replaces_somehow",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False) & ~Q(state="reserved"),
                name="credential_replaced_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["achievement", "issued_at"], name="credential_by_achievement"),
            models.Index(Lower("recipient_email"), name="credential_by_recipient"),
            models.Index(fields=["organization", "issued_at"], name="credential_by_issuing"),
            models.Index(
                fields=["organization", "-reserved_at", "-id"], name="credential_by_reserving"
            ),
            models.Index(
                fields=["status_list"], name="credential_revoked", condition=Q(state="revoked")
            ),
            models.Index(
                fields=["organization", "valid_until"],
                name="credential_ending",
                condition=Q(state="issued", valid_until__isnull=False),
            ),
            models.Index(
                fields=["replaces"],
                name="credential_replacing",
                condition=Q(replaces__isnull=False),
            ),
            models.Index(
                fields=["suspension_list", "suspension_changed_at"],
                name="credential_suspended",
                condition=Q(suspension_changed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"


class Lint(models.Model):
    """That an achievement was rehearsed with a key thrown away, and nothing was found wrong.

    `digest` is that of the achievement and its issuer as they were; when one has changed since,
    it says nothing any more.
    """

    achievement = models.OneToOneField(
        "catalog.Achievement", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    digest = models.BinaryField(max_length=32)
    linted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.achievement_id} at {self.linted_at}"


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
    """A run is done when all its chunks are.

    Of a cancelled run those chunks are cancelled that nobody had begun; it has ended when the
    others are done. A waiting run begins when a second person approves it, and has ended where
    they send it back. A paused run begins no further chunk. Chunks that are not done are called
    running, whether anybody works on them or not.
    """

    WAITING = "waiting", _("To be approved")
    RETURNED = "returned", _("Sent back")
    PAUSED = "paused", _("Paused")
    RUNNING = "running", _("Running")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Done")


class BulkRun(models.Model):
    """Many awards of one achievement, asked for at once.

    `set_aside` counts the rows of its roster that were not asked for. Nothing of it is issued
    before `begins_at`, where that is set.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    achievement = models.ForeignKey(
        "catalog.Achievement", on_delete=models.PROTECT, related_name="+"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=RunState.choices, default=RunState.RUNNING)
    rows = models.PositiveIntegerField()
    issued = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    begins_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="run_key_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.issued} of {self.rows})"


class RunRevocation(models.Model):
    """That all that a run issued is revoked, for one reason.

    `total` counts the chunks to be worked through, `done` those that are, `revoked` the
    credentials that it revoked; those that were revoked before keep their own reasons.
    """

    run = models.OneToOneField(
        "issuing.BulkRun", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    revoked = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.run_id} ({self.done} of {self.total})"


class BulkChunk(models.Model):
    """Some rows of a run that are worked on together.

    `rows` is what was asked for, as JSON, and `count` how many that are; `refusals` says which
    row was not issued and why.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey("issuing.BulkRun", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    rows = models.JSONField()
    count = models.PositiveIntegerField()
    refusals = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=RunState.choices, default=RunState.RUNNING)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="chunk_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number} ({self.state})"


class ClaimState(models.TextChoices):
    """What the recipient answered. Who declined may still accept; what was accepted stays so."""

    WAITING = "waiting", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Claim(models.Model):
    """Whether the recipient took a credential, and into which account, if into one.

    `asked_again_at` is when somebody whose link had expired asked for a new one that could not be
    sent: a person of the organization must make it. `name_wanted` is how the recipient says that
    their name is written, until a person of the organization has seen to it.
    """

    credential = models.OneToOneField(
        "issuing.Credential", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    state = models.CharField(max_length=8, choices=ClaimState.choices, default=ClaimState.WAITING)
    seen_at = models.DateTimeField(null=True)
    """When somebody of the organization took note that it was declined, if so."""
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_again_at = models.DateTimeField(null=True)
    name_wanted = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None, claimed_by=None)
                | (~Q(state="waiting") & Q(answered_at__isnull=False)),
                name="claim_answered_when_not_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id} ({self.state})"


class ClaimLink(models.Model):
    """A link under which a claim is answered: the SHA-256 of its token, never the token.

    A claim has as many as letters may have arrived, and each of them opens it.
    """

    id = models.BigAutoField(primary_key=True)
    claim = models.ForeignKey("issuing.Claim", on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["claim"], name="claim_link_by_claim")]

    def __str__(self) -> str:
        return f"{self.claim_id} until {self.expires_at}"


class LetterKind(models.TextChoices):
    """What a letter says."""

    CLAIM = "claim", _("A credential waits")
    REVOCATION = "revoked", _("A credential was revoked")
    SUSPENSION = "suspended", _("A credential was suspended")
    REINSTATEMENT = "reinstated", _("A credential was reinstated")
    REPLACEMENT = "replaced", _("A credential took the place of another")
    ENDING = "ending", _("A credential ends soon")


class LetterState(models.TextChoices):
    """Where a letter stands. `failed` ones are looked at by a person."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    NEEDLESS = "needless", _("No longer needed")


class Letter(models.Model):
    """One letter to the recipient of a credential. `round` counts how often it was to be sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+"
    )
    credential = models.ForeignKey("issuing.Credential", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    state = models.CharField(max_length=8, choices=LetterState.choices, default=LetterState.WAITING)
    round = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["credential", "kind"], name="letter_unique"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "state", "changed_at"], name="letter_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.credential_id} ({self.state})"
