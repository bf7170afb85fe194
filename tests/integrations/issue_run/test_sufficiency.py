from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.model import Achievement, ResultDescription
from laurea.credentials.wire.ob3 import read_achievement
from laurea.integrations.issue_run.results import read_result, read_results
from laurea.integrations.issue_run.sufficiency import shortfall, what_falls_short
from tests.simulator.office import ACHIEVEMENT, PERCENT, RUBRIC


def achievement(*descriptions: dict[str, Any]) -> Achievement:
    return read_achievement(ACHIEVEMENT | {"resultDescription": list(descriptions)})


def description(**changes: Any) -> ResultDescription:
    base = {"id": "urn:example:r", "type": ["ResultDescription"], "name": "Mark"}
    (read,) = achievement(base | {"resultType": "Result"} | changes).result_description
    return read


def said(value: str, **changes: Any) -> str:
    described = description(**changes)
    return shortfall(read_result(value, described, ""), described)


@pytest.mark.parametrize("value", ["79", "79,99", "0", "9"])
def test_a_number_below_the_required_one_falls_short(value: str) -> None:
    assert said(value, resultType="Percent", requiredValue="80").endswith("is less.")


@pytest.mark.parametrize("value", ["80", "80.0", "100", "80 %"])
def test_a_number_that_reaches_the_required_one_suffices(value: str) -> None:
    assert said(value, resultType="Percent", requiredValue="80") == ""


def test_allowed_values_stand_from_low_to_high() -> None:
    grades = {"allowedValue": ["Fail", "Pass", "Merit"], "requiredValue": "Pass"}
    assert said("Fail", **grades) == (
        "For “Mark” the achievement requires “Pass”, and “Fail” is less."
    )
    assert said("pass", **grades) == said("Merit", **grades) == ""


def test_levels_stand_from_low_to_high() -> None:
    levels = RUBRIC["rubricCriterionLevel"]
    (seam,) = achievement(RUBRIC | {"requiredLevel": levels[1]["id"]}).result_description
    low, enough = (read_result(level["name"], seam, "") for level in levels)
    assert "“Holds” is less" in shortfall(low, seam)
    assert shortfall(enough, seam) == ""


def test_where_no_order_is_declared_only_the_required_value_is_known_to_suffice() -> None:
    letters = {"resultType": "LetterGrade", "requiredValue": "B"}
    assert said("b", **letters) == ""
    assert said("A", **letters).endswith("whether “A” suffices, it does not say.")


@pytest.mark.parametrize("status", ["Failed", "Withdrew"])
def test_a_status_of_not_having_passed_never_suffices(status: str) -> None:
    assert "it was not passed" in said(status, resultType="Status")
    assert "it was not passed" in said(status, resultType="Status", requiredValue="Completed")
    assert said("Completed", resultType="Status", requiredValue="Completed") == ""
    assert said("InProgress", resultType="Status") == ""


def test_what_requires_nothing_asks_for_nothing() -> None:
    assert said("0", resultType="Percent") == ""


def test_every_result_that_falls_short_is_named() -> None:
    both = achievement(
        PERCENT | {"requiredValue": "80"},
        PERCENT | {"id": "urn:example:other", "name": "Essay", "requiredValue": "50"},
    )
    results = read_results([("Final test", "10"), ("Essay", "20")], both)
    problems = what_falls_short(results, both, "/results")
    assert [one.type.slug for one in problems] == ["result-short"] * 2
    assert "“Essay”" in problems[1].detail
