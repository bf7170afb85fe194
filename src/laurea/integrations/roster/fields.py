"""One reader for each field of a roster: from the cells of a row to what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from laurea.credentials.problems import ROW_DATE
from laurea.integrations.roster.cells import read_did, read_text, read_urls
from laurea.integrations.roster.dates import DateReading, read_date
from laurea.integrations.roster.email_address import EmailAddress, read_email
from laurea.integrations.roster.formulas import without_neutraliser
from laurea.integrations.roster.header import Binding
from laurea.integrations.roster.names import NameColumns, read_name
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.rows import CellRefused, RosterEvidence
from laurea.integrations.roster.vocabulary import Field

Cells = list[str]

_FUTURE: Final = timedelta(days=1)
_REMEMBERED_DATES: Final = 10_000


@dataclass(frozen=True, slots=True)
class FieldReaders:
    """The readers of one roster. Each takes a row with a cell for every column.

    `recipients` are the columns that name the learner, and `places` those of all fields.
    A reader returns `None` or `()` where the row says nothing, and raises `CellRefused` where
    what it says cannot be used.
    """

    recipients: Mapping[Field, int]
    places: Mapping[str, int]
    email: Callable[[Cells], EmailAddress | None]
    did: Callable[[Cells], str | None]
    name: Callable[[Cells], str | None]
    awarded: Callable[[Cells], datetime | None]
    valid_until: Callable[[Cells], datetime | None]
    results: Callable[[Cells], tuple[tuple[str, str], ...]]
    evidence: Callable[[Cells], tuple[RosterEvidence, ...]]


def field_readers(
    binding: Binding, dates: Mapping[Field, DateReading], *, at: datetime, longest_text: int
) -> FieldReaders:
    """Return the readers of a roster's fields.

    Args:
        binding: which column holds which field.
        dates: how the columns of `Field.AWARDED` and `Field.VALID_UNTIL` are read.
        at: the present moment. An award may lie a day after it, for the sake of time zones.
        longest_text: how many characters a result or a text about evidence may have.
    """
    places = binding.places
    return FieldReaders(
        {field: places[field] for field in (Field.EMAIL, Field.DID) if field in places},
        places,
        _email_reader(places.get(Field.EMAIL.value)),
        _did_reader(places.get(Field.DID.value)),
        _name_reader(binding.name),
        _date_reader(places.get(Field.AWARDED.value), dates[Field.AWARDED], at + _FUTURE),
        _date_reader(places.get(Field.VALID_UNTIL.value), dates[Field.VALID_UNTIL], None),
        _results_reader(places, longest_text),
        _evidence_reader(places, longest_text),
    )


def _nothing(_: Cells) -> None:
    return None


def _email_reader(place: int | None) -> Callable[[Cells], EmailAddress | None]:
    if place is None:
        return _nothing

    def read(cells: Cells) -> EmailAddress | None:
        cell = without_neutraliser(cells[place]).strip()
        return read_email(cell) if cell else None

    return read


def _did_reader(place: int | None) -> Callable[[Cells], str | None]:
    if place is None:
        return _nothing

    def read(cells: Cells) -> str | None:
        cell = cells[place].strip()
        return read_did(cell) if cell else None

    return read


def _name_reader(columns: NameColumns) -> Callable[[Cells], str | None]:
    if columns == NameColumns():
        return _nothing
    return lambda cells: read_name(cells, columns)


def _date_reader(
    place: int | None, reading: DateReading, latest: datetime | None
) -> Callable[[Cells], datetime | None]:
    if place is None:
        return _nothing
    known: dict[str, datetime | CellRefused] = {}

    def read(cells: Cells) -> datetime | None:
        cell = cells[place].strip()
        if not cell:
            return None
        found = known.get(cell)
        if found is None:
            if len(known) >= _REMEMBERED_DATES:
                known.clear()
            found = known[cell] = _judge_date(cell, reading, latest)
        if isinstance(found, CellRefused):
            raise CellRefused(found.kind, found.detail)
        return found

    return read


def _judge_date(cell: str, reading: DateReading, latest: datetime | None) -> datetime | CellRefused:
    try:
        moment = read_date(cell, reading)
    except CellRefused as refused:
        return refused
    if latest is not None and moment > latest:
        return CellRefused(
            ROW_DATE, f"The award of {shown(cell)} lies in the future. Which day was meant?"
        )
    return moment


def _results_reader(
    places: Mapping[str, int], longest: int
) -> Callable[[Cells], tuple[tuple[str, str], ...]]:
    columns = [
        (name, place)
        for field, place in places.items()
        for kind, _, name in (field.partition(":"),)
        if kind == Field.RESULT.value
    ]

    def read(cells: Cells) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name, text)
            for name, place in columns
            if cells[place] and (text := read_text(cells[place], max_characters=longest))
        )

    return read if columns else lambda _: ()


def _evidence_reader(
    places: Mapping[str, int], longest: int
) -> Callable[[Cells], tuple[RosterEvidence, ...]]:
    url = places.get(Field.EVIDENCE.value)
    texts = [places.get(f.value) for f in (Field.EVIDENCE_NAME, Field.EVIDENCE_NARRATIVE)]

    def text(cells: Cells, place: int | None) -> str | None:
        return None if place is None else read_text(cells[place], max_characters=longest) or None

    def read(cells: Cells) -> tuple[RosterEvidence, ...]:
        name, narrative = (text(cells, place) for place in texts)
        cell = cells[url].strip() if url is not None else ""
        if cell:
            return tuple(RosterEvidence(found, name, narrative) for found in read_urls(cell))
        return (RosterEvidence(None, name, narrative),) if name or narrative else ()

    def read_address_alone(cells: Cells) -> tuple[RosterEvidence, ...]:
        cell = cells[url or 0].strip()
        return tuple(RosterEvidence(found) for found in read_urls(cell)) if cell else ()

    if texts != [None, None]:
        return read
    return read_address_alone if url is not None else lambda _: ()
