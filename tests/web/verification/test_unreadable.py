from __future__ import annotations

import pytest

from laurea.credentials import problems
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import Problem
from laurea.web.verification.unreadable import (
    demand_known_form,
    title_of,
    with_next_step,
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"hello", "What was sent is a text of 5 characters: \N{LEFT DOUBLE QUOTATION MARK}hello"),
        (b"a" * 1000, "a text of 1,000 characters"),
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"PK\x03\x04rest", "an archive"),
        (b"<!DOCTYPE html><title>x", "is a web page"),
        (b"\xef\xbb\xbf<HTML>", "is a web page"),
        (b"\x00" * 100, "a kind that is not read here"),
        (b"\xff\xfe{\x00}\x00", "a kind that is not read here"),
        (b"school.example/c/1", "Perhaps you mean https://school.example/c/1"),
    ],
)
def test_what_was_brought_is_named(content: bytes, said: str) -> None:
    with pytest.raises(MalformedDocument) as caught:
        demand_known_form(content)
    assert said in caught.value.problem.detail
    told = with_next_step(caught.value.problem)
    assert "Send a credential: its link" in told.detail
    assert str(title_of(told)) == "That is not a credential"


@pytest.mark.parametrize(
    "content",
    [
        b" {",
        b"[1]",
        b"<svg",
        b"<?xml ?>",
        b"\x89PNG\r\n",
        b"%PDF-1.7",
        b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
    ],
)
def test_what_may_be_a_credential_is_let_through(content: bytes) -> None:
    demand_known_form(content)


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        (problems.NOT_FOUND, "Copy the address again"),
        (problems.FETCH_FAILED, "Try again later"),
        (problems.FETCH_FORBIDDEN, "Only https addresses of public hosts are asked."),
        (problems.PARSING, "Copy it again"),
    ],
)
def test_every_refusal_says_what_to_do(kind: problems.ProblemType, step: str) -> None:
    assert step in with_next_step(Problem(kind, "It is so.")).detail
