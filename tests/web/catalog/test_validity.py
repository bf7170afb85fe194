"""For how long what is awarded is valid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from laurea.web.catalog.validity import end_of_validity, months_in_words


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        ((2026, 6, 14), 24, "2028-06-14"),
        ((2026, 1, 31), 1, "2026-02-28"),
        ((2024, 2, 29), 12, "2025-02-28"),
        ((2026, 12, 1), 1, "2027-01-01"),
        ((9999, 12, 31), 1, "9999-12-31"),
    ],
)
def test_a_period_ends_with_the_same_day_of_a_later_month(
    begins: tuple[int, int, int], months: int, ends: str
) -> None:
    found = end_of_validity(datetime(*begins, 9, tzinfo=UTC), months)
    assert str(found) == f"{ends} 23:59:59+00:00"


def test_days_are_counted_in_utc() -> None:
    east = timezone(timedelta(hours=9))
    found = end_of_validity(datetime(2026, 6, 15, 8, tzinfo=east), 12)
    assert str(found) == "2027-06-14 23:59:59+00:00"


def test_without_a_period_there_is_no_end() -> None:
    assert end_of_validity(datetime(2026, 6, 14, tzinfo=UTC), None) is None


@pytest.mark.parametrize(
    ("months", "words"), [(1, "1 month"), (12, "1 year"), (18, "18 months"), (60, "5 years")]
)
def test_whole_years_are_written_as_years(months: int, words: str) -> None:
    assert months_in_words(months) == words
