"""Awards as the overlays that a `SigningPlan` lays over the template of their achievement.

`write_award` writes an overlay by the tables. `slots_of` gives what a plan needs of that overlay,
its shape and its strings, without writing it: by the same tables, compiled once. What the
tables say of single values is checked on the way; what they say of the presence of values
depends on the shape alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter, lt, methodcaller
from typing import Any, Final

from laurea.credentials.canon.plain import are_iri_lines
from laurea.credentials.model import CredentialStatus, Evidence, IdentityObject, Result
from laurea.credentials.model.award import Award
from laurea.credentials.timestamps import write_moment
from laurea.credentials.wire.cross_checks import is_identity_hash
from laurea.credentials.wire.kinds import is_absolute_iri
from laurea.credentials.wire.ob3 import write_object
from laurea.credentials.wire.ob3_tables import EVIDENCE, IDENTITY_OBJECT, RESULT
from laurea.credentials.wire.part_slots import Columns, Mixed, NotPlain, PartSlots, require_alike
from laurea.credentials.wire.vc_tables import CREDENTIAL_STATUS

Shape = tuple[Any, ...]

_FEW: Final = 4
"""Of fewer awards, columns do not pay."""
_MOST_SPLITS: Final = 6
"""How often awards are parted by shape before what is left is looked at one by one."""

_zone_of: Final = methodcaller("utcoffset")


@lru_cache(maxsize=4_096)
def _written_in(moment: datetime, _offset: timedelta | None) -> str:
    """Write a moment; many awards share theirs.

    The same moment in two zones is equal as a key, and is written in two ways.
    """
    return write_moment(moment)


def _written(moment: datetime) -> str:
    return _written_in(moment, moment.utcoffset())


def _all_written(moments: Sequence[datetime]) -> list[str]:
    return list(map(_written_in, moments, map(_zone_of, moments)))


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
    every = (award.identifier, award.result, award.evidence, award.credential_status)
    for parts, part_slots in zip(every, _PART_SLOTS, strict=True):
        shape.append(len(parts))
        for part in parts:
            if not part_slots.add(part, shape, texts, iris):
                return None
    if not _are_absolute(iris):
        return None
    return tuple(shape), texts


@dataclass(frozen=True, slots=True)
class AlikeAwards:
    """Awards whose overlays have the same shape.

    Attributes:
        shape: as `slots_of` gives it.
        numbers: which awards they are.
        columns: the strings that fill the shape, one column for each place, one row an award.
    """

    shape: Shape
    numbers: Sequence[int]
    columns: Sequence[Sequence[str]]


def alike_awards(awards: Sequence[Award]) -> Iterator[AlikeAwards]:
    """Yield awards of the same shape together, with what `slots_of` gives for each alone.

    Left out are awards of which fewer than four are alike, and all those among which one is for
    which `slots_of` gives nothing: they are for it to look at one by one.
    """
    waiting: list[tuple[Sequence[int], int]] = [(range(len(awards)), 0)]
    while waiting:
        numbers, depth = waiting.pop()
        if len(numbers) < _FEW:
            continue
        try:
            columns = _columns([awards[number] for number in numbers])
        except NotPlain:
            continue
        except Mixed as mixed:
            if depth < _MOST_SPLITS:
                waiting += [(part, depth + 1) for part in _split(numbers, mixed.traits)]
            continue
        yield AlikeAwards(tuple(columns.shape), numbers, columns.texts)


def _split(numbers: Sequence[int], traits: Sequence[object]) -> list[list[int]]:
    parts: dict[object, list[int]] = {}
    for number, trait in zip(numbers, traits, strict=True):
        parts.setdefault(trait, []).append(number)
    return list(parts.values())


def _columns(awards: Sequence[Award]) -> Columns:
    ids, valid_from, *optional, identifiers, results, evidence, statuses = zip(
        *map(_VALUES, awards), strict=True
    )
    parts = identifiers, results, evidence, statuses
    counts = [list(map(len, many)) for many in parts]
    require_alike(optional, counts)
    valid_until, awarded_date, recipients = optional
    columns = Columns([one[0] is None for one in optional], [ids], [ids])
    columns.texts.append(_all_written(valid_from))
    for moments in (valid_until, awarded_date):
        if moments[0] is not None:
            columns.texts.append(_all_written(moments))
    if valid_until[0] is not None and any(map(lt, valid_until, valid_from)):
        raise NotPlain
    if recipients[0] is not None:
        columns.texts.append(recipients)
        columns.iris.append(recipients)
    for (count, *_), many, part_slots in zip(counts, parts, _PART_SLOTS, strict=True):
        columns.shape.append(count)
        for place in range(count):
            part_slots.add_columns([one[place] for one in many], columns)
    for iris in columns.iris:
        if not _are_absolute(iris[:1] if iris.count(iris[0]) == len(iris) else iris):
            raise NotPlain
    return columns


def _are_absolute(iris: Sequence[str]) -> bool:
    lines = "\n".join(iris)
    if lines.isascii() and lines.count("\n") == len(iris) - 1 and are_iri_lines(lines.encode()):
        return True
    return all(map(is_absolute_iri, iris))


def _add_moment(moment: datetime | None, texts: list[str]) -> None:
    if moment is not None:
        texts.append(_written(moment))


_PART_SLOTS: Final = (
    PartSlots(
        IDENTITY_OBJECT,
        IdentityObject,
        lambda identity: not identity.hashed or is_identity_hash(identity.identity_hash),
        hashed=True,
        identity_hash="",
        identity_type="",
    ),
    PartSlots(RESULT, Result),
    PartSlots(EVIDENCE, Evidence),
    PartSlots(CREDENTIAL_STATUS, CredentialStatus),
)
_VALUES: Final = attrgetter(
    "id",
    "valid_from",
    "valid_until",
    "awarded_date",
    "recipient_id",
    "identifier",
    "result",
    "evidence",
    "credential_status",
)
