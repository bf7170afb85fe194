"""The form in which rows are mended: its fields are named by row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.integrations.roster import Field, RosterRow
from laurea.web.design.parts import Text
from laurea.web.issuing.rosters.mend import Cells, Mending
from laurea.web.issuing.rosters.reading import ROSTER_LIMITS, Judgement, LeftRow, RowKind
from laurea.web.issuing.rosters.words import field_word, on_the_page

ROWS_PER_PAGE: Final = 25

_CELL: Final = re.compile(r"cell-([1-9]\d{0,6})-(\d{1,3})", re.ASCII)
_TICK: Final = re.compile(r"(aside|back|purpose|not)-([1-9]\d{0,6})", re.ASCII)
_VERSION: Final = re.compile(r"\d{1,9}", re.ASCII)
_ANSWERS: Final = {"yes": True, "no": False}
_MOST_FIELDS: Final = 24
_LONGEST_LEARNER: Final = 80
_ERRORS: Final = ("refused", "below-required", "ready")
_OF_ON_PURPOSE: Final[Text] = gettext_lazy("It is awarded although a result falls short.")
_LEAVE: Final[tuple[str, Text]] = ("aside", gettext_lazy("Leave this row out"))
_TICKS: Final[dict[str, tuple[tuple[str, Text], ...]]] = {
    "refused": (_LEAVE,),
    "below-required": (("purpose", gettext_lazy("Award it all the same")), _LEAVE),
    "twice": (_LEAVE,),
    "held": (_LEAVE,),
    "set-aside": (("back", gettext_lazy("Take this row back")),),
    "on-purpose": (("not", gettext_lazy("Do not award it after all")),),
}
"""What can be done with a row of each kind: the field's name, and its words."""
_TOGETHER: Final = (
    (Field.NAME, Field.LAST_FIRST, Field.GIVEN_NAME, Field.FAMILY_NAME),
    (Field.EVIDENCE, Field.EVIDENCE_NAME, Field.EVIDENCE_NARRATIVE),
)
"""Fields of which a problem may mean any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellField:
    """One cell that can be written anew, with the sentences about it.

    `was` is what stands in it now, and `value` what the field shows. `choices` are the words of
    which it must be one, with what stands in it now; nothing where any text may stand there.
    """

    name: str
    label: str
    value: str
    was: str
    sentences: tuple[str, ...]
    is_error: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that can be done with a whole row: the name of its field, and its words."""

    name: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """One row to look at: what is said of it, what can be written anew, what can be done."""

    number: int
    learner: str
    sentences: tuple[str, ...]
    is_error: bool
    cells: tuple[CellField, ...]
    ticks: tuple[Tick, ...]


def rows_to_show(judgement: Judgement) -> list[LeftRow]:
    """Return the rows that are shown: those that need a person first, then what people decided."""
    ready = [_of_ready(row, "on-purpose") for row in judgement.on_purpose]
    return [*judgement.left, *ready]


def fields_of(
    rows: Sequence[LeftRow], judgement: Judgement, collided: Cells
) -> tuple[RowFields, ...]:
    """Return the form's part for each of some rows.

    Args:
        rows: the rows.
        judgement: what the roster says in all.
        collided: what the person wrote into cells that others changed meanwhile.
    """
    return tuple(_row_fields(row, judgement, collided.get(row.number, {})) for row in rows)


def rows_that_collided(judgement: Judgement, collided: Cells) -> list[LeftRow]:
    """Return the rows of cells that two people wrote differently."""
    shown = [*judgement.left, *(_of_ready(row, "ready") for row in judgement.ready)]
    return [row for row in shown if row.number in collided]


def cells_of(sent: QueryDict) -> Cells:
    """Return the cells that a form names."""
    cells: Cells = {}
    for name in sent:
        cell = _CELL.fullmatch(name)
        if cell is not None:
            cells.setdefault(int(cell[1]), {})[int(cell[2])] = _clean(str(sent[name]))
    return {row: found for row, found in cells.items() if _are_places(found)}


def as_sent(cells: Cells) -> QueryDict:
    """Return cells as a form names them."""
    sent = QueryDict(mutable=True)
    for row, found in cells.items():
        for place, text in found.items():
            sent[f"cell-{row}-{place}"] = text
    return sent


