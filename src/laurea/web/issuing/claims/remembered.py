"""What was accepted in a browser before anybody signed in there: remembered in its session."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest

from laurea.web.issuing.claims.proof import AcceptedHere

_ACCEPTED: Final = "accepted_credentials"
_MOST: Final = 100


def remember_accepted(request: HttpRequest, credential_id: UUID) -> None:
    """Remember that a credential was accepted in this browser."""
    others = [one for one in _remembered(request) if one != str(credential_id)]
    request.session[_ACCEPTED] = [*others, str(credential_id)][-_MOST:]


def accepted_here(request: HttpRequest) -> list[AcceptedHere]:
    """Return what was accepted in this browser, first things first."""
    return [AcceptedHere(credential_id=UUID(one)) for one in _remembered(request)]


def proof_here(request: HttpRequest, credential_id: UUID) -> AcceptedHere | None:
    """Return the proof that a credential was accepted in this browser, if it was."""
    found = (one for one in accepted_here(request) if one.credential_id == credential_id)
    return next(found, None)


def forget_accepted(request: HttpRequest, credential_id: UUID) -> None:
    """Forget that a credential was accepted in this browser, because an account keeps it now."""
    request.session[_ACCEPTED] = [one for one in _remembered(request) if one != str(credential_id)]


def _remembered(request: HttpRequest) -> list[str]:
    kept = request.session.get(_ACCEPTED, [])
    return [str(one) for one in kept] if isinstance(kept, list) else []
