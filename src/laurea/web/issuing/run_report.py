"""What became of every row of a run, as a CSV file that spreadsheets open as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from laurea.integrations.roster.formulas import neutralised
from laurea.web.issuing.access import (
    BulkRun,
    CredentialState,
    RunState,
    chunks_of,
    credentials_under,
)
from laurea.web.issuing.addresses import credential_address
from laurea.web.issuing.rosters.access import RosterDraft
from laurea.web.issuing.rosters.left import in_order, rows_without
from laurea.web.issuing.run_key import row_key

_HEADER: Final = ("row", "outcome", "credential", "reason")

Line = tuple[str, str, str, str]
"""A row: its name, what became of it in a word, the credential's address, the reason."""


def report_as_csv(run: BulkRun, draft: RosterDraft | None) -> bytes:
    """Return the report of a run.

    Args:
        run: the run.
        draft: the roster it was started from, if it was started from one.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADER)
    lines = {line[0]: line for line in _lines(run, draft)}
    for name in sorted(lines, key=in_order):
        writer.writerow(map(neutralised, lines[name]))
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def _lines(run: BulkRun, draft: RosterDraft | None) -> Iterator[Line]:
    yield from _asked_for(run)
    for one in rows_without(run, draft):
        yield one.name, one.kind, "", one.reason


def _asked_for(run: BulkRun) -> Iterator[Line]:
    """Yield the rows that the run was asked for, chunk by chunk."""
    for chunk in chunks_of(run.pk):
        keys = {row["key"]: row_key(run.pk, row["key"]) for row in chunk.rows}
        standing = credentials_under(run.organization_id, keys.values())
        for name, key in keys.items():
            credential = standing.get(key)
            if credential is not None and credential.state != CredentialState.RESERVED:
                yield name, credential.state, credential_address(credential), ""
            else:
                yield name, chunk.state if chunk.state != RunState.DONE else "refused", "", ""
