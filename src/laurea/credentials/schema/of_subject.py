"""Schemas of draft 4, which describe the subject of a credential (docs/adr/0027).

VC JSON Schema has no such schemas. Issuers of Blockcerts publish them, and the programs that read
those compare them with the subject. Only keywords that mean the same in draft 7 are read.

Spec: https://json-schema.org/draft-04/draft-fge-json-schema-validation-00
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from laurea.credentials.limits import Limits
from laurea.credentials.problems import Problem
from laurea.credentials.schema.documents import SchemaDocument, Undecided
from laurea.credentials.schema.evaluation import problems_of

_DRAFT_4: Final = "json-schema.org/draft-04/schema"
_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"
_SAME: Final = frozenset(
    "$schema title description type properties required items additionalProperties enum default "
    "minLength maxLength minItems maxItems uniqueItems minimum maximum format".split()
)
_PLACE: Final = "/credentialSubject"
_MOST_PROBLEMS: Final = 10


def is_of_subject(schema: Mapping[str, Any]) -> bool:
    """Say whether a schema is of draft 4 and has no identity.

    >>> is_of_subject({"$schema": "http://json-schema.org/draft-04/schema#"})
    True
    """
    dialect = schema.get("$schema")
    if not isinstance(dialect, str) or "$id" in schema or "id" in schema:
        return False
    return dialect.partition("://")[2].removesuffix("#") == _DRAFT_4


def misfits_of_subject(
    schema: Mapping[str, Any], document: Mapping[str, Any], *, limits: Limits
) -> tuple[Problem, ...]:
    """Return what of a credential's subjects does not fit a schema that `is_of_subject`.

    Args:
        schema: the schema.
        document: the credential. Each of its subjects must fit.
        limits: `schema_steps` bounds the work.

    Raises:
        Undecided: the schema has keywords that are not read in draft 4, or asks for too much work.
    """
    _require_same(schema)
    read = SchemaDocument.read({**schema, "$schema": _DRAFT_7})
    subjects = document.get("credentialSubject")
    every = subjects if isinstance(subjects, list) else [subjects]
    found: list[Problem] = []
    for number, subject in enumerate(every):
        place = f"{_PLACE}/{number}" if every is subjects else _PLACE
        misfits = problems_of(read, subject, limits=limits)
        found += [replace(misfit, pointer=place + misfit.pointer) for misfit in misfits]
    return tuple(found[:_MOST_PROBLEMS])


def _require_same(schema: Any) -> None:
    if not isinstance(schema, Mapping):
        raise Undecided("a part of it is no schema of draft 4")
    others = schema.keys() - _SAME
    if others:
        raise Undecided(f"its keyword {min(others)!r:.60} is not read in draft 4")
    for inner in _schemas_in(schema):
        _require_same(inner)


def _schemas_in(schema: Mapping[str, Any]) -> Iterator[Any]:
    properties = schema.get("properties", {})
    if not isinstance(properties, Mapping):
        raise Undecided("its properties are no object")
    yield from properties.values()
    if "items" in schema:
        yield schema["items"]
    if not isinstance(schema.get("additionalProperties", True), bool):
        yield schema["additionalProperties"]
