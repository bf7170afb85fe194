"""Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS), read by a process of their own (`sheet_reader`)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, MEDIA_INVALID, Problem
from laurea.integrations.roster.limits import RosterLimits
from laurea.integrations.roster.table import Record

_READER: Final = Path(__file__).with_name("sheet_reader.py")
_OUTPUT_FACTOR: Final = 4
_PATIENCE: Final = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet, whose rows were written to a file (`sheet_reader`).

    `offset` is where its rows begin in the file. `hidden` are the numbers of the rows with
    content that the spreadsheet does not show, as far as it is known: in XLSX files.
    """

    path: Path
    name: str
    offset: int
    hidden: tuple[int, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None

    def records(self) -> Iterator[Record]:
        """Yield every row (`table.Table.records`)."""
        with self.path.open("rb") as spool:
            spool.seek(self.offset)
            for line in spool:
                if not line.startswith(b"["):
                    return
                yield from json.loads(line)


def read_workbook(
    path: Path, spool: IO[bytes], spool_path: Path, limits: RosterLimits
) -> list[Sheet]:
    """Return the visible worksheets of a spreadsheet, in their order.

    Args:
        path: the spreadsheet.
        spool: an empty file to which the rows are written.
        spool_path: its path.
        limits: what the reading may take.

    Raises:
        MalformedDocument: it is damaged, or needs a password.
        LimitExceeded: it needs more memory or time than the limits allow.
    """
    command = [
        *(sys.executable, "-P", str(_READER), str(path)),
        str(limits.spreadsheet_memory_bytes),
        str(limits.spreadsheet_cpu_s),
        str(limits.spreadsheet_bytes * _OUTPUT_FACTOR),
        str(limits.spreadsheet_cells),
    ]
    try:
        # The command is our own script; of the roster only its path is handed over.
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=spool,
            stderr=subprocess.DEVNULL,
            timeout=limits.spreadsheet_cpu_s * _PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_large() from error
    if done.returncode < 0:
        raise _too_large()  # killed by a limit
    sheets, end = _sheets(spool_path)
    if end.get("end") is not True:
        raise _refusal(str(end.get("refused", "damaged")))
    return sheets


def _sheets(spool_path: Path) -> tuple[list[Sheet], dict[str, Any]]:
    """Return where the sheets begin, and the last line."""
    sheets = []
    last: dict[str, Any] = {}
    with spool_path.open("rb") as spool:
        for line in iter(spool.readline, b""):
            if line.startswith(b"{"):
                last = json.loads(line)
                if "sheet" in last:
                    hidden = tuple(last["hidden"])
                    sheets.append(Sheet(spool_path, last["sheet"], spool.tell(), hidden))
    return sheets, last


def _refusal(reason: str) -> LaureaError:
    if reason == "size":
        return _too_large()
    if reason == "password":
        detail = "The spreadsheet is protected by a password. Save it without one."
    else:
        detail = "The spreadsheet is damaged. Open it in a spreadsheet program and save it anew."
    return MalformedDocument(Problem(MEDIA_INVALID, detail))


def _too_large() -> LimitExceeded:
    detail = (
        "The spreadsheet takes more memory or time than is allowed. Remove what stands far outside "
        "the table, or save the sheet as CSV."
    )
    return LimitExceeded(Problem(LIMIT, detail))
