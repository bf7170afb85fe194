"""What the tables of a document's format ask of one string in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from laurea.credentials.wire import ob3_tables
from laurea.credentials.wire.cross_checks import is_identity_hash
from laurea.credentials.wire.kinds import STRING, STRINGS, TEXT, is_absolute_iri
from laurea.credentials.wire.structure import table_of
from laurea.credentials.wire.table import ClassTable, Of

Holds = Callable[[Any], Any]
"""Answers with something true where a string is of the kind that is asked for."""

_ANY_TEXT: Final = (STRING, TEXT, STRINGS)


class NoTable(Exception):
    """What is asked of this string does not follow from its place alone."""


def holds_at(document: Mapping[str, Any], path: tuple[str | int, ...]) -> Holds | None:
    """Return what `check_structure` asks of the string at a place; None: any string will do.

    Rules that join several properties are left out, but for the form of a hashed identity.

    Args:
        document: a document in which the structural check finds nothing.
        path: the way to a string that stands neither under `type` nor under a keyword.

    Raises:
        NoTable: the document is of no known format, or the string is one that passes with a
            warning.

    >>> from laurea.credentials.model.contexts import VC2_CONTEXT
    >>> document = {
    ...     "@context": VC2_CONTEXT,
    ...     "type": "VerifiableCredential",
    ...     "issuer": "did:example:a",
    ... }
    >>> holds_at(document, ("issuer",)) is is_absolute_iri
    True
    """
    table = table_of(document)
    if table is None:
        raise NoTable
    value: Any = document
    for number, part in enumerate(path):
        if isinstance(part, int):
            value = value[part]
            continue
        row = table.by_name.get(part)
        holder, value = value, value[part]
        if row is None:
            return None  # the tables say nothing of what stands here
        if isinstance(row.kind, Of):
            if all(isinstance(rest, int) for rest in path[number + 1 :]):
                return _instead_of_object(row.kind)
            table = _class(row.kind)
        elif part == "identityHash" and holder.get("hashed") is True:
            return is_identity_hash
        else:
            return None if row.kind in _ANY_TEXT else row.kind.holds
    raise NoTable


def _instead_of_object(kind: Of) -> Holds:
    if not kind.or_iri or kind.lenient:
        raise NoTable
    return is_absolute_iri


def _class(kind: Of) -> ClassTable:
    table = ob3_tables.CLASSES.get(kind.class_name)
    if table is None:
        raise NoTable
    return table
