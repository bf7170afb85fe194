"""Points in time as the standards write them, and as sentences name them.

The standards write XSD `dateTimeStamp`, zone included, and in a few places `dateTime` and `date`.
What is read keeps the zone it was written in.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem

_DATE_TIME_STAMP: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)
"""Sentences are English, whatever the language of the system."""


def read_timestamp(value: object, *, where: str) -> datetime:
    """Return the point in time that an XSD `dateTimeStamp` names, with the zone it is written in.

    Digits beyond the microsecond are dropped. `24:00:00` is the midnight that ends the day.

    Args:
        value: the JSON value found.
        where: its JSON Pointer, for the problem.

    Raises:
        MalformedDocument: not a string, not a `dateTimeStamp`, no zone, or no such day.

    Spec: https://www.w3.org/TR/xmlschema11-2/#dateTimeStamp

    >>> read_timestamp("2026-02-28T24:00:00.1234567+01:00", where="/validFrom").isoformat()
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: ...
    >>> read_timestamp("2026-02-28T24:00:00+01:00", where="/validFrom").isoformat()
    '2026-03-01T00:00:00+01:00'
    """
    match = _DATE_TIME_STAMP.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _malformed(value, where)
    day, clock, fraction, sign, hours, minutes = match.groups()
    try:
        moment = _moment(day, clock, (fraction or "")[:6].ljust(6, "0"))
        return moment.replace(tzinfo=_zone(sign, hours, minutes))
    except (ValueError, OverflowError):
        raise _malformed(value, where) from None


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


def write_timestamp(moment: datetime) -> str:
    """Return `moment` as a `dateTimeStamp` in UTC, otherwise as `write_moment` does.

    Raises:
        ValueError: `moment` is naive (a bug of the caller).

    >>> write_timestamp(datetime(2026, 1, 31, 10, tzinfo=timezone(timedelta(hours=1))))
    '2026-01-31T09:00:00Z'
    """
    if moment.utcoffset() is None:
        raise ValueError("moment must be timezone-aware")
    return write_date_time(moment.astimezone(UTC))


def in_words(moment: datetime) -> str:
    """Return a moment as a sentence names it, in its own zone; seconds only where there are some.

    >>> in_words(datetime(2026, 6, 14, 9, 30, tzinfo=UTC))
    '14 June 2026, 09:30 UTC'
    >>> in_words(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
    '31 December 2026, 23:59:59 UTC'
    """
    time = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    month = _MONTHS[moment.month - 1]
    return f"{moment.day} {month} {moment.year}, {time} {moment.tzname()}"


def _moment(day: str, clock: str, microseconds: str) -> datetime:
    if clock == "24:00:00" and microseconds == "000000":
        return datetime.fromisoformat(f"{day}T00:00:00+00:00") + timedelta(days=1)
    return datetime.fromisoformat(f"{day}T{clock}.{microseconds}+00:00")


def _zone(sign: str | None, hours: str, minutes: str) -> timezone:
    if sign is None:
        return UTC
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset > timedelta(hours=14) or int(minutes) > 59:
        raise ValueError(offset)
    return timezone(-offset if sign == "-" else offset)


def _malformed(value: object, where: str) -> MalformedDocument:
    found = f'"{value[:40]}"' if isinstance(value, str) else "The value"
    return MalformedDocument(
        Problem(
            MALFORMED_VALUE,
            f"{found} is no point in time. Write it as 2026-01-31T09:00:00Z, with its zone.",
            where,
        )
    )
