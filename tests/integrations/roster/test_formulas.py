from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.integrations.roster.formulas import neutralised, without_neutraliser

BEGINNINGS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("sign", BEGINNINGS)
def test_each_sign_that_begins_a_formula_is_taken_away_its_power(sign: str) -> None:
    assert neutralised(f"{sign}1+1") == f"'{sign}1+1"


@given(st.text(max_size=10) | st.text(BEGINNINGS, max_size=3))
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    assert neutralised(cell)[:1] not in set(BEGINNINGS)


@given(st.text(max_size=30) | st.text(f"'{BEGINNINGS}a", max_size=4))
def test_a_neutralised_cell_is_read_as_it_was(text: str) -> None:
    assert without_neutraliser(neutralised(text)) == text
