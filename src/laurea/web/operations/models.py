"""What happened (`Event`), what is to be done (`Job`), and who did what (`AuditRow`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """Something that happened, written in the transaction that made it happen; never changed."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    body = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "subject"], name="event_name_subject")]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class JobState(models.TextChoices):
    """Where a job stands. `dead` jobs are looked at by a person."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(models.Model):
    """One piece of work: who may do it now (the lease), how often it was tried, how it ended.

    `key` makes adding a job idempotent: there is one job for each task and key. Jobs of one
    `lane` wait for each other; a lane that is slow holds up no other.
    """

    id = models.BigAutoField(primary_key=True)
    task = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    lane = models.CharField(max_length=8, default="main")
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=16, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "key"], name="job_task_key_unique"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["lane", "due_at", "id"],
                name="job_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["lease_until"], name="job_running", condition=models.Q(state="running")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.key} ({self.state})"


class AuditHead(models.Model):
    """The end of the audit chain. Its one row is locked while a row is added to the chain."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    position = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.position} {bytes(self.digest).hex()}"


class AuditRow(models.Model):
    """Who did what to what, and when. Each row's digest covers the row and the one before it.

    `organization` is the one in which it was done, if it was done in any.
    """

    position = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    organization = models.UUIDField(null=True)
    body = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "position"], name="audit_by_subject"),
            models.Index(fields=["at"], name="audit_by_moment"),
            models.Index(fields=["organization", "position"], name="audit_by_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.actor} {self.action} {self.subject}"


class PublicAddress(models.Model):
    """The address that everything signed here carries, and since when; one row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    address = models.CharField(max_length=300)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.address


class ChainCheck(models.Model):
    """When the audit chain was last read from end to end, and what came of it; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    at = models.DateTimeField()
    rows = models.BigIntegerField()
    bad_position = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.at} {self.rows} {self.bad_position}"
