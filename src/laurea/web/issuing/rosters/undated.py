"""What is said of a roster in which no column is read as the day of the award."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from laurea.integrations.roster import Field
from laurea.integrations.roster.dates import looks_like_date
from laurea.web.design.dates import day

ROWS_LOOKED_AT: Final = 50
"""So many rows are enough to see whether a column holds dates."""


def undated(
    header: Sequence[str],
    places: Mapping[str, int],
    rows: Sequence[Sequence[str]],
    *,
    count: int,
    at: datetime,
) -> tuple[str, ...]:
    """Return that no column is read as the day of the award, and which ones look like dates.

    Args:
        header: the cells of the header.
        places: the index of each field's column.
        rows: the cells of the first rows.
        count: how many rows are awarded.
        at: the present moment.

    Returns:
        One sentence and, where columns that are not used hold dates, a second; nothing where a
        column is read as the day.
    """
    if Field.AWARDED in places:
        return ()
    all_of_them = ngettext(
        "No column is read as the day of the award: the %(count)s row is dated the day of the run,"
        " %(day)s if it is today.",
        "No column is read as the day of the award: all %(count)s rows are dated the day of the"
        " run, %(day)s if it is today.",
        count,
    )
    said = [all_of_them % {"count": f"{count:,}", "day": day(at)}]
    alike = [
        _("“%s”") % name.strip()
        for place, name in enumerate(header)
        if place not in places.values() and _are_dates(_cells_at(rows, place))
    ]
    if alike:
        looks = ngettext(
            "%(columns)s looks like dates. If it is that day, say so under Columns.",
            "%(columns)s look like dates. If one is that day, say so under Columns.",
            len(alike),
        )
        said.append(looks % {"columns": ", ".join(alike)})
    return tuple(said)


def _cells_at(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    cells = (row[place] for row in rows[:ROWS_LOOKED_AT] if place < len(row))
    return [cell for cell in cells if cell.strip()]


def _are_dates(cells: Iterable[str]) -> bool:
    found = [looks_like_date(cell) for cell in cells]
    return bool(found) and all(found)
