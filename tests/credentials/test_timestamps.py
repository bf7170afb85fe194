from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.timestamps import (
    date_time_of,
    day_of,
    in_words,
    moment_of,
    read_timestamp,
    write_date_time,
    write_moment,
    write_timestamp,
)


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
    for write in (write_timestamp, write_moment):
        with pytest.raises(ValueError, match="timezone-aware"):
            write(datetime(2026, 1, 1))  # noqa: DTZ001


ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
EARLY, LATE = datetime.fromisoformat("0002-01-01"), datetime.fromisoformat("9998-01-01")
MOMENTS = st.datetimes(EARLY, LATE, timezones=ZONES)


@given(MOMENTS)
def test_a_moment_is_read_back_with_its_zone(moment: datetime) -> None:
    read = moment_of(write_moment(moment))
    assert read == moment
    assert read is not None
    assert read.utcoffset() == moment.utcoffset()


@given(st.datetimes(EARLY, LATE))
def test_a_time_without_zone_is_read_back_without_zone(moment: datetime) -> None:
    assert date_time_of(write_date_time(moment)) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-15T09:00:00Z",
        "2026-01-15T09:00:00.250Z",
        "2026-01-15T09:00:00.000001Z",
        "2026-01-15T09:00:00+14:00",
        "2026-01-15T09:00:00-05:30",
    ],
)
def test_the_usual_spellings_are_written_as_they_were_read(text: str) -> None:
    moment = moment_of(text)
    assert moment is not None
    assert write_moment(moment) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30T09:00:00Z",
        "2026-01-15T09:00:00",
        "2026-01-15 09:00:00Z",
        "2026-01-15T09:00Z",
        "2026-01-15T25:00:00Z",
        "2026-01-15T09:00:60Z",
        "2026-01-15T09:00:00+14:01",
        "20260115T090000Z",
        "2026-01-15t09:00:00z",
        "\uff12\uff10\uff12\uff16-01-15T09:00:00Z",
        "9999-12-31T24:00:00Z",
        "0000-01-01T00:00:00Z",
        "",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment_of(text) is None


def test_a_zone_that_xml_schema_lacks_is_turned_into_utc() -> None:
    odd = timezone(timedelta(hours=1, seconds=30))
    assert write_moment(datetime(2026, 1, 15, 9, tzinfo=odd)) == "2026-01-15T07:59:30Z"
    far = timezone(timedelta(hours=20))
    assert write_moment(datetime(2026, 1, 15, 9, tzinfo=far)) == "2026-01-14T13:00:00Z"


def test_midnight_that_ends_a_day_begins_the_next() -> None:
    assert moment_of("2026-12-31T24:00:00Z") == datetime(2027, 1, 1, tzinfo=UTC)
    assert date_time_of("2026-12-31T24:00:00") == datetime.fromisoformat("2027-01-01")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2025-02-29", None),
        ("20240229", None),
        ("2024-2-29", None),
    ],
)
def test_a_day_is_a_day_of_the_calendar(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_a_sentence_names_the_zone_and_leaves_out_seconds_that_are_none() -> None:
    summer = timezone(timedelta(hours=2))
    assert in_words(datetime(2026, 6, 1, 9, 5, tzinfo=summer)) == "1 June 2026, 09:05 UTC+02:00"
    assert in_words(datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)) == "1 January 2026, 00:00:01 UTC"
