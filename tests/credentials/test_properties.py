"""What documents say of themselves is read in whatever way they write it."""

from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.properties import (
    is_compact_jws,
    is_language_tag,
    is_list_index,
    named_issuer,
    strings_of,
    types_of,
)


def test_strings_are_taken_from_among_others() -> None:
    assert strings_of([1, "a", None, ["b"]]) == ["a"]


def test_types_are_one_or_several() -> None:
    assert types_of({"type": "A"}) == {"A"}
    assert types_of({"type": ["A", 1, "B"]}) == {"A", "B"}
    assert types_of({}) == types_of({"type": {"A": 1}}) == frozenset()


@pytest.mark.parametrize(
    ("issuer", "found"),
    [("did:a:1", "did:a:1"), ({"id": "did:a:1"}, "did:a:1"), ({}, None), (None, None), (7, 7)],
)
def test_an_issuer_is_an_id_or_an_object_with_one(issuer: Any, found: Any) -> None:
    assert named_issuer({"issuer": issuer}) == found


def test_a_document_without_issuer_names_none() -> None:
    assert named_issuer({}) is None


@pytest.mark.parametrize("text", ["a", "de", "pt-BR", "zh-Hant-TW", "x-custom1"])
def test_language_tags_are_known(text: str) -> None:
    assert is_language_tag(text)


@pytest.mark.parametrize("text", ["", "-", "de-", "pt_BR", "abcdefghi", "dé", "de\n"])
def test_other_texts_are_no_language_tags(text: str) -> None:
    assert not is_language_tag(text)


@pytest.mark.parametrize("text", ["aa.bb.cc", "aa..cc", "aa.bb.", "a_-.b.c"])
def test_three_parts_are_a_compact_jws(text: str) -> None:
    assert is_compact_jws(text)


@pytest.mark.parametrize("text", ["", "aa.bb", ".bb.cc", "a.b.c.d", "ä.b.c", "a.b.c\n", "a b.c.d"])
def test_other_texts_are_no_compact_jws(text: str) -> None:
    assert not is_compact_jws(text)


@pytest.mark.parametrize("text", ["0", "7", "131071", "9" * 15])
def test_positions_are_decimal(text: str) -> None:
    assert is_list_index(text)


@pytest.mark.parametrize("text", ["", "00", "01", "-1", "+1", "1.0", "٣", "1\n", "9" * 16])
def test_other_texts_are_no_positions(text: str) -> None:
    assert not is_list_index(text)
