"""What a person should look at before relying on a roster: the warnings, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from laurea.credentials.problems import (
    ROSTER_ENCODING,
    ROSTER_LEFT_OUT,
    ROSTER_READING,
    Problem,
    ProblemType,
    Severity,
)
from laurea.integrations.roster.dates import DateReading
from laurea.integrations.roster.encoding import Encoding
from laurea.integrations.roster.mapping import listed
from laurea.integrations.roster.outcomes import tells_who_passed
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.survey import Rows, Survey

_ADDRESS: Final = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+")


def remarks_on_encoding(coding: Encoding) -> Iterator[Problem]:
    """Yield what is uncertain about the characters of a text file."""
    if coding.is_guess:
        words = ", ".join(f"“{shown(word)}”" for word in coding.sample)
        yield _remark(
            ROSTER_ENCODING,
            f"The file does not say its encoding. It was read as {coding.name}"
            + (f", in which it has {words}." if words else "."),
        )
    if coding.has_damage:
        yield _remark(
            ROSTER_ENCODING,
            "The file is in UTF-8, but in some places it is damaged. Rows with damaged characters "
            "in a column that is read are refused.",
        )
    if coding.was_encoded_twice:
        yield _remark(
            ROSTER_ENCODING,
            "Some names in the file look as if it had once been opened in a wrong encoding, as "
            "when “Zoë” has become “ZoÃ«”. Compare them with the original.",
        )


def remarks_on_preamble(above: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """Yield what stands above the header."""
    for number, cells in enumerate(above, start=1):
        if any(cell.strip() for cell in cells):
            yield _remark(
                ROSTER_LEFT_OUT,
                f"Row {number} stands above the header and was not read: {listed(_masked(cells))}.",
                f"/{number}",
            )


def remarks_on_sheets(read: str, others: Sequence[str]) -> Iterator[Problem]:
    """Yield the worksheets beside the one that is read."""
    if others:
        yield _remark(
            ROSTER_LEFT_OUT,
            f"The sheet {read} was read. Other sheets were not read: {listed(others)}. "
            "To read another one, name it with --sheet.",
        )


def remark_on_points(number: int, cells: Sequence[str]) -> Problem:
    """Return that a row says what the columns are worth, and names no learner."""
    return _remark(
        ROSTER_LEFT_OUT,
        f"Row {number} says how many points are possible and was not read: "
        f"{listed(_masked(cells))}.",
        f"/{number}",
    )


def remarks_on_columns(found: Survey, header: Sequence[str]) -> Iterator[Problem]:
    """Yield what the walk over the rows has shown about single columns."""
    for place in sorted(found.unnamed):
        yield _remark(
            ROSTER_LEFT_OUT,
            f"Column #{place + 1} has content, but no header, and was not read.",
        )
    for place, dates in found.dates.items():
        name = f"The column “{shown(header[place].strip())}”"
        rows = dates.contradiction()
        if rows:
            yield _remark(
                ROSTER_READING,
                f"{name} has the day first in row {rows['dmy']:,} and the month first in row "
                f"{rows['mdy']:,}. Dates that can be both are refused.",
            )
        if dates.serial:
            yield _remark(
                ROSTER_READING,
                f"{name} has day numbers of Excel such as {dates.serial}. They were read as days "
                "since 30 December 1899.",
            )
    for place, result in found.results.items():
        if result.are_shares and result.sample:
            yield _remark(
                ROSTER_READING,
                f"The column “{shown(header[place].strip())}” holds {result.sample}. If the "
                "spreadsheet shows it as a percentage, the credential will say "
                f"{result.sample} all the same.",
            )


def remarks_on_rows(
    found: Survey,
    header: Sequence[str],
    *,
    awarded: int | None,
    valid_until: int | None,
    at: datetime,
) -> Iterator[Problem]:
    """Yield the rows that may have been meant otherwise than they are read.

    Args:
        found: what the walk over the rows has shown.
        header: the cells of the header.
        awarded: the index of the column of dates awarded, if there is one.
        valid_until: the same for the end of validity.
        at: the moment that stands for a missing date, in the time zone of the roster.
    """
    if found.hidden.count:
        yield _remark(
            ROSTER_READING,
            f"{_counted(found.hidden, 'hidden row is', 'hidden rows are')} read as well: "
            f"{found.hidden}.",
        )
    if awarded is not None and (empty := found.dates[awarded].empty).count:
        yield _remark(
            ROSTER_READING,
            f"{_counted(empty, 'row has', 'rows have')} no date: {at.day} {at:%B %Y} was taken "
            f"({empty}).",
        )
    if valid_until is not None and found.dates[valid_until].filled:
        empty = found.dates[valid_until].empty
        if empty.count:
            yield _remark(
                ROSTER_READING,
                f"{_counted(empty, 'row has', 'rows have')} no end of validity, so such "
                f"credentials never expire ({empty}).",
            )
    for place, column in found.outcomes.items():
        name = shown(header[place].strip())
        if tells_who_passed(header[place]):
            said = f", such as {column.rows} with “{shown(column.sample)}”"
            yield _remark(
                ROSTER_READING,
                f"The column “{name}” was not read: all rows are awarded, whatever it says"
                f"{said if column.rows.count else ''}. Remove the rows that are not to be awarded.",
            )
        elif column.rows.count:
            yield _remark(
                ROSTER_READING,
                f"In the column “{name}”, “{shown(column.sample)}” looks like a fail. Such rows "
                f"are awarded all the same; remove them if they are not to be: {column.rows}.",
            )


def _counted(rows: Rows, one: str, several: str) -> str:
    return f"{rows.count:,} {one if rows.count == 1 else several}"


def notes_on_order(
    found: Survey, header: Sequence[str], readings: Mapping[int, DateReading]
) -> Iterator[str]:
    """Yield which number of ambiguous dates was taken for the day, where the column decided it."""
    for place, dates in found.dates.items():
        order = readings[place].slashed
        proof = dates.slashed.get(order) if order else None
        if dates.ambiguous and order and proof:
            first = "day" if order == "dmy" else "month"
            yield (
                f"Dates such as {shown(dates.ambiguous)} in the column "
                f"“{shown(header[place].strip())}” were read with the {first} first, as row "
                f"{proof:,} shows."
            )


def _masked(cells: Sequence[str]) -> list[str]:
    """Return cells whose e-mail addresses cannot be read."""
    return [_ADDRESS.sub("…@…", cell) for cell in cells]


def _remark(kind: ProblemType, detail: str, pointer: str = "") -> Problem:
    return Problem(kind, detail, pointer, Severity.WARNING)
