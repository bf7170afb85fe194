"""Whatever bytes are handed over, a roster is read or refused by name; nothing else comes out."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError
from laurea.integrations.roster import open_roster
from tests.integrations.roster.conftest import NOON
from tests.integrations.roster.spreadsheets import write_ods, write_xls, write_xlsx

ROSTER = (
    "\ufeffsep=;\r\nKurs;;\r\nE-Mail;Name;Datum;Nachweis;Ergebnis\r\n"
    'alva@example.org;"Lind; Alva";14.06.2026;https://school.example/1;5\r\n'
    'zoe@bücher.example;"Zoë\r\nEk";31.11.2026;;"sehr ""gut"""\r\n'
).encode()
PIECES = st.sampled_from(
    [b'"', b";", b",", b"\r", b"\n", b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"@", b"email"]
)


def read_or_refuse(content: bytes) -> None:
    try:
        with open_roster(BytesIO(content), at=NOON) as roster:
            assert len(list(roster)) == roster.row_count
    except LaureaError as error:
        assert error.problem.detail


@given(st.binary(max_size=300))
@example(b"email\n\xa4\xa4")
@example(b"\xff\xfee")
@example(b"\xff\xfe\x00\x00\x00")
@example(b"sep=\n")
@example(b"sep=;\n")
@example(b"PK\x03\x04")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_or_refuse(content)


@given(st.lists(st.tuples(st.integers(0, len(ROSTER)), PIECES | st.binary(max_size=3)), max_size=5))
def test_a_damaged_roster_is_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    content = ROSTER
    for place, piece in changes:
        content = content[:place] + piece + content[place:]
    read_or_refuse(content)


@given(st.binary(max_size=100))
def test_any_rows_below_a_header_are_read_or_refused(content: bytes) -> None:
    read_or_refuse(b"email,name,date,expires,evidence,did\n" + content)


@pytest.fixture(scope="session")
def spreadsheets(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder: Path = tmp_path_factory.mktemp("spreadsheets")
    rows = [["email", "name"], ["alva@example.org", "Alva"]]
    return [
        write_xlsx(folder / "a.xlsx", {"One": rows}).read_bytes(),
        write_ods(folder / "a.ods", rows).read_bytes(),
        write_xls(folder / "a.xls", rows).read_bytes(),
    ]


@settings(max_examples=12)
@given(st.integers(0, 2), st.floats(0, 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_spreadsheet_is_read_or_refused(
    spreadsheets: list[bytes], kind: int, share: float, piece: bytes
) -> None:
    content = spreadsheets[kind]
    place = int(share * len(content))
    read_or_refuse(content[:place] + piece + content[place + len(piece) :])
