from __future__ import annotations

from datetime import UTC, datetime, timedelta

from laurea.web.verification.kept import Kept

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_thing_is_made_once_until_it_is_too_old() -> None:
    kept: Kept[int] = Kept(timedelta(seconds=30), most=10)
    made = iter(range(100))
    ages_s = (0, 29, 30, 31, 61)
    found = [
        kept.get("a", lambda: next(made), at=NOON + timedelta(seconds=age_s)) for age_s in ages_s
    ]
    assert found == [0, 0, 1, 1, 2]


def test_a_clock_that_is_set_back_does_not_make_things_last() -> None:
    kept: Kept[int] = Kept(timedelta(seconds=30), most=10)
    kept.get("a", lambda: 1, at=NOON)
    assert kept.get("a", lambda: 2, at=NOON - timedelta(hours=1)) == 2


def test_what_was_unused_for_longest_goes_first() -> None:
    kept: Kept[str] = Kept(timedelta(seconds=30), most=2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda: "first", at=NOON)
    again = {key: kept.get(key, lambda: "second", at=NOON) for key in ("a", "c", "b")}
    assert again == {"a": "first", "c": "first", "b": "second"}
