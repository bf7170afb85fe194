"""The audit trail: one row for each act, chained by hashes so that no row can change unseen.

A digest is SHA-256 over the digest before and the canonical JSON of the row. Rows are added in
the transaction of the act, the end of the chain locked, so that positions have no gaps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import QuerySet

from laurea.web.operations.models import AuditHead, AuditRow, ChainCheck

__all__ = [
    "SYSTEM",
    "AuditRow",
    "ChainCheck",
    "ChainReport",
    "audit",
    "audit_trail",
    "audited",
    "audited_at",
    "chain_length",
    "check_chain",
    "last_chain_check",
    "note_chain_check",
]

SYSTEM: Final = "system"
"""The actor where no person acts."""
_FIRST_DIGEST: Final = bytes(32)
_HEAD: Final = 1


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What reading the whole chain came to.

    Attributes:
        rows: how many rows were read.
        bad_position: the first position that is missing or does not fit, if any.
        head: the digest at the end, in hexadecimal.
    """

    rows: int
    bad_position: int | None
    head: str


def audit(
    action: str,
    subject: str,
    *,
    actor: str,
    at: datetime,
    organization: UUID | None = None,
    body: Mapping[str, Any] | None = None,
) -> None:
    """Add a row to the audit trail, in the transaction that is open.

    Args:
        action: what was done, as `credential.issue`.
        subject: what it was done to: an identifier.
        actor: who did it: an account's id, or `SYSTEM`.
        at: when, timezone-aware.
        organization: in which organization, whose auditors read it; `None` for what is a
            person's own or the installation's.
        body: what else is worth knowing; no secrets, and no more of people than ids.

    Raises:
        RuntimeError: no transaction is open (a bug of the caller).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit row is written in the transaction of the act")
    head = _locked_head()
    row = AuditRow(
        position=head.position + 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        organization=organization,
        body=dict(body or {}),
    )
    row.digest = _digest(bytes(head.digest), row)
    row.save(force_insert=True)
    AuditHead.objects.filter(pk=_HEAD).update(position=row.position, digest=row.digest)


def check_chain() -> ChainReport:
    """Read the whole audit trail and say where it first does not fit, if anywhere.

    No lock is held: what others add in the meantime must go on from the head as it was.
    """
    head = AuditHead.objects.filter(pk=_HEAD).first() or _empty_head()
    digest, expected = _FIRST_DIGEST, 1
    is_head_met = head.position == 0 and bytes(head.digest) == digest
    for row in AuditRow.objects.order_by("position").iterator():
        if row.position != expected or bytes(row.digest) != _digest(digest, row):
            return ChainReport(expected - 1, expected, digest.hex())
        digest, expected = bytes(row.digest), expected + 1
        is_head_met |= (row.position, digest) == (head.position, bytes(head.digest))
    now = AuditHead.objects.filter(pk=_HEAD).first() or _empty_head()
    is_whole = is_head_met and expected - 1 <= now.position
    return ChainReport(expected - 1, None if is_whole else expected, digest.hex())


def note_chain_check(report: ChainReport, *, at: datetime) -> None:
    """Keep what reading the chain came to, in place of what was kept before."""
    ChainCheck.objects.update_or_create(
        pk=_HEAD, defaults={"at": at, "rows": report.rows, "bad_position": report.bad_position}
    )


def last_chain_check() -> ChainCheck | None:
    """Return what the last reading of the chain came to, if there was one."""
    return ChainCheck.objects.filter(pk=_HEAD).first()


def audited(*subjects: str) -> list[AuditRow]:
    """Return what was done to some subjects, first things first."""
    return list(AuditRow.objects.filter(subject__in=subjects).order_by("position"))


def audited_by(actor: str) -> Iterator[AuditRow]:
    """Yield what somebody did, first things first; no index helps, so it is for rare occasions."""
    return AuditRow.objects.filter(actor=actor).order_by("position").iterator()


def audited_at(moments: Collection[datetime], *actions: str) -> list[AuditRow]:
    """Return what was done at some moments, if it was one of these actions, first things first."""
    rows = AuditRow.objects.filter(at__in=moments, action__in=actions)
    return list(rows.order_by("position"))


def chain_length() -> int:
    """Return how many rows the whole audit trail has."""
    return (AuditHead.objects.filter(pk=_HEAD).first() or _empty_head()).position


def audit_trail(organization: UUID) -> QuerySet[AuditRow]:
    """Return what was done in an organization, last things first."""
    return AuditRow.objects.filter(organization=organization).order_by("-position")


def _locked_head() -> AuditHead:
    empty = {"position": 0, "digest": _FIRST_DIGEST}
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=_HEAD, defaults=empty)
    return head


def _empty_head() -> AuditHead:
    return AuditHead(pk=_HEAD, position=0, digest=_FIRST_DIGEST)


def _digest(before: bytes, row: AuditRow) -> bytes:
    said = {
        "position": row.position,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "organization": str(row.organization) if row.organization else None,
        "body": row.body,
    }
    return hashlib.sha256(before + orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()
