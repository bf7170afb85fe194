"""What single values can be: strings, IRIs, moments, numbers, terms of a vocabulary.

Each kind says whether a JSON value is of it, and how the value stands in the model.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials import timestamps
from laurea.credentials.model.language_value import LanguageValue
from laurea.credentials.model.vocabularies import is_extension_term
from laurea.credentials.problems import Severity
from laurea.credentials.properties import is_compact_jws, is_language_tag, is_list_index

_FORBIDDEN: Final = r"\x00-\x20\x7f<>\"{}|\\^`"
_ABSOLUTE_IRI: Final = re.compile(
    rf"(?:https?://(?=[^/?#])|(?!https?:)[a-z][a-z0-9+.-]*:)[^{_FORBIDDEN}]+",
    re.IGNORECASE | re.ASCII,
)
_LANGUAGE_VALUE_KEYS: Final = {"@value", "@language", "@direction"}


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Scalar:
    """One kind of single value.

    `holds` answers with something true where a JSON value is of this kind; `expected` says in
    words what is asked for, to follow "This must be"; `read` and `write` translate between the
    JSON value and the model's. A value that is not of its kind is reported with `severity`.
    """

    expected: str
    holds: Callable[[Any], Any]
    read: Callable[[Any], Any] = _as_it_is
    write: Callable[[Any], Any] = _as_it_is
    severity: Severity = Severity.ERROR


def vocabulary(
    name: str, terms: frozenset[str], *, extensible: bool, severity: Severity = Severity.ERROR
) -> Scalar:
    """Return the kind of the terms of a vocabulary, `ext:` terms included where it has them."""

    def holds(value: Any) -> bool:
        return isinstance(value, str) and (
            value in terms or (extensible and is_extension_term(value))
        )

    extension = ', or a term of your own that begins with "ext:"' if extensible else ""
    return Scalar(f"a term of {name}{extension}", holds, severity=severity)


def is_absolute_iri(value: object) -> bool:
    """Say whether `value` is a string in the form of an absolute IRI (RFC 3987).

    >>> (
    ...     is_absolute_iri("did:key:z6Mk"),
    ...     is_absolute_iri("https ://example.org"),
    ...     is_absolute_iri("a"),
    ... )
    (True, False, False)
    """
    return isinstance(value, str) and _ABSOLUTE_IRI.fullmatch(value) is not None


def is_language_value(value: object) -> bool:
    """Say whether `value` is a language value object.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction
    """
    return (
        isinstance(value, dict)
        and isinstance(value.get("@value"), str)
        and value.keys() <= _LANGUAGE_VALUE_KEYS
        and ("@language" not in value or _is_language(value["@language"]))
        and value.get("@direction", "ltr") in ("ltr", "rtl")
    )


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_language(value: Any) -> bool:
    return isinstance(value, str) and is_language_tag(value)


def _is_compact_jws(value: Any) -> bool:
    return isinstance(value, str) and is_compact_jws(value) and not value.endswith(".")  # unsecured


def _is_index(value: Any) -> bool:
    # Some issuers write the position as a number; the check of the entry warns of it.
    if isinstance(value, int) and not isinstance(value, bool):
        return value >= 0
    return isinstance(value, str) and is_list_index(value)


def _is_timestamp(value: Any) -> bool:
    return isinstance(value, str) and timestamps.moment_of(value) is not None


def _is_date_time(value: Any) -> bool:
    return isinstance(value, str) and timestamps.date_time_of(value) is not None


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and timestamps.day_of(value) is not None


def _is_text(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(is_language_value(item) for item in value)
    return isinstance(value, str) or is_language_value(value)


def _is_string_or_strings(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, str) for item in value)
    return isinstance(value, str)


def _is_context(value: Any) -> bool:
    return isinstance(value, dict) or is_absolute_iri(value)


def _read_text(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read_text(item) for item in value)
    if isinstance(value, str):
        return value
    return LanguageValue(
        value=value["@value"],
        language=value.get("@language"),
        direction=value.get("@direction"),
    )


def _write_text(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_write_text(item) for item in value]
    if isinstance(value, str):
        return value
    written = {
        "@value": value.value,
        "@language": value.language,
        "@direction": value.direction,
    }
    return {key: item for key, item in written.items() if item is not None}


STRING: Final = Scalar("a string", _is_string)
TEXT: Final = Scalar(
    "a string, or language value objects with @value, @language and @direction",
    _is_text,
    _read_text,
    _write_text,
)
URI: Final = Scalar("an absolute IRI, such as https://… or urn:uuid:…", is_absolute_iri)
TYPE: Final = Scalar("a string", _is_string)
CONTEXT: Final = Scalar("the address of a JSON-LD context, or an object", _is_context)
BOOLEAN: Final = Scalar("true or false", _is_boolean)
NUMBER: Final = Scalar("a number", _is_number)
LANGUAGE: Final = Scalar("a language tag of BCP 47, such as de or pt-BR", _is_language)
COMPACT_JWS: Final = Scalar("a JWS in compact form", _is_compact_jws)
STRINGS: Final = Scalar("a string, or an array of strings", _is_string_or_strings)
INDEX: Final = Scalar("an entry's position in decimal digits, as a string", _is_index, str)
TIMESTAMP: Final = Scalar(
    "a date and time with a time zone, such as 2026-01-15T09:00:00Z",
    _is_timestamp,
    timestamps.moment_of,
    timestamps.write_moment,
)
DATE_TIME: Final = Scalar(
    "a date and time, such as 2026-01-15T09:00:00Z",
    _is_date_time,
    timestamps.date_time_of,
    timestamps.write_date_time,
)
DATE: Final = Scalar(
    "a date, such as 2001-05-31",
    _is_date,
    timestamps.day_of,
    lambda day: day.isoformat(),
)
