"""Changing how an organization presents itself: names, home page, ink, logo.

What was awarded before keeps the name that stood in it; the next award carries the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import demand_role
from laurea.web.organizations.found import demand_usable
from laurea.web.organizations.models import Ink, Organization, Role

LOGO_BYTES: Final = 2 * 1024 * 1024
LOGO_PIXELS: Final = 4_096
_KEPT_PIXELS: Final = 512
_FORMATS: Final = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class Profile:
    """What an organization says of itself. A logo of `None` stays, an empty one is removed."""

    legal_name: str
    short_name: str
    url: str
    contact_email: str
    privacy_url: str
    ink: Ink
    logo: bytes | None = None


def change_profile(
    *, actor: Account, organization: Organization, profile: Profile, at: datetime
) -> Organization:
    """Change how an organization presents itself.

    Args:
        actor: an owner.
        organization: which one.
        profile: all of it; a logo as `redrawn` returns it.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor is no owner.
        MalformedDocument: a value is not of its kind.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    before = _said(organization)
    organization.legal_name = " ".join(profile.legal_name.split())
    organization.short_name = " ".join(profile.short_name.split())
    organization.url = profile.url.strip()
    organization.contact_email = profile.contact_email.strip()
    organization.privacy_url = profile.privacy_url.strip()
    organization.ink = profile.ink
    if profile.logo is not None:
        organization.logo = profile.logo
    demand_usable(organization)
    changed = sorted(name for name, value in _said(organization).items() if before[name] != value)
    if not changed:
        return organization
    with transaction.atomic():
        organization.save(update_fields=changed)
        body = {"changed": changed}
        audit(
            "organization.change",
            str(organization.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body=body,
        )
    return organization


def redrawn(content: bytes) -> bytes:
    """Return a picture drawn anew as PNG, at most 512 pixels wide and high.

    Nothing of the file survives but what it looks like: no metadata, no second format inside.

    Raises:
        LimitExceeded: the file or the picture is too large.
        MalformedDocument: it is no picture of a kind that is read.
    """
    if len(content) > LOGO_BYTES:
        detail = _("The file is larger than 2 MB. Choose a smaller one.")
        raise LimitExceeded(Problem(LIMIT, detail, "/logo"))
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            if max(opened.size) > LOGO_PIXELS:
                raise _too_many_pixels()
            picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        detail = _("This is no picture that can be read. Choose a PNG, JPEG or WebP file.")
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/logo")) from error
    picture.thumbnail((_KEPT_PIXELS, _KEPT_PIXELS))
    drawn = BytesIO()
    picture.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def _said(organization: Organization) -> dict[str, object]:
    names = ("legal_name", "short_name", "url", "contact_email", "privacy_url", "ink")
    said: dict[str, object] = {name: getattr(organization, name) for name in names}
    return {**said, "logo": bytes(organization.logo)}


def _too_many_pixels() -> LimitExceeded:
    detail = _("The picture has more than %(pixels)s pixels on a side. Choose a smaller one.") % {
        "pixels": f"{LOGO_PIXELS:,}"
    }
    return LimitExceeded(Problem(LIMIT, detail, "/logo"))
