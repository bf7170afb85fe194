"""Points in time as the standards write them: XSD `dateTimeStamp`, zone included."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem

_DATE_TIME_STAMP: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)


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


def write_timestamp(moment: datetime) -> str:
    """Return `moment` as a `dateTimeStamp` in UTC; part of a second is written only where given.

    Raises:
        ValueError: `moment` is naive (a bug of the caller).

    >>> write_timestamp(datetime(2026, 1, 31, 9, tzinfo=UTC))
    '2026-01-31T09:00:00Z'
    """
    if moment.utcoffset() is None:
        raise ValueError("moment must be timezone-aware")
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


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
