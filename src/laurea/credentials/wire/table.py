"""The shape of the tables: a class is a row of properties, a property a name, a kind, a count."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from laurea.credentials.wire.kinds import Scalar

Cardinality: TypeAlias = Literal["1", "0..1", "0..*", "1..*", "0..1/*"]
"""How many values: as the specifications write it.

`0..1/*` is one value in Open Badges and any number in VC 2.0: any number is read, and one alone
is written without an array.
"""

_UPPER: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Of:
    """The kind of values that are objects of a class, by the class's name in `CLASSES`.

    `or_iri`: the object's identifier may stand for the object. `lenient`: it may too, but only
    credentials made before Open Badges 3.0 was final say so, and the check warns.
    """

    class_name: str
    or_iri: bool = False
    lenient: bool = False


Kind: TypeAlias = Scalar | Of


@dataclass(frozen=True, slots=True)
class Property:
    """One row: a property of a class."""

    name: str
    kind: Kind
    cardinality: Cardinality
    field: str

    @property
    def is_required(self) -> bool:
        """Whether an object of the class must have the property."""
        return self.cardinality in ("1", "1..*")

    @property
    def may_be_empty(self) -> bool:
        """Whether an array without values may stand there: a set is of one or more (VC 2.0)."""
        return self.cardinality not in ("1..*", "0..1/*")

    @property
    def is_many(self) -> bool:
        """Whether the property may have several values."""
        return self.cardinality.endswith("*")


@dataclass(frozen=True, slots=True)
class ClassTable:
    """One class: its properties, the types its objects must name, and its value in the model.

    `types`: of each set at least one must be among the object's types. `model` is None where
    values are kept as given. `ignored` names what older documents carry and is not read.
    """

    name: str
    types: tuple[frozenset[str], ...]
    model: Callable[..., Any] | None
    properties: tuple[Property, ...]
    ignored: frozenset[str] = frozenset()
    by_name: Mapping[str, Property] = field(init=False, repr=False, compare=False)
    """The properties by their JSON names."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {row.name: row for row in self.properties})


Row: TypeAlias = tuple[str, Kind, Cardinality]
"""A property as a table has it: its JSON name, the kind of its values, how many."""


def _field_of(name: str) -> str:
    return _UPPER.sub("_", name.removeprefix("@")).lower()


def table(
    name: str,
    model_class: Callable[..., Any] | None,
    *rows: Row,
    types: tuple[frozenset[str], ...] | None = None,
    fields: dict[str, str] | None = None,
    ignored: frozenset[str] = frozenset(),
) -> ClassTable:
    """Return the table of a class.

    Objects name their class as their type unless `types` says otherwise; a property's field in
    the model is its name in snake_case unless `fields` says otherwise.
    """
    fields = fields or {}
    return ClassTable(
        name=name,
        types=(frozenset({name}),) if types is None else types,
        model=model_class,
        properties=tuple(
            Property(row_name, kind, cardinality, fields.get(row_name, _field_of(row_name)))
            for row_name, kind, cardinality in rows
        ),
        ignored=ignored,
    )
