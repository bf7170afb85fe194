from __future__ import annotations

from collections.abc import Callable

import pytest

from laurea.web.design.drawings.charts import Bar, bar_chart, column_chart
from tests.web.design.parsed import parsed

BARS = (Bar("May", 30, 10, "40"), Bar("June <b>", 0, 0, "0"), Bar("July", 40, 0, "40"))


@pytest.mark.parametrize("draw", [column_chart, bar_chart])
def test_a_chart_is_named_and_well_formed(draw: Callable[..., str]) -> None:
    root = parsed(draw(BARS, name="months", label='Months, "all"'))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Months, "all"'
    texts = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert "June <b>" in texts


def test_columns_of_equal_sums_are_equally_high() -> None:
    root = parsed(column_chart(BARS, name="m", label=""))
    heights = [float(rect.get("height", 0)) for rect in root.iter() if rect.tag.endswith("rect")]
    assert heights == [150, 50, 0, 200]


def test_both_drawings_may_stand_on_one_page() -> None:
    both = column_chart(BARS, name="m", label="") + bar_chart(BARS, name="m", label="")
    assert both.count('id="m-broad"') == both.count('id="m-narrow"') == 1
    assert both.count("url(#m-broad)") == both.count("url(#m-narrow)") == 1


def test_a_chart_of_nothing_is_drawn() -> None:
    parsed(column_chart((), name="m", label=""))
    parsed(bar_chart((Bar("none", 0),), name="m", label=""))
