"""Exporting the audit trail of an organization, row by row: as CSV, or as JSON lines."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from django.db import transaction

from laurea.integrations.roster.formulas import neutralised
from laurea.web.accounts.access import Account, names_of
from laurea.web.issuing.trail.words import actor_word
from laurea.web.operations.audit import AuditRow, audit
from laurea.web.organizations.access import Organization, Role, demand_role

AUDITORS: Final = frozenset({Role.OWNER, Role.AUDITOR})
"""Who reads the audit trail."""
_HEADER: Final = ("position", "at", "actor", "name", "action", "subject", "body", "digest")


class _Line:
    """Something to write to that hands each line back."""

    def write(self, line: str) -> str:
        return line


def audit_trail_export(
    *, actor: Account, organization: Organization, rows: int, at: datetime
) -> None:
    """Note that somebody takes a part of the trail out of the house.

    Args:
        actor: an owner or auditor.
        organization: whose trail it is.
        rows: how many rows of it.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor may not.
    """
    demand_role(actor, organization.pk, *AUDITORS)
    with transaction.atomic():
        audit(
            "audit.export",
            str(organization.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body={"rows": rows},
        )


def csv_lines(rows: Iterable[AuditRow], people: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a CSV file in UTF-8, the header first."""
    names = names_of(set(people))
    writer = csv.writer(_Line())
    # Spreadsheet programs take a file for UTF-8 where it begins with this mark.
    yield "\N{BYTE ORDER MARK}" + str(writer.writerow(_HEADER))
    for row in rows:
        said = {**_said(row, names), "body": orjson.dumps(row.body).decode()}
        yield str(writer.writerow([neutralised(str(said[name])) for name in _HEADER]))


def json_lines(rows: Iterable[AuditRow], people: Iterable[str]) -> Iterator[bytes]:
    """Yield one JSON object a line."""
    names = names_of(set(people))
    for row in rows:
        yield orjson.dumps(_said(row, names)) + b"\n"


def _said(row: AuditRow, names: dict[str, str]) -> dict[str, Any]:
    return {
        "position": row.position,
        "at": row.at.astimezone(UTC).isoformat(),
        "actor": row.actor,
        "name": actor_word(row.actor, names),
        "action": row.action,
        "subject": row.subject,
        "body": row.body,
        "digest": bytes(row.digest).hex(),
    }
