from __future__ import annotations

import gzip
import os
from dataclasses import replace

import pytest

from laurea.credentials.errors import LimitExceeded, Unavailable
from laurea.credentials.keys.multibase import base64url_encode
from laurea.credentials.limits import Limits
from laurea.credentials.problems import FETCH_FAILED, Problem
from laurea.credentials.report import Outcome
from laurea.credentials.status.bitstring import StatusList
from laurea.credentials.status.fetched import ListVerdict
from laurea.credentials.status.kept import KeptLists

LIMITS = Limits(status_bitstring_bytes=40_000, status_expansions=5)


def a_list(number: int, size_bytes: int = 16_384) -> StatusList:
    bits = number.to_bytes(2) * (size_bytes // 2)
    encoded = "u" + base64url_encode(gzip.compress(bits))
    return StatusList.from_credential(
        {
            "type": "BitstringStatusListCredential",
            "issuer": "did:example:1",
            "credentialSubject": {
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": encoded,
            },
        }
    )


def content(kept: KeptLists, url: str) -> StatusList:
    found = kept(url).content
    assert isinstance(found, StatusList)
    return found


def test_each_list_is_read_once_and_few_are_kept_expanded() -> None:
    asked: list[str] = []

    def read(url: str) -> ListVerdict:
        asked.append(url)
        return ListVerdict(a_list(int(url)), Outcome.PASSED)

    kept = KeptLists(read, LIMITS)
    for _ in range(2):
        for number in range(1, 4):
            statuses = content(kept, str(number))
            assert statuses.entries() == 131_072
            assert statuses.value(131_071) == number & 1
            assert statuses.value(7, size=16) == number
    assert asked == ["1", "2", "3"]
    assert [len(content(kept, url).bits) for url in "123"] == [16_384, 16_384, 0]


def test_so_many_looks_into_what_is_not_kept_and_no_more() -> None:
    kept = KeptLists(lambda url: ListVerdict(a_list(int(url)), Outcome.PASSED), LIMITS)
    for url in "12":
        kept(url)
    for _ in range(5):
        kept("3")
    with pytest.raises(LimitExceeded):
        kept("4")
    assert content(kept, "1").value(0) == 0


def test_a_refusal_is_remembered() -> None:
    asked: list[str] = []

    def read(url: str) -> ListVerdict:
        asked.append(url)
        raise Unavailable(Problem(FETCH_FAILED, "No answer."))

    kept = KeptLists(read)
    for _ in range(3):
        with pytest.raises(Unavailable):
            kept("https://school.example/1")
    assert len(asked) == 1


@pytest.mark.parametrize("size", [1, 2, 3, 8, 13, 16])
def test_a_packed_list_says_the_same_as_an_expanded_one(size: int) -> None:
    bits = os.urandom(200_000)
    member = gzip.compress(bits)
    full = StatusList(None, "did:example:1", frozenset({"x"}), bits, member=member)
    packed = full.packed()
    assert packed.bits == b""
    assert packed.entries(size) == full.entries(size)
    last = full.entries(size) - 1
    for index in (0, 1, 7, 65_536 * 8 // size - 1, 65_536 * 8 // size, last // 2, last):
        assert packed.value(index, size) == full.value(index, size)
    with pytest.raises(Exception, match="lies beyond"):
        packed.value(last + 1, size)


def test_a_list_whose_compressed_form_is_not_known_is_not_packed() -> None:
    statuses = replace(a_list(1), member=b"")
    assert statuses.packed() is statuses
