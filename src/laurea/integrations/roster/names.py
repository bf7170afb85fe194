"""The name of a learner, from one column or from several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from laurea.integrations.roster.cells import read_text
from laurea.integrations.roster.scripts import scripts_of

_LONGEST_NAME: Final = 500
_EAST_ASIAN: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})


@dataclass(frozen=True, slots=True)
class NameColumns:
    """Where the parts of a name stand; a place is `None` where there is no such column.

    `is_family_name_first` joins them in the order of Hungarian or Japanese. `may_repeat` says
    that one of the two parts comes from a plain "Name" and may be the whole name after all.
    """

    whole: int | None = None
    last_first: int | None = None
    given: int | None = None
    family: int | None = None
    is_family_name_first: bool = False
    may_repeat: bool = False


def read_name(cells: Sequence[str], columns: NameColumns) -> str | None:
    """Return the name in a row, or `None` where it gives none.

    Raises:
        CellRefused: a part holds hidden characters, or is too long.

    >>> read_name(["Lind, Alva"], NameColumns(last_first=0))
    'Alva Lind'
    """
    if columns.whole is not None:
        return read_text(cells[columns.whole], max_characters=_LONGEST_NAME) or None
    if columns.last_first is not None:
        return _turned(read_text(cells[columns.last_first], max_characters=_LONGEST_NAME)) or None
    given, family = (
        "" if place is None else read_text(cells[place], max_characters=_LONGEST_NAME)
        for place in (columns.given, columns.family)
    )
    return _joined(given, family, columns) or None


def _joined(given: str, family: str, columns: NameColumns) -> str:
    if not given or not family:
        return given or family
    if columns.may_repeat:
        if family.casefold().startswith(f"{given.casefold()} "):
            return family
        if given.casefold().endswith(f" {family.casefold()}"):
            return given
    if not columns.is_family_name_first:
        return f"{given} {family}"
    is_unspaced = scripts_of(given + family) <= _EAST_ASIAN
    return f"{family}{given}" if is_unspaced else f"{family} {given}"


def _turned(name: str) -> str:
    """Return "Lind, Alva" as "Alva Lind"; anything without exactly one comma stays."""
    family, comma, given = name.partition(",")
    if not comma or "," in given:
        return name
    return f"{given.strip()} {family.strip()}".strip()
