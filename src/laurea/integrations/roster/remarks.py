"""What a person should look at before relying on a roster: the warnings, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from laurea.credentials.problems import (
    ROSTER_ENCODING,
    ROSTER_LEFT_OUT,
    ROSTER_READING,
    Problem,
    ProblemType,
    Severity,
)
from laurea.integrations.roster.encoding import Encoding
from laurea.integrations.roster.mapping import listed
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.survey import Survey


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
                f"Row {number} stands above the header and was not read: {listed(cells)}.",
                f"/{number}",
            )


def remarks_on_sheets(others: Sequence[str]) -> Iterator[Problem]:
    """Yield the worksheets beside the one that is read."""
    if others:
        yield _remark(ROSTER_LEFT_OUT, f"Other sheets were not read: {listed(others)}.")


def remark_on_points(number: int, cells: Sequence[str]) -> Problem:
    """Return that a row says what the columns are worth, and names no learner."""
    return _remark(
        ROSTER_LEFT_OUT,
        f"Row {number} says how many points are possible and was not read: {listed(cells)}.",
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


def _remark(kind: ProblemType, detail: str, pointer: str = "") -> Problem:
    return Problem(kind, detail, pointer, Severity.WARNING)
