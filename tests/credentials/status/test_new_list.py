from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LimitExceeded
from laurea.credentials.status.bitstring import StatusList
from laurea.credentials.status.new_list import allocate_indexes, new_status_list

URL = "https://school.example/status/1"
FROM = datetime(2026, 11, 1, tzinfo=UTC)


@given(st.sets(st.integers(0, 131_071), max_size=50))
def test_a_new_list_says_exactly_what_it_was_made_for(indexes: set[int]) -> None:
    document = new_status_list(URL, issuer="did:example:1", valid_from=FROM, set_indexes=indexes)
    content = StatusList.from_credential(document)
    assert {index for index in range(131_072) if content.value(index)} == indexes
    assert (content.id, content.issuer, content.valid_from) == (URL, "did:example:1", FROM)
    assert content.warnings == ()


def test_the_same_input_gives_the_same_document() -> None:
    def made() -> object:
        return new_status_list(URL, issuer="did:example:1", valid_from=FROM, set_indexes={5, 1})

    assert made() == made()


def test_a_profile_purpose_end_and_size_are_taken_over() -> None:
    document = new_status_list(
        URL,
        issuer={"id": "did:example:1", "type": ["Profile"]},
        valid_from=FROM,
        valid_until=FROM.replace(month=12),
        purpose="suspension",
        entries=262_144,
        set_indexes=[262_143],
        ttl_ms=60_000,
    )
    assert document["validUntil"] == "2026-12-01T00:00:00Z"
    content = StatusList.from_credential(document)
    assert content.purposes == {"suspension"}
    assert content.ttl_ms == 60_000
    assert content.value(262_143) == 1


@pytest.mark.parametrize("entries", [0, 131_064, 131_073])
def test_a_list_too_short_for_the_standard_is_not_made(entries: int) -> None:
    with pytest.raises(ValueError, match="multiple of 8"):
        new_status_list(URL, issuer="did:example:1", valid_from=FROM, entries=entries)


@pytest.mark.parametrize("index", [-1, 131_072])
def test_an_index_beyond_the_list_is_a_bug_of_the_caller(index: int) -> None:
    with pytest.raises(ValueError, match="is not in a list"):
        new_status_list(URL, issuer="did:example:1", valid_from=FROM, set_indexes=[index])


def below(seed: int) -> Callable[[int], int]:
    return Random(seed).randrange


@given(st.integers(), st.sets(st.integers(0, 99)), st.data())
def test_indexes_are_free_and_never_given_twice(
    seed: int, taken: set[int], data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, 100 - len(taken)))
    drawn = allocate_indexes(count, taken=taken, entries=100, random_below=below(seed))
    assert len(drawn) == len(set(drawn)) == count
    assert not set(drawn) & taken
    assert set(drawn) <= set(range(100))


def test_every_free_index_is_as_likely_as_any_other() -> None:
    counts = [0] * 8
    draw = below(7)
    for _ in range(8_000):
        for index in allocate_indexes(2, taken={3}, entries=8, random_below=draw):
            counts[index] += 1
    assert counts[3] == 0
    assert all(2_000 < count < 2_600 for index, count in enumerate(counts) if index != 3)


def test_a_full_list_is_said_to_be_full() -> None:
    with pytest.raises(LimitExceeded, match="Begin a new list"):
        allocate_indexes(2, taken=range(9), entries=10, random_below=below(1))
