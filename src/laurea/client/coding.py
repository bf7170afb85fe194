"""Between JSON as the server writes it and the values of `models`, both ways.

Members of the server's answers that a value has no field for are passed over: a newer server may
say more. What is None is not sent.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from laurea.client.errors import Unexpected

Model = TypeVar("Model")


def decode(kind: type[Model], value: Any) -> Model:
    """Return the value of a model that JSON stands for.

    Raises:
        Unexpected: it stands for none.
    """
    try:
        found = _decoded(kind, value)
    except (KeyError, TypeError, ValueError) as error:
        detail = f"The answer is no {kind.__name__}: {error!r}. Is the server older, or newer?"
        raise Unexpected(detail) from error
    return found  # type: ignore[no-any-return]


def encode(value: Any) -> Any:
    """Return the JSON that a value stands for.

    >>> encode({"at": datetime.fromisoformat("2026-11-23T12:00:00+00:00"), "ids": (UUID(int=0),)})
    {'at': '2026-11-23T12:00:00+00:00', 'ids': ['00000000-0000-0000-0000-000000000000']}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        said = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {camel(name): encode(item) for name, item in said if item is not None}
    if isinstance(value, Mapping):
        return {str(name): encode(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def camel(name: str) -> str:
    """Return the name of a member on the wire.

    >>> camel("valid_from")
    'validFrom'
    """
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _decoded(kind: Any, value: Any) -> Any:
    if kind is Any or value is None:
        return value
    if get_origin(kind) is UnionType:
        (inner,) = (one for one in get_args(kind) if one is not NoneType)
        return _decoded(inner, value)
    if get_origin(kind) is tuple:
        return tuple(_decoded(get_args(kind)[0], item) for item in value)
    if get_origin(kind) is Mapping or get_origin(kind) is dict:
        return dict(value)
    if dataclasses.is_dataclass(kind):
        return _object(kind, value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, (UUID, Enum)) else value


def _object(kind: Any, value: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    said = {}
    for field in dataclasses.fields(kind):
        name = camel(field.name)
        if name in value:
            said[field.name] = _decoded(hints[field.name], value[name])
        elif field.default is dataclasses.MISSING:
            raise KeyError(name)
    return kind(**said)


@lru_cache(maxsize=256)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
