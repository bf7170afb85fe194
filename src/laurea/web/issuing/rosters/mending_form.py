"""The form in which rows are mended: its fields are named by row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from laurea.credentials.problems import ROW_DUPLICATE
from laurea.integrations.roster import Field
from laurea.web.issuing.rosters.mend import Mending
from laurea.web.issuing.rosters.reading import ROSTER_LIMITS, Judgement, LeftRow
from laurea.web.issuing.rosters.words import field_word, on_the_page

ROWS_PER_PAGE: Final = 25

_CELL: Final = re.compile(r"cell-([1-9]\d{0,6})-(\d{1,3})", re.ASCII)
_ASIDE: Final = re.compile(r"(aside|back)-([1-9]\d{0,6})", re.ASCII)
_MOST_FIELDS: Final = 7
_TOGETHER: Final = (
    (Field.NAME, Field.LAST_FIRST, Field.GIVEN_NAME, Field.FAMILY_NAME),
    (Field.EVIDENCE, Field.EVIDENCE_NAME, Field.EVIDENCE_NARRATIVE),
)
"""Fields of which a problem may mean any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellField:
    """One cell that can be written anew, with the sentences about it."""

    name: str
    label: str
    value: str
    sentences: tuple[str, ...]
    is_error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """One row that needs a person: what is wrong with it, and what can be written anew."""

    number: int
    learner: str
    sentences: tuple[str, ...]
    cells: tuple[CellField, ...]
    aside: str

    @property
    def has_error(self) -> bool:
        """Whether something is wrong, and not only to be known."""
        return bool(self.sentences) or any(cell.is_error for cell in self.cells)


def rows_to_mend(judgement: Judgement) -> list[LeftRow]:
    """Return the rows that can be mended: those that are refused first."""
    return [*judgement.refused, *judgement.twice]


def fields_of(rows: Sequence[LeftRow], judgement: Judgement) -> tuple[RowFields, ...]:
    """Return the form's part for each of some rows."""
    return tuple(_row_fields(row, judgement.places) for row in rows)


def mending_of(sent: QueryDict) -> Mending:
    """Return what a person changed on the form.

    A cell counts as changed where it differs from what stood in it when the form was shown, so
    that a form left open in another tab does not take back what was mended since.
    """
    cells: dict[int, dict[int, str]] = {}
    aside: dict[str, set[int]] = {"aside": set(), "back": set()}
    for name in sent:
        cell, row = _CELL.fullmatch(name), _ASIDE.fullmatch(name)
        text = str(sent.get(name, ""))
        if cell is not None and text != sent.get(f"was-{name}", ""):
            cells.setdefault(int(cell[1]), {})[int(cell[2])] = _clean(text)
        elif row is not None:
            aside[row[1]].add(int(row[2]))
    return Mending(
        cells={row: found for row, found in cells.items() if _are_places(found)},
        set_aside=aside["aside"],
        taken_back=aside["back"],
        allow_duplicates=_answer(sent, "duplicates"),
        award_again=_answer(sent, "again"),
    )


def _row_fields(row: LeftRow, places: Mapping[str, int]) -> RowFields:
    at_field: dict[str, list[str]] = {}
    elsewhere: list[str] = []
    for problem in row.problems:
        sentence = on_the_page(problem)
        fields = list(_fields_named(problem.pointer, places))
        if fields:
            for field in fields:
                at_field.setdefault(field, [])
            at_field[fields[0]].append(sentence)
        else:
            elsewhere.append(sentence)
    is_twice = bool(row.problems) and row.problems[0].type is ROW_DUPLICATE
    return RowFields(
        number=row.number,
        learner=row.name,
        sentences=tuple(elsewhere),
        cells=tuple(
            CellField(
                name=f"cell-{row.number}-{places[field]}",
                label=field_word(field),
                value=row.cells[places[field]] if places[field] < len(row.cells) else "",
                sentences=tuple(sentences),
                is_error=bool(sentences) and not is_twice,
            )
            for field, sentences in list(at_field.items())[:_MOST_FIELDS]
        ),
        aside=f"aside-{row.number}",
    )


def _fields_named(pointer: str, places: Mapping[str, int]) -> Iterator[str]:
    """Yield the fields of a roster that a problem's pointer, `/12/name`, may mean."""
    kind = "/".join(pointer.split("/")[2:])
    together = next((group for group in _TOGETHER if kind in group), (kind,))
    for field in places:
        if field in together or (kind == Field.RESULT and field.partition(":")[0] == kind):
            yield field


def _answer(sent: QueryDict, name: str) -> bool | None:
    return {"yes": True, "no": False}.get(sent.get(name, ""))


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd")[: ROSTER_LIMITS.cell_characters]


def _are_places(found: Mapping[int, str]) -> bool:
    return all(place < ROSTER_LIMITS.columns for place in found)
