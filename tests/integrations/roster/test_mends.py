from __future__ import annotations

import io

from laurea.integrations.roster import Mends, RefusedRow, RosterRow, open_roster
from tests.integrations.roster.conftest import NOON

ROSTER = b"e-mail,name,awarded\nada@example,Ada,\nbo@example.org,Bo,\nbo@example.org,Bo,\n"


def read(mends: Mends, content: bytes = ROSTER) -> list[RosterRow | RefusedRow]:
    with open_roster(io.BytesIO(content), at=NOON, mends=mends) as roster:
        rows = list(roster)
        assert len(rows) == roster.row_count
    return rows


def refused(rows: list[RosterRow | RefusedRow]) -> list[int]:
    return [row.number for row in rows if isinstance(row, RefusedRow)]


def test_a_mended_cell_is_judged_as_if_it_had_been_written_so() -> None:
    assert refused(read(Mends())) == [2, 4]
    rows = read(Mends({2: {0: "ada@example.org"}}))
    assert refused(rows) == [4]
    first = rows[0]
    assert isinstance(first, RosterRow)
    assert (first.email, first.cells) == ("ada@example.org", ("ada@example.org", "Ada", ""))
    assert refused(read(Mends({2: {0: "still no address"}}))) == [2, 4]


def test_a_row_left_out_names_no_learner_first() -> None:
    assert refused(read(Mends(left_out=frozenset({3})))) == [2]
    assert [row.number for row in read(Mends(left_out=frozenset({2, 3})))] == [4]
    assert read(Mends(left_out=frozenset({2, 3, 4}))) == []


def test_a_cell_can_be_added_to_a_row_that_is_too_short() -> None:
    rows = read(Mends({2: {0: "ada@example.org", 2: "2026-06-14"}}), b"e-mail,name,awarded\nada\n")
    (row,) = rows
    assert isinstance(row, RosterRow)
    assert row.awarded is not None
    assert row.awarded.date().isoformat() == "2026-06-14"


def test_a_row_whose_cells_cannot_be_told_apart_can_only_be_left_out() -> None:
    damaged = b'e-mail,name\n"ada"x@example.org,Ada\nbo@example.org,Bo\n'
    assert refused(read(Mends({2: {0: "ada@example.org"}}), damaged)) == [2]
    assert refused(read(Mends(left_out=frozenset({2})), damaged)) == []


def test_mended_dates_count_for_the_order_of_the_column() -> None:
    content = b"e-mail,awarded\nada@example.org,06/07/2026\nbo@example.org,\n"
    with open_roster(io.BytesIO(content), at=NOON) as roster:
        assert roster.open_dates["awarded"].order is None
        assert roster.places == {"e-mail": 0, "awarded": 1}
        assert refused(list(roster)) == [2]
    assert refused(read(Mends({3: {1: "14/06/2026"}}), content)) == []


def test_rows_left_out_can_still_be_shown() -> None:
    mends = Mends({3: {1: "Bodil"}}, left_out=frozenset({3}))
    with open_roster(io.BytesIO(ROSTER), at=NOON, mends=mends) as roster:
        assert list(roster.left_out()) == [(3, ("bo@example.org", "Bodil", ""))]


REST = b"e-mail,name,Row,Reason\nada@example.org,Ada,17,Why\nbo@example.org,Bo,4,Why\n"


def numbers(content: bytes) -> list[int]:
    with open_roster(io.BytesIO(content), at=NOON, keeps_numbers=True) as roster:
        return [row.number for row in roster]


def test_rows_that_were_taken_out_of_a_roster_keep_their_numbers_if_asked_to() -> None:
    assert numbers(REST) == [17, 4]
    with open_roster(io.BytesIO(REST), at=NOON) as roster:
        assert [row.number for row in roster] == [2, 3]
    mends = Mends({17: {0: "no address"}}, frozenset({4}))
    with open_roster(io.BytesIO(REST), at=NOON, mends=mends, keeps_numbers=True) as roster:
        assert refused(list(roster)) == [17]
        assert [number for number, _cells in roster.left_out()] == [4]
    doubled = REST + b"ADA@example.org,Ada,30,Why\n"
    with open_roster(io.BytesIO(doubled), at=NOON, keeps_numbers=True) as roster:
        (twice,) = (row for row in roster if isinstance(row, RefusedRow))
    assert twice.problem.detail.startswith("Rows 17 and 30 have the same e-mail address.")


def test_blank_rows_have_no_number_to_keep() -> None:
    assert numbers(REST + b",,,\r\n") == [17, 4]


def test_numbers_that_cannot_be_kept_are_counted() -> None:
    for last in (b"17", b"", b"x", b"-3", b"99999999999"):
        assert numbers(REST + b"cy@example.org,Cy," + last + b",Why\n") == [2, 3, 4], last
    assert numbers(b"e-mail,name\nada@example.org,Ada\n") == [2]
