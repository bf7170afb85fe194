"""Awards as the overlays that a `SigningPlan` lays over the template of their achievement.

`write_award` writes an overlay by the tables. `slots_of` gives what a plan needs of that overlay,
its shape and its strings, without writing it: by the same tables, compiled once. What the
tables say of single values is checked on the way; what they say of the presence of values
depends on the shape alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from laurea.credentials.canon.pieces import Take, several
from laurea.credentials.canon.plain import are_iri_lines
from laurea.credentials.model import CredentialStatus, Evidence, IdentityObject, Result
from laurea.credentials.model.award import Award
from laurea.credentials.timestamps import write_moment
from laurea.credentials.wire.cross_checks import is_identity_hash
from laurea.credentials.wire.kinds import STRING, Scalar, is_absolute_iri
from laurea.credentials.wire.ob3 import write_object
from laurea.credentials.wire.ob3_tables import EVIDENCE, IDENTITY_OBJECT, RESULT
from laurea.credentials.wire.table import ClassTable
from laurea.credentials.wire.vc_tables import CREDENTIAL_STATUS

Shape = tuple[Any, ...]

_STRINGS: Final = frozenset({"str", "str | None"})
"""How the model writes the types of fields that hold one string."""

_written = lru_cache(maxsize=4_096)(write_moment)
"""Many awards share their dates."""


def write_award(award: Award) -> dict[str, Any]:
    """Return what a credential says of one award, without what its template says.

    Raises:
        ValueError: a date has no zone (a bug of the caller).
    """
    overlay: dict[str, Any] = {"id": award.id, "validFrom": _written(award.valid_from)}
    if award.valid_until is not None:
        overlay["validUntil"] = _written(award.valid_until)
    if award.awarded_date is not None:
        overlay["awardedDate"] = _written(award.awarded_date)
    overlay["credentialSubject"] = _subject(award)
    if award.evidence:
        overlay["evidence"] = [write_object(one, EVIDENCE) for one in award.evidence]
    if award.credential_status:
        entries = [write_object(one, CREDENTIAL_STATUS) for one in award.credential_status]
        overlay["credentialStatus"] = entries[0] if len(entries) == 1 else entries
    return overlay


def _subject(award: Award) -> dict[str, Any]:
    subject: dict[str, Any] = {}
    if award.recipient_id is not None:
        subject["id"] = award.recipient_id
    if award.identifier:
        subject["identifier"] = [write_object(one, IDENTITY_OBJECT) for one in award.identifier]
    if award.result:
        subject["result"] = [write_object(one, RESULT) for one in award.result]
    return subject


def slots_of(award: Award) -> tuple[Shape, list[str]] | None:
    """Return the shape of an award's overlay and the strings that fill it.

    Awards of equal shape have overlays that differ in these strings only, which stand in the
    order of the overlay.

    Returns:
        None if a part of the award carries more than plain strings, or a value that is not of
        its kind: then the overlay must be written, and its structure checked as a whole.
    """
    if award.valid_until is not None and award.valid_until < award.valid_from:
        return None
    recipient = award.recipient_id
    texts: list[str] = [award.id, _written(award.valid_from)]
    iris: list[str] = [award.id]
    shape: list[Any] = [award.valid_until is None, award.awarded_date is None]
    _add_moment(award.valid_until, texts)
    _add_moment(award.awarded_date, texts)
    shape.append(recipient is None)
    if recipient is not None:
        texts.append(recipient)
        iris.append(recipient)
    for parts, part_slots in (
        (award.identifier, _IDENTITY_SLOTS),
        (award.result, _RESULT_SLOTS),
        (award.evidence, _EVIDENCE_SLOTS),
        (award.credential_status, _STATUS_SLOTS),
    ):
        shape.append(len(parts))
        for part in parts:
            if not part_slots(part, shape, texts, iris):
                return None
    if not _are_absolute(iris):
        return None
    return tuple(shape), texts


def _are_absolute(iris: list[str]) -> bool:
    lines = "\n".join(iris)
    if lines.isascii() and lines.count("\n") == len(iris) - 1 and are_iri_lines(lines.encode()):
        return True
    return all(map(is_absolute_iri, iris))


def _add_moment(moment: datetime | None, texts: list[str]) -> None:
    if moment is not None:
        texts.append(_written(moment))


_PartSlots = Callable[[Any, list[Any], list[str], list[str]], bool]
_Layout = tuple[int, Take, Take, tuple[tuple[int, Callable[[Any], Any]], ...]]
"""Which strings a part has: a number for that, what takes them, what takes the IRIs among them,
and what is asked of others by position."""


def _compiled(
    table: ClassTable,
    model: type[Any],
    is_sound: Callable[[Any], bool] | None = None,
    **required: Any,
) -> _PartSlots:
    """Return what adds a part's shape and strings, or answers False if the part is not plain.

    A plain part says of its fields that are no strings what a new one of its class says, and
    its strings are of their kinds; those that must be IRIs are added to a list of their own, to
    be looked at together. `is_sound` checks what joins several fields. `required` are any values
    for the fields that a new one must be given.
    """
    kinds = {field.name: field.type for field in fields(model)}
    names = [row.field for row in table.properties]
    strings = [name for name in names if name != "type" and kinds[name] in _STRINGS]
    others = [name for name in names if name not in strings]
    flags = [name for name in others if isinstance(required.get(name), bool)]
    constant = [name for name in others if name not in flags]
    holds = [_holds(table, name) for name in strings]
    get = _getter([*strings, *flags, *constant, "extensions"])
    flags_from, constant_from = len(strings), len(strings) + len(flags)
    usual = get(model(**required))[constant_from:]
    layouts: dict[tuple[bool, ...], _Layout] = {}

    def add(part: Any, shape: list[Any], texts: list[str], iris: list[str]) -> bool:
        values = get(part)
        if values[constant_from:] != usual:
            return False
        present = tuple([value is not None for value in values[:flags_from]])
        layout = layouts.get(present)
        if layout is None:
            layout = layouts[present] = _layout(len(layouts), present, holds)
        number, take, take_iris, asked = layout
        for position, is_of_kind in asked:
            if not is_of_kind(values[position]):
                return False
        shape += (number, *values[flags_from:constant_from])
        texts += take(values)
        iris += take_iris(values)
        return is_sound is None or is_sound(part)

    return add


def _layout(
    number: int, present: Sequence[bool], holds: Sequence[Callable[[Any], Any] | None]
) -> _Layout:
    there = [place for place, is_there in enumerate(present) if is_there]
    asked = [(place, is_of_kind) for place in there if (is_of_kind := holds[place]) is not None]
    return (
        number,
        several(there),
        several([place for place, is_of_kind in asked if is_of_kind is is_absolute_iri]),
        tuple(pair for pair in asked if pair[1] is not is_absolute_iri),
    )


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


_IDENTITY_SLOTS: Final = _compiled(
    IDENTITY_OBJECT,
    IdentityObject,
    lambda identity: not identity.hashed or is_identity_hash(identity.identity_hash),
    hashed=True,
    identity_hash="",
    identity_type="",
)
_RESULT_SLOTS: Final = _compiled(RESULT, Result)
_EVIDENCE_SLOTS: Final = _compiled(EVIDENCE, Evidence)
_STATUS_SLOTS: Final = _compiled(CREDENTIAL_STATUS, CredentialStatus)
