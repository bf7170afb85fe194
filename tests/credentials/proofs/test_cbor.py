from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.proofs.cbor import read_cbor, write_cbor

ITEMS = st.recursive(
    st.integers(0, 2**64 - 1) | st.binary() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.integers(0, 300) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(ITEMS)
def test_what_is_written_is_read_again(item: Any) -> None:
    assert read_cbor(write_cbor(item)) == item


@given(st.binary(max_size=60))
def test_only_our_errors_leave_the_reader_and_no_item_has_two_spellings(content: bytes) -> None:
    try:
        item = read_cbor(content)
    except LaureaError:
        return
    if b"\xd8\x40" not in content:
        assert write_cbor(item) == content


@pytest.mark.parametrize(
    "content",
    [
        "",
        "1817",  # 23 in two bytes
        "5f4100ff",  # of no definite length
        "820102f6",  # something follows
        "20",  # a negative number
        "f6",
        "fb3ff0000000000000",
        "c074323031332d30332d32315432303a30343a30305a",  # a tagged date
        "d84001",  # "these are bytes" before a number
        "a201020103",  # a key twice
        "a1410001",  # bytes as a key
        "9b7fffffffffffffff",  # more items than bytes
        "61ff",  # no UTF-8
        "8181818181818181818100",
    ],
)
def test_what_no_proof_value_holds_is_refused(content: str) -> None:
    with pytest.raises(MalformedDocument):
        read_cbor(bytes.fromhex(content))
