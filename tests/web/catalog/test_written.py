from __future__ import annotations

import uuid
from typing import Any

import pytest

from laurea.credentials.wire.ob3 import read_achievement, write_achievement
from laurea.web.catalog.written import Written, document_from, read_written, written_of
from tests.web.conftest import an_achievement

KEY = uuid.UUID(int=7)
RICH: dict[str, Any] = an_achievement(
    id="https://guild.example/weaving",
    type=["Achievement"],
    achievementType="MicroCredential",
    creditsAvailable=2.5,
    inLanguage="en",
    tag=["cloth", "loom"],
    version="2026",
    alignment=[
        {
            "type": ["Alignment"],
            "targetName": "weave fabrics",
            "targetUrl": "https://skills.example/weave",
            "targetType": "ext:ESCO",
        }
    ],
    resultDescription=[
        {
            "id": "urn:example:evenness",
            "type": ["ResultDescription"],
            "name": "Evenness",
            "resultType": "RubricCriterionLevel",
            "requiredLevel": "urn:example:even",
            "rubricCriterionLevel": [
                {
                    "id": "urn:example:uneven",
                    "type": ["RubricCriterionLevel"],
                    "name": "Uneven",
                    "level": "1",
                    "description": "It can be seen.",
                },
                {"id": "urn:example:even", "type": ["RubricCriterionLevel"], "name": "Even"},
            ],
        },
        {
            "id": "urn:example:length",
            "type": ["ResultDescription"],
            "name": "Length",
            "resultType": "RawScore",
            "valueMin": "0",
            "valueMax": "10",
            "requiredValue": "1",
            "allowedValue": ["0", "1", "10"],
        },
    ],
)


def test_what_is_read_into_the_form_and_written_again_is_the_same_document() -> None:
    stored = write_achievement(read_achievement(RICH))
    written = read_written(written_of(stored).to_json())
    made = document_from(written, stored, KEY)
    assert write_achievement(read_achievement(made.document)) == stored


def test_what_the_form_does_not_show_is_kept() -> None:
    written = written_of(RICH)
    document = document_from(written, RICH, KEY).document
    assert document["version"] == "2026"
    assert document["alignment"][0]["targetType"] == "ext:ESCO"


def test_blank_rows_are_left_out_and_the_others_remembered() -> None:
    rows = ({"target_name": " "}, {"target_name": "weave", "target_url": "https://s.example/"})
    results = ({"result_type": "Percent", "id": ""}, {"name": "Evenness", "result_type": "Percent"})
    made = document_from(Written({}, rows, results), {}, KEY)
    assert (made.alignment_rows, made.result_rows) == ((1,), (1,))
    assert [row["targetName"] for row in made.document["alignment"]] == ["weave"]


def test_the_same_form_gives_the_same_ids() -> None:
    row = {"name": "Evenness", "result_type": "RubricCriterionLevel", "levels": "Low\nHigh: all"}
    first, second = (
        document_from(Written({}, (), (row | {"required": "High"},)), {}, KEY).document
        for _ in range(2)
    )
    assert first == second
    (result,) = first["resultDescription"]
    low, high = result["rubricCriterionLevel"]
    assert (low["level"], high["description"]) == ("1", "all")
    assert result["requiredLevel"] == high["id"]
    assert "requiredValue" not in result


def test_levels_of_a_rubric_come_back_as_they_were() -> None:
    names = ("Level 1: begun", "C:\\temp", "Sound", "a \\: b", "ends \\", "Two\nlines")
    levels = [
        {
            "id": f"urn:example:{place}",
            "type": ["RubricCriterionLevel"],
            "name": name,
            "level": str(place),
            "points": "3",
            **({"description": "Works alone: always.\nOr nearly."} if place % 2 else {}),
        }
        for place, name in enumerate(names)
    ]
    entry = {
        "id": "urn:example:r",
        "type": ["ResultDescription"],
        "name": "Evenness",
        "resultType": "RubricCriterionLevel",
        "requiredLevel": "urn:example:0",
        "rubricCriterionLevel": levels,
    }
    base = {**RICH, "resultDescription": [entry]}
    for _ in range(2):
        assert document_from(written_of(base), base, KEY).document["resultDescription"] == [entry]
    assert written_of(base).results[0]["levels"].splitlines()[0] == (r"Level 1\: begun")


def test_what_an_alignment_names_is_chosen_in_its_row() -> None:
    row = {"target_name": "x", "target_url": "https://x.example", "target_type": "ext:EQF"}
    blank = {"target_name": "", "target_url": "", "target_type": "ceasn:Competency"}
    (alignment,) = document_from(Written({}, (row, blank), ()), {}, KEY).document["alignment"]
    assert alignment["targetType"] == "ext:EQF"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("4", 4), ("2.5", 2.5), ("2,5", 2.5), ("4.0", 4), ("x", "x"), ("NaN", "NaN"), ("1e3", 1000)],
)
def test_credits_are_numbers_where_they_can_be(typed: str, number: object) -> None:
    document = document_from(Written({"credits": typed}), {}, KEY).document
    assert document["creditsAvailable"] == number
    assert type(document["creditsAvailable"]) is type(number)
    assert "creditsAvailable" not in document_from(Written({"credits": ""}), RICH, KEY).document


def test_tags_are_separated_by_commas_and_lines_and_stand_once() -> None:
    document = document_from(Written({"tags": "loom, cloth,,\nloom"}), {}, KEY).document
    assert document["tag"] == ["loom", "cloth"]
