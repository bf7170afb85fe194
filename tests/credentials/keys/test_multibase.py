from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.keys.multibase import (
    base58btc_decode,
    base58btc_encode,
    base58btc_texts,
    base64url_decode,
    base64url_encode,
    decode_multibase,
    multibase_encode,
)

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def slow_base58btc(value: bytes) -> str:
    """base58btc one digit at a time, as its definition says it."""
    number, text = int.from_bytes(value), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(value) - len(value.lstrip(b"\0"))) + text


@given(st.binary(max_size=200) | st.binary(min_size=64, max_size=64))
@example(b"")
@example(bytes(64))
@example(bytes(63) + b"\x01")
@example(b"\xff" * 64)
@example((58**87).to_bytes(64))
@example((58**87 - 1).to_bytes(64))
@example((58**88 - 1).to_bytes(65))
@example((58**88).to_bytes(65))
@example(((58**88 - 1) * 58**88).to_bytes(130))
def test_fast_base58_is_the_slow_one_and_back(value: bytes) -> None:
    text = base58btc_encode(value)
    assert text == slow_base58btc(value)
    assert base58btc_decode(text) == value


@given(st.lists(st.binary(min_size=64, max_size=64) | st.binary(max_size=70), max_size=40))
@example([bytes(64), (58**87).to_bytes(64), (58**87 - 1).to_bytes(64), b"\xff" * 64])
@example([bytes([first]) * 64 for first in range(70)])
@example([])
def test_many_base58_texts_are_those_of_each_value(values: list[bytes]) -> None:
    texts = base58btc_texts(values)
    assert texts == [slow_base58btc(value).encode() for value in values]


@given(st.text(ALPHABET, max_size=400))
def test_every_base58_text_is_the_only_spelling_of_its_bytes(text: str) -> None:
    assert base58btc_encode(base58btc_decode(text)) == text


@given(st.binary(max_size=100))
def test_base64url_round_trip_without_padding(value: bytes) -> None:
    text = base64url_encode(value)
    assert "=" not in text
    assert base64url_decode(text) == value


@pytest.mark.parametrize(
    "text",
    ["z0", "zO", "zI", "zl", "z 1", "z1\n", "z\u00e9", "z\ud800", "z\u06f1", "z+", "z\x00"],
)
def test_base58_refuses_whatever_is_not_in_its_alphabet(text: str) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        decode_multibase(text)
    assert refusal.value.problem.type.slug == "malformed-value"


@pytest.mark.parametrize(
    "text",
    ["uA", "uAB", "uAAB", "uAA==", "uAA=", "u+A", "u/A", "uA A", "uAA\n", "u\u00e9A", "uAAAAA"],
)
def test_base64url_refuses_padding_white_space_and_bits_left_over(text: str) -> None:
    with pytest.raises(MalformedDocument):
        decode_multibase(text)


@pytest.mark.parametrize("text", ["", "mAA", "UAA==", "f00", "Z7Pznk19XTTzBtx", " z1", "Z1"])
def test_other_bases_are_refused(text: str) -> None:
    with pytest.raises(MalformedDocument):
        decode_multibase(text)


@pytest.mark.parametrize("prefix", ["z", "u"])
def test_a_text_is_refused_by_its_length_before_it_is_read(prefix: str) -> None:
    with pytest.raises(LimitExceeded):
        decode_multibase(prefix + "!" * 5_000_000)
    assert decode_multibase(prefix + "AAAA", max_chars=5) != b""
    with pytest.raises(LimitExceeded):
        decode_multibase(prefix + "AAAA", max_chars=4)


@given(st.text(max_size=60), st.sampled_from(["z", "u", ""]))
def test_nothing_but_the_named_errors_leaves(text: str, prefix: str) -> None:
    try:
        value = decode_multibase(prefix + text)
    except MalformedDocument:
        return
    assert prefix + text in (multibase_encode(value), "u" + base64url_encode(value))


def test_the_published_multibase_vectors(vectors: Path) -> None:
    read = 0
    for table in sorted((vectors / "conformance" / "multibase").glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as lines:
            rows = [[cell.strip() for cell in row] for row in csv.reader(lines, escapechar=None)]
        expected = ast.literal_eval(f'b"{rows[0][1].strip(chr(34))}"')
        for name, quoted in rows[1:]:
            text = quoted.strip('"')
            if name in ("base58btc", "base64url"):
                assert decode_multibase(text) == expected
                read += 1
            else:
                with pytest.raises(MalformedDocument):
                    decode_multibase(text)
    assert read == 4
