"""Days and moments as pages write them: "14 June 2026", and times with their zone."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.formats import date_format


def day(moment: date | datetime) -> str:
    """Return a day; of a moment, the day that it is in UTC.

    >>> from datetime import timedelta, timezone
    >>> day(datetime(2026, 6, 14, 1, tzinfo=timezone(timedelta(hours=2))))
    '13 June 2026'
    """
    return date_format(_in_utc(moment), "j F Y")


def weekday(moment: date | datetime) -> str:
    """Return a day with its name.

    >>> weekday(date(2026, 11, 23))
    'Monday, 23 November 2026'
    """
    return date_format(_in_utc(moment), "l, j F Y")


def day_and_time(moment: datetime) -> str:
    """Return a moment, to the minute.

    >>> day_and_time(datetime(2026, 6, 14, 17, 2, tzinfo=UTC))
    '14 June 2026, 17:02 UTC'
    """
    return date_format(_in_utc(moment), "j F Y, H:i") + " UTC"


def _in_utc(moment: date | datetime) -> date | datetime:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
