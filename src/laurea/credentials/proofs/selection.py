"""Parts of a JSON document by JSON Pointers: what a holder shows of a credential.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#selectjsonld
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem

_Marks: TypeAlias = "dict[str, _Marks]"
_WHOLE: Final = "\0whole"
"""The mark of a value that is shown with all that it holds; no JSON key comes into its way."""
_ALWAYS: Final = ("id", "type")


@dataclass(slots=True)
class Selection:
    """A part of a document, and for each object and each whole array, by `id()`, its original."""

    part: dict[str, Any] = field(default_factory=dict)
    origins: dict[int, int] = field(default_factory=dict)


def select(document: Mapping[str, Any], pointers: Iterable[str]) -> Selection | None:
    """Return the part of a document that JSON Pointers name; None where there are none.

    Objects on the way keep their `id` and `type`, the document its `@context`. Arrays close up
    over what is left out.

    Raises:
        MalformedDocument: a pointer is malformed, or leads nowhere.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#selectjsonld

    >>> select({"id": "urn:a", "b": [{"c": 1}, {"c": 2, "d": 3}]}, ["/b/1/d"]).part
    {'id': 'urn:a', 'b': [{'d': 3}]}
    """
    marks: _Marks = {}
    paths = [_path(pointer) for pointer in pointers]
    for path in paths:
        _mark(document, path, marks)
    if not paths:
        return None
    selection = Selection()
    if _WHOLE not in marks and "@context" in document:
        marks.setdefault("@context", {})[_WHOLE] = {}
    selection.part = _cut(document, marks, selection.origins)
    return selection


def _path(pointer: str) -> list[str]:
    if pointer and not pointer.startswith("/"):
        raise _malformed(f"{pointer!r:.200} is no JSON Pointer: it must begin with /.")
    steps = pointer.split("/")[1:]
    if any(set(step.replace("~0", "").replace("~1", "")) & {"~"} for step in steps):
        raise _malformed(f"{pointer!r:.200} is no JSON Pointer: ~ stands alone.")
    return [step.replace("~1", "/").replace("~0", "~") for step in steps]


def _mark(document: Any, path: list[str], marks: _Marks) -> None:
    value = document
    for step in path:
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and _is_index(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            raise _malformed(f"The document has nothing at /{'/'.join(path)!s:.200}.")
        marks = marks.setdefault(step, {})
    marks[_WHOLE] = {}


def _is_index(step: str) -> bool:
    return step.isascii() and step.isdecimal() and (step == "0" or step[0] != "0")


def _cut(value: Any, marks: _Marks, origins: dict[int, int]) -> Any:
    if isinstance(value, Mapping):
        part = {
            key: _cut(inner, marks if _WHOLE in marks else marks.get(key, {_WHOLE: {}}), origins)
            for key, inner in value.items()
            if _WHOLE in marks or key in marks or _is_kept(key, inner)
        }
        origins[id(part)] = id(value)
        return part
    if isinstance(value, list):
        items = [
            _cut(inner, marks if _WHOLE in marks else marks[str(position)], origins)
            for position, inner in enumerate(value)
            if _WHOLE in marks or str(position) in marks
        ]
        if len(items) == len(value):
            origins[id(items)] = id(value)
        return items
    return value


def _is_kept(key: str, value: Any) -> bool:
    is_blank = key == "id" and isinstance(value, str) and value.startswith("_:")
    return key in _ALWAYS and not is_blank


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(MALFORMED_VALUE, detail))
