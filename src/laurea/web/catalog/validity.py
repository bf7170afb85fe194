"""For how long what is awarded is valid, where its achievement says so."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime, time
from enum import Enum
from typing import Final, TypeAlias

from django.utils.translation import ngettext

MOST_MONTHS: Final = 1_200
_MONTHS_A_YEAR: Final = 12
_END_OF_DAY: Final = time(23, 59, 59)


class Unsaid(Enum):
    """What an award says of its end where it leaves that to its achievement."""

    AS_THE_ACHIEVEMENT_SAYS = "as the achievement says"


AS_THE_ACHIEVEMENT_SAYS: Final = Unsaid.AS_THE_ACHIEVEMENT_SAYS
Until: TypeAlias = datetime | Unsaid | None
"""Until when something is valid: a moment, None for ever, or as the achievement says."""


def end_of(until: Until, valid_from: datetime, months: int | None) -> datetime | None:
    """Return until when what is awarded is valid; None if it does not end.

    Args:
        until: what the award says.
        valid_from: the moment from which it is valid, timezone-aware.
        months: what the achievement says, `Achievement.valid_months`.

    >>> end_of(None, datetime(2026, 6, 14, 9, tzinfo=UTC), 24) is None
    True
    >>> end_of(AS_THE_ACHIEVEMENT_SAYS, datetime(2026, 6, 14, 9, tzinfo=UTC), 24).year
    2028
    """
    if isinstance(until, Unsaid):
        return end_of_validity(valid_from, months)
    return until


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same time of the same day so many months later, or the month's last day.

    >>> months_after(datetime(2024, 2, 29, 14, tzinfo=UTC), 12).date().isoformat()
    '2025-02-28'
    """
    years, month = divmod(moment.month - 1 + months, _MONTHS_A_YEAR)
    year = moment.year + years
    if year > MAXYEAR:
        return moment.replace(year=MAXYEAR, month=_MONTHS_A_YEAR, day=31)
    for day in range(moment.day, 0, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise ValueError("a month has days")


def end_of_validity(valid_from: datetime, months: int | None) -> datetime | None:
    """Return the end of the last day that a credential is valid on; None if it does not end.

    Args:
        valid_from: the moment from which it is valid, timezone-aware.
        months: what the achievement says, `Achievement.valid_months`.

    >>> str(end_of_validity(datetime(2026, 6, 14, 9, tzinfo=UTC), 24))
    '2028-06-14 23:59:59+00:00'
    """
    if months is None:
        return None
    last = months_after(valid_from.astimezone(UTC), months).date()
    return datetime.combine(last, _END_OF_DAY, UTC)


def months_in_words(months: int) -> str:
    """Return a number of months as pages write it.

    >>> months_in_words(18), months_in_words(24)
    ('18 months', '2 years')
    """
    years, rest = divmod(months, _MONTHS_A_YEAR)
    if rest:
        return ngettext("%(number)d month", "%(number)d months", months) % {"number": months}
    return ngettext("%(number)d year", "%(number)d years", years) % {"number": years}
