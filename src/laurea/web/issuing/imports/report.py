"""What became of every record of an import, as a CSV file that spreadsheets open as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from laurea.integrations.roster.formulas import neutralised
from laurea.web.issuing.access import CredentialState, credentials_under
from laurea.web.issuing.addresses import credential_address
from laurea.web.issuing.imports.access import AwardElsewhere, Import, batches_of, standing_under
from laurea.web.issuing.run_key import row_key

_HEADER: Final = (
    *("number", "outcome", "original id", "original address", "achievement", "recipient"),
    *("awarded", "expires", "revoked", "signed here as", "reason"),
)


def import_report(brought: Import) -> bytes:
    """Return the report of an import."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for line in _lines(brought):
        writer.writerow(map(neutralised, line))
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def signed_as(brought: Import, awards: list[AwardElsewhere]) -> dict[str, str]:
    """Return the addresses of the credentials that awards were signed anew as, by original id."""
    keys = {row_key(one.run_id, str(one.pk)): one for one in awards if one.run_id}
    found = credentials_under(brought.organization_id, keys) if keys else {}
    return {
        keys[key].original_id: credential_address(credential)
        for key, credential in found.items()
        if credential.state != CredentialState.RESERVED
    }


def _lines(brought: Import) -> Iterator[tuple[str, ...]]:
    for batch in batches_of(brought.pk):
        ids = [outcome[3] for outcome in batch.outcomes if outcome[3]]
        awards = standing_under(brought.organization_id, brought.platform, ids)
        signed = signed_as(brought, list(awards.values()))
        for number, outcome, _here, original, reason in batch.outcomes:
            award = awards.get(original)
            said = _said(award, signed) if award else ("",) * 7
            yield (str(number), outcome, original, *said, reason)


def _said(award: AwardElsewhere, signed: dict[str, str]) -> tuple[str, ...]:
    return (
        award.url,
        award.achievement_name,
        award.recipient_email or award.recipient_identity or award.recipient_name,
        award.awarded_at.isoformat(),
        award.expires_at.isoformat() if award.expires_at else "",
        "yes" if award.is_revoked else "",
        signed.get(award.original_id, ""),
    )
