from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.integrations.roster.dates import (
    DateOrder,
    DateReading,
    is_serial,
    read_date,
    shown_order,
)
from laurea.integrations.roster.months import month_words
from laurea.integrations.roster.rows import CellRefused

PLAIN = DateReading()
DAY_FIRST = DateReading(slashed="dmy")
MONTH_FIRST = DateReading(slashed="mdy", dotted="mdy")
BERLIN = ZoneInfo("Europe/Berlin")

DAYS = st.dates(date(1950, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        "2026-06-14",
        " 2026-06-14 ",
        "2026-6-14",
        "2026/06/14",
        "2026.06.14",
        "2026. 06. 14.",
        "20260614",
        "14.06.2026",
        "14. 6. 2026",
        "14/06/2026",
        "06/14/2026",
        "14-06-2026",
        "14 June 2026",
        "14-Jun-2026",
        "14th of June, 2026",
        "June 14, 2026",
        "Jun. 14th 2026",
        "2026 June 14",
        "Sunday, 14 June 2026",
        "14. Juni 2026",
        "Sonntag, den 14. Juni 2026",
        "14 juin 2026",
        "le 14 juin 2026",
        "14 de junio de 2026",
        "domingo, 14 de junio de 2026",
        "14 giugno 2026",
        "14 de junho de 2026",
        "14 juni 2026",
        "14 czerwca 2026 r.",
        "14. kesäkuuta 2026",
        "14. června 2026",
        "14 Ιουνίου 2026",
        "14 Haziran 2026 Pazar",
        "14 июня 2026 \u0433.",
        "2026. június 14.",
        "2026年6月14日",
        "2026년 6월 14일",
        "46187",
        "2026-06-14T00:00:00Z",
        "2026-06-14 00:00",
        "20260614T000000Z",
        "2026-06-14T02:00:00+02:00",
        "2026-06-13T19:00:00-0500",
        "14.06.2026 00:00:00",
        "6/14/2026 12:00 AM",
        "14 June 2026, 12:00 AM",
        "14. Juni 2026 um 00:00 Uhr",
    ],
)
def test_usual_ways_to_write_a_date_name_the_same_moment(cell: str) -> None:
    assert read_date(cell, PLAIN) == datetime(2026, 6, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-06-14T10:30:15.25Z", time(10, 30, 15, 250_000)),
        ("14.06.2026 10:30", time(10, 30)),
        ("6/14/2026 2:30:15 p.m.", time(14, 30, 15)),
        ("14 June 2026 at 2:30 PM", time(14, 30)),
        ("46187.5", time(12)),
        ("46187,75", time(18)),
        ("2026-06-14 10:30:00 UTC", time(10, 30)),
        ("20260614T1030", time(10, 30)),
        ("2026-06-14T10:30:00 GMT+02:00", time(8, 30)),
    ],
)
def test_times_are_read_beside_dates(cell: str, moment: time) -> None:
    assert read_date(cell, PLAIN) == datetime.combine(date(2026, 6, 14), moment, UTC)


def test_what_names_no_zone_belongs_to_the_zone_of_the_reading() -> None:
    reading = DateReading(BERLIN)
    assert read_date("2026-06-14", reading) == datetime(2026, 6, 13, 22, tzinfo=UTC)
    assert read_date("2026-12-14 12:00", reading) == datetime(2026, 12, 14, 11, tzinfo=UTC)
    assert read_date("2026-12-14T12:00Z", reading) == datetime(2026, 12, 14, 12, tzinfo=UTC)


