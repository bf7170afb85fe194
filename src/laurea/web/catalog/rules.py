"""What an achievement has to keep to here, beyond the structure that the standard asks for.

- Whoever reads a credential can open its addresses.
- A language is one that programs know by its tag.
- The results that an achievement describes can be met: the scale has an order, and what is needed
  to pass lies on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import urlsplit

from laurea.credentials.model.vocabularies import RESULT_STATUS_TYPES
from laurea.credentials.problems import MALFORMED_VALUE, RANGE, Problem

_LANGUAGE: Final = re.compile(r"(?:[a-z]{2,3}|[xi])(?:-.*)?", re.IGNORECASE)
"""BCP 47: nothing of four letters or more is registered as a language; "english" is none."""
_NUMERIC: Final = frozenset({"Percent", "GradePointAverage", "RawScore", "ScaledScore"})
_MOST_LISTED: Final = 12


def broken_rules(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with an achievement, each with a JSON Pointer into it.

    Args:
        document: an Open Badges 3.0 Achievement as parsed JSON. What is of the wrong kind is the
            affair of `check_object`, and passed over here.

    >>> [problem.pointer for problem in broken_rules({"inLanguage": "english"})]
    ['/inLanguage']
    """
    language = _text(document, "inLanguage")
    if language and not _LANGUAGE.fullmatch(language):
        detail = f"No language has the tag “{language}”. Write, for example, en or pt-BR."
        yield Problem(MALFORMED_VALUE, detail, "/inLanguage")
    criteria = document.get("criteria")
    address = _text(criteria, "id") if isinstance(criteria, Mapping) else ""
    if address and not _is_web_address(address, ("https",)):
        detail = "Write an address of the web that begins with https://."
        yield Problem(MALFORMED_VALUE, detail, "/criteria/id")
    for number, each in _each(document, "alignment"):
        address = _text(each, "targetUrl")
        if address and not _is_web_address(address, ("https", "http")):
            detail = "Write an address of the web, as in https://skills.example/weaving"
            yield Problem(MALFORMED_VALUE, detail, f"/alignment/{number}/targetUrl")
    for number, each in _each(document, "resultDescription"):
        yield from _scale_faults(each, f"/resultDescription/{number}")


def _is_web_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname)
    except ValueError:  # brackets that hold no address
        return False


def _scale_faults(entry: Mapping[str, Any], where: str) -> Iterator[Problem]:
    allowed = _words(entry, "allowedValue")
    repeated = next((word for word in allowed if allowed.count(word) > 1), None)
    if repeated is not None:
        detail = f"“{repeated}” stands twice. Each value stands once, the lowest first."
        yield Problem(MALFORMED_VALUE, detail, f"{where}/allowedValue")
    faults = _faults_on_list(entry, allowed) if allowed else _faults_in_numbers(entry)
    for name, detail in faults:
        yield Problem(RANGE, detail, f"{where}/{name}")
    if _text(entry, "requiredValue") and entry.get("rubricCriterionLevel"):
        detail = "No level of the rubric has this name. Write the name of one of them."
        yield Problem(RANGE, detail, f"{where}/requiredValue")


def _faults_on_list(entry: Mapping[str, Any], allowed: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong on a scale whose values are listed, the lowest first."""
    listed = ", ".join(allowed[:_MOST_LISTED]) + (" …" if len(allowed) > _MOST_LISTED else "")
    places = {word: place for place, word in enumerate(allowed)}
    for name in ("valueMin", "valueMax", "requiredValue"):
        word = _text(entry, name)
        is_level = name == "requiredValue" and entry.get("rubricCriterionLevel")
        if word and word not in places and not is_level:
            yield name, f"This is none of the allowed values: {listed}."
    least, most = (places.get(_text(entry, name)) for name in ("valueMin", "valueMax"))
    if least is not None and most is not None and least >= most:
        yield "valueMax", "The highest stands before the lowest. Write the lowest value first."


def _faults_in_numbers(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong on a scale of numbers, or of words that nobody listed."""
    least, most = (_number(_text(entry, name)) for name in ("valueMin", "valueMax"))
    for name, bound in (("valueMin", least), ("valueMax", most)):
        if _text(entry, name) and bound is None:
            yield name, "Write a number; or list what is possible under the allowed values."
    if least is not None and most is not None and least >= most:
        yield "valueMax", f"Write a number above the lowest, {_text(entry, 'valueMin')}."
        return
    needed = _text(entry, "requiredValue")
    if not needed or entry.get("rubricCriterionLevel"):
        return
    kind = _text(entry, "resultType")
    if kind == "Status" and needed not in RESULT_STATUS_TYPES:
        yield "requiredValue", f"Write one of {', '.join(sorted(RESULT_STATUS_TYPES))}."
    if kind in _NUMERIC or least is not None or most is not None:
        number = _number(needed)
        is_low = number is not None and least is not None and number < least
        is_high = number is not None and most is not None and number > most
        if number is None or is_low or is_high:
            yield "requiredValue", _wanted_number(entry, least, most)


def _wanted_number(entry: Mapping[str, Any], least: Decimal | None, most: Decimal | None) -> str:
    lowest = "" if least is None else f" from {_text(entry, 'valueMin')}"
    highest = "" if most is None else f" up to {_text(entry, 'valueMax')}"
    return f"Write a number{lowest}{highest}."


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _words(entry: Mapping[str, Any], name: str) -> list[str]:
    value = entry.get(name)
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _each(document: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    value = document.get(name, ())
    entries = value if isinstance(value, (list, tuple)) else [value]
    return ((n, entry) for n, entry in enumerate(entries) if isinstance(entry, Mapping))
