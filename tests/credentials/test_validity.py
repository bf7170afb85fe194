"""The validity period: bounds, zones, skew, and dates that cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.report import Check, Outcome
from laurea.credentials.timestamps import write_timestamp
from laurea.credentials.validity import check_validity_period

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
SKEW = timedelta(seconds=DEFAULT_LIMITS.clock_skew_s)
SECOND = timedelta(seconds=1)
EXACT = Limits(clock_skew_s=0)


def outcome(credential: dict[str, Any], at: datetime = AT, limits: Limits = EXACT) -> Outcome:
    return check_validity_period(credential, at=at, limits=limits).outcome


def failure(credential: dict[str, Any]) -> tuple[str, str]:
    check = check_validity_period(credential, at=AT)
    assert check.outcome is Outcome.FAILED
    (problem,) = check.problems
    return problem.type.slug, problem.pointer


@pytest.mark.parametrize("names", [("validFrom", "validUntil"), ("issuanceDate", "expirationDate")])
def test_both_bounds_belong_to_the_period(names: tuple[str, str]) -> None:
    begin, end = names
    moment = write_timestamp(AT)
    assert outcome({begin: moment, end: moment}) is Outcome.PASSED
    assert outcome({begin: moment}, AT - SECOND) is Outcome.FAILED
    assert outcome({end: moment}, AT + SECOND) is Outcome.FAILED


def test_clocks_may_lie_apart_by_the_skew_and_no_further() -> None:
    begins, ends = {"validFrom": write_timestamp(AT)}, {"validUntil": write_timestamp(AT)}
    assert outcome(begins, AT - SKEW, DEFAULT_LIMITS) is Outcome.PASSED
    assert outcome(begins, AT - SKEW - SECOND, DEFAULT_LIMITS) is Outcome.FAILED
    assert outcome(ends, AT + SKEW, DEFAULT_LIMITS) is Outcome.PASSED
    assert outcome(ends, AT + SKEW + SECOND, DEFAULT_LIMITS) is Outcome.FAILED


def test_moments_are_compared_and_not_the_hands_of_clocks() -> None:
    # half past ten in the evening on the first, and ten in the morning by UTC
    assert failure({"validUntil": "2026-11-01T22:30:00+14:00"}) == ("expired", "/validUntil")
    assert failure({"validFrom": "2026-11-01T08:00:00-12:00"}) == ("not-yet-valid", "/validFrom")


def test_the_problem_names_the_property_that_the_document_has() -> None:
    assert failure({"expirationDate": "2020-01-01T00:00:00Z"}) == ("expired", "/expirationDate")
    assert failure({"issuanceDate": "2040-01-01T00:00:00Z"}) == ("not-yet-valid", "/issuanceDate")


def test_the_beginning_of_time_is_a_date_like_any_other() -> None:
    for text in ("1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"):
        assert failure({"validUntil": text})[0] == "expired"
    assert outcome({"validFrom": "0001-01-01T00:00:00+14:00"}) is Outcome.PASSED
    assert outcome({"validUntil": "9999-12-31T23:59:59-14:00"}) is Outcome.PASSED


@pytest.mark.parametrize("name", ["validFrom", "validUntil", "issuanceDate", "expirationDate"])
@pytest.mark.parametrize(
    "value",
    [
        *("", "soon", "2026-11-01", "2026-11-01T12:00:00", "2026-02-30T00:00:00Z", 0, 1.5, True),
        *(["2020-01-01T00:00:00Z"], {"@value": "2020-01-01T00:00:00Z"}, [], {}),
    ],
)
def test_a_date_that_cannot_be_read_fails(name: str, value: Any) -> None:
    assert failure({name: value}) == ("malformed-value", f"/{name}")


def test_without_dates_nothing_is_declared() -> None:
    for credential in ({}, {"validFrom": None, "validUntil": None}):
        assert outcome(credential) is Outcome.NOT_DECLARED


def test_the_sentence_names_the_period_in_the_zone_of_the_document() -> None:
    check = check_validity_period(
        {"validFrom": "2026-06-14T09:00:00+02:00", "validUntil": "2036-06-14T09:00:00Z"}, at=AT
    )
    assert check.sentence == (
        "It is valid from 14 June 2026, 09:00 UTC+02:00 until 14 June 2036, 09:00 UTC."
    )
    open_end = check_validity_period({"validFrom": "2026-06-14T09:00:00Z"}, at=AT)
    assert open_end.sentence == "It is valid from 14 June 2026, 09:00 UTC without an end."


def test_a_moment_without_zone_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="zone"):
        check_validity_period({}, at=datetime(2026, 11, 1))  # noqa: DTZ001


MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)


@given(begins=MOMENTS, ends=MOMENTS, at=MOMENTS)
def test_the_outcome_is_that_of_plain_comparison(
    begins: datetime, ends: datetime, at: datetime
) -> None:
    credential = {"validFrom": write_timestamp(begins), "validUntil": write_timestamp(ends)}
    expected = Outcome.PASSED if begins <= at <= ends else Outcome.FAILED
    found: Check = check_validity_period(credential, at=at, limits=EXACT)
    assert found.outcome is expected
    assert bool(found.problems) is (expected is Outcome.FAILED)
