"""Whether results suffice for an award: held against what the achievement requires.

The standard lets an achievement say which value or level of a result suffices. Values that the
achievement lists, and levels of a rubric, stand from low to high; numbers are compared as
numbers. Where no order is declared, only the required value itself is known to suffice. A status
by which somebody has failed or withdrawn never does.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from laurea.credentials.model import Achievement, Result, ResultDescription
from laurea.credentials.problems import RESULT_SHORT, Problem
from laurea.integrations.issue_run.results import as_number, same_words
from laurea.integrations.roster.printing import shown

_NOT_PASSED: Final = frozenset({"Failed", "Withdrew"})


def what_falls_short(
    results: Iterable[Result], achievement: Achievement, where: str = ""
) -> list[Problem]:
    """Return a problem for each result that is not known to suffice.

    Args:
        results: what the learner reached, as `read_results` returns it.
        achievement: what is awarded.
        where: a pointer for the problems.
    """
    described = {each.id: each for each in achievement.result_description}
    return [
        Problem(RESULT_SHORT, sentence, where)
        for result in results
        if (description := described.get(result.result_description or ""))
        and (sentence := shortfall(result, description))
    ]


def shortfall(result: Result, description: ResultDescription) -> str:
    """Return the sentence why a result is not known to suffice; nothing where it does.

    Args:
        result: the result, as `read_result` returns it.
        description: what the achievement says of it.

    >>> passing = ResultDescription(
    ...     id="urn:a", name="Test", result_type="Percent", required_value="80"
    ... )
    >>> shortfall(Result(value="61"), passing)
    'For “Test” the achievement requires “80”, and “61” is less.'
    >>> shortfall(Result(value="80"), passing)
    ''
    """
    if result.achieved_level is not None:
        return _of_level(result.achieved_level, description)
    value = result.status or result.value or ""
    required = description.required_value
    if result.status in _NOT_PASSED and not (required and same_words(value, required)):
        return f"For “{shown(description.name)}” the status is “{value}”: it was not passed."
    if not required or same_words(value, required):
        return ""
    return _of_value(value, required, description)


def _of_level(level: str, description: ResultDescription) -> str:
    """Return why a level is not known to suffice, by the order of the rubric."""
    levels = {each.id: each.name for each in description.rubric_criterion_level}
    order = list(levels)
    required = description.required_level
    if required is None or required not in order or level not in order:
        return ""
    is_enough = order.index(level) >= order.index(required)
    return "" if is_enough else _less(levels[level], levels[required], description)


def _of_value(value: str, required: str, description: ResultDescription) -> str:
    order = _placed(value, required, description)
    if order is None:
        return (
            f"For “{shown(description.name)}” the achievement requires “{shown(required)}”; whether"
            f" “{shown(value)}” suffices, it does not say."
        )
    reached, needed = order
    return "" if reached >= needed else _less(value, required, description)


def _placed(
    value: str, required: str, description: ResultDescription
) -> tuple[Decimal, Decimal] | None:
    """Return where both stand on the scale, if the achievement declares one."""
    places = {word: Decimal(place) for place, word in enumerate(description.allowed_value)}
    listed = next((place for word, place in places.items() if same_words(word, value)), None)
    needed = next((place for word, place in places.items() if same_words(word, required)), None)
    if listed is None or needed is None:
        listed, needed = as_number(value), as_number(required)
    return None if listed is None or needed is None else (listed, needed)


def _less(reached: str, required: str, description: ResultDescription) -> str:
    return (
        f"For “{shown(description.name)}” the achievement requires “{shown(required)}”, and"
        f" “{shown(reached)}” is less."
    )
