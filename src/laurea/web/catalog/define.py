"""Defining achievements, and revising them: in place until the first award, then as a version."""

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
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.credentials.wire.ob3 import read_achievement, write_achievement
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import (
    achievement_for,
    achievement_under,
    lock_series,
    newest_number,
    picture_of,
)
from laurea.web.catalog.artwork import Image, alt_of, drawing_of, job_to_draw
from laurea.web.catalog.models import Achievement
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
    achievement_id: uuid.UUID | None = None,
    at: datetime,
) -> Achievement:
    """Define a new achievement of an organization.

    Args:
        actor: an owner or designer.
        organization: whose it is.
        document: an Open Badges 3.0 Achievement as parsed JSON; its `id` is set here, and its
            `image` where it names none.
        image: how it looks; None draws it in the organization's ink.
        achievement_id: the id it is to have; asked for again with the same content, the same
            achievement is returned.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the organization is not the actor's, or the picture is not the organization's.
        Conflict: another achievement was defined under this id.
        MalformedDocument: the document's structure is at fault.
    """
    demand_role(actor, organization.pk, *DESIGNERS)
    achievement = Achievement(organization=organization, defined_at=at)
    if achievement_id is not None:
        achievement.pk = achievement.series = achievement_id
    _write(achievement, document, image)
    with transaction.atomic():
        standing = achievement_under(achievement.pk)
        if standing is not None:
            return _same(standing, achievement)
        achievement.save(force_insert=True)
        _draw_soon(achievement, at)
        audit("achievement.define", str(achievement.pk), actor=str(actor.pk), at=at)
    return achievement


def revise_achievement(
    *,
    actor: Account,
    achievement_id: uuid.UUID,
    document: Mapping[str, Any],
    image: Image | None = None,
    seen: str | None = None,
    at: datetime,
) -> Achievement:
    """Revise an achievement: its newest version while that was never awarded, else as its next one.

    What is no change makes no version: the achievement is returned as it stands.

    Args:
        actor: an owner or designer.
        achievement_id: any version of the achievement.
        document: the Achievement as it is to be, as `define_achievement` takes it.
        image: how it is to look; None leaves that as it is.
        seen: the `fingerprint` of the version that the actor saw; None for whatever it is.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's, or the picture is not the organization's.
        Conflict: somebody else has revised what the actor saw, or it is archived.
        MalformedDocument: the document's structure is at fault.
    """
    series = achievement_for(actor, achievement_id, roles=DESIGNERS).series
    with transaction.atomic():
        standing = lock_series(series)[-1]
        achievement = _next(standing, at)
        _write(achievement, document, image)
        if _content(achievement) == _content(standing):
            return standing
        _demand_revisable(standing, seen)
        is_new = achievement.pk != standing.pk
        achievement.save(force_insert=is_new, force_update=not is_new)
        _draw_soon(achievement, at)
        audit(
            "achievement.revise",
            str(achievement.pk),
            actor=str(actor.pk),
            at=at,
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
    """Return a copy of the version that stands, to be written: of itself, or as the next one."""
    is_new = standing.first_awarded_at is not None
    return Achievement(
        pk=uuid.uuid4() if is_new else standing.pk,
        organization_id=standing.organization_id,
        series=standing.series,
        number=newest_number(standing.series) + 1 if is_new else standing.number,
        drawing=standing.drawing,
        picture=standing.picture,
        is_listed=standing.is_listed,
        defined_at=at if is_new else standing.defined_at,
    )


def _same(standing: Achievement, wanted: Achievement) -> Achievement:
    if standing.organization_id != wanted.organization_id:
        raise absent()
    if _content(standing) != _content(wanted):
        detail = "This was defined before, in other words. Save again to revise it."
        raise Conflict(Problem(MALFORMED_VALUE, detail, "/id"))
    return standing


def _demand_revisable(standing: Achievement, seen: str | None) -> None:
    if standing.archived_at is not None:
        detail = "The achievement is archived. Bring it back before you revise it."
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    if seen is not None and seen != fingerprint(standing):
        detail = "Somebody saved another version meanwhile. Compare both, then save again."
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
    elif image is not None:
        row.picture, row.drawing = None, image.to_json()
    row.drawing = drawing_of(row).to_json()


def _draw_soon(row: Achievement, at: datetime) -> None:
    job = job_to_draw(row)
    add_jobs([job] if job else [], at=at)


def _content(row: Achievement) -> tuple[bytes, bytes, uuid.UUID | None]:
    """Return what an achievement says and how it looks, without where it stands."""
    document = stored_document(row)
    del document["id"]
    if _is_own(document["image"]["id"]):
        del document["image"]
    said = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    look = orjson.dumps(row.drawing, option=orjson.OPT_SORT_KEYS)
    return said, look, row.picture_id
