"""Reads a spreadsheet in a process of its own and prints its rows as JSON, sheet by sheet.

Run as a script, with nothing of Laurea imported. The library that opens spreadsheets takes
memory for the whole rectangle between the outermost cells, and ends its process where that is
not to be had, so it must never run in the process that asks. This one first limits its own
memory and time.

Lines printed: `{"sheet": NAME}`, then lists of rows, each row a list of texts; at the end
`{"end": true}`, or `{"refused": WHY}` with WHY one of `password`, `damaged`, `size`.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, TextIO

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

_ROWS_A_LINE: Final = 500


def main(path: str, memory_bytes: int, cpu_s: int, output_bytes: int, cells: int) -> None:
    """Print the visible worksheets of the spreadsheet at `path`."""
    for kind, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    try:
        with Path(path).open("rb") as file:
            refusal = print_workbook(CalamineWorkbook.from_filelike(file), cells, sys.stdout)
    except PasswordError:
        refusal = "password"
    except (CalamineError, OSError, ValueError):
        refusal = "damaged"
    except MemoryError:
        refusal = "size"
    print(json.dumps({"refused": refusal} if refusal else {"end": True}))  # noqa: T201


def print_workbook(workbook: CalamineWorkbook, cells: int, output: TextIO) -> str | None:
    """Print the visible worksheets; return why that was given up, or `None`."""
    for sheet in workbook.sheets_metadata:
        if (
            sheet.typ is not SheetTypeEnum.WorkSheet
            or sheet.visible is not SheetVisibleEnum.Visible
        ):
            continue
        rows = workbook.get_sheet_by_name(sheet.name)
        last_row, last_column = rows.end or (-1, -1)
        if (last_row + 1) * (last_column + 1) > cells:
            return "size"
        print(json.dumps({"sheet": sheet.name}), file=output)
        for batch in _batches(rows.iter_rows()):
            print(json.dumps(batch), file=output)
    return None


def cell_text(value: Any) -> str:
    """Return a cell as the text that stands for it in a CSV file.

    >>> cell_text(85.0), cell_text(0.1 + 0.2), cell_text(date(2026, 6, 14)), cell_text(True)
    ('85', '0.3', '2026-06-14', 'TRUE')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _batches(rows: Iterator[list[Any]]) -> Iterator[list[list[str]]]:
    batch = []
    for row in rows:
        while row and row[-1] == "":
            row.pop()
        batch.append([cell_text(value) for value in row])
        if len(batch) == _ROWS_A_LINE:
            yield batch
            batch = []
    if batch:
        yield batch


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:]))
