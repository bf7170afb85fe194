from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.integrations.roster import ReadAs, RosterLimits
from tests.integrations.roster.spreadsheets import (
    write_compound_file,
    write_ods,
    write_xls,
    write_xlsx,
)

HEADER = ["E-Mail *", "Vorname", "Nachname", "Ausgestellt am", "Ergebnis"]
ALVA = ["alva@example.org", "Alva", "Lind", "14.06.2026", "gut"]


@pytest.mark.parametrize(("name", "write"), [("a.ods", write_ods), ("a.xls", write_xls)])
def test_other_spreadsheets_are_read_like_excels(
    tmp_path: Path, read: Callable[..., Any], name: str, write: Callable[..., Path]
) -> None:
    found = read(write(tmp_path / name, [HEADER, ALVA]))
    assert (found.learner.email, found.learner.name) == ("alva@example.org", "Alva Lind")
    assert found.learner.awarded == datetime(2026, 6, 14, tzinfo=UTC)
    assert found.sheet == "Sheet"
    assert found.encoding is found.delimiter is None


def test_dates_numbers_and_texts_of_a_spreadsheet_are_read_as_they_look(
    tmp_path: Path, read: Callable[..., Any]
) -> None:
    rows: list[list[Any]] = [
        ["Kurs: Schweißen"],
        [],
        HEADER,
        ["a@example.org", "Alva", "Lind", date(2026, 6, 14), 12],
        [],
        ["b@example.org", "Bo", "Ek", datetime(2026, 6, 14, 10, 30), 0.1 + 0.2],  # noqa: DTZ001
        ["c@example.org", 7, True, 46187, "=A1"],
    ]
    found = read(write_xlsx(tmp_path / "a.xlsx", {"Kurs": rows}))
    assert [row.number for row in found.learners] == [4, 6, 7]
    assert [row.results[0][1] for row in found.learners[:2]] == ["12", "0.3"]
    assert [row.awarded for row in found.learners] == [
        datetime(2026, 6, 14, tzinfo=UTC),
        datetime(2026, 6, 14, 10, 30, tzinfo=UTC),
        datetime(2026, 6, 14, tzinfo=UTC),
    ]
    assert found.names[2] == "7 TRUE"
    assert found.header_row == 3
    assert any("Row 1 stands above" in warning for warning in found.warnings)
    assert any("46187" in warning for warning in found.warnings)


def test_shares_that_may_be_shown_as_percentages_are_pointed_out(
    tmp_path: Path, read: Callable[..., Any]
) -> None:
    rows: list[list[Any]] = [["email", "score"], ["a@example.org", 0.85], ["b@example.org", 1]]
    found = read(write_xlsx(tmp_path / "a.xlsx", {"a": rows}))
    assert "0.85" in found.warnings[0]
    rows.append(["c@example.org", 2])
    assert read(write_xlsx(tmp_path / "b.xlsx", {"a": rows})).warnings == ()


def test_the_first_visible_sheet_with_a_header_is_read_and_the_others_are_named(
    tmp_path: Path, read: Callable[..., Any]
) -> None:
    sheets = {
        "Cover": [["Welding"]],
        "Old": [HEADER, ["old@example.org"]],
        "Now": [HEADER, ALVA],
        "More": [HEADER, ["more@example.org"]],
        "Empty": [],
    }
    path = write_xlsx(tmp_path / "a.xlsx", sheets, hidden=["Old"])
    found = read(path)
    assert (found.sheet, found.emails) == ("Now", ["alva@example.org"])
    assert "“Cover”, “More”" in found.warnings[0]
    assert read(path, read_as=ReadAs(sheet="More")).emails == ["more@example.org"]


