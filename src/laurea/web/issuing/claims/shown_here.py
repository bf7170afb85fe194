"""Claim links that somebody made in this browser: shown again until they sign out.

The session keeps by which form a link was made, and no link: that is derived anew, as long as it
opens something (`links.link_by`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from laurea.web.issuing.claims.links import DrawnLink, link_by

_MADE: Final = "made_claim_links"
_MOST: Final = 20


def remember_made(request: HttpRequest, credential_id: UUID, key: str) -> None:
    """Remember by which form a link was made here."""
    others = {one: by for one, by in _made(request).items() if one != str(credential_id)}
    latest = list(others.items())[1 - _MOST :]
    request.session[_MADE] = dict([*latest, (str(credential_id), key)])


def made_here(request: HttpRequest, credential_id: UUID, *, at: datetime) -> DrawnLink | None:
    """Return the link that was made here last, if it still opens something."""
    key = _made(request).get(str(credential_id))
    return link_by(credential_id, key, at=at) if key else None


def _made(request: HttpRequest) -> dict[str, str]:
    made = request.session.get(_MADE, {})
    return made if isinstance(made, dict) else {}
