"""The strings of an award's parts, and what the tables say of them, by tables compiled once.

What is asked of single values is checked on the way; what is asked of the presence of values
depends on the shape alone. The parts come one by one, or one part of each of many awards at a
time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, Final

from laurea.credentials.canon.pieces import Take, several
from laurea.credentials.wire.kinds import STRING, Scalar, is_absolute_iri
from laurea.credentials.wire.table import ClassTable

_STRINGS: Final = frozenset({"str", "str | None"})
"""How the model writes the types of fields that hold one string."""

_Layout = tuple[int, Take, Take, tuple[tuple[int, Callable[[Any], Any]], ...]]
"""Which strings a part has: a number for that, what takes them, what takes the IRIs among them,
and what is asked of others by position."""


class NotPlain(Exception):
    """One of many awards carries more than plain strings, or a value that is not of its kind."""


class Mixed(Exception):
    """Many awards have not all the same shape.

    Attributes:
        traits: one value for each award; those that have the same shape have equal ones.
    """

    def __init__(self, traits: Sequence[object]) -> None:
        super().__init__()
        self.traits = traits


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known so far of many awards that have the same shape.

    Attributes:
        shape: their shape.
        texts: the strings that fill it, one column for each place, one row for each award.
        iris: those columns that must hold IRIs.
    """

    shape: list[Any] = field(default_factory=list)
    texts: list[Sequence[str]] = field(default_factory=list)
    iris: list[Sequence[str]] = field(default_factory=list)


def require_alike(optional: Sequence[Sequence[Any]], others: Sequence[Sequence[Any]]) -> None:
    """Do nothing where many awards have all or none of the optional values, and no other differs.

    Args:
        optional: values that may be None, one column for each, one row for each award.
        others: likewise, values that are part of the shape.

    Raises:
        Mixed: they differ.
    """
    if any(0 < column.count(None) < len(column) for column in optional) or any(
        column.count(column[0]) != len(column) for column in others
    ):
        missing = [[value is None for value in column] for column in optional]
        raise Mixed(list(zip(*missing, *others, strict=True)))


class PartSlots:
    """Takes the strings out of parts of one class.

    A plain part says of its fields that are no strings what a new one of its class says, and
    its strings are of their kinds; those that must be IRIs are added to a list of their own, to
    be looked at together. `is_sound` checks what joins several fields. `required` are any values
    for the fields that a new one must be given.
    """

    def __init__(
        self,
        table: ClassTable,
        model: type[Any],
        is_sound: Callable[[Any], bool] | None = None,
        **required: Any,
    ) -> None:
        kinds = {field.name: field.type for field in fields(model)}
        names = [row.field for row in table.properties]
        strings = [name for name in names if name != "type" and kinds[name] in _STRINGS]
        others = [name for name in names if name not in strings]
        flags = [name for name in others if isinstance(required.get(name), bool)]
        constant = [name for name in others if name not in flags]
        self._holds = [_holds(table, name) for name in strings]
        self._get = _getter([*strings, *flags, *constant, "extensions"])
        self._flags_from, self._constant_from = len(strings), len(strings) + len(flags)
        self._usual = self._get(model(**required))[self._constant_from :]
        self._layouts: dict[tuple[bool, ...], _Layout] = {}
        self._is_sound = is_sound

    def add(self, part: Any, shape: list[Any], texts: list[str], iris: list[str]) -> bool:
        """Add a part's shape and strings, or answer False if the part is not plain."""
        values = self._get(part)
        if values[self._constant_from :] != self._usual:
            return False
        number, take, take_iris, asked = self._layout(
            tuple([value is not None for value in values[: self._flags_from]])
        )
        for position, is_of_kind in asked:
            if not is_of_kind(values[position]):
                return False
        shape += (number, *values[self._flags_from : self._constant_from])
        texts += take(values)
        iris += take_iris(values)
        return self._is_sound is None or self._is_sound(part)

    def add_columns(self, parts: Sequence[Any], columns: Columns) -> None:
        """Add the shape and strings of one part of each award.

        Raises:
            Mixed: the parts have not all the same shape.
            NotPlain: a part is not plain.
        """
        values = list(zip(*map(self._get, parts), strict=True))
        for column, usual in zip(values[self._constant_from :], self._usual, strict=True):
            if column.count(usual) != len(parts):
                raise NotPlain
        strings = values[: self._flags_from]
        flags = values[self._flags_from : self._constant_from]
        require_alike(strings, flags)
        number, take, take_iris, asked = self._layout(
            tuple([column[0] is not None for column in strings])
        )
        for position, is_of_kind in asked:
            if not all(map(is_of_kind, values[position])):
                raise NotPlain
        if self._is_sound is not None and not all(map(self._is_sound, parts)):
            raise NotPlain
        columns.shape.extend((number, *[column[0] for column in flags]))
        columns.texts.extend(take(strings))
        columns.iris.extend(take_iris(strings))

    def _layout(self, present: tuple[bool, ...]) -> _Layout:
        layout = self._layouts.get(present)
        if layout is None:
            there = [place for place, is_there in enumerate(present) if is_there]
            asked = [(place, kind) for place in there if (kind := self._holds[place]) is not None]
            layout = self._layouts[present] = (
                len(self._layouts),
                several(there),
                several([place for place, kind in asked if kind is is_absolute_iri]),
                tuple(pair for pair in asked if pair[1] is not is_absolute_iri),
            )
        return layout


def _holds(table: ClassTable, name: str) -> Callable[[Any], Any] | None:
    """Return what says whether a text is of the kind of a field; None where any text is."""
    (kind,) = [row.kind for row in table.properties if row.field == name]
    return None if kind is STRING or not isinstance(kind, Scalar) else kind.holds


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if not names:
        return lambda _: ()
    if len(names) == 1:
        get = attrgetter(names[0])
        return lambda part: (get(part),)
    several: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
    return several