def test_a_sheet_that_is_not_there_is_refused(
    tmp_path: Path, refusal: Callable[..., LaureaError]
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Now": [HEADER, ALVA]})
    error = refusal(path, read_as=ReadAs(sheet="Then"))
    assert "The sheets are: “Now”" in error.problem.detail


def test_a_spreadsheet_without_content_is_refused(
    tmp_path: Path, refusal: Callable[..., LaureaError]
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Now": [], "Old": [HEADER, ALVA]}, hidden=["Old"])
    assert refusal(path).problem.type.slug == "roster-empty"


def with_far_cell(path: Path, place: str) -> Path:
    """A spreadsheet with a cell far outside its table."""
    write_xlsx(path, {"Now": [HEADER, ALVA]})
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
    return rewritten(path, {"xl/worksheets/sheet1.xml": (b"</sheetData>", cell)})


def test_a_cell_far_outside_the_table_is_refused_and_harms_nobody(
    tmp_path: Path, refusal: Callable[..., LaureaError]
) -> None:
    error = refusal(with_far_cell(tmp_path / "a.xlsx", "XFD1048576"))
    assert isinstance(error, LimitExceeded)
    assert "far outside" in error.problem.detail


def test_a_sheet_with_too_many_cells_is_refused(
    tmp_path: Path, refusal: Callable[..., LaureaError]
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Now": [HEADER, ALVA]})
    assert isinstance(refusal(path, limits=RosterLimits(spreadsheet_cells=9)), LimitExceeded)
    assert isinstance(refusal(path, limits=RosterLimits(spreadsheet_bytes=999)), LimitExceeded)
    assert isinstance(refusal(path, limits=RosterLimits(spreadsheet_members=3)), LimitExceeded)


def test_a_reading_that_takes_too_much_memory_is_ended(
    tmp_path: Path, refusal: Callable[..., LaureaError]
) -> None:
    path = with_far_cell(tmp_path / "a.xlsx", "AAA9000")
    error = refusal(path, limits=RosterLimits(spreadsheet_memory_bytes=150_000_000))
    assert isinstance(error, LimitExceeded)


def test_a_directory_that_lies_about_sizes_is_refused(
    tmp_path: Path, refusal: Callable[..., LaureaError]
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Now": [HEADER, ALVA]})
    bomb = {
        "xl/worksheets/sheet1.xml": (b"<sheetData>", b"<sheetData>" + b"<row></row>" * 3_000_000)
    }
    content = bytearray(rewritten(path, bomb).read_bytes())
    for found in re.finditer(rb"PK\x01\x02", bytes(content)):
        struct.pack_into("<I", content, found.start() + 24, 1000)
    path.write_bytes(content)
    assert refusal(path).problem.type.slug in {"limit-exceeded", "media-invalid"}


def test_a_protected_spreadsheet_is_refused(
    tmp_path: Path, refusal: Callable[..., LaureaError]
) -> None:
    path = write_compound_file(tmp_path / "a.xlsx", "EncryptedPackage", b"secret")
    error = refusal(path)
    assert isinstance(error, MalformedDocument)
    assert "password" in error.problem.detail


@pytest.mark.parametrize("kept_bytes", [10, 300, 2000])
def test_a_truncated_spreadsheet_is_refused(
    tmp_path: Path, refusal: Callable[..., LaureaError], kept_bytes: int
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Now": [HEADER, ALVA]})
    problem = refusal(path.read_bytes()[:kept_bytes]).problem
    assert problem.type.slug == "media-invalid"
    assert problem.detail.endswith("or save it as CSV.")


def test_a_spreadsheet_of_nonsense_is_refused(
    tmp_path: Path, refusal: Callable[..., LaureaError]
) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "nonsense")
    assert refusal(path).problem.type.slug == "media-invalid"


@pytest.mark.parametrize("field", ["email", "awarded", "valid until", "result", "evidence", "did"])
@pytest.mark.parametrize("shows", ["#N/A", "#DIV/0!", "#REF!", "#FORMULA!"])
def test_a_cell_that_shows_an_error_refuses_its_row_and_is_named(
    tmp_path: Path, read: Callable[..., Any], field: str, shows: str
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Now")
        sheet.write_row(2, 0, ["e-mail", field] if field != "email" else ["did", field])
        sheet.write_row(3, 0, ["a@example.org" if field != "email" else "did:example:a"])
        sheet.write_formula(3, 1, "=A9", None, "" if shows == "#FORMULA!" else shows)
        sheet.write_row(4, 0, ["b@example.org" if field != "email" else "did:example:b"])
    found = read(path)
    (refused,) = found.refused
    assert refused.number == 4
    assert refused.reason.startswith("Cell B4 ")
    assert ("was not stored" if shows == "#FORMULA!" else f"shows {shows}") in refused.reason
    assert [row.number for row in found.learners] == [5]


def test_a_value_of_merged_cells_holds_for_every_row_that_they_span(
    tmp_path: Path, read: Callable[..., Any]
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Now")
        sheet.write_row(0, 0, ["email", "awarded"])
        sheet.write_column(1, 0, ["a@example.org", "b@example.org", "c@example.org"])
        sheet.merge_range(1, 1, 2, 1, "2026-06-14")
        sheet.merge_range(3, 1, 9, 1, "2026-06-15")
    found = read(path)
    assert [row.awarded.day for row in found.learners] == [14, 14, 15]
    assert found.refused == found.warnings == ()


def test_hidden_rows_are_read_and_named(tmp_path: Path, read: Callable[..., Any]) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Now")
        sheet.write_column(0, 0, ["email", "a@example.org", "b@example.org", "c@example.org"])
        for row in (1, 3, 7):
            sheet.set_row(row, None, None, {"hidden": True})
    found = read(path)
    assert len(found.learners) == 3
    assert found.warnings == ("2 hidden rows are read as well: rows 2, 4.",)


def test_a_document_type_in_a_sheet_is_refused(
    tmp_path: Path, refusal: Callable[..., LaureaError]
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Now": [HEADER, ALVA]})
    doctype = b'<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet '
    rewritten(path, {"xl/worksheets/sheet1.xml": (b"<worksheet ", doctype)})
    assert refusal(path).problem.type.slug == "media-invalid"


def rewritten(path: Path, changes: dict[str, tuple[bytes, bytes]]) -> Path:
    """The archive with a part of some members replaced."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, (old, new) in changes.items():
        assert old in members[name]
        members[name] = members[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path
