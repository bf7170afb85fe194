"""Bringing a picture for an achievement: what is kept and shown was drawn here."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from laurea.integrations.artwork.uploaded import redraw_picture
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import keep_picture
from laurea.web.catalog.define import DESIGNERS
from laurea.web.catalog.models import Picture
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import Organization, demand_role


def add_picture(
    *, actor: Account, organization: Organization, content: bytes, at: datetime
) -> Picture:
    """Add a picture to those an organization can give to its achievements.

    Pictures that no achievement took within a month are forgotten on such an occasion.

    Args:
        actor: an owner or designer.
        organization: whose picture it is.
        content: a PNG or SVG file, from anybody.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the organization is not the actor's.
        MalformedDocument, LimitExceeded: the file cannot be drawn (`redraw_picture`).
    """
    demand_role(actor, organization.pk, *DESIGNERS)
    png = redraw_picture(content)
    digest = hashlib.sha256(png).hexdigest()
    with transaction.atomic():
        picture = keep_picture(organization, png, digest, at=at)
        audit(
            "picture.add",
            str(picture.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body={"sha256": digest},
        )
    return picture
