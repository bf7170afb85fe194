from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from laurea.credentials.errors import LaureaError, LimitExceeded
from laurea.integrations.roster.archive import Kind, kind_of
from laurea.integrations.roster.limits import DEFAULT_ROSTER_LIMITS, RosterLimits


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {"xl/workbook.xml": "x", **members}.items():
            file.writestr(name, content)
    return path


def test_a_file_is_judged_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    text = tmp_path / "roster.xlsx"
    text.write_text("email\na@example.org\n")
    assert kind_of(text, DEFAULT_ROSTER_LIMITS) is Kind.TEXT
    assert kind_of(archive(tmp_path / "roster.csv"), DEFAULT_ROSTER_LIMITS) is Kind.SPREADSHEET


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"\x1f\x8b\x08",
        b"Rar!\x1a",
        b"\xef\xbb\xbf  <!DOCTYPE html>",
        b"<html><table>",
        b"<?xml version='1.0'?><Workbook/>",
        b"PK\x03\x04nonsense",
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_what_is_no_roster_is_refused_by_what_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(LaureaError) as caught:
        kind_of(path, DEFAULT_ROSTER_LIMITS)
    assert caught.value.problem.type.slug == "media-invalid"


@pytest.mark.parametrize("name", ["../a", "/etc/a", "a/../../b", "..\\a", "C:\\a", "a\\..\\b"])
def test_names_that_lead_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LaureaError, match="leave its folder") as caught:
        kind_of(archive(tmp_path / "a.xlsx", **{name: "x"}), DEFAULT_ROSTER_LIMITS)
    assert caught.value.problem.type.slug == "media-invalid"


def test_an_archive_of_rosters_is_no_roster(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("roster.csv", "email")
    with pytest.raises(LaureaError, match="Unpack it"):
        kind_of(path, DEFAULT_ROSTER_LIMITS)


def test_sizes_are_refused_before_anything_is_expanded(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx", **{"xl/worksheets/sheet1.xml": "A" * 5_000_000})
    assert path.stat().st_size < 10_000
    with pytest.raises(LimitExceeded):
        kind_of(path, RosterLimits(spreadsheet_bytes=4_000_000))


def test_a_text_beyond_the_limit_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(LimitExceeded):
        kind_of(path, DEFAULT_ROSTER_LIMITS)


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(LaureaError, match="password"):
        kind_of(path, DEFAULT_ROSTER_LIMITS)
