from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from laurea.integrations.roster.first_rows import FirstRows


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=2, unique=True)))
def test_a_key_belongs_to_the_first_row_that_was_accepted(rows: list[list[str]]) -> None:
    index = FirstRows(2 * len(rows))
    known: dict[str, int] = {}
    for number, keys in enumerate(rows, start=1):
        first = next((known[key] for key in keys if key in known), 0)
        assert index.claim(number, keys) == first
        if not first:
            known.update(dict.fromkeys(keys, number))


def test_ten_thousand_learners_are_told_apart_in_a_small_table() -> None:
    index = FirstRows(10_000)
    keys = [f"user{number}@example.org" for number in range(10_000)]
    assert not any(index.claim(number, [key]) for number, key in enumerate(keys, start=1))
    assert [index.claim(20_000, [key]) for key in keys] == list(range(1, 10_001))
