"""How long somebody stays signed in.

A learner: 14 days without a visit. Staff: 30 minutes without a request, and 12 hours in all.
The session itself is kept on the server; the browser holds its random name.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from laurea.web.security.headers import GetResponse

STAFF_IDLE_S: Final = 30 * 60
STAFF_LONGEST_S: Final = 12 * 3600
_REFRESH_S: Final = 60
_BEGAN: Final = "session_began"
_SEEN: Final = "session_seen"


class SessionLifetime:
    """Middleware that ends what has lasted too long, and notes each visit at most once a minute.

    Somebody sees by these notes where they are signed in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, after ending a session that has lasted too long."""
        if request.user.is_authenticated:
            now = timezone.now()
            if request.user.is_staff and _has_ended(request, now):
                logout(request)
            elif _age_s(request, _SEEN, now) >= _REFRESH_S or _BEGAN not in request.session:
                request.session.setdefault(_BEGAN, now.timestamp())
                request.session[_SEEN] = now.timestamp()
                UserSession.objects.create_from_request(request)
        return self._get_response(request)


def _has_ended(request: HttpRequest, now: datetime) -> bool:
    return (
        _age_s(request, _SEEN, now) > STAFF_IDLE_S or _age_s(request, _BEGAN, now) > STAFF_LONGEST_S
    )


def _age_s(request: HttpRequest, name: str, now: datetime) -> float:
    return now.timestamp() - float(request.session.get(name, now.timestamp()))
