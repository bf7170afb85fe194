from __future__ import annotations

import pytest

from laurea.credentials.errors import LimitExceeded
from laurea.credentials.problems import ROW_CELLS, Problem
from laurea.integrations.roster.survey import DateColumn, ResultColumn, is_blank, survey
from laurea.integrations.roster.table import DamagedRecord, Record


def test_rows_with_content_are_counted_damaged_ones_included() -> None:
    rows: list[Record] = [["a"], [], ["", " "], DamagedRecord(Problem(ROW_CELLS, "x")), ["", "b"]]
    found = survey(enumerate(rows, start=2), dates=[0], results=[3], unnamed=[1, 7], most_rows=3)
    assert (found.rows, found.unnamed) == (3, {1})
    with pytest.raises(LimitExceeded):
        survey(enumerate(rows), dates=[], results=[], unnamed=[], most_rows=2)


def test_a_column_proves_its_order_with_the_first_row_that_does() -> None:
    column = DateColumn()
    for number, cell in enumerate(["06/07/2026", "46187", "14-06-2026", "15/06/2026"]):
        column.look_at(number, cell)
    assert column.slashed == {"dmy": 2}
    assert column.serial == "46187"
    assert column.contradiction() == {}
    column.look_at(9, "12.31.2026")
    column.look_at(10, "31.12.2026")
    assert column.contradiction() == {"mdy": 9, "dmy": 10}


@pytest.mark.parametrize(
    ("cells", "are_shares"),
    [
        (["0.5", "", "1"], True),
        (["0.5", "50"], False),
        (["0.5", "good"], False),
        (["1", "0"], True),
    ],
)
def test_only_numbers_from_nought_to_one_can_be_shares(cells: list[str], are_shares: bool) -> None:
    column = ResultColumn()
    for cell in cells:
        column.look_at(cell)
    assert column.are_shares is are_shares
    assert bool(column.sample) is ("0.5" in cells)


def test_blanks_of_all_kinds_are_blank() -> None:
    assert is_blank([])
    assert is_blank(["", "\u00a0", "\t\n"])
    assert not is_blank(["", "\u200b"])
