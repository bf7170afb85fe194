from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.timestamps import read_timestamp, write_timestamp


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_is_read_again(moment: datetime) -> None:
    assert read_timestamp(write_timestamp(moment), where="") == moment


YEARS = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1))  # noqa: DTZ001


@given(YEARS, st.integers(-14 * 60, 14 * 60))
def test_a_zone_is_kept_and_means_the_same_moment(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    text = aware.isoformat()
    assert read_timestamp(text, where="") == aware
    assert read_timestamp(write_timestamp(aware), where="") == aware


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-01-31T09:00:00Z", "2026-01-31T09:00:00+00:00"),
        ("2026-01-31T09:00:00-00:00", "2026-01-31T09:00:00+00:00"),
        ("2026-12-31T24:00:00Z", "2027-01-01T00:00:00+00:00"),
        ("2026-01-31T09:00:00.1Z", "2026-01-31T09:00:00.100000+00:00"),
        ("2026-01-31T09:00:00.12345678901234567890Z", "2026-01-31T09:00:00.123456+00:00"),
        ("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59-14:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_forms_of_the_standard_are_read(text: str, iso: str) -> None:
    assert read_timestamp(text, where="").isoformat() == iso


@pytest.mark.parametrize(
    "value",
    [
        None, 20260131, "", "2026-01-31", "2026-01-31T09:00:00", "2026-01-31 09:00:00Z",
        "2026-01-31t09:00:00z", "2026-02-30T09:00:00Z", "2026-13-01T09:00:00Z",
        "2026-01-31T09:00Z", "2026-01-31T25:00:00Z", "2026-01-31T24:00:01Z",
        "2026-01-31T09:00:60Z", "2026-01-31T09:00:00+15:00", "2026-01-31T09:00:00+01:60",
        "2026-01-31T09:00:00+0100", "0000-01-01T00:00:00Z", "+2026-01-31T09:00:00Z",
        "9999-12-31T24:00:00Z", "\uff12026-01-31T09:00:00Z", "2026-01-31T09:00:00Z\n",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        read_timestamp(value, where="/validFrom")
    assert refusal.value.problem.pointer == "/validFrom"
    assert refusal.value.problem.type.slug == "malformed-value"


def test_moments_at_the_ends_of_the_calendar_can_be_compared() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    assert read_timestamp("9999-12-31T23:59:59-14:00", where="") > now
    assert read_timestamp("0001-01-01T00:00:00+14:00", where="") < now


def test_a_naive_moment_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        write_timestamp(datetime(2026, 1, 1))  # noqa: DTZ001
