from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.model import Achievement, Result, ResultDescription
from laurea.credentials.wire.ob3 import read_achievement
from laurea.integrations.issue_run.results import bind_results, read_result
from tests.simulator.office import ACHIEVEMENT, PERCENT, RUBRIC


def achievement(*descriptions: dict[str, Any]) -> Achievement:
    return read_achievement(ACHIEVEMENT | {"resultDescription": list(descriptions)})


def description(**changes: Any) -> ResultDescription:
    base = {"id": "urn:example:r", "type": ["ResultDescription"], "name": "Mark"}
    (read,) = achievement(base | {"resultType": "Result"} | changes).result_description
    return read


def reason(value: str, described: ResultDescription) -> str:
    with pytest.raises(MalformedDocument) as refusal:
        read_result(value, described, "/7/result")
    assert refusal.value.problem.type.slug == "row-result"
    assert refusal.value.problem.pointer == "/7/result"
    return refusal.value.problem.detail


@pytest.mark.parametrize(
    ("cell", "value"),
    [("87", "87"), ("91,5", "91.5"), ("91.50", "91.50"), ("100 %", "100"), ("0", "0"), ("7%", "7")],
)
def test_a_number_within_its_bounds_is_written_with_a_point(cell: str, value: str) -> None:
    (percent,) = achievement(PERCENT).result_description
    assert read_result(cell, percent, "") == Result(value=value, result_description=percent.id)


@pytest.mark.parametrize("cell", ["101", "-1", "100.01", "passed", "1e2", "1.234,5", "٥", "NaN"])
def test_a_value_out_of_bounds_is_refused_with_the_bounds(cell: str) -> None:
    (percent,) = achievement(PERCENT).result_description
    assert "number" in reason(cell, percent)


def test_a_comma_that_may_part_thousands_is_not_guessed_at() -> None:
    points = description(valueMin="0", valueMax="5000")
    assert "two ways" in reason("1,234", points)
    assert read_result("1.234", points, "").value == "1.234"


def test_one_bound_is_enough_to_ask_for_a_number() -> None:
    assert reason("-1", description(valueMin="0")).endswith("A number from 0 is wanted.")
    assert reason("11", description(valueMax="10")).endswith("A number to 10 is wanted.")


def test_bounds_that_are_no_numbers_bound_nothing() -> None:
    letters = description(valueMin="F", valueMax="A")
    assert read_result("C+", letters, "").value == "C+"


@pytest.mark.parametrize("cell", ["101", "-1", "passed"])
def test_a_percentage_without_bounds_lies_between_0_and_100(cell: str) -> None:
    assert "A number" in reason(cell, description(resultType="Percent"))
    more = description(resultType="Percent", valueMax="120")
    assert read_result("105", more, "").value == "105"


@pytest.mark.parametrize(
    "kind", ["GradePointAverage", "PredictedScore", "RawScore", "RubricScore", "ScaledScore"]
)
def test_a_score_is_a_number_also_without_bounds(kind: str) -> None:
    assert reason("good", description(resultType=kind)).endswith("A number is wanted.")
    assert read_result("41,5", description(resultType=kind), "").value == "41.5"


def test_an_allowed_value_is_written_as_the_achievement_writes_it() -> None:
    grades = description(allowedValue=["Pass", "Merit"])
    assert read_result(" merit ".strip(), grades, "").value == "Merit"
    assert "“Pass”, “Merit”" in reason("Distinction", grades)


@pytest.mark.parametrize("cell", ["Holds well", "HOLDS  WELL", "2", "urn:example:seam:2"])
def test_a_level_is_known_by_its_name_its_rank_or_its_id(cell: str) -> None:
    (seam,) = achievement(RUBRIC).result_description
    assert read_result(cell, seam, "") == Result(
        achieved_level="urn:example:seam:2", result_description=seam.id
    )


def test_a_level_that_does_not_exist_is_refused_with_the_levels() -> None:
    (seam,) = achievement(RUBRIC).result_description
    assert "“Holds”, “Holds well”" in reason("Breaks", seam)


def test_a_status_is_one_of_the_standard() -> None:
    status = description(resultType="Status")
    assert read_result("completed", status, "") == Result(
        status="Completed", result_description=status.id
    )
    assert "Withdrew" in reason("done", status)


def test_a_result_without_a_description_stands_as_written() -> None:
    assert read_result("91,5", None, "") == Result(value="91,5")
    assert bind_results(["e-mail", "result"], achievement()) == {"": None}


def test_the_plain_column_belongs_to_the_only_description() -> None:
    one = achievement(PERCENT)
    assert bind_results(["result", "e-mail"], one) == {"": one.result_description[0]}


def test_a_named_column_belongs_to_the_description_of_that_name_or_id() -> None:
    two = achievement(PERCENT, RUBRIC)
    bound = bind_results(["result:final  TEST", "result:urn:example:seam"], two)
    assert [each.id for each in bound.values() if each] == ["urn:example:percent", RUBRIC["id"]]


@pytest.mark.parametrize(
    ("column", "descriptions", "says"),
    [
        ("result", (PERCENT, RUBRIC), "“Final test”, “Seam”"),
        ("result:Essay", (PERCENT,), "describes no result “Essay”"),
        ("result:Essay", (), "It describes: none"),
        ("result:Seam", (RUBRIC, RUBRIC | {"id": "urn:example:other"}), "several results called"),
    ],
)
def test_a_column_that_belongs_to_no_single_description_refuses_the_roster(
    column: str, descriptions: tuple[dict[str, Any], ...], says: str
) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        bind_results([column], achievement(*descriptions))
    assert refusal.value.problem.type.slug == "roster-mapping"
    assert says in refusal.value.problem.detail


def test_no_result_column_asks_for_no_description() -> None:
    assert bind_results(["e-mail"], achievement(PERCENT, RUBRIC)) == {}
