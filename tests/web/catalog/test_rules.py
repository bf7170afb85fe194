"""What an achievement has to keep to beyond the structure of the standard."""

from __future__ import annotations

from typing import Any

import pytest

from laurea.web.catalog.rules import broken_rules


def pointers(**document: Any) -> list[str]:
    return [problem.pointer for problem in broken_rules(document)]


def scale(**described: Any) -> list[str]:
    found = pointers(resultDescription=[{"resultType": "Percent", **described}])
    return [pointer.removeprefix("/resultDescription/0/") for pointer in found]


@pytest.mark.parametrize("tag", ["en", "pt-BR", "gsw", "zh-Hant-TW", "x-guild", "i-klingon"])
def test_a_language_tag_is_let_through(tag: str) -> None:
    assert not pointers(inLanguage=tag)


@pytest.mark.parametrize("tag", ["english", "deutsch-DE", "latn", "1"])
def test_what_no_language_is_called_is_refused(tag: str) -> None:
    assert pointers(inLanguage=tag) == ["/inLanguage"]


def test_criteria_are_read_over_https_and_frameworks_may_say_http() -> None:
    for address in ("http://guild.example", "https://", "https://[", "urn:isbn:1", "guild"):
        assert pointers(criteria={"id": address}) == ["/criteria/id"], address
    assert not pointers(criteria={"id": "https://guild.example/weaving#loom"})
    # ESCO names its skills by addresses of http.
    assert not pointers(alignment=[{"targetUrl": "http://data.europa.eu/esco/skill/1"}])
    assert pointers(alignment=[{}, {"targetUrl": "urn:isbn:1"}]) == ["/alignment/1/targetUrl"]


@pytest.mark.parametrize(
    ("described", "fault"),
    [
        ({"valueMin": "0", "valueMax": "100", "requiredValue": "80"}, []),
        ({"valueMin": "0", "valueMax": "100", "requiredValue": "80 %"}, []),
        ({"valueMin": "0", "valueMax": "2,5", "requiredValue": "2.5"}, []),
        ({"valueMin": "-5", "valueMax": "5"}, []),
        ({"valueMin": "0", "valueMax": "100", "requiredValue": "101"}, ["requiredValue"]),
        ({"valueMin": "10", "requiredValue": "9"}, ["requiredValue"]),
        ({"requiredValue": "most"}, ["requiredValue"]),
        ({"requiredValue": "NaN"}, ["requiredValue"]),
        ({"valueMin": "100", "valueMax": "0", "requiredValue": "50"}, ["valueMax"]),
        ({"valueMin": "1", "valueMax": "1"}, ["valueMax"]),
        ({"valueMin": "none", "valueMax": "all"}, ["valueMin", "valueMax"]),
        ({"resultType": "Result", "requiredValue": "well done"}, []),
        ({"resultType": "Status", "requiredValue": "Completed"}, []),
        ({"resultType": "Status", "requiredValue": "Finished"}, ["requiredValue"]),
        ({"allowedValue": ["C", "B", "A"], "requiredValue": "B"}, []),
        ({"allowedValue": ["C", "B", "A"], "valueMin": "C", "valueMax": "A"}, []),
        ({"allowedValue": ["C", "B", "A"], "requiredValue": "D"}, ["requiredValue"]),
        ({"allowedValue": ["C", "B", "A"], "valueMin": "A", "valueMax": "C"}, ["valueMax"]),
        ({"allowedValue": ["C", "B", "C"]}, ["allowedValue"]),
        ({"rubricCriterionLevel": [{"name": "Sound"}], "requiredLevel": "urn:x:1"}, []),
        ({"rubricCriterionLevel": [{"name": "Sound"}], "requiredValue": "S"}, ["requiredValue"]),
    ],
)
def test_what_is_needed_lies_on_a_scale_with_an_order(
    described: dict[str, Any], fault: list[str]
) -> None:
    assert scale(**described) == fault


@pytest.mark.parametrize(
    "document",
    [
        {"criteria": 7, "inLanguage": 7, "alignment": 7, "resultDescription": 7},
        {"alignment": ["a"], "resultDescription": [{"allowedValue": 7, "valueMin": 7}]},
        {"resultDescription": {"allowedValue": "C", "valueMin": "0"}},
    ],
)
def test_what_is_of_the_wrong_kind_is_passed_over(document: dict[str, Any]) -> None:
    assert all(problem.detail for problem in broken_rules(document))