def test_the_end_of_a_day_is_meant_only_where_no_time_is_given() -> None:
    reading = DateReading(end_of_day=True)
    assert read_date("2026-06-14", reading) == datetime(2026, 6, 14, 23, 59, 59, tzinfo=UTC)
    assert read_date("46187", reading) == datetime(2026, 6, 14, 23, 59, 59, tzinfo=UTC)
    assert read_date("2026-06-14T00:00", reading) == datetime(2026, 6, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("31 November 2026", "November has 30 days. Which day was 31 November 2026?"),
        ("2026-11-31", "November has 30 days."),
        ("31/11/2026", "November has 30 days."),
        ("30.02.2026", "February 2026 has 28 days."),
        ("2028-02-30", "February 2028 has 29 days."),
        ("02/30/2026", "February 2026 has 28 days."),
        ("2026-06-00", "June has 30 days."),
        ("2026-13-01", "no month 13"),
        ("00.00.2026", "no month 0"),
        ("14.06.26", "four digits"),
        ("6/14/26", "four digits"),
        ("14-Jun-26", "four digits"),
        ("1899-12-30", "between 1950 and 2200"),
        ("9999-12-31", "between 1950 and 2200"),
        ("0026-06-14", "between 1950 and 2200"),
        ("10000", "between 1950 and 2200"),
        ("June 2026", "does not name a day"),
        ("2026", "no date"),
        ("yesterday", "no date"),
        ("Batch 14 June 2026", "no date"),
        ("14 Juno 2026", "no date"),
        ("Yes", "no date"),
        ("1781395200", "no date"),
        ("2026-06-14T25:00", "no such time"),
        ("2026-06-14 10:61", "no such time"),
        ("2026-06-14 13:00 pm", "no such time"),
        ("2026-06-14 10:30 sharp", "cannot be read"),
        ("2026-06-14T10:30+99:00", "time zone"),
        ("2026-06-14" * 20, "no date"),
    ],
)
def test_impossible_and_unclear_dates_are_refused_by_name(cell: str, says: str) -> None:
    with pytest.raises(CellRefused) as caught:
        read_date(cell, PLAIN)
    assert caught.value.kind.slug == "row-date"
    assert says in caught.value.detail


def test_two_readings_of_a_date_are_both_named() -> None:
    with pytest.raises(CellRefused) as caught:
        read_date("06/07/2026", PLAIN)
    assert caught.value.kind.slug == "row-date-ambiguous"
    assert "6 July or 7 June 2026" in caught.value.detail


def test_an_asked_order_decides_and_is_kept_to() -> None:
    assert read_date("06/07/2026", DAY_FIRST).month == 7
    assert read_date("06/07/2026", MONTH_FIRST).month == 6
    assert read_date("06.07.2026", MONTH_FIRST).month == 6
    with pytest.raises(CellRefused, match="no month 14"):
        read_date("14/06/2026", MONTH_FIRST)


def test_dots_mean_the_day_first_and_equal_numbers_need_no_order() -> None:
    assert read_date("06.07.2026", PLAIN).month == 7
    assert read_date("05/05/2026", PLAIN) == datetime(2026, 5, 5, tzinfo=UTC)
    with pytest.raises(CellRefused):
        read_date("06.07.2026", DateReading(dotted=None))


@given(DAYS, st.sampled_from(["dmy", "mdy"]), st.sampled_from("/-."))
def test_an_order_is_proved_only_by_a_day_beyond_twelve(
    day: date, order: DateOrder, separator: str
) -> None:
    written = day.strftime(f"%d{separator}%m{separator}%Y")
    if order == "mdy":
        written = day.strftime(f"%m{separator}%d{separator}%Y")
    assert shown_order(written) == ((separator, order) if day.day > 12 else None)


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d"]))
def test_every_day_is_read_as_it_was_written(day: date, form: str) -> None:
    written = day.strftime(form)
    assert read_date(written, DAY_FIRST).date() == day


@given(DAYS, st.sampled_from(sorted(month_words()["months"])), st.data())
def test_every_day_is_read_in_every_language(day: date, language: str, data: st.DataObject) -> None:
    names = month_words()["months"][language].split(",")
    month = data.draw(st.sampled_from(names[day.month - 1].strip().split("/")))
    form = data.draw(
        st.sampled_from(["{d} {m} {y}", "{d}. {m} {y}", "{m} {d}, {y}", "{y} {m} {d}."])
    )
    written = form.format(d=day.day, m=month, y=day.year)
    assert read_date(written, PLAIN).date() == day
    assert read_date(written.upper(), PLAIN).date() == day


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,5}[-/. ][0-9]{1,3}[-/. ][0-9]{1,5}.{0,9}"))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    shown_order(text)
    is_serial(text)
    try:
        found = read_date(text, PLAIN)
    except CellRefused as refused:
        assert refused.detail
        return
    assert 1949 <= found.year <= 2201
    assert found.tzinfo is UTC
