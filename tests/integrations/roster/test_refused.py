from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from laurea.credentials.problems import ROW_EMAIL, Problem
from laurea.integrations.roster import RefusedRow, write_refused

Read = Callable[..., Any]
Lines = Callable[..., str]


def written(found: Any) -> bytes:
    file = io.BytesIO()
    assert write_refused(found.refused, file, header=found.header) == len(found.refused)
    return file.getvalue()


def test_refused_rows_can_be_mended_and_read_again(read: Read, lines: Lines) -> None:
    content = lines(
        "E-Mail;Name;Datum", "alva;Alva;2026-06-14", "bo@example.org;=Bo;31.11.2026", "c@x.org;Cy;"
    )
    first = written(read(content))
    again = read(first)
    assert again.reasons == {2: "row-email", 3: "row-date"}
    assert again.ignored == ("Row", "Reason")
    mended = first.replace(b"alva,", b"alva@example.org,").replace(b"31.11.2026", b"30.11.2025", 1)
    found = read(mended)
    assert found.names == ["Alva", "=Bo"]


def test_a_second_round_does_not_pile_up_columns(read: Read, lines: Lines) -> None:
    once = written(read(lines("email,name", "alva,Alva", "bo,Bo,stray")))
    twice = written(read(once))
    assert twice.splitlines()[0] == once.splitlines()[0]
    assert b"stray" in twice


def test_the_file_opens_in_a_spreadsheet_program_and_computes_nothing(
    read: Read, lines: Lines
) -> None:
    content = written(read(lines("email,name,note", 'x,"=HYPERLINK(""http://x"")",@SUM(1)')))
    assert content.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert header == ["email", "name", "note", "Row", "Reason"]
    assert row[:4] == ["x", '\'=HYPERLINK("http://x")', "'@SUM(1)", "2"]
    assert "no @" in row[4]


def test_rows_of_any_length_keep_their_cells() -> None:
    problem = Problem(ROW_EMAIL, "Because.")
    rows = [RefusedRow(number, (problem,), ("a",) * number) for number in range(5)]
    file = io.BytesIO()
    assert write_refused(rows, file, header=["x", "y"]) == 5
    lines = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"))))
    assert lines[1] == ["", "", "0", "Because."]
    assert lines[5] == ["a", "a", "4", "Because.", "a", "a"]


def test_the_file_stays_open_for_its_owner() -> None:
    file = io.BytesIO()
    assert write_refused([], file, header=["email"]) == 0
    assert not file.closed
    assert file.getvalue().decode("utf-8-sig") == "email,Row,Reason\r\n"


@pytest.mark.parametrize("email", ["+tag@example.org", "-x@example.org", "=x@example.org"])
def test_addresses_that_look_like_formulas_survive_the_round(
    read: Read, lines: Lines, email: str
) -> None:
    first = read(lines("email,date", f"{email},soon"))
    again = read(written(first).replace(b"soon", b"2026-06-14"))
    assert again.emails == [email]
