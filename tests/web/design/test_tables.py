from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.web.design.parts import Link
from laurea.web.design.tables import (
    STATE_ICONS,
    STATE_WORDS,
    Cell,
    Column,
    GridCell,
    GridRow,
    Pagination,
    Row,
    StateGrid,
    Table,
)


def a_pagination(page: int, pages: int) -> Pagination:
    return Pagination(page=page, pages=pages, sentence="", href=lambda number: f"?page={number}")


def test_a_row_with_a_missing_cell_is_a_mistake_of_the_caller() -> None:
    columns = (Column("A"), Column("B"))
    table = Table(name="t", caption="", columns=columns, rows=(Row(Cell("1"), ()),))
    grid = StateGrid(name="g", caption="", columns=columns, rows=(GridRow(Link("1", "#"), ()),))
    for part in (table, grid):
        with pytest.raises(ValueError, match="shorter"):
            list(part.lines())


def test_every_state_has_a_word_and_only_an_unanswered_one_wears_a_mark() -> None:
    assert STATE_WORDS.keys() == STATE_ICONS.keys()
    assert [state for state, icon in STATE_ICONS.items() if not icon] == ["could-not-check"]
    assert GridCell("awarded", "").css_class == "awarded"


@given(pages=st.integers(1, 10_000), data=st.data())
def test_one_can_always_go_to_the_ends_and_to_the_neighbours(
    pages: int, data: st.DataObject
) -> None:
    page = data.draw(st.integers(1, pages))
    pagination = a_pagination(page, pages)
    numbers = pagination.numbers
    assert {1, page, pages} <= set(numbers)
    assert len(numbers) <= 7
    assert [link.text for link in pagination.links if link and link.is_current] == [str(page)]
    assert bool(pagination.previous) == (page > 1)
    assert bool(pagination.next) == (page < pages)


def test_gaps_stand_only_where_pages_are_left_out() -> None:
    assert a_pagination(3, 5).numbers == (1, 2, 3, 4, 5)
    assert a_pagination(5, 9).numbers == (1, None, 4, 5, 6, None, 9)
