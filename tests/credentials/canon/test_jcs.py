"""Claims about canonical JSON."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.canon.jcs import canonical_json
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument

texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | texts
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=15,
)


@pytest.mark.parametrize(
    ("bits", "written"),
    [  # RFC 8785, appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_the_standard_lists_them(bits: str, written: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_json(number).decode() == written


@given(json_values)
def test_what_is_written_reads_back_as_it_was(value: Any) -> None:
    written = canonical_json(value)
    read = json.loads(written, parse_int=float)
    assert read == value
    assert canonical_json(read) == written


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_exactly(number: float) -> None:
    assert float(canonical_json(number)) == number


def test_keys_are_sorted_by_utf_16_code_units() -> None:
    assert canonical_json({"\ufb33": 1, "\U0001f600": 2, "1": 3}).decode() == (
        '{"1":3,"\U0001f600":2,"\ufb33":1}'
    )


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, "\ud800", {"\udfff": 1}, {1: 2}, b"x", 10**400]
)
def test_what_json_cannot_carry_is_refused(value: Any) -> None:
    with pytest.raises(MalformedDocument):
        canonical_json([value])


def test_deep_nesting_is_refused() -> None:
    value: Any = 1
    for _ in range(5_000):
        value = [value]
    with pytest.raises(LimitExceeded):
        canonical_json(value)


@given(st.recursive(st.none() | st.text() | st.floats() | st.integers() | st.binary(), st.lists))
def test_nothing_but_our_errors_escapes(value: Any) -> None:
    try:
        canonical_json(value)
    except LaureaError as error:
        assert error.problem.detail


def test_the_vectors_of_the_standard_have_the_published_bytes(vectors: Path) -> None:
    folder = vectors / "conformance/jcs"
    cases = sorted((folder / "input").glob("*.json"))
    assert len(cases) >= 4
    for case in cases:
        expected = (folder / "output" / case.name).read_bytes()
        assert canonical_json(json.loads(case.read_text())) == expected.rstrip(b"\n"), case.name
