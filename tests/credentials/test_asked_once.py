from __future__ import annotations

import pytest

from laurea.credentials.asked_once import AskedOnce
from laurea.credentials.errors import NotFound, Unavailable
from laurea.credentials.limits import Limits
from tests.simulator.resolver import MemoryResolver

URL = "https://school.example/status/1"


def test_an_address_is_asked_once_whatever_it_answers() -> None:
    web = MemoryResolver()
    web.publish(URL, b"{}")
    once = AskedOnce(web)
    for _ in range(3):
        assert once.fetch(URL, accept="*/*", max_bytes=10) == b"{}"
        with pytest.raises(NotFound):
            once.fetch(URL + "0", accept="*/*", max_bytes=10)
    assert web.asked == [URL, URL + "0"]


def test_only_so_many_addresses_are_asked() -> None:
    web = MemoryResolver()
    once = AskedOnce(web, Limits(fetches=2))
    for number in range(5):
        with pytest.raises((NotFound, Unavailable)) as refusal:
            once.fetch(f"{URL}{number}", accept="*/*", max_bytes=10)
        assert isinstance(refusal.value, NotFound) == (number < 2)
    assert len(web.asked) == 2


def test_a_remembered_answer_is_measured_again() -> None:
    web = MemoryResolver()
    web.publish(URL, b"[1, 2, 3]")
    once = AskedOnce(web)
    assert once.fetch(URL, accept="*/*", max_bytes=9)
    with pytest.raises(Unavailable):
        once.fetch(URL, accept="*/*", max_bytes=8)
