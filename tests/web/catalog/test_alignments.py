from __future__ import annotations

import pytest

from laurea.credentials.model import Achievement, Alignment, Criteria
from laurea.web.catalog.alignments import aligned_of, is_skill, skills_of
from laurea.web.design.parts import Strength

ESCO = "http://data.europa.eu/esco"


def an_alignment(target_type: str | None, url: str = "https://skills.example/1") -> Alignment:
    return Alignment(target_name=str(target_type), target_url=url, target_type=target_type)


def an_achievement(*alignments: Alignment) -> Achievement:
    return Achievement(
        id="urn:example:1",
        name="Weaving",
        description="Weaves.",
        criteria=Criteria(narrative="Weave."),
        alignment=alignments,
    )


@pytest.mark.parametrize(
    ("alignment", "expected"),
    [
        (an_alignment("ceasn:Competency"), True),
        (an_alignment("CFItem"), True),
        (an_alignment("ext:ESCO", f"{ESCO}/skill/1605025e"), True),
        (an_alignment("ext:ESCO", f"{ESCO}/occupation/1605025e"), False),
        (an_alignment("ext:EQF"), False),
        (an_alignment("CTDL"), False),
        (an_alignment("ceterms:Credential"), False),
        (an_alignment("CFRubricCriterionLevel"), False),
        (an_alignment(None), False),
    ],
)
def test_a_skill_is_what_is_declared_to_be_one(alignment: Alignment, *, expected: bool) -> None:
    value, certified = an_achievement(alignment), Strength("certified")
    assert is_skill(alignment) is expected
    assert (skills_of(value, strength=certified) is not None) is expected
    assert (aligned_of(value) is None) is expected


def test_each_node_stands_once_in_the_order_of_the_document() -> None:
    nodes = [an_alignment("CFItem", f"https://skills.example/{n}") for n in (2, 1, 2)]
    found = skills_of(an_achievement(*nodes), strength=None)
    assert found is not None
    assert [line.framework.href[-1] for line in found.lines if line.framework] == ["2", "1"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "urn:x", "http://[", "https://"])
def test_a_node_without_an_address_of_the_web_has_no_link(url: str) -> None:
    found = aligned_of(an_achievement(an_alignment("ext:EQF", url)))
    assert found is not None
    assert found.lines[0].framework is None
