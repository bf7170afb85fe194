"""The refused rows of a roster as a CSV file that can be mended and read again.

It is UTF-8 with a byte order mark and has commas and CRLF, so that every spreadsheet program
opens it as it is. A cell that such a program could take for a formula is preceded by `'`, as
OWASP advises; reading a roster takes that `'` away again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final

from laurea.integrations.roster.formulas import neutralised
from laurea.integrations.roster.rows import RefusedRow

ROW: Final = "Row"
REASON: Final = "Reason"


def write_refused(
    rows: Iterable[RefusedRow], destination: BinaryIO, *, header: Sequence[str]
) -> int:
    """Write refused rows with their own cells, their numbers and the reasons.

    Args:
        rows: the refused rows, in any order.
        destination: a binary file; it stays open.
        header: the header of the roster they come from (`Roster.header`).

    Returns:
        How many rows were written. Where there are none, only the header is.
    """
    repeated = 2 if tuple(header[-2:]) == (ROW, REASON) else 0
    columns = header[: len(header) - repeated]
    text = io.TextIOWrapper(destination, "utf-8-sig", "backslashreplace", newline="")
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([neutralised(cell) for cell in (*columns, ROW, REASON)])
        count = 0
        for row in rows:
            own = [*row.cells[: len(columns)], *[""] * (len(columns) - len(row.cells))]
            beyond = row.cells[len(columns) + repeated :]
            cells = (*own, str(row.number), row.reason, *beyond)
            writer.writerow([neutralised(cell) for cell in cells])
            count += 1
        return count
    finally:
        text.detach()
