"""Exporting credentials as CSV: row by row, and safe to open in a spreadsheet program."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from laurea.integrations.roster.formulas import neutralised
from laurea.web.accounts.access import Account
from laurea.web.issuing.access import Credential
from laurea.web.issuing.addresses import credential_address
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import Organization, Role, demand_role

EXPORTERS: Final = frozenset({Role.OWNER, Role.ISSUER, Role.AUDITOR})
HEADER: Final = (
    "credential",
    "achievement",
    "version",
    "name",
    "email",
    "did",
    "state",
    "valid_from",
    "valid_until",
    "issued_at",
    "revoked_at",
    "revocation_reason",
    "suspended_at",
    "suspension_reason",
)
COLUMNS: Final = (
    "achievement__name",
    "achievement__number",
    "recipient_name",
    "recipient_email",
    "recipient_did",
    "state",
    "valid_from",
    "valid_until",
    "issued_at",
    "revoked_at",
    "revocation_reason",
    "suspended_at",
    "suspension_reason",
)
"""What an export reads of a credential beside its id."""


class _Line:
    """Something to write to that hands each line back."""

    def write(self, line: str) -> str:
        return line


def audit_export(*, actor: Account, organization: Organization, rows: int, at: datetime) -> None:
    """Note that somebody takes recipients' addresses out of the house.

    Raises:
        NotFound: the actor may not.
    """
    demand_role(actor, organization.pk, *EXPORTERS)
    with transaction.atomic():
        audit(
            "credential.export",
            str(organization.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body={"rows": rows},
        )


def export_lines(credentials: Iterable[Credential]) -> Iterator[str]:
    """Yield the lines of a CSV file in UTF-8, the header first."""
    writer = csv.writer(_Line())
    # Spreadsheet programs take a file for UTF-8 where it begins with this mark.
    yield "\N{BYTE ORDER MARK}" + str(writer.writerow(HEADER))
    for one in credentials:
        yield str(writer.writerow([neutralised(text) for text in _row(one)]))


def _row(one: Credential) -> tuple[str, ...]:
    return (
        credential_address(one),
        one.achievement.name,
        str(one.achievement.number),
        one.recipient_name,
        one.recipient_email,
        one.recipient_did,
        one.state,
        _stamp(one.valid_from),
        _stamp(one.valid_until),
        _stamp(one.issued_at),
        _stamp(one.revoked_at),
        one.revocation_reason,
        _stamp(one.suspended_at),
        one.suspension_reason,
    )


def _stamp(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""
