from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.schema.patterns import UnreadablePattern, compile_pattern

PIECES = ["a", "b", ".", "[ab]", "[^a]", r"\d", "^", "$", "|", "(", ")", "(?:", "*", "+", "?"]


def fits(pattern: str, text: str) -> bool:
    return compile_pattern(pattern).is_in(text, lambda _: None)


@given(st.lists(st.sampled_from([*PIECES, "{2}", "{1,2}"]), max_size=8), st.text("ab1", max_size=6))
def test_what_is_read_means_what_it_means_elsewhere(pieces: list[str], text: str) -> None:
    pattern = "".join(pieces)
    try:
        found = fits(pattern, text)
    except UnreadablePattern:
        return
    try:
        other = re.compile(pattern)
    except re.error:
        return
    assert found is bool(other.search(text))


@pytest.mark.parametrize(
    ("pattern", "text", "is_fit"),
    [
        ("^[a-z]{2}(-[A-Z]{2})?$", "pt-BR", True),
        ("^[a-z]{2}(-[A-Z]{2})?$", "pt-br", False),
        (r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$", "e30..c2ln", True),
        (r"^https:\/\/a\.example\/x(-3\.\d\.\d)*\.json$", "https://a.example/x-3.0.3.json", True),
        (r"^[\x20-\x21\x23-\x5b]*$", "a b", False),
        (r"\u00e9", "café", True),
        (r"\D\W\S", "a-é", True),
        ("[]", "a", False),
        ("[^]", "\n", True),
        (".", "\n", False),
        ("^.$", "😀", True),
        ("[-a]", "-", True),
        (r"[\d-z]", "-", None),
        ("a$", "a\n", False),
        ("(ext:)[a-z|A-Z|0-9|.|-|_]+", "ext:Mine", True),
    ],
)
def test_patterns_of_published_schemas(pattern: str, text: str, is_fit: bool | None) -> None:
    if is_fit is None:
        with pytest.raises(UnreadablePattern):
            compile_pattern(pattern)
    else:
        assert fits(pattern, text) is is_fit


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a)\1",
        "(?=a)",
        "(?!a)",
        "(?<name>a)",
        r"\p{L}",
        r"\b",
        "a**",
        "(",
        ")",
        "[a",
        "a{2",
        "a{3,2}",
        "*",
        "{2}",
        "a{100000}",
        "a{9999}",
        "((((a{60}){60}){60}){60})",
        "(" * 60 + ")" * 60,
        "[b-a]",
        "\\",
        r"\x1",
    ],
)
def test_what_is_not_read_is_refused(pattern: str) -> None:
    with pytest.raises(UnreadablePattern):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|aa)+$", "^(.*)*b$", "(a*)*(a*)*c", "^a*a*a*a*b"]
)
def test_a_pattern_that_makes_others_hang_costs_a_step_for_each_state(pattern: str) -> None:
    steps: list[int] = []
    assert not compile_pattern(pattern).is_in("a" * 2_000 + "!", steps.append)
    assert sum(steps) < 2_002 * 40
