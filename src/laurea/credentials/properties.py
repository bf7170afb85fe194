"""Properties that every format has, however a document writes them, and forms of their texts.

Nothing is checked here: a value of another kind than expected is passed over, and whoever needs
it says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_COMPACT_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")
# Fifteen digits are more than any list has entries, and every reader of JSON keeps them exact.
_LIST_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,14}")


def strings_of(value: Any) -> list[str]:
    """Return the strings of a JSON value that is one string or an array with some.

    >>> strings_of("a"), strings_of(["a", {"b": 1}]), strings_of(None)
    (['a'], ['a'], [])
    """
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def types_of(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the types of a JSON object, whether it names one or several.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#types
    """
    return frozenset(strings_of(document.get("type")))


def named_issuer(document: Mapping[str, Any]) -> Any:
    """Return what a document gives as its issuer's id, of whatever kind; None if nothing.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#issuer

    >>> named_issuer({"issuer": {"id": "did:example:1"}}), named_issuer({"issuer": "did:example:1"})
    ('did:example:1', 'did:example:1')
    """
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, Mapping) else issuer


def is_same_credential(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two documents are versions of one credential: one id, one issuer.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#credential-equality-and-comparison

    >>> is_same_credential(
    ...     {"id": "urn:a%20b", "issuer": {"id": "did:example:1"}},
    ...     {"id": " urn:a b", "issuer": "did:example:1"},
    ... )
    True
    """
    pairs = [(one.get("id"), other.get("id")), (named_issuer(one), named_issuer(other))]
    return all(
        isinstance(first, str)
        and isinstance(second, str)
        and unquote(first.strip()) == unquote(second.strip())
        for first, second in pairs
    )


def is_language_tag(text: str) -> bool:
    """Say whether `text` has the form of a language tag.

    Spec: https://www.rfc-editor.org/rfc/rfc5646#section-2.1

    >>> is_language_tag("pt-BR"), is_language_tag("pt_BR")
    (True, False)
    """
    return _LANGUAGE_TAG.fullmatch(text) is not None


def is_compact_jws(text: str) -> bool:
    """Say whether `text` has the three parts of a compact JWS, the last empty if unsecured.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-7.1

    >>> is_compact_jws("eyJhbGciOiJFZERTQSJ9.e30.c2ln"), is_compact_jws('{"a": "b.c.d"}')
    (True, False)
    """
    return _COMPACT_JWS.fullmatch(text) is not None


def is_list_index(text: str) -> bool:
    """Say whether `text` is a position in a status list: decimal, no sign, no leading zero.

    >>> is_list_index("94567"), is_list_index("007"), is_list_index("1_000")
    (True, False, False)
    """
    return _LIST_INDEX.fullmatch(text) is not None
