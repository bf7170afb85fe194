from __future__ import annotations

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.integrations.roster.mapping import (
    listed,
    mapped_places,
    named_result,
    places_of,
    read_mapping,
)

HEADER = ["Kontakt", "Name", "name", "Punkte", "#1"]


def test_fields_may_be_named_by_any_word_for_them() -> None:
    assert read_mapping({"E-Mail": "a", "expires": "b", "Ergebnis: Essay": "c"}) == {
        "e-mail": "a",
        "valid-until": "b",
        "result:Essay": "c",
    }


@pytest.mark.parametrize(
    ("mapping", "says"),
    [({"postcode": "a"}, "The fields are: e-mail"), ({"email": "a", "e-mail": "b"}, "Two columns")],
)
def test_unknown_and_repeated_fields_are_refused(mapping: dict[str, str], says: str) -> None:
    with pytest.raises(MalformedDocument, match=says) as caught:
        read_mapping(mapping)
    assert caught.value.problem.type.slug == "roster-mapping"


def test_a_column_is_named_by_its_header_or_its_number() -> None:
    assert places_of("Kontakt", HEADER) == [0]
    assert places_of("KONTAKT *", HEADER) == [0]
    assert places_of("name", HEADER) == [2]
    assert places_of("NAME", HEADER) == [1, 2]
    assert places_of("#4", HEADER) == [3]
    assert places_of("#1", HEADER) == [4]
    assert places_of("#9", HEADER) == places_of("#0", HEADER) == places_of("x", HEADER) == []


def test_an_empty_column_leaves_a_field_out() -> None:
    assert mapped_places({"result": "", "e-mail": "Kontakt"}, HEADER) == {"e-mail": 0}


@pytest.mark.parametrize(
    ("column", "says"), [("Grade", "no column “Grade”"), ("NAME", "#2 and #3")]
)
def test_missing_and_repeated_columns_are_refused(column: str, says: str) -> None:
    with pytest.raises(MalformedDocument, match=says):
        mapped_places({"name": column}, HEADER)


def test_a_result_is_bound_by_a_colon_behind_a_word_for_results() -> None:
    assert named_result("Score : Essay: part 1") == "Essay: part 1"
    assert named_result("Quiz: Essay") is None
    assert named_result("Result:") is None


def test_long_headers_are_listed_in_part() -> None:
    assert listed([*"abcdefghijklmn", " "]).endswith("“l” and 2 more")
