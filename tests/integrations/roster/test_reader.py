from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[..., Any]
Lines = Callable[..., str]

HEADER = "email,name,did,date,valid until,score,evidence"


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        ("alva,Alva,,,,,", "row-email"),
        (",Alva,,,,,", "row-email"),
        (",,,,,95,", "row-email"),
        ("a@example.org,A\u202elva,,,,,", "row-text"),
        ("a@example.org,Alva,did:key,,,,", "row-did"),
        ("a@example.org,Alva,,2026-11-31,,,", "row-date"),
        ("a@example.org,Alva,,2026-11-25,,,", "row-date"),
        ("a@example.org,Alva,,,tomorrow,,", "row-date"),
        ("a@example.org,Alva,,2026-06-14,2026-06-13,,", "row-date"),
        ("a@example.org,Alva,,06/07/2026,,,", "row-date-ambiguous"),
        ("a@example.org,Alva,,,,95\x00,", "row-text"),
        ("a@example.org,Alva,,,,,javascript:alert(1)", "row-url"),
        ("a@example.org,Alva,,,,,,stray", "row-cells"),
        ('a@example.org,"Al"va,,,,,', "row-cells"),
        ("a@example.org," + "A" * 40_000 + ",,,,,", "limit-exceeded"),
        ("a@example.org," + "A" * 501 + ",,,,,", "limit-exceeded"),
        (HEADER, "row-email"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_does_not_stop_the_others(
    read: Read, lines: Lines, row: str, slug: str
) -> None:
    found = read(lines(HEADER, "z@example.org,Zoë,,,,,", row, "y@example.org,Yrsa,,,,,"))
    assert found.reasons == {3: slug}
    assert found.emails == ["z@example.org", "y@example.org"]
    assert found.refused[0].problem.pointer.startswith("/3")
    assert found.refused[0].reason.endswith((".", "?"))


@pytest.mark.parametrize(
    "row",
    [
        "a@example.org",
        "a@example.org,Alva,,,,,,,,",
        "a@example.org,,did:key:z6Mk,2026-11-24,2026-11-24,95 %,",
        ",Alva,did:key:z6Mk,,,,",
        "a@example.org,=1+1,,,,=cmd,https://school.example/1",
    ],
)
def test_short_rows_and_missing_facts_are_no_fault(read: Read, lines: Lines, row: str) -> None:
    assert read(lines(HEADER, row)).learner.number == 2


def test_everything_wrong_with_a_row_is_said_at_once(read: Read, lines: Lines) -> None:
    found = read(lines(HEADER, "alva,Alva,x,31/11/2026,,,file:///x"))
    problems = found.refused[0].problems
    assert [problem.pointer for problem in problems] == [
        "/2/e-mail",
        "/2/did",
        "/2/awarded",
        "/2/evidence",
    ]
    assert "November has 30 days" in found.refused[0].reason


def test_a_row_without_an_address_says_so_beside_its_other_faults(read: Read, lines: Lines) -> None:
    found = read(lines(HEADER, ",Alva,,soon,,,"))
    assert [problem.type.slug for problem in found.refused[0].problems] == ["row-email", "row-date"]
    assert "no e-mail address and no DID" in found.refused[0].reason


def test_the_second_row_of_a_learner_is_refused_and_names_the_first(
    read: Read, lines: Lines
) -> None:
    rows = [
        "alva@example.org,",
        "ALVA@Example.org ,",
        "bo@example.org,did:key:z6Mk",
        "cy@example.org,did:key:z6Mk",
    ]
    found = read(lines("email,did", *rows))
    assert found.reasons == {3: "row-duplicate", 5: "row-duplicate"}
    assert "Row 2 is kept" in found.refused[0].reason
    assert "Rows 4 and 5 have the same DID." in found.refused[1].reason
    assert read(lines("email,did", *rows), allow_duplicates=True).refused == ()


def test_a_refused_row_does_not_take_its_learners_place(read: Read, lines: Lines) -> None:
    found = read(lines("email,date", "a@example.org,2026-11-31", "a@example.org,2026-11-20"))
    assert found.reasons == {2: "row-date"}
    assert found.emails == ["a@example.org"]


def test_results_and_evidence_of_several_columns_are_kept_apart(read: Read, lines: Lines) -> None:
    header = "email;Result: Essay;Result: Test;Evidence;Evidence name;Evidence narrative"
    urls = '"https://a.example/1\nhttps://a.example/2"'
    found = read(
        lines(
            header,
            f"a@example.org;4,5;;{urls};Essay;Good",
            "b@example.org;;7;;;Told in class",
            "c@example.org;;;;;",
        )
    )
    alva, bo, cy = found.learners
    assert alva.results == (("Essay", "4,5"),)
    assert [(e.url, e.name, e.narrative) for e in alva.evidence] == [
        ("https://a.example/1", "Essay", "Good"),
        ("https://a.example/2", "Essay", "Good"),
    ]
    assert bo.results == (("Test", "7"),)
    assert [(e.url, e.narrative) for e in bo.evidence] == [(None, "Told in class")]
    assert (cy.results, cy.evidence) == ((), ())


def test_columns_that_are_not_known_are_never_taken_over(read: Read, lines: Lines) -> None:
    found = read(lines("email,is_staff,issuer_id,credential_id", "a@example.org,true,x,urn:x"))
    assert found.ignored == ("is_staff", "issuer_id", "credential_id")
    assert found.learner.email == "a@example.org"
