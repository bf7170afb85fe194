"""What became of every row of a run, as a CSV file that spreadsheets open as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from laurea.integrations.roster.refused import neutralised
from laurea.web.issuing.access import BulkRun, CredentialState, chunks_of, credentials_under
from laurea.web.issuing.content import credential_address

_HEADER: Final = ("row", "outcome", "credential", "reason")

Line = tuple[int, str, str, str]
"""A row: its number, what became of it in a word, the credential's address, the reason."""


def report_as_csv(run: BulkRun, rest: list[dict[str, Any]]) -> bytes:
    """Return the report of a run.

    Args:
        run: the run.
        rest: the rows of its roster that got no credential (`RosterDraft.rest`).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for number, *cells in sorted({line[0]: line for line in _lines(run, rest)}.values()):
        writer.writerow([number, *map(neutralised, cells)])
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def _lines(run: BulkRun, rest: list[dict[str, Any]]) -> Iterator[Line]:
    yield from _issued(run)
    for one in rest:
        yield int(one["row"]), one["kind"], "", one["reason"]


def _issued(run: BulkRun) -> Iterator[Line]:
    """Yield the rows that the run was asked for, chunk by chunk."""
    for chunk in chunks_of(run.pk):
        refused = {one["key"]: one["problem"]["detail"] for one in chunk.refusals}
        keys = {row["key"]: f"run:{run.pk}:{row['key']}" for row in chunk.rows}
        standing = credentials_under(run.organization_id, keys.values())
        for number, key in keys.items():
            credential = standing.get(key)
            is_issued = credential is not None and credential.state != CredentialState.RESERVED
            if credential is not None and is_issued:
                yield int(number), "issued", credential_address(credential), ""
            elif number in refused:
                yield int(number), "refused", "", refused[number]
            else:
                yield int(number), chunk.state if chunk.state != "done" else "refused", "", ""
