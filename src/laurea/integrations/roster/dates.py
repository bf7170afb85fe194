"""Dates as people and programs write them, read without guessing.

- ISO 8601 (`2026-06-14`, with or without a time and a zone, also `20260614`), numbers with the
  day or the month first, names of months in many languages, and Excel's serial numbers.
- Which of two numbers is the day is decided by the caller (`DateReading`), never here. Between
  dots the day comes first: no country writes month.day.year.
- A year has four digits and lies between 1950 and 2200, so that the empty dates of common
  software (1899, 1900, 1904, 9999) and slips of the pen are noticed.
- A time without a zone, and a date without a time, belong to the reading's time zone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, Literal

from laurea.credentials.problems import ROW_DATE, ROW_DATE_AMBIGUOUS
from laurea.integrations.roster.months import ENGLISH, month_named
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.rows import CellRefused

DateOrder = Literal["dmy", "mdy"]

EARLIEST_YEAR: Final = 1950
LATEST_YEAR: Final = 2200

_LONGEST_DATE: Final = 100
_EXCEL_EPOCH: Final = date(1899, 12, 30)
_DAY_OR_MONTH_FIRST: Final = re.compile(
    r"(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})\.?(?: ?\u0433\.?)?"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{1,2})\.?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z?))?")
_SERIAL: Final = re.compile(r"\d{5}(?:[.,]\d+)?")
_EAST_ASIAN: Final = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]?")
_TIME_BEGINS: Final = re.compile(r"(?:[\s,]+|(?<=\d)T)(?=\d{1,2}:\d{2})", re.IGNORECASE)
_BEFORE_TIME: Final = re.compile(
    r"[\s,]+(?:at|um|kl|klo|om|à|às|a las|alle|ore|ob|o|v|saat|\u0432|\u043e|[-\u2013])\.?$",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:h|uhr)?\s*(?:([ap])\.?\s?m\.?)?\s*"
    r"(z|(?:utc|gmt)?(?:[+-]\d{2}(?::?\d{2})?)?)",
    re.IGNORECASE,
)
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re|e|º|ª|°|\.)(?![^\W\d_])", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_NUMBERS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class DateReading:
    """How the dates of one column are read.

    Attributes:
        timezone: the zone of what names none.
        slashed: which number comes first in dates with `/` or `-`; `None`: not known.
        dotted: the same for dates with dots.
        end_of_day: whether a date without a time means the end of that day.
    """

    timezone: tzinfo = UTC
    slashed: DateOrder | None = None
    dotted: DateOrder | None = "dmy"
    end_of_day: bool = False


def shown_order(cell: str) -> tuple[str, DateOrder] | None:
    """Return the separator and the order that one date proves, or `None` if it proves none.

    What is no date, such as 31/02/2026, proves nothing.

    >>> shown_order("14/06/2026"), shown_order("6-14-2026 10:30"), shown_order("06/07/2026")
    (('/', 'dmy'), ('-', 'mdy'), None)
    >>> shown_order("31/02/2026"), shown_order("14/06/26")
    (None, None)
    """
    written = _DAY_OR_MONTH_FIRST.match(cell.strip())
    proved = None if written is None else _order_of(written)
    if written is None or proved is None or not _is_sound(written, proved[1]):
        return None
    return proved


def is_ambiguous(cell: str) -> bool:
    """Say whether a date with slashes or hyphens can be read in two ways.

    >>> is_ambiguous("06/07/2026"), is_ambiguous("14/06/2026"), is_ambiguous("06.07.2026")
    (True, False, False)
    """
    written = _DAY_OR_MONTH_FIRST.match(cell.strip())
    if written is None or written[2] == "." or len(written[4]) == 2:
        return False
    first, second = int(written[1]), int(written[3])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def looks_like_date(cell: str) -> bool:
    """Say whether a cell plainly names a day. Digits alone may number anything, and do not.

    >>> looks_like_date("14/06/2026"), looks_like_date("2026-06-14"), looks_like_date("June")
    (True, True, False)
    >>> looks_like_date("20260614"), looks_like_date("")
    (False, False)
    """
    if not cell.strip() or cell.strip().isdigit():
        return False
    orders: tuple[DateOrder, ...] = ("dmy", "mdy")
    return any(_can_be_read(cell, DateReading(slashed=order)) for order in orders)


def _can_be_read(cell: str, reading: DateReading) -> bool:
    try:
        read_date(cell, reading)
    except CellRefused:
        return False
    return True


def _is_sound(written: re.Match[str], order: DateOrder) -> bool:
    """Say whether the numbers are those of a day that exists and has a full year."""
    first, second, year = int(written[1]), int(written[3]), int(written[4])
    day, month = (first, second) if order == "dmy" else (second, first)
    is_month = 1 <= month <= 12 and EARLIEST_YEAR <= year <= LATEST_YEAR
    return is_month and 1 <= day <= monthrange(year, month)[1]


def _order_of(written: re.Match[str]) -> tuple[str, DateOrder] | None:
    first, second = int(written[1]), int(written[3])
    if first > 12 >= second:
        return written[2], "dmy"
    return (written[2], "mdy") if second > 12 >= first else None


def is_serial(cell: str) -> bool:
    """Say whether a cell holds a day number of Excel's 1900 system instead of a date.

    >>> is_serial("46187"), is_serial("46187.5"), is_serial("2026")
    (True, True, False)
    """
    return _SERIAL.fullmatch(cell.strip()) is not None


def read_date(cell: str, reading: DateReading) -> datetime:
    """Return the moment that a cell names, in UTC.

    Raises:
        CellRefused: it is no date, an impossible one, or can be read in two ways.

    >>> read_date("14 juin 2026", DateReading()).isoformat()
    '2026-06-14T00:00:00+00:00'
    >>> read_date("31 November 2026", DateReading())
    Traceback (most recent call last):
    laurea...CellRefused: November has 30 days. Which day was 31 November 2026?
    """
    text = _SPACES.sub(" ", cell).strip()
    if len(text) > _LONGEST_DATE:
        raise _refused(f"“{shown(text)}” is no date.")
    compact = _COMPACT.fullmatch(text)
    if compact and compact[4]:
        day = f"{compact[1]}-{compact[2]}-{compact[3]}"
        text = f"{day}T{compact[4]}:{compact[5]}:{compact[6] or '00'}{compact[7]}"
    begin = _TIME_BEGINS.search(text)
    if begin is None:
        return _read_day(text, text, reading)
    on = _read_calendar_date(
        text, _BEFORE_TIME.sub("", text[: begin.start()].rstrip(" ,")), reading
    )
    return _at_time(text, on, text[begin.end() :], reading)


def _read_day(text: str, written: str, reading: DateReading) -> datetime:
    """Read a date without a time, or a serial number, which may hold both."""
    if _SERIAL.fullmatch(written):
        return _from_serial(text, float(written.replace(",", ".")), reading)
    on = _read_calendar_date(text, written, reading)
    moment = time(23, 59, 59) if reading.end_of_day else time()
    return datetime.combine(on, moment, reading.timezone).astimezone(UTC)


def _read_calendar_date(text: str, written: str, reading: DateReading) -> date:
    for pattern, places in (
        (_YEAR_FIRST, (1, 3, 4)),
        (_EAST_ASIAN, (1, 2, 3)),
        (_COMPACT, (1, 2, 3)),
    ):
        found = pattern.fullmatch(written)
        if found:
            year, month, day = (int(found[place]) for place in places)
            return _calendar_date(text, year, month, day)
    numbers = _DAY_OR_MONTH_FIRST.fullmatch(written)
    if numbers:
        return _from_numbers(text, numbers, reading)
    return _from_words(text, written)


def _from_numbers(text: str, found: re.Match[str], reading: DateReading) -> date:
    first, second = int(found[1]), int(found[3])
    if len(found[4]) == 2:
        raise _refused(f"Write the year of {shown(text)} with four digits.")
    year = int(found[4])
    order = reading.dotted if found[2] == "." else reading.slashed
    if order is None:
        proved = _order_of(found)
        if proved is None and first != second and max(first, second) <= 12:
            raise CellRefused(
                ROW_DATE_AMBIGUOUS,
                f"{shown(text)} is {first} {ENGLISH[second - 1]} or {second} {ENGLISH[first - 1]} "
                f"{year}. Say which with --date-order: dmy has the day first, mdy the month.",
            )
        order = proved[1] if proved else "dmy"
    if order == "dmy":
        return _calendar_date(text, year, second, first)
    return _calendar_date(text, year, first, second)


def _from_words(text: str, written: str) -> date:
    plain = _ORDINAL.sub(" ", written)
    numbers = _NUMBERS.findall(plain)
    month = month_named(_NUMBERS.sub(" ", plain))
    if month is None or not 1 <= len(numbers) <= 2:
        raise _refused(f"“{shown(text)}” is no date. Write it as 2026-06-14.")
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(days) == 2:
        raise _refused(f"Write the year of {shown(text)} with four digits.")
    if len(days) != 1 or len(years) != 1:
        raise _refused(f"{shown(text)} does not name a day, a month and a year.")
    return _calendar_date(text, int(years[0]), month, int(days[0]))


def _calendar_date(text: str, year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise _refused(f"There is no month {month}. Which month is meant by {shown(text)}?")
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise _refused(
            f"The year of {shown(text)} is not between {EARLIEST_YEAR} and {LATEST_YEAR}."
        )
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        name = f"February {year}" if month == 2 else ENGLISH[month - 1]
        raise _refused(f"{name} has {length} days. Which day was {shown(text)}?")
    return date(year, month, day)


def _from_serial(text: str, serial: float, reading: DateReading) -> datetime:
    """Read a day number of Excel's 1900 system; its fraction is the time of day."""
    on = _EXCEL_EPOCH + timedelta(days=int(serial))
    _calendar_date(text, on.year, on.month, on.day)
    seconds = round((serial % 1) * 86_400)
    if seconds == 0 and reading.end_of_day:
        seconds = 86_399
    local = datetime.combine(on, time()) + timedelta(seconds=seconds)
    return local.replace(tzinfo=reading.timezone).astimezone(UTC)


def _at_time(text: str, on: date, written: str, reading: DateReading) -> datetime:
    found = _TIME.fullmatch(written.strip())
    if found is None:
        raise _refused(f"The time in {shown(text)} cannot be read. Write it as 14:30.")
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        hour = hour % 12 + (12 if found[5].lower() == "p" else 0) if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59 or second > 59:
        raise _refused(f"There is no such time as in {shown(text)}.")
    microsecond = int((found[4] or "0")[:6].ljust(6, "0"))
    moment = time(hour, minute, second, microsecond, _zone(text, found[6], reading.timezone))
    return datetime.combine(on, moment).astimezone(UTC)


def _zone(text: str, written: str, otherwise: tzinfo) -> tzinfo:
    if not written:
        return otherwise
    digits = re.sub(r"\D", "", written)
    if not digits:
        return UTC
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    if offset > timedelta(hours=14):
        raise _refused(f"No time zone is as far away as that of {shown(text)}.")
    return timezone(-offset if "-" in written else offset)


def _refused(detail: str) -> CellRefused:
    return CellRefused(ROW_DATE, detail)
