"""Each kind takes its values and no others."""

from __future__ import annotations

import math
from typing import Any

import pytest

from laurea.credentials.model import LanguageValue
from laurea.credentials.wire import kinds

GOOD: dict[str, list[Any]] = {
    "STRING": ["", "a"],
    "TEXT": [
        "",
        {"@value": "a"},
        {"@value": "a", "@language": "de-AT", "@direction": "rtl"},
        [{"@value": "a", "@language": "en"}],
    ],
    "URI": [
        "https://example.org",
        "http://example.org/é?q=ü#ß",
        "did:key:z6Mk#z6Mk",
        "urn:uuid:1",
        "mailto:ada@example.org",
        "data:image/png;base64,AAAA",
        "HTTPS://example.org/",
    ],
    "CONTEXT": ["https://example.org/context", {"a": "https://example.org/#a"}],
    "BOOLEAN": [True, False],
    "NUMBER": [0, -1, 2.5],
    "LANGUAGE": ["de", "pt-BR", "zh-Hans-CN", "es-419"],
    "COMPACT_JWS": ["aa.bb.cc", "aa..cc"],
    "STRINGS": ["a", ["a", "b"]],
    "INDEX": ["0", "94567", 0, 7],
    "TIMESTAMP": ["2026-01-15T09:00:00Z", "2026-01-15T09:00:00.5+01:00"],
    "DATE_TIME": ["2026-01-15T09:00:00Z", "2026-01-15T09:00:00"],
    "DATE": ["2026-01-15"],
}
BAD: dict[str, list[Any]] = {
    "STRING": [["a"], {}, 1],
    "TEXT": [
        [],
        ["a"],
        [{"@value": "a"}, "b"],
        {"@value": None},
        {"@language": "en"},
        {"@value": "a", "@language": "no tag"},
        {"@value": "a", "@direction": "up"},
        {"@value": "a", "@type": "b"},
        {"en": "a"},
    ],
    "URI": [
        "",
        "a",
        "/a",
        "//example.org",
        "https ://example.org",
        "https:",
        "https://",
        "https:///a",
        "https:example.org",
        "urn:",
        "a b:c",
        "urn:a b",
        "urn:a\n",
        "urn:<a>",
        "_:b0",
        "1a:b",
        ["urn:a"],
        {},
    ],
    "CONTEXT": ["context", 1, []],
    "BOOLEAN": [0, "true"],
    "NUMBER": [True, "1", math.inf, math.nan, []],
    "LANGUAGE": ["", "de_AT", "deutschsprachig", "de-"],
    "COMPACT_JWS": ["aa.bb", "a.b.c.d", "aa.bb.", "ä.b.c"],
    "STRINGS": [[], ["a", 1], {}],
    "INDEX": ["", "00", "01", "+1", "-1", " 1", "1_0", "1.0", "1e3", "٣", "9" * 17, -1, True, 1.0],
    "TIMESTAMP": ["2026-01-15T09:00:00", "2026-02-30T09:00:00Z", "2026-01-15", 0, []],
    "DATE_TIME": ["2026-01-15", "2026-02-30T09:00:00"],
    "DATE": ["2026-02-30", "2026-01-15T09:00:00Z"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in GOOD.items() for v in values])
def test_a_kind_takes_what_is_of_it(name: str, value: Any) -> None:
    assert getattr(kinds, name).holds(value)


@pytest.mark.parametrize(
    ("name", "value"), [(n, v) for n, values in BAD.items() for v in [*values, None]]
)
def test_a_kind_refuses_what_is_not_of_it(name: str, value: Any) -> None:
    assert not getattr(kinds, name).holds(value)


@pytest.mark.parametrize("text", GOOD["TEXT"])
def test_text_is_written_as_it_was_read(text: Any) -> None:
    assert kinds.TEXT.write(kinds.TEXT.read(text)) == text


def test_text_in_languages_becomes_language_values() -> None:
    read = kinds.TEXT.read([{"@value": "Hund", "@language": "de"}])
    assert read == (LanguageValue(value="Hund", language="de"),)


def test_a_vocabulary_takes_own_terms_where_it_is_extensible() -> None:
    terms = frozenset({"a"})
    extensible = kinds.vocabulary("the letters", terms, extensible=True)
    assert [bool(extensible.holds(term)) for term in ("a", "ext:b", "b", ["a"])] == [
        True,
        True,
        False,
        False,
    ]
    closed = kinds.vocabulary("the letters", terms, extensible=False)
    assert not closed.holds("ext:b")
    assert closed.expected == "a term of the letters"
