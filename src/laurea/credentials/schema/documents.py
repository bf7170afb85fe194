"""A schema document: its dialect, its parts by address, and what its references lead to.

Nothing is fetched: a reference leads to another part of the same document, or nowhere.

Spec: https://json-schema.org/draft/2020-12/json-schema-core#section-8.2
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final
from urllib.parse import unquote, urldefrag, urljoin

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import SCHEMA_UNAVAILABLE, Problem

Schema = Mapping[str, Any] | bool
"""A schema: an object of keywords, or true (everything) or false (nothing)."""


class Draft(IntEnum):
    """The dialects of JSON Schema that are read."""

    DRAFT_7 = 7
    DRAFT_2019_09 = 2019
    DRAFT_2020_12 = 2020


_DRAFTS: Final = {
    "json-schema.org/draft-07/schema": Draft.DRAFT_7,
    "json-schema.org/draft/2019-09/schema": Draft.DRAFT_2019_09,
    "json-schema.org/draft/2020-12/schema": Draft.DRAFT_2020_12,
}
_NOT_SCHEMAS: Final = frozenset({"enum", "const", "default", "examples"})
_NOT_FOLLOWED: Final = ("$dynamicRef", "$recursiveRef")


class Undecided(Exception):
    """The schema asks for something that cannot be decided here; the text says what."""


@dataclass(slots=True)
class SchemaDocument:
    """One schema document, its parts found once.

    `bases` is the address in force inside each object, by `id()`; `parts` are the objects that
    have an address of their own, by that address.
    """

    root: Mapping[str, Any]
    draft: Draft
    bases: dict[int, str] = field(default_factory=dict)
    parts: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Mapping[str, Any]) -> SchemaDocument:
        """Read a schema document.

        Raises:
            Undecided: its dialect is not read here.
            MalformedDocument: it does not name its dialect.
        """
        dialect = root.get("$schema")
        if not isinstance(dialect, str):
            detail = "The schema does not say by $schema which dialect it is written in."
            raise MalformedDocument(Problem(SCHEMA_UNAVAILABLE, detail))
        draft = _DRAFTS.get(dialect.partition("://")[2].removesuffix("#"))
        if draft is None:
            raise Undecided(f"the dialect {dialect!r:.120} is not read here")
        document = cls(root, draft)
        document._find(root, "")
        return document

    @property
    def id(self) -> str | None:
        """What the schema calls itself, or None."""
        named = self.root.get("$id")
        return named if isinstance(named, str) else None

    def referred(self, reference: Any, place: Mapping[str, Any]) -> Schema:
        """Return the schema that a `$ref` in the object `place` leads to.

        Raises:
            Undecided: it leads out of the document, or nowhere.
        """
        if not isinstance(reference, str):
            raise Undecided("a $ref is not a text")
        address, fragment = urldefrag(_joined(self.bases[id(place)], reference))
        found = self.parts.get(f"{address}#{fragment}")
        if found is not None:
            return found
        start = self.parts.get(f"{address}#")
        if start is None or (fragment and not fragment.startswith("/")):
            raise Undecided(f"it refers to {reference!r:.120}, and nothing more is fetched")
        return self._at(start, unquote(fragment), reference)

    def _at(self, start: Any, pointer: str, reference: str) -> Schema:
        value = start
        for token in pointer.split("/")[1:]:
            step = token.replace("~1", "/").replace("~0", "~")
            if isinstance(value, Mapping) and step in value:
                value = value[step]
            elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                raise Undecided(f"it refers to {reference!r:.120}, which is not there")
        if isinstance(value, bool) or (isinstance(value, Mapping) and id(value) in self.bases):
            return value
        raise Undecided(f"it refers to {reference!r:.120}, which is no schema")

    def _find(self, schema: Mapping[str, Any], base: str) -> None:
        """Note the address of a schema and of all inside; nesting is limited by the reader."""
        named = schema.get("$id")
        if isinstance(named, str) and not (self.draft is Draft.DRAFT_7 and "$ref" in schema):
            base, fragment = urldefrag(_joined(base, named))
            self._note(f"{base}#", schema)
            if fragment:
                self._note(f"{base}#{fragment}", schema)
        elif schema is self.root:
            self._note("#", schema)
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(schema.get(keyword), str):
                self._note(f"{base}#{schema[keyword]}", schema)
        if any(keyword in schema for keyword in _NOT_FOLLOWED):
            raise Undecided("references that depend on the way to them are not followed here")
        self.bases[id(schema)] = base
        for inner in _objects_in(schema):
            self._find(inner, base)

    def _note(self, address: str, schema: Mapping[str, Any]) -> None:
        if self.parts.setdefault(address, schema) is not schema:
            raise Undecided(f"two of its parts have the address {address!r:.120}")


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference) if base else reference
    except ValueError:
        raise Undecided(f"{reference!r:.120} is no address") from None


def _objects_in(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects directly inside a schema, or in lists and maps of schemas there."""
    waiting = [value for key, value in schema.items() if key not in _NOT_SCHEMAS]
    for value in waiting:
        if isinstance(value, Mapping):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, Mapping))
