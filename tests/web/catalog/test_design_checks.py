"""What is looked at before a badge is used."""

from __future__ import annotations

from dataclasses import replace

import pytest

from laurea.integrations.artwork import Design
from laurea.web.catalog.design_checks import (
    alt_check,
    checks_of,
    contrast_in_words,
    shorter_title,
)

PLAIN = Design(kind="roundel", ink="iron", alt="A badge")
LONG = "Measurement and Evaluation of Public Policy"


def unmet(design: Design, title: str = "Weaving", issuer: str = "Guild") -> list[str]:
    lines = checks_of(design, title=title, issuer=issuer).lines
    return [str(line.name) for line in lines if not line.is_met]


def test_a_plain_badge_meets_every_point() -> None:
    assert unmet(PLAIN) == []
    assert unmet(replace(PLAIN, level=4)) == []


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({"own_ink": "#999999"}, ["Ink on paper", "At 32 pixels"]),
        ({"own_ink": "#808080"}, ["At 32 pixels"]),
        ({"accent": "#EEEEEE"}, ["Leaves on paper"]),
        ({"own_ink": "#8A1C1C"}, ["Not taken for a verdict"]),
        ({"alt": ""}, ["Alternative text"]),
        ({"above": "織物"}, ["Issuer on the ring"]),
        ({"short_title": "W" * 20, "kind": "laurel"}, []),
    ],
)
def test_each_point_can_fail_for_itself(changes: dict[str, str], points: list[str]) -> None:
    assert unmet(Design(**{**PLAIN.to_json(), **changes})) == points


def test_a_title_that_does_not_fit_gets_a_shorter_one() -> None:
    assert unmet(PLAIN, title=LONG) == ["Title on the ring"]
    # Written out, and too small in a laurel.
    assert unmet(PLAIN, title="W" * 26) == []
    assert unmet(replace(PLAIN, kind="laurel"), title="W" * 26) == ["Title on the ring"]
    assert shorter_title(PLAIN, LONG) == "Measurement"
    assert shorter_title(PLAIN, "Weaving") == ""
    assert shorter_title(replace(PLAIN, short_title="Policy"), LONG) == ""


@pytest.mark.parametrize(
    ("ratio", "word"),
    [(21, "strong"), (7, "strong"), (4.5, "clear"), (3, "just enough"), (2, "too faint")],
)
def test_contrast_is_said_in_words(ratio: float, word: str) -> None:
    assert contrast_in_words(ratio) == word


def test_spaces_are_no_alternative_text() -> None:
    assert not alt_check("  ").is_met
