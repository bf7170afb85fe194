"""Publishing achievements, and revising them: what is published never changes.

A change is the next version, at an address of its own. Credentials keep the version that they
were awarded for. What is not to be seen yet is a draft (`save_draft`).
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import orjson
from django.conf import settings
from django.db import transaction

from laurea.credentials import model
from laurea.credentials.document import read_object
from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, RANGE, Problem
from laurea.credentials.wire.ob3 import read_achievement, write_achievement
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import (
    achievement_for,
    achievement_under,
    lock_series,
    picture_of,
)
from laurea.web.catalog.artwork import Brought, Image, alt_of, drawing_of, job_to_draw
from laurea.web.catalog.models import Achievement
from laurea.web.catalog.publishable import demand_publishable
from laurea.web.catalog.validity import MOST_MONTHS
from laurea.web.operations.audit import audit
from laurea.web.operations.jobs import add_jobs
from laurea.web.organizations.access import (
    Organization,
    Role,
    absent,
    demand_role,
    organization_by_id,
)

DESIGNERS: Final = frozenset({Role.OWNER, Role.DESIGNER})
LONGEST_NAME: Final = 500


def define_achievement(
    *,
    actor: Account,
    organization: Organization,
    document: Mapping[str, Any],
    image: Image | None = None,
    valid_months: int | None = None,
    achievement_id: uuid.UUID | None = None,
    at: datetime,
) -> Achievement:
    """Publish a new achievement of an organization.

    Args:
        actor: an owner or designer.
        organization: whose it is.
        document: an Open Badges 3.0 Achievement as parsed JSON; its `id` is set here, and its
            `image` where it names none.
        image: how it looks; None draws it in the organization's ink.
        valid_months: for how long credentials are valid unless the award says otherwise, from 1
            to `MOST_MONTHS`; None if they do not end.
        achievement_id: the id it is to have; asked for again with the same content, the same
            achievement is returned.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the organization is not the actor's, or the picture is not the organization's.
        Conflict: another achievement was published under this id.
        MalformedDocument: no credential of it would be valid; says what is wrong and where.
    """
    demand_role(actor, organization.pk, *DESIGNERS)
    achievement = Achievement(
        organization=organization, defined_at=at, valid_months=_months(valid_months)
    )
    if achievement_id is not None:
        achievement.pk = achievement.series = achievement_id
    _write(achievement, document, image)
    with transaction.atomic():
        standing = achievement_under(achievement.pk)
        if standing is not None:
            return _same(standing, achievement)
        demand_publishable(stored_document(achievement), organization, at=at)
        achievement.save(force_insert=True)
        _draw_soon(achievement, at)
        audit(
            "achievement.define",
            str(achievement.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
        )
    return achievement


def revise_achievement(
    *,
    actor: Account,
    achievement_id: uuid.UUID,
    document: Mapping[str, Any],
    image: Image | None = None,
    valid_months: int | None = None,
    seen: str | None = None,
    at: datetime,
) -> Achievement:
    """Publish the next version of an achievement; those before it stay as they are.

    What is no change makes no version: the achievement is returned as it stands.

    Args:
        actor: an owner or designer.
        achievement_id: any version of the achievement.
        document: the Achievement as it is to be, as `define_achievement` takes it.
        image: how it is to look; None leaves that as it is.
        valid_months: for how long credentials are to be valid, as `define_achievement` takes it.
        seen: the `fingerprint` of the version that the actor saw; None for whatever it is.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's, or the picture is not the organization's.
        Conflict: somebody else has revised what the actor saw, or it is archived.
        MalformedDocument: no credential of it would be valid; says what is wrong and where.
    """
    series = achievement_for(actor, achievement_id, roles=DESIGNERS).series
    with transaction.atomic():
        standing = lock_series(series)[-1]
        achievement = _next(standing, at)
        achievement.valid_months = _months(valid_months)
        _write(achievement, document, image)
        if _content(achievement) == _content(standing):
            return standing
        _demand_revisable(standing, seen)
        organization = organization_by_id(achievement.organization_id)
        demand_publishable(stored_document(achievement), organization, at=at)
        achievement.save(force_insert=True)
        _draw_soon(achievement, at)
        audit(
            "achievement.revise",
            str(achievement.pk),
            actor=str(actor.pk),
            at=at,
            organization=achievement.organization_id,
            body={"number": achievement.number},
        )
    return achievement


def fingerprint(achievement: Achievement) -> str:
    """Return what changes whenever a version of an achievement does."""
    return hashlib.sha256(f"{achievement.pk} {_content(achievement)!r}".encode()).hexdigest()[:32]


def address_of(achievement_id: uuid.UUID) -> str:
    """Return the public address of an achievement, which is its identifier."""
    return f"{settings.LAUREA_PUBLIC_URL}/a/{achievement_id}"


def read_stored(achievement: Achievement) -> model.Achievement:
    """Return the value that the stored document stands for."""
    return read_achievement(stored_document(achievement))


def stored_document(achievement: Achievement) -> dict[str, Any]:
    """Return the stored document as parsed JSON."""
    return read_object(bytes(achievement.document))


def _next(standing: Achievement, at: datetime) -> Achievement:
    """Return the version after the one that stands, to be written."""
    return Achievement(
        organization_id=standing.organization_id,
        series=standing.series,
        number=standing.number + 1,
        drawing=standing.drawing,
        picture=standing.picture,
        is_listed=standing.is_listed,
        defined_at=at,
    )


def _months(number: int | None) -> int | None:
    if number is not None and not 1 <= number <= MOST_MONTHS:
        detail = f"Write a whole number of months from 1 to {MOST_MONTHS:,}."
        raise MalformedDocument(Problem(RANGE, detail, "/validMonths"))
    return number


def _same(standing: Achievement, wanted: Achievement) -> Achievement:
    if standing.organization_id != wanted.organization_id:
        raise absent()
    if _content(standing) != _content(wanted):
        detail = "Other words were published before. Publish again to make yours the next version."
        raise Conflict(Problem(MALFORMED_VALUE, detail, "/id"))
    return standing


def _demand_revisable(standing: Achievement, seen: str | None) -> None:
    if standing.archived_at is not None:
        detail = "The achievement is archived. Bring it back before you revise it."
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    if seen is not None and seen != fingerprint(standing):
        detail = "Somebody published another version meanwhile. Compare both, then publish again."
        raise Conflict(Problem(MALFORMED_VALUE, detail))


def _write(row: Achievement, document: Mapping[str, Any], image: Image | None) -> None:
    value = read_achievement({"type": ["Achievement"], **document, "id": address_of(row.pk)})
    if not value.name.strip() or len(value.name) > LONGEST_NAME:
        detail = f"A name has 1 to {LONGEST_NAME} characters."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/name"))
    row.name = value.name
    row.achievement_type = (value.achievement_type or "")[:100]
    _dress(row, image)
    if value.image is None or _is_own(value.image.id):
        # Each version has an image of its own, at its own address.
        picture = model.Image(id=f"{address_of(row.pk)}/image.png", caption=alt_of(row))
        value = replace(value, image=picture)
    row.document = orjson.dumps(write_achievement(value))


def _is_own(address: str) -> bool:
    begin, end = f"{settings.LAUREA_PUBLIC_URL}/a/", "/image.png"
    return address.startswith(begin) and address.endswith(end)


def _dress(row: Achievement, image: Image | None) -> None:
    """Decide how an achievement looks; what nobody chose now stays, or is drawn as by default."""
    organization = organization_by_id(row.organization_id)
    if isinstance(image, uuid.UUID):
        row.picture = picture_of(organization, image)
    elif isinstance(image, Brought):
        row.picture = picture_of(organization, image.picture)
        row.drawing = replace(drawing_of(row), alt=image.alt).to_json()
    elif image is not None:
        row.picture, row.drawing = None, image.to_json()
    row.drawing = drawing_of(row).to_json()


def _draw_soon(row: Achievement, at: datetime) -> None:
    job = job_to_draw(row)
    add_jobs([job] if job else [], at=at)


def _content(row: Achievement) -> tuple[bytes, bytes, uuid.UUID | None, int | None]:
    """Return what an achievement says and how it looks, without where it stands."""
    document = stored_document(row)
    del document["id"]
    if _is_own(document["image"]["id"]):
        del document["image"]
    said = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    look = orjson.dumps(row.drawing, option=orjson.OPT_SORT_KEYS)
    return said, look, row.picture_id, row.valid_months
