from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.integrations.issue_run.draws import LIST_ROWS, Draws

SEED = bytes(range(32))
ROWS = st.integers(1, 10_000_000)


@given(ROWS)
def test_the_same_row_of_the_same_run_always_draws_the_same(row: int) -> None:
    one, other = Draws(SEED), Draws(SEED)
    assert one.credential_id(row) == other.credential_id(row)
    assert one.salt(row) == other.salt(row)
    assert one.run == other.run


@given(ROWS)
def test_ids_are_random_uuids_and_salts_have_128_bits(row: int) -> None:
    draws = Draws(SEED)
    assert UUID(draws.credential_id(row)).version == 4
    assert len(bytes.fromhex(draws.salt(row))) == 16


def test_no_two_rows_and_no_two_runs_share_anything() -> None:
    one, other = Draws(SEED), Draws(bytes(32))
    drawn = [
        word
        for draws in (one, other)
        for row in range(5_000)
        for word in (draws.credential_id(row), draws.salt(row))
    ]
    assert len(set(drawn)) == len(drawn)
    assert one.run != other.run


def test_no_two_rows_share_a_place_in_a_status_list() -> None:
    draws = Draws(SEED)
    rows = range(LIST_ROWS - 1_000, LIST_ROWS + 1_000)
    places = {draws.list_place(row) for row in rows}
    assert len(places) == len(rows)
    assert {number for number, _ in places} == {1, 2}
    again = Draws(SEED)
    assert places == {again.list_place(row) for row in rows}


def test_places_do_not_tell_the_order_of_rows() -> None:
    draws = Draws(SEED)
    indexes = [draws.list_place(row)[1] for row in range(1_000)]
    rising = sum(a < b for a, b in pairwise(indexes))
    assert 400 < rising < 600
    assert max(indexes) > 120_000


def test_a_list_keeps_a_quarter_of_its_places_free() -> None:
    draws = Draws(SEED)
    indexes = {draws.list_place(row)[1] for row in range(LIST_ROWS)}
    assert len(indexes) == LIST_ROWS == 98_304
    assert max(indexes) < 131_072


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Draws(b"short")
