"""Reads a spreadsheet in a process of its own and prints its rows as JSON, sheet by sheet.

Run as a script, with nothing of Laurea imported. The library that opens spreadsheets takes
memory for the whole rectangle between the outermost cells, and ends its process where that is
not to be had, so it must never run in the process that asks. This one first limits its own
memory and time.

Lines printed: `{"sheet": NAME, "hidden": ROWS}`, then lists of rows, each row a list of texts; at
the end `{"end": true}`, or `{"refused": WHY}` with WHY one of `password`, `damaged`, `size`.

That library hands over errors and formulas without a stored value as empty cells, and does not
tell hidden rows. XLSX and XLSM files are therefore looked over once more (`marks_of`): a cell with
an error has its text, such as `#N/A`, and a formula without a value is `#FORMULA!`. A value that
spans several rows (merged cells) stands in each of them that has other content.
"""

from __future__ import annotations

import json
import posixpath
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any, Final, TextIO
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

NOT_COMPUTED: Final = "#FORMULA!"
"""Stands in a cell with a formula whose value was not stored; no program writes it."""

_ROWS_A_LINE: Final = 500
_BLOCK_BYTES: Final = 256 * 1024
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TRUE: Final = frozenset({"1", "true"})

Merged = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a range, each as row and column from 0."""


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
            workbook = CalamineWorkbook.from_filelike(file)
            refusal = print_workbook(workbook, cells, sys.stdout, marks_of(path))
    except PasswordError:
        refusal = "password"
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile, zlib.error, expat.ExpatError):
        refusal = "damaged"
    except MemoryError:
        refusal = "size"
    print(json.dumps({"refused": refusal} if refusal else {"end": True}))  # noqa: T201


@dataclass(slots=True)
class Marks:
    """What a worksheet says beyond its values: by row from 0, texts by column; hidden rows."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)


def print_workbook(
    workbook: CalamineWorkbook, cells: int, output: TextIO, marks: dict[str, Marks]
) -> str | None:
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
        seen = marks.get(sheet.name, Marks())
        hidden = [row + 1 for row in seen.hidden]
        print(json.dumps({"sheet": sheet.name, "hidden": hidden}), file=output)
        marked = _marked(rows.iter_rows(), seen)
        for batch in _batches(_spread(marked, rows.merged_cell_ranges or ())):
            print(json.dumps(batch), file=output)
    return None


def marks_of(path: str) -> dict[str, Marks]:
    """Return the marks of each worksheet of an XLSX file by its name; of other files none."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        members = {name.casefold(): name for name in archive.namelist()}
        if _WORKBOOK not in members or _RELATIONS not in members:
            return {}
        parts: dict[str, str] = {}
        with archive.open(members[_RELATIONS]) as content:
            for name, given in _elements(content):
                if name == "Relationship":
                    target = posixpath.join("/xl", given.get("Target", ""))
                    parts[given.get("Id", "")] = posixpath.normpath(target).lstrip("/")
        marks = {}
        with archive.open(members[_WORKBOOK]) as content:
            sheets = [given for name, given in _elements(content) if name == "sheet"]
        for given in sheets:
            part = parts.get(given.get("id", ""), "").casefold()
            if part in members:
                with archive.open(members[part]) as content:
                    marks[given.get("name", "")] = _read_marks(content)
        return marks


def _elements(content: IO[bytes]) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a small document, by local names."""
    found: list[tuple[str, dict[str, str]]] = []

    def begin(name: str, given: dict[str, str]) -> None:
        found.append((_local(name), {_local(key): value for key, value in given.items()}))

    _parse(content, begin, lambda _name: None, lambda _text: None)
    return found


def _read_marks(content: IO[bytes]) -> Marks:
    """Return the marks of one worksheet (ECMA-376, part 1, section 18.3.1)."""
    walk = _SheetWalk()
    _parse(content, walk.begin, walk.end, walk.text)
    return walk.marks


class _SheetWalk:
    """Follows the rows and cells of a worksheet; places may be left out, and then count on."""

    def __init__(self) -> None:
        self.marks = Marks()
        self._row = self._column = -1
        self._is_hidden = self._has_formula = self._is_in_value = False
        self._kind = self._value = ""

    def begin(self, name: str, given: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            self._column = _column_of(given.get("r", "")) if "r" in given else self._column + 1
            self._kind, self._value, self._has_formula = given.get("t", "n"), "", False
        elif local == "f":
            self._has_formula = True
        elif local in {"v", "t"}:
            self._is_in_value = True
        elif local == "row":
            self._row = int(given["r"]) - 1 if "r" in given else self._row + 1
            self._column = -1
            self._is_hidden = given.get("hidden", "") in _TRUE

    def text(self, text: str) -> None:
        if self._is_in_value:
            self._value += text

    def end(self, name: str) -> None:
        local = _local(name)
        if local in {"v", "t"}:
            self._is_in_value = False
        elif local == "c":
            self._note()

    def _note(self) -> None:
        """Note a cell that is not what its value says, and a hidden row that has content."""
        mark = ""
        if self._kind == "e":
            mark = self._value.strip() or "#VALUE!"
        elif self._has_formula and not self._value and self._kind != "str":
            mark = NOT_COMPUTED
        if mark:
            self.marks.cells.setdefault(self._row, {})[self._column] = mark
        hidden = self.marks.hidden
        if self._is_hidden and self._value and hidden[-1:] != [self._row]:
            hidden.append(self._row)


def _parse(content: IO[bytes], begin: Any, end: Any, text: Any) -> None:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while block := content.read(_BLOCK_BYTES):
        parser.Parse(block)
    parser.Parse(b"", True)  # noqa: FBT003 - expat names it not  # noqa: FBT003 - expat knows no names


def _refuse_doctype(*_: object) -> None:
    raise ValueError("A spreadsheet declares no document type.")


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _column_of(place: str) -> int:
    """Return the column of a place, from 0.

    >>> _column_of("A1"), _column_of("AB12")
    (0, 27)
    """
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(place)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _marked(rows: Iterable[list[Any]], marks: Marks) -> Iterator[list[Any]]:
    """Yield the rows with the marks of their cells in place."""
    for number, row in enumerate(rows):
        for column, mark in marks.cells.get(number, {}).items():
            row.extend([""] * (column + 1 - len(row)))
            row[column] = mark
        yield row


def _spread(rows: Iterable[list[Any]], merged: Iterable[Merged]) -> Iterator[list[Any]]:
    """Yield the rows with the values of merged cells in every row that they span."""
    begins: dict[int, list[tuple[int, int]]] = {}
    for (row, column), (last_row, _) in merged:
        if last_row > row:
            begins.setdefault(row, []).append((column, last_row))
    open_: list[tuple[int, int, Any]] = []
    for number, cells in enumerate(rows):
        open_ = [each for each in open_ if each[1] >= number]
        has_content = any(cell != "" for cell in cells) if open_ else False
        for column, _, value in open_:
            if has_content and column < len(cells) and cells[column] == "":
                cells[column] = value
        for column, last_row in begins.get(number, ()):
            if column < len(cells) and cells[column] != "":
                open_.append((column, last_row, cells[column]))
        yield cells


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
