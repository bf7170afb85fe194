from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.web.design.drawings.icons import ICONS, icon
from laurea.web.design.drawings.marks import MARKS, mark, pie
from laurea.web.design.drawings.ornaments import brand_mark, guilloche
from tests.web.design.parsed import parsed


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_well_formed_hidden_and_of_one_stroke(name: str) -> None:
    drawn = icon(name)
    assert parsed(drawn).get("aria-hidden") == "true"
    assert "fill" not in ICONS[name]
    assert "stroke" not in ICONS[name]


@pytest.mark.parametrize("kind", MARKS)
def test_a_mark_is_well_formed_and_hidden(kind: str) -> None:
    assert parsed(mark(kind)).get("aria-hidden") == "true"


def test_marks_differ_in_shape_and_not_only_in_colour() -> None:
    outlines = {
        re.sub(r"stroke(-\w+)?=\"[^\"]*\"", "", MARKS[kind].split("/>")[0]) for kind in MARKS
    }
    assert len(outlines) >= 4
    assert {"#17653A", "green", "red"} & set(
        re.findall(r"[#\w]+", "".join(MARKS.values()))
    ) == set()


@given(share=st.floats(-1, 2))
def test_any_share_can_be_drawn(share: float) -> None:
    parsed(pie(share))


def test_a_pie_of_nothing_is_empty_and_of_all_is_full() -> None:
    assert "<path" not in pie(0)
    assert " 0 01" in pie(0.3)
    assert " 0 11" in pie(0.7)
    assert " 0 11" in pie(1)


def test_ornaments_are_hidden_from_screen_readers() -> None:
    for drawn in (guilloche(), brand_mark()):
        assert parsed(drawn).get("aria-hidden") == "true"
    assert guilloche(12).count("<circle") == 12
