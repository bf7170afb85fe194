"""Dates and times between the wire and the model: zones and fractions as they were written.

Moments with a zone are read by `credentials.timestamps`; here are the kinds that the standards
allow besides, and the writing that keeps the zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.timestamps import read_timestamp

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def moment_of(text: str) -> datetime | None:
    """Return the moment of an `xsd:dateTimeStamp`, or None where `text` is none.

    Spec: https://www.w3.org/TR/xmlschema11-2/#dateTimeStamp

    >>> moment_of("2026-02-28T24:00:00+01:00").isoformat()
    '2026-03-01T00:00:00+01:00'
    >>> moment_of("2026-02-30T10:00:00Z"), moment_of("2026-02-03T10:00:00")
    (None, None)
    """
    try:
        return read_timestamp(text, where="")
    except MalformedDocument:
        return None


def date_time_of(text: str) -> datetime | None:
    """Return the moment of an `xsd:dateTime`, naive where it has no zone, or None.

    >>> date_time_of("2026-02-03T10:00:00")
    datetime.datetime(2026, 2, 3, 10, 0)
    """
    moment = moment_of(text)
    if moment is not None:
        return moment
    local = moment_of(text + "Z")
    return None if local is None else local.replace(tzinfo=None)


def day_of(text: str) -> date | None:
    """Return the day of an `xsd:date` without zone, or None where `text` is none.

    >>> day_of("2025-02-29") is None
    True
    """
    if _DATE.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def write_moment(moment: datetime) -> str:
    """Return `moment` as an `xsd:dateTimeStamp` in its own zone: `Z` for UTC.

    Part of a second is written only where there is one, in milliseconds where they suffice.

    Raises:
        ValueError: `moment` is naive (a bug of the caller).

    >>> write_moment(datetime(2026, 1, 15, 9, 0, 0, 250_000, tzinfo=UTC))
    '2026-01-15T09:00:00.250Z'
    """
    if moment.utcoffset() is None:
        raise ValueError("moment must be timezone-aware")
    return write_date_time(moment)


def write_date_time(moment: datetime) -> str:
    """Return `moment` as an `xsd:dateTime`, without zone where it has none."""
    offset = moment.utcoffset()
    if offset is not None and (offset % timedelta(minutes=1) or abs(offset) > timedelta(hours=14)):
        # XML Schema has no seconds in an offset, and none beyond fourteen hours.
        moment = moment.astimezone(UTC)
    if moment.microsecond == 0:
        timespec = "seconds"
    else:
        timespec = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    text = moment.isoformat(timespec=timespec)
    return text[:-6] + "Z" if moment.utcoffset() == timedelta(0) else text
