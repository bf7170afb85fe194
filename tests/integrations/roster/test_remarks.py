from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zoneinfo import ZoneInfo

from laurea.integrations.roster import open_roster
from tests.integrations.roster.conftest import NOON, read_roster


def test_rows_without_a_date_are_counted_and_named_once(lines: Callable[..., str]) -> None:
    rows = [f"{letter}@example.org,{'' if letter in 'bd' else '2026-06-14'}" for letter in "abcd"]
    found = read_roster(lines("email,awarded", *rows))
    assert found.warnings == ("2 rows have no date: 23 November 2026 was taken (rows 3, 5).",)
    assert len(found.learners) == 4
    zone = ZoneInfo("Pacific/Auckland")
    (warning,) = read_roster(lines("email,awarded", "a@example.org,"), timezone=zone).warnings
    assert warning == "1 row has no date: 24 November 2026 was taken (row 2)."


def test_rows_without_an_end_are_named_where_others_have_one(lines: Callable[..., str]) -> None:
    rows = ("a@example.org,", "b@example.org,2027-06-14")
    (warning,) = read_roster(lines("email,valid until", *rows)).warnings
    assert warning == ("1 row has no end of validity, so such credentials never expire (row 2).")
    assert read_roster(lines("email,valid until", rows[0])).warnings == ()


def test_of_many_rows_the_first_twenty_are_named(lines: Callable[..., str]) -> None:
    rows = [f"l{number}@example.org," for number in range(30)]
    (warning,) = read_roster(lines("email,awarded", *rows)).warnings
    assert warning.endswith("20, 21 and 10 more).")


def test_a_column_that_says_who_passed_is_pointed_out(lines: Callable[..., str]) -> None:
    rows = ("a@example.org,yes", "b@example.org,no")
    (warning,) = read_roster(lines("email,Passed", *rows)).warnings
    assert "The column “Passed” was not read" in warning
    assert "row 3 with “no”" in warning


def test_results_that_look_like_a_fail_are_named(lines: Callable[..., str]) -> None:
    rows = ("a@example.org,B", "b@example.org,F", "c@example.org,-")
    found = read_roster(lines("email,Grade", *rows))
    assert len(found.learners) == 3
    (warning,) = found.warnings
    assert "“F” looks like a fail" in warning
    assert warning.endswith("rows 3, 4.")


def test_addresses_above_the_header_are_not_repeated(lines: Callable[..., str]) -> None:
    (warning,) = read_roster(
        lines("Ask office@school.example,", "email,name", "a@b.org,A")
    ).warnings
    assert "office" not in warning
    assert "“Ask …@…”" in warning


def test_an_order_that_the_column_decided_is_noted(lines: Callable[..., str]) -> None:
    text = lines("email,awarded", "a@b.org,06/07/2026", "b@b.org,31/02/2026", "c@b.org,14/06/2026")
    with open_roster(BytesIO(text.encode()), at=NOON) as roster:
        (note,) = roster.notes
    assert note.startswith("Dates such as 06/07/2026 in the column “awarded” were read")
    assert note.endswith("with the day first, as row 4 shows.")
    with open_roster(BytesIO(text.encode()), at=NOON, date_order="dmy") as roster:
        assert roster.notes == ()
