from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.integrations.roster.vocabulary import (
    CONTEXTUAL,
    Field,
    column_words,
    field_named,
    header_key,
    meaning_of,
    words_of,
)

WORDS = [
    (field, language, word)
    for field, languages in column_words().items()
    for language, entry in languages.items()
    for word, _ in words_of(entry)
]


def test_no_word_means_two_fields() -> None:
    fields = defaultdict(set)
    for field, _, word in WORDS:
        fields[header_key(word)].add(field)
    assert {word: found for word, found in fields.items() if len(found) > 1} == {}


def test_every_word_is_known_in_capitals_with_brackets_and_marks() -> None:
    unknown = [
        (field, word)
        for field, _, word in WORDS
        for written in (word, word.upper(), word.title(), f" {word} (2026) *", f"{word}:")
        if (meaning := meaning_of(written)) is None or meaning.field.value != field
    ]
    assert unknown == []


def test_the_languages_that_must_be_known_name_all_usual_columns() -> None:
    usual = {"e-mail", "name", "given-name", "family-name", "awarded", "valid-until", "result"}
    words = column_words()
    for language in "en de fr es it pt nl pl sv fi cs el tr da no hu ro sk hr ru uk ja zh".split():
        assert {field for field in words if language in words[field]} >= usual


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("E-MAIL", Field.EMAIL),
        ("emailAddress", Field.EMAIL),
        ("e_mail", Field.EMAIL),
        ("Mail:", Field.EMAIL),
        ("Adresse e\u2011mail", Field.EMAIL),
        ("ΗΛΕΚΤΡΟΝΙΚΟ ΤΑΧΥΔΡΟΜΕΙΟ", Field.EMAIL),
        ("E-POSTA ADRESİ", Field.EMAIL),
        ("İsim", Field.NAME),
        ("firstName", Field.GIVEN_NAME),
        ("issued_on", Field.AWARDED),
        ("evidence_url", Field.EVIDENCE),
        ("Date d\u2019obtention", Field.AWARDED),
        ("Résultat (sur 20)", Field.RESULT),
        ("Prüfungsergebnis [%]", Field.RESULT),
        ("Wynik\u00a0końcowy", Field.RESULT),
        ("E\u0301valuation", None),
        ("mail_", None),
        ("_email", None),
        ("email 2", None),
        ("", None),
        ("(email)", None),
    ],
)
def test_headers_are_known_by_what_they_say(header: str, field: Field | None) -> None:
    meaning = meaning_of(header)
    assert (meaning.field if meaning else None) is field


def test_words_that_mislead_count_only_in_context() -> None:
    assert all(meaning_of(word) for word in CONTEXTUAL)


@pytest.mark.parametrize("field", list(Field))
def test_every_field_can_be_named_by_its_own_name(field: Field) -> None:
    assert field_named(field.value) is field


@given(st.text(max_size=40))
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    key = header_key(text)
    assert key == key.strip()
    meaning_of(text)