def mending_of(sent: QueryDict) -> Mending:
    """Return what a person changed on the form.

    A cell or an answer counts as changed where it differs from what stood there when the form was
    shown, so that a form left open in another tab does not take back what was changed since.
    """
    changed: Cells = {}
    was: Cells = {}
    for row, found in cells_of(sent).items():
        for place, text in found.items():
            before = _clean(str(sent.get(f"was-cell-{row}-{place}", "")))
            if text != before:
                changed.setdefault(row, {})[place] = text
                was.setdefault(row, {})[place] = before
    ticked: dict[str, set[int]] = {"aside": set(), "back": set(), "purpose": set(), "not": set()}
    for name in sent:
        tick = _TICK.fullmatch(name)
        if tick is not None and sent[name]:
            ticked[tick[1]].add(int(tick[2]))
    seen = sent.get("changes", "")
    return Mending(
        cells=changed,
        set_aside=ticked["aside"],
        taken_back=ticked["back"],
        on_purpose=ticked["purpose"],
        not_on_purpose=ticked["not"],
        allow_duplicates=_answer(sent, "duplicates"),
        award_again=_answer(sent, "again"),
        seen=int(seen) if _VERSION.fullmatch(seen) else None,
        was=was,
    )


def _of_ready(row: RosterRow, kind: RowKind) -> LeftRow:
    name = row.name or ""
    return LeftRow(number=row.number, kind=kind, name=name, cells=row.cells, problems=())


def _row_fields(row: LeftRow, judgement: Judgement, collided: Mapping[int, str]) -> RowFields:
    said, elsewhere = _said(row, judgement.places)
    is_error = row.kind in _ERRORS
    cells = [
        _cell(row, place, label, sentences, judgement, is_error=is_error and bool(sentences))
        for place, (label, sentences) in list(said.items())[:_MOST_FIELDS]
        if place not in collided
    ]
    return RowFields(
        number=row.number,
        learner=row.name or " ".join(filter(None, row.cells))[:_LONGEST_LEARNER],
        sentences=tuple(elsewhere),
        is_error=is_error,
        cells=(*(_collided(row, p, text, judgement) for p, text in collided.items()), *cells),
        ticks=tuple(Tick(f"{name}-{row.number}", text) for name, text in _TICKS.get(row.kind, ())),
    )


def _said(
    row: LeftRow, places: Mapping[str, int]
) -> tuple[dict[int, tuple[str, list[str]]], list[str]]:
    """Return the sentences by the columns that they are about, with their labels; and others."""
    at_place: dict[int, tuple[str, list[str]]] = {}
    elsewhere: list[str] = [str(_OF_ON_PURPOSE)] if row.kind == "on-purpose" else []
    for problem in row.problems:
        sentence = on_the_page(problem)
        fields = list(_fields_named(problem.pointer, places))
        for field in fields:
            at_place.setdefault(places[field], (field_word(field), []))
        (at_place[places[fields[0]]][1] if fields else elsewhere).append(sentence)
    return at_place, elsewhere


def _cell(
    row: LeftRow,
    place: int,
    label: str,
    sentences: Sequence[str],
    judgement: Judgement,
    *,
    is_error: bool,
) -> CellField:
    text = row.cells[place] if place < len(row.cells) else ""
    field = next((field for field, at in judgement.places.items() if at == place), "")
    values = judgement.choices.get(field, ())
    return CellField(
        name=f"cell-{row.number}-{place}",
        label=label,
        value=text,
        was=text,
        sentences=tuple(sentences),
        is_error=is_error,
        choices=tuple(dict.fromkeys((text, "", *values))) if values else (),
    )


def _collided(row: LeftRow, place: int, text: str, judgement: Judgement) -> CellField:
    """Return a cell that two people wrote: what the person wrote stands in it."""
    fields = {place: field for field, place in judgement.places.items()}
    label = field_word(fields[place]) if place in fields else judgement.header[place]
    there = _cell(row, place, label, (), judgement, is_error=True)
    said = _("Changed meanwhile to “%(theirs)s”. You wrote “%(mine)s”. Leave what is right.")
    sentence = said % {"theirs": there.was, "mine": text}
    choices = there.choices and tuple(dict.fromkeys((text, *there.choices)))
    return replace(there, value=text, sentences=(sentence,), choices=choices)


def _fields_named(pointer: str, places: Mapping[str, int]) -> Iterator[str]:
    """Yield the fields of a roster that a problem's pointer, `/12/name`, may mean."""
    kind = "/".join(pointer.split("/")[2:])
    if kind in places:
        yield kind
        return
    together = next((group for group in _TOGETHER if kind in group), (kind,))
    for field in places:
        if field in together or (kind == Field.RESULT and field.partition(":")[0] == kind):
            yield field


def _answer(sent: QueryDict, name: str) -> bool | None:
    """Return an answer that differs from the one that was shown."""
    answer = sent.get(name, "")
    return None if answer == sent.get(f"was-{name}") else _ANSWERS.get(answer)


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd")[: ROSTER_LIMITS.cell_characters]


def _are_places(found: Mapping[int, str]) -> bool:
    return all(place < ROSTER_LIMITS.columns for place in found)
