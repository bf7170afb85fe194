"""A run asks each address once, refusals included, and keeps no more than it may."""

from __future__ import annotations

import pytest

from laurea.credentials.errors import NotFound, Unavailable
from laurea.integrations.remembered import Remembered
from tests.simulator.resolver import MemoryResolver

URL = "https://school.example/{}"


def ask(resolver: Remembered, number: int, most: int = 1_000) -> bytes:
    return resolver.fetch(URL.format(number), accept="application/json", max_bytes=most)


@pytest.fixture
def web() -> MemoryResolver:
    web = MemoryResolver()
    for number in range(9):
        web.publish(URL.format(number), bytes([number]) * 400)
    return web


def test_an_answer_is_asked_for_once(web: MemoryResolver) -> None:
    resolver = Remembered(web)
    assert ask(resolver, 1) == ask(resolver, 1) == b"\1" * 400
    assert web.asked == [URL.format(1)]


def test_a_refusal_is_remembered_as_well(web: MemoryResolver) -> None:
    resolver = Remembered(web)
    web.lag(URL.format(1))
    for _ in range(3):
        with pytest.raises(Unavailable):
            ask(resolver, 1)
        with pytest.raises(NotFound):
            ask(resolver, 99)
    assert web.asked == [URL.format(1), URL.format(99)]


def test_another_limit_is_another_question(web: MemoryResolver) -> None:
    resolver = Remembered(web)
    with pytest.raises(Unavailable):
        ask(resolver, 1, most=399)
    assert ask(resolver, 1, most=400) == b"\1" * 400


def test_what_was_not_needed_for_longest_goes_first(web: MemoryResolver) -> None:
    resolver = Remembered(web, most_bytes=1_200)
    for number in (1, 2, 3, 1, 4):
        ask(resolver, number)
    web.asked.clear()
    for number in (1, 3, 4):
        ask(resolver, number)
    assert web.asked == []
    ask(resolver, 2)
    assert web.asked == [URL.format(2)]


def test_an_answer_larger_than_all_that_may_be_kept_is_given_and_not_kept(
    web: MemoryResolver,
) -> None:
    resolver = Remembered(web, most_bytes=399)
    assert ask(resolver, 1) == ask(resolver, 1)
    assert web.asked == [URL.format(1)] * 2
