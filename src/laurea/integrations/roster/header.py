"""Where the header of a roster stands, and which column means what.

- The header is the row, among the first ones, that knows most columns. A column for the e-mail
  address or the DID must be among them, and no cell may itself be an address.
- What a person maps goes before what is recognised. Where two columns would fit one field
  equally well, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import ROSTER_HEADER, ROSTER_READING, Problem, Severity
from laurea.integrations.roster.email_address import looks_like_address
from laurea.integrations.roster.mapping import (
    listed,
    mapped_places,
    named_result,
    places_of,
)
from laurea.integrations.roster.names import NameColumns
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.vocabulary import (
    CONTEXTUAL,
    Field,
    Meaning,
    header_key,
    meaning_of,
)

RECIPIENTS: Final = frozenset({Field.EMAIL.value, Field.DID.value})
_NAMES: Final = frozenset({Field.NAME, Field.LAST_FIRST, Field.GIVEN_NAME, Field.FAMILY_NAME})
_FAMILY_NAME_FIRST: Final = frozenset({"hu", "ja", "ko", "zh"})
_FULL, _PLAIN, _WEAK = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Binding:
    """Which column holds which field.

    Attributes:
        places: the index of the column, from 0, by the field's name or `result:NAME`.
        name: where the learner's name stands.
        ignored: the indices of the columns that hold no field.
        warnings: what a person should look at.
    """

    places: Mapping[str, int]
    name: NameColumns
    ignored: tuple[int, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    text: str
    meaning: Meaning


def header_fitness(row: Sequence[str], mapping: Mapping[str, str]) -> int:
    """Return how many fields a row names as a header, 0 where it cannot be the header.

    >>> header_fitness(["E-Mail", "Vorname", "Notizen"], {})
    2
    >>> header_fitness(["E-mail:", "office@school.example"], {})
    0
    """
    if any(looks_like_address(cell) for cell in row):
        return 0
    fields = {meaning.field.value for cell in row if (meaning := meaning_of(cell))}
    fields |= {field for field, column in mapping.items() if column and places_of(column, row)}
    return len(fields) if fields & RECIPIENTS else 0


def find_header(rows: Sequence[Sequence[str]], mapping: Mapping[str, str]) -> int | None:
    """Return the index of the row that is most likely the header, if one can be."""
    scores = [header_fitness(row, mapping) for row in rows]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def missing_header(rows: Sequence[Sequence[str]]) -> MalformedDocument:
    """Return the refusal of a roster in whose first rows no header was found."""
    first = next((row for row in rows if any(cell.strip() for cell in row)), ())
    if any(looks_like_address(cell) for cell in first):
        return _unclear(
            "The roster begins with a learner and not with a header. Put a row above that names "
            "the columns, such as: e-mail, name, date awarded."
        )
    return _unclear(
        "No column is known as the one of the e-mail addresses. The first row with content reads: "
        f"{listed(first)}. Say which column it is with --map e-mail=COLUMN."
    )


def bind_columns(
    header: Sequence[str], mapping: Mapping[str, str], results: Sequence[str] = ()
) -> Binding:
    """Return which column of a header holds which field.

    Args:
        header: the cells of the header.
        mapping: what a person says about the columns (`mapping.read_mapping`).
        results: the names of the results that a column may be called by.

    Raises:
        MalformedDocument: two columns fit one field, or a mapped column does not exist.

    >>> bind_columns(["E-Mail", "Vorname", "Name"], {}).places
    {'e-mail': 0, 'given-name': 1, 'family-name': 2}
    """
    places = mapped_places(mapping, header)
    taken = set(places.values())
    free = [(place, cell) for place, cell in enumerate(header) if place not in taken]
    of_results = _named_results(free, mapping, results)
    known = [
        _Column(place, cell.strip(), meaning)
        for place, cell in free
        if place not in of_results.values() and (meaning := meaning_of(cell))
    ]
    clear = [column for column in known if _is_clear(column, known)]
    names, warnings = _name_columns(clear, mapping)
    found = {
        field.value: column
        for field in Field
        if field not in _NAMES and field.value not in mapping
        if (column := _only(field, clear)) is not None
    }
    found = dict(sorted({**found, **names}.items(), key=lambda item: item[1].place))
    places |= {field: column.place for field, column in found.items()} | of_results
    if not RECIPIENTS & places.keys():
        raise missing_header([header])
    unread = [column for column in known if column not in clear]
    return Binding(
        places,
        _where_the_name_stands(places, found),
        tuple(
            place
            for place, cell in enumerate(header)
            if cell.strip() and place not in places.values()
        ),
        (*warnings, *(_unread(column) for column in unread if column.meaning.field not in found)),
    )


def _where_the_name_stands(places: Mapping[str, int], found: Mapping[str, _Column]) -> NameColumns:
    given, family = found.get(Field.GIVEN_NAME.value), found.get(Field.FAMILY_NAME.value)
    return NameColumns(
        whole=places.get(Field.NAME.value),
        last_first=places.get(Field.LAST_FIRST.value),
        given=places.get(Field.GIVEN_NAME.value),
        family=places.get(Field.FAMILY_NAME.value),
        is_family_name_first=given is not None and given.meaning.languages <= _FAMILY_NAME_FIRST,
        may_repeat=any(part and part.meaning.field is Field.NAME for part in (given, family)),
    )


def _named_results(
    free: Sequence[tuple[int, str]], mapping: Mapping[str, str], known: Sequence[str]
) -> dict[str, int]:
    """Return the columns whose header binds them to a `ResultDescription` by name."""
    results: dict[str, int] = {}
    for place, cell in free:
        field = field_of_result(cell, known)
        if not field or field in mapping:
            continue
        if field in results:
            raise _unclear(
                f"Columns #{results[field] + 1} and #{place + 1} are both called "
                f'“{shown(cell.strip())}”. Say which to read with --map "{field}=#{place + 1}".'
            )
        results[field] = place
    return results


def field_of_result(cell: str, known: Sequence[str]) -> str:
    """Return the field of the result that a header names, or nothing.

    Args:
        cell: the header of a column.
        known: the names of the results that there are; the field of the only one is plain.

    >>> field_of_result("final test", ["Final test", "Seam"]), field_of_result("Seam", ["Seam"])
    ('result:Final test', 'result')
    """
    name = named_result(cell)
    if name is not None:
        return f"{Field.RESULT}:{name}"
    meaning = meaning_of(cell)
    if not cell.strip() or (meaning is not None and meaning.field is not Field.RESULT):
        return ""
    called_so = [each for each in known if header_key(each) == header_key(cell)]
    if len(called_so) != 1:
        return ""
    return Field.RESULT.value if len(known) == 1 else f"{Field.RESULT}:{called_so[0]}"


def _is_clear(column: _Column, known: Sequence[_Column]) -> bool:
    """Say whether a word means what it means, judged by the language of the other columns."""
    if header_key(column.text) not in CONTEXTUAL:
        return True
    return any(
        other.meaning.languages & column.meaning.languages
        and "en" not in other.meaning.languages
        and header_key(other.text) not in CONTEXTUAL
        for other in known
    )


def _only(field: Field, columns: Sequence[_Column], weakness: int | None = None) -> _Column | None:
    """Return the column for a field, the one with the strongest word.

    Raises:
        MalformedDocument: there are two of that strength.
    """
    fitting = [
        column
        for column in columns
        if column.meaning.field is field and weakness in {None, column.meaning.weakness}
    ]
    strongest = min((column.meaning.weakness for column in fitting), default=0)
    best = [column for column in fitting if column.meaning.weakness == strongest]
    if len(best) > 1:
        ways = " or ".join(f"--map {field}=#{column.place + 1}" for column in best)
        columns_named = " and ".join(f"“{shown(c.text)}” (#{c.place + 1})" for c in best)
        raise _unclear(f"The columns {columns_named} both fit the field {field}. Choose: {ways}.")
    return best[0] if best else None


def _name_columns(
    columns: Sequence[_Column], mapping: Mapping[str, str]
) -> tuple[dict[str, _Column], list[Problem]]:
    """Return the columns that make up the name.

    A plain "Name" beside a column for one part of the name alone means the other part, as it
    does in German, French, Italian and other rosters.
    """
    if {Field.NAME.value, Field.LAST_FIRST.value} & mapping.keys():
        return {}, []
    full = _only(Field.NAME, columns, _FULL)
    plain = _only(Field.NAME, columns, _PLAIN)
    parts = {
        field.value: column
        for field in (Field.GIVEN_NAME, Field.FAMILY_NAME)
        if field.value not in mapping and (column := _only(field, columns))
    }
    one_part = {Field.GIVEN_NAME.value, Field.FAMILY_NAME.value} & {*parts, *mapping}
    last_first = _only(Field.LAST_FIRST, columns)
    if full and not mapping.keys() & one_part:
        return {Field.NAME.value: full}, []
    if len(one_part) == 2:
        return parts, []
    if last_first and not one_part:
        return {Field.LAST_FIRST.value: last_first}, []
    if plain and one_part:
        other = Field.FAMILY_NAME if Field.GIVEN_NAME.value in one_part else Field.GIVEN_NAME
        given = parts.get(Field.GIVEN_NAME.value)
        is_usual = given is None or "en" not in given.meaning.languages
        warnings = [] if is_usual else [_read_as_family_name(plain)]
        return {**parts, other.value: plain}, warnings
    single = plain or (None if one_part else _only(Field.NAME, columns, _WEAK))
    return ({Field.NAME.value: single} if single else parts), []


def _read_as_family_name(column: _Column) -> Problem:
    return Problem(
        ROSTER_READING,
        f"The column “{shown(column.text)}” was read as the family name, because another column "
        "holds the given name. If it is the whole name, say so with "
        f"--map name=#{column.place + 1}.",
        severity=Severity.WARNING,
    )


def _unread(column: _Column) -> Problem:
    field = column.meaning.field
    return Problem(
        ROSTER_READING,
        f"The column “{shown(column.text)}” was not read, because the word means different things "
        f"in different languages. If it is the field {field}, say so with "
        f"--map {field}=#{column.place + 1}.",
        severity=Severity.WARNING,
    )


def _unclear(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(ROSTER_HEADER, detail))
