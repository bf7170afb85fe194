from __future__ import annotations

import io
import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from laurea.integrations.roster.sheet_reader import cell_text, print_workbook
from tests.integrations.roster.spreadsheets import write_xlsx


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  as it is ", "  as it is "),
        ("", ""),
        (85.0, "85"),
        (0.1 + 0.2, "0.3"),
        (-0.5, "-0.5"),
        (1e20, "100000000000000000000"),
        (12, "12"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 6, 14), "2026-06-14"),
        (datetime(2026, 6, 14), "2026-06-14"),  # noqa: DTZ001
        (datetime(2026, 6, 14, 10, 30), "2026-06-14T10:30:00"),  # noqa: DTZ001
        (time(10, 30), "10:30:00"),
        (timedelta(hours=26), "1 day, 2:00:00"),
    ],
)
def test_cells_become_the_text_a_csv_file_would_have(value: Any, text: str) -> None:
    assert cell_text(value) == text


def test_visible_sheets_are_printed_in_order_and_in_batches(tmp_path: Path) -> None:
    rows = [["email", "name", ""], *([["a@example.org"]] * 600)]
    path = write_xlsx(tmp_path / "a.xlsx", {"One": rows, "No": rows, "Two": [["x"]]}, ["No"])
    output = io.StringIO()
    with path.open("rb") as file:
        assert print_workbook(CalamineWorkbook.from_filelike(file), 10_000, output, {}) is None
    printed = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [line for line in printed if isinstance(line, dict)] == [
        {"sheet": "One", "hidden": []},
        {"sheet": "Two", "hidden": []},
    ]
    assert [len(line) for line in printed if isinstance(line, list)] == [500, 101, 1]
    assert printed[1][:2] == [["email", "name"], ["a@example.org"]]


def test_a_sheet_with_too_many_cells_is_not_printed(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"One": [["a", "b"], ["c", "d"]]})
    with path.open("rb") as file:
        workbook = CalamineWorkbook.from_filelike(file)
        assert print_workbook(workbook, 3, io.StringIO(), {}) == "size"
        assert print_workbook(workbook, 4, io.StringIO(), {}) is None
