"""The direction of texts (`@direction`), which becomes no statement and so is not signed.

Safe mode refuses it. A verifier may pass over it instead (docs/adr/0029); what a text says and in
which language is signed all the same. Only language value objects may state it.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from laurea.credentials.document import pointer

_DIRECTION: Final = "@direction"
_MEMBERS: Final = frozenset({"@value", "@language", _DIRECTION})
_DIRECTIONS: Final = ("ltr", "rtl")


def without_directions(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a document whose texts do not say in which direction they are written.

    A direction that stands anywhere else, or that is none, is left where it is.

    >>> without_directions({"name": {"@value": "Ada", "@direction": "ltr"}, "@direction": "ltr"})
    {'name': {'@value': 'Ada'}, '@direction': 'ltr'}
    """
    return {name: _plain(value) for name, value in document.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    if _is_directed(value):
        return {name: inner for name, inner in value.items() if name != _DIRECTION}
    return {name: _plain(inner) for name, inner in value.items()}


def _is_directed(value: Mapping[str, Any]) -> bool:
    return (
        _DIRECTION in value
        and isinstance(value.get("@value"), str)
        and value.keys() <= _MEMBERS
        and value[_DIRECTION] in _DIRECTIONS
    )


def first_direction(value: Any, place: str = "") -> str | None:
    """Return the JSON Pointer of the first text that says its direction, or None.

    >>> first_direction({"name": [{"@value": "Ada", "@direction": "ltr"}]})
    '/name/0'
    """
    if isinstance(value, list):
        found = (first_direction(one, f"{place}/{at}") for at, one in enumerate(value))
    elif isinstance(value, Mapping):
        if _is_directed(value):
            return place
        found = (first_direction(one, place + pointer(name)) for name, one in value.items())
    else:
        return None
    return next((where for where in found if where is not None), None)
