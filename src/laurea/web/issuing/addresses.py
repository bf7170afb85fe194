"""The addresses of this server's credentials: written here, and recognised when one is sent.

An address is the identifier that is signed, so it follows from the public address and the
credential alone.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from laurea.web.issuing.access import Credential

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_PLACE: Final = re.compile(
    r"/c/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:\.json|\.png|\.svg|/image\.png)?/?",
    re.IGNORECASE,
)


def path_of(credential: Credential) -> str:
    """Return the path of a credential's public page."""
    return f"/c/{credential.pk}"


def credential_address(credential: Credential) -> str:
    """Return the public address of a credential, which is its identifier."""
    return address_with(credential.pk)


def address_with(credential_id: UUID) -> str:
    """Return the public address of the credential that has an id."""
    return f"{settings.LAUREA_PUBLIC_URL}/c/{credential_id}"


def own_credential(address: str) -> UUID | None:
    """Return the id of the credential of this server that an address leads to, if it does.

    Its page and each of its forms count, with or without the scheme, a query or a fragment.
    """
    text = address.strip()
    if "://" not in text:
        text = f"{settings.LAUREA_PUBLIC_URL.partition('://')[0]}://{text}"
    path = own_path(text)
    found = None if path is None else _PLACE.fullmatch(path)
    return UUID(found[1]) if found else None


def own_path(url: str) -> str | None:
    """Return the path of an address of this server, None where it is another's or none.

    The port may be left out where it is the one of its scheme.
    """
    try:
        asked, own = _origin(url), _origin(settings.LAUREA_PUBLIC_URL)
    except ValueError:
        return None
    return urlsplit(url).path if asked == own else None


def _origin(url: str) -> tuple[str, str | None, str | None, int | None]:
    parts = urlsplit(url)
    port = _DEFAULT_PORTS.get(parts.scheme) if parts.port is None else parts.port
    return parts.scheme, parts.username, parts.hostname, port
