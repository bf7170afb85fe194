"""Every problem has a code of the corpus."""

from __future__ import annotations

import re

import pytest

from laurea.credentials.problems import PROBLEM_TYPES, Problem
from laurea.examine.codes import code_of


@pytest.mark.parametrize("slug", PROBLEM_TYPES)
def test_every_problem_has_a_code(slug: str) -> None:
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", code_of(Problem(PROBLEM_TYPES[slug], "")))


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("parsing", "PARSE"),
        ("missing-value", "SCHEMA"),
        ("undefined-term", "UNDEFINED_TERM"),
        ("hash-weak", "HASH_WEAK"),
        ("hash-unsalted", "PRIVACY_UNSALTED"),
        ("did-unavailable", "DID_INVALID"),
        ("revoked", "REVOKED"),
    ],
)
def test_the_codes_are_those_of_the_corpus(slug: str, code: str) -> None:
    assert code_of(Problem(PROBLEM_TYPES[slug], "")) == code
