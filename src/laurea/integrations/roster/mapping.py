"""What a person says about the columns of a roster: `e-mail=Contact`, `result:Essay=#7`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import ROSTER_MAPPING, Problem
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.vocabulary import Field, field_named, header_key, meaning_of

LEFT_OUT: Final = ""
"""Mapped to a field, this says that no column holds it."""

_NAMED_RESULT: Final = re.compile(r"([^:]+):\s*(\S.*)", re.DOTALL)
_NUMBERED: Final = re.compile(r"#(\d{1,6})")


def named_result(text: str) -> str | None:
    """Return the `ResultDescription` that a header or a mapping binds a result to, if it does.

    >>> named_result("Result: Final essay"), named_result("Ergebnis:Aufsatz"), named_result("Score")
    ('Final essay', 'Aufsatz', None)
    """
    found = _NAMED_RESULT.fullmatch(text.strip())
    if found is None:
        return None
    meaning = meaning_of(found[1])
    return found[2].strip() if meaning and meaning.field is Field.RESULT else None


def read_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return a mapping with every field under its own name (`Field`, `result:NAME`).

    Raises:
        MalformedDocument: a field is not known, or is mapped twice.

    >>> read_mapping({"Email": "Contact", "Result: Essay": "#7"})
    {'e-mail': 'Contact', 'result:Essay': '#7'}
    """
    known: dict[str, str] = {}
    for field, column in mapping.items():
        key = _field_key(field)
        if key in known:
            raise _refused(f"Two columns are named for the field {key}. Name one.")
        known[key] = column.strip()
    return known


def places_of(column: str, header: Sequence[str]) -> list[int]:
    """Return where a column stands that is named by its header, or by `#` and its number from 1."""
    numbered = _NUMBERED.fullmatch(column)
    if numbered and column not in header:
        place = int(numbered[1]) - 1
        return [place] if 0 <= place < len(header) else []
    same = [place for place, cell in enumerate(header) if cell.strip() == column]
    key = header_key(column)
    return same or [
        place for place, cell in enumerate(header) if cell.strip() and header_key(cell) == key
    ]


def mapped_places(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, int]:
    """Return where the mapped columns stand; fields that are left out are missing.

    Raises:
        MalformedDocument: a column does not exist, or several go by its name.
    """
    places = {}
    for field, column in mapping.items():
        if column == LEFT_OUT:
            continue
        found = places_of(column, header)
        if not found:
            raise _refused(
                f"There is no column “{shown(column)}”. The columns are: {listed(header)}."
            )
        if len(found) > 1:
            numbers = " and ".join(f"#{place + 1}" for place in found)
            raise _refused(
                f"Several columns are called “{shown(column)}”. Name one by its number: {numbers}."
            )
        places[field] = found[0]
    return places


def listed(header: Sequence[str]) -> str:
    """Return the names of the first columns, for a message."""
    names = [f"“{shown(cell.strip())}”" for cell in header if cell.strip()]
    more = f" and {len(names) - 12:,} more" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more


def _field_key(field: str) -> str:
    result = named_result(field)
    if result is not None:
        return f"{Field.RESULT}:{result}"
    known = field_named(field)
    if known is None:
        names = ", ".join(Field)
        raise _refused(f"There is no field “{shown(field)}”. The fields are: {names}, result:NAME.")
    return known.value


def _refused(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(ROSTER_MAPPING, detail))
