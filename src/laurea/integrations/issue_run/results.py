"""The results of a roster, held against what the achievement says of its results.

- A column that is plainly the result belongs to the only result description; `result:NAME` to
  the one of that name. Without any description the value is written as it stands.
- A value must be one that its description allows: a level of its rubric, one of its allowed
  values, a number within its bounds, a status.
- Where the type of the result is one of numbers, a number is wanted, also without bounds. Those
  of a percentage are 0 and 100 where the achievement names no others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.model import Achievement, Result, ResultDescription
from laurea.credentials.model.vocabularies import RESULT_STATUS_TYPES
from laurea.credentials.problems import ROSTER_MAPPING, ROW_RESULT, Problem
from laurea.integrations.roster import Field
from laurea.integrations.roster.printing import shown

Descriptions = Mapping[str, ResultDescription | None]
"""The description of each result of a row, by the name that the roster gives it."""

_NUMBER: Final = re.compile(r"([+-]?[0-9]{1,15})(?:[.,]([0-9]{1,15}))?\s*%?")
_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}\s*%?")
_STATUS: Final = "Status"
_PERCENT: Final = "Percent"
_OF_NUMBERS: Final = frozenset(
    {_PERCENT, "GradePointAverage", "PredictedScore", "RawScore", "RubricScore", "ScaledScore"}
)
_MOST_LISTED: Final = 12


def bind_results(columns: Iterable[str], achievement: Achievement) -> Descriptions:
    """Return which result description each column of results belongs to.

    Args:
        columns: the fields that the roster has columns for.
        achievement: what is awarded.

    Raises:
        MalformedDocument: the achievement does not say which of its results a column holds.
    """
    names = [
        name
        for kind, _, name in (field.partition(":") for field in columns)
        if kind == Field.RESULT.value
    ]
    return {name: _description(name, achievement.result_description) for name in names}


def read_results(
    pairs: Iterable[tuple[str, str]], achievement: Achievement, where: str = ""
) -> tuple[Result, ...]:
    """Return the results that pairs of a name and a value stand for.

    Args:
        pairs: each the name of a result description, or `""` where the achievement has no more
            than one, and the value as it is written.
        achievement: what is awarded.
        where: a pointer to the pairs, for problems.

    Raises:
        MalformedDocument: `roster-mapping`: the achievement describes no such result;
            `row-result`: its description does not allow this value.
    """
    known = achievement.result_description
    return tuple(read_result(value, _description(name, known), where) for name, value in pairs)


def read_result(value: str, description: ResultDescription | None, where: str) -> Result:
    """Return the result that a cell stands for.

    Args:
        value: the cell, on one line.
        description: what the achievement says of this result.
        where: a pointer to the cell, for problems.

    Raises:
        MalformedDocument: `row-result`: the description does not allow this value.
    """
    if description is None:
        return Result(value=value)
    try:
        return _described(value, description)
    except ValueError as error:
        detail = f"“{shown(value)}” is no result for “{shown(description.name)}”. {error}"
        raise MalformedDocument(Problem(ROW_RESULT, detail, where)) from None


def values_of(description: ResultDescription | None) -> tuple[str, ...]:
    """Return the words of which a result must be one, in the order that is declared, if any.

    Args:
        description: what the achievement says of the result.
    """
    if description is None:
        return ()
    if description.rubric_criterion_level:
        return tuple(each.name for each in description.rubric_criterion_level)
    if description.result_type == _STATUS and not description.allowed_value:
        return tuple(sorted(RESULT_STATUS_TYPES))
    return tuple(description.allowed_value)


def _description(name: str, known: Sequence[ResultDescription]) -> ResultDescription | None:
    if not name and len(known) < 2:
        return known[0] if known else None
    found = [each for each in known if name and (each.id == name or _key(each.name) == _key(name))]
    if len(found) == 1:
        return found[0]
    names = _listed([each.name for each in known])
    if not name:
        detail = (
            f"The achievement describes several results: {names}. Say which one the column "
            "holds, as in --map 'result:NAME=Column', or leave it out with --map result=."
        )
    elif found:
        detail = f"The achievement describes several results called “{shown(name)}”."
    else:
        detail = f"The achievement describes no result “{shown(name)}”. It describes: {names}."
    raise MalformedDocument(Problem(ROSTER_MAPPING, detail, "/resultDescription"))


def _described(value: str, description: ResultDescription) -> Result:
    """Return the result; a `ValueError` says what would have been allowed."""
    if description.rubric_criterion_level:
        return Result(achieved_level=_level(value, description), result_description=description.id)
    if description.result_type == _STATUS and not description.allowed_value:
        status = _one_of(value, sorted(RESULT_STATUS_TYPES))
        return Result(status=status, result_description=description.id)
    if description.allowed_value:
        value = _one_of(value, description.allowed_value)
    else:
        value = _on_its_scale(value, description)
    return Result(value=value, result_description=description.id)


def _level(value: str, description: ResultDescription) -> str:
    """Return the id of the level that a cell names by its name, its rank or its id."""
    levels = description.rubric_criterion_level
    for words in (
        [(each.id, each.id) for each in levels],
        [(each.name, each.id) for each in levels],
        [(each.level or "", each.id) for each in levels],
    ):
        found = [id_ for word, id_ in words if _key(word) == _key(value)]
        if len(found) == 1:
            return found[0]
    raise ValueError(f"The levels are: {_listed([level.name for level in levels])}.")


def _one_of(value: str, allowed: Sequence[str]) -> str:
    if value in allowed:
        return value
    found = [each for each in allowed if _key(each) == _key(value)]
    if len(found) != 1:
        raise ValueError(f"Allowed are: {_listed(allowed)}.")
    return found[0]


def _on_its_scale(value: str, description: ResultDescription) -> str:
    """Return a number as the standards write it, if it lies within bounds that are numbers."""
    is_percent = description.result_type == _PERCENT
    least = description.value_min or ("0" if is_percent else None)
    most = description.value_max or ("100" if is_percent else None)
    lowest, highest = (None if bound is None else as_number(bound) for bound in (least, most))
    is_unbound = lowest is None and highest is None
    if is_unbound and (
        description.result_type not in _OF_NUMBERS or least is not None or most is not None
    ):
        return value
    if _THOUSANDS.fullmatch(value):
        raise ValueError("The comma can be read in two ways. Write the number with a point.")
    number = as_number(value)
    if number is None:
        raise ValueError("A number is wanted.")
    if (lowest is not None and number < lowest) or (highest is not None and number > highest):
        least = "" if lowest is None else f" from {least}"
        most = "" if highest is None else f" to {most}"
        raise ValueError(f"A number{least}{most} is wanted.")
    return format(number, "f")


def as_number(text: str) -> Decimal | None:
    """Return the number that a text writes, with a point or a comma, if it writes one.

    >>> as_number("91,5 %"), as_number("A")
    (Decimal('91.5'), None)
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    return Decimal(found[1] if found[2] is None else f"{found[1]}.{found[2]}")


def same_words(first: str, second: str) -> bool:
    """Say whether two values are the same but for case and space.

    >>> same_words(" Merit", "merit"), same_words("A", "A+")
    (True, False)
    """
    return _key(first) == _key(second)


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return ", ".join(f"“{shown(name)}”" for name in names[:_MOST_LISTED]) + more
