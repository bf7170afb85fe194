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

_LONGEST_NUMBER: Final = 9

Line = tuple[str, str, str, str]
"""A row: its name, what became of it in a word, the credential's address, the reason."""


def report_as_csv(run: BulkRun, rest: list[dict[str, Any]]) -> bytes:
    """Return the report of a run.

    Args:
        run: the run.
        rest: the rows of its roster that got no credential (`RosterDraft.rest`).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADER)
    lines = {line[0]: line for line in _lines(run, rest)}
    for name in sorted(lines, key=in_order):
        writer.writerow(map(neutralised, lines[name]))
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def in_order(key: str) -> tuple[int, str]:
    """Return where a row stands: those of a roster by their numbers, others after them by name.

    >>> sorted(["b", "10", "9", "a"], key=in_order)
    ['9', '10', 'a', 'b']
    """
    is_number = key.isascii() and key.isdigit() and len(key) <= _LONGEST_NUMBER
    return (int(key), key) if is_number else (10**_LONGEST_NUMBER, key)


def _lines(run: BulkRun, rest: list[dict[str, Any]]) -> Iterator[Line]:
    yield from _issued(run)
    for one in rest:
        yield str(one["row"]), one["kind"], "", one["reason"]


def _issued(run: BulkRun) -> Iterator[Line]:
    """Yield the rows that the run was asked for, chunk by chunk."""
    for chunk in chunks_of(run.pk):
        refused = {one["key"]: one["problem"]["detail"] for one in chunk.refusals}
        keys = {row["key"]: f"run:{run.pk}:{row['key']}" for row in chunk.rows}
        standing = credentials_under(run.organization_id, keys.values())
        for name, key in keys.items():
            credential = standing.get(key)
            is_issued = credential is not None and credential.state != CredentialState.RESERVED
            if credential is not None and is_issued:
                yield name, "issued", credential_address(credential), ""
            elif name in refused:
                yield name, "refused", "", refused[name]
            else:
                yield name, chunk.state if chunk.state != "done" else "refused", "", ""
