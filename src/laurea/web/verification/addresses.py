"""The public addresses of credentials of this server: written, and recognised when one is sent."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

_PLACE: Final = re.compile(
    r"/c/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:\.json|\.png|\.svg|/image\.png)?/?",
    re.IGNORECASE,
)


def page_of(credential_id: UUID) -> str:
    """Return the path of a credential's page."""
    return reverse("credential", kwargs={"credential_id": credential_id})


def address_of(credential_id: UUID) -> str:
    """Return the public address of a credential, which is its identifier."""
    return f"{settings.LAUREA_PUBLIC_URL}{page_of(credential_id)}"


def own_credential(address: str) -> UUID | None:
    """Return the id of the credential of this server that an address leads to, if it does.

    Its page and each of its forms count, with or without the scheme, a query or a fragment.
    """
    text = address.strip()
    if "://" not in text:
        text = f"//{text}"
    try:
        parts, own = urlsplit(text), urlsplit(settings.LAUREA_PUBLIC_URL)
    except ValueError:
        return None
    if parts.netloc.lower() != own.netloc.lower() or parts.scheme not in ("", own.scheme):
        return None
    found = _PLACE.fullmatch(parts.path)
    return UUID(found[1]) if found else None
