"""Where somebody is signed in, and ending that: in one browser, or in all but this one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import NotFound
from laurea.credentials.problems import NOT_FOUND, Problem
from laurea.web.accounts.browsers import browser_name
from laurea.web.accounts.models import Account
from laurea.web.operations.audit import audit


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser in which an account is signed in.

    Attributes:
        id: what ends it.
        browser: what it is called.
        address: the IP address it was last seen at.
        since: when somebody signed in with it.
        seen_at: when it was last seen, to the minute.
        is_this: whether it is the one that asks.
    """

    id: int
    browser: str
    address: str
    since: datetime
    seen_at: datetime
    is_this: bool


def sessions_of(account: Account, *, session_key: str) -> list[SignedIn]:
    """Return where an account is signed in, this browser first, then the one seen last.

    Args:
        account: whose.
        session_key: the session of the browser that asks.
    """
    found = [
        SignedIn(
            id=one.pk,
            browser=browser_name(one.user_agent),
            address=one.ip,
            since=one.created_at,
            seen_at=one.last_seen_at,
            is_this=one.session_key == session_key,
        )
        for one in UserSession.objects.purge_and_list(account)
    ]
    return sorted(found, key=lambda one: (not one.is_this, -one.seen_at.timestamp()))


def end_session(*, actor: Account, session_id: int, at: datetime) -> None:
    """End one's session in one browser.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = UserSession.objects.filter(user=actor, pk=session_id).first()
    if found is None:
        detail = _("This browser is signed out already.")
        raise NotFound(Problem(NOT_FOUND, detail))
    _end([found], actor, at)


def end_other_sessions(*, actor: Account, session_key: str, at: datetime) -> int:
    """End one's sessions in all browsers but this one; return how many there were.

    Args:
        actor: whose.
        session_key: the session that goes on.
        at: the moment, timezone-aware.
    """
    others = list(UserSession.objects.filter(user=actor).exclude(session_key=session_key))
    if others:
        _end(others, actor, at)
    return len(others)


def _end(sessions: Collection[UserSession], actor: Account, at: datetime) -> None:
    with transaction.atomic():
        for one in sessions:
            one.end()
        body = {"sessions": len(sessions)}
        audit("account.end-sessions", str(actor.pk), actor=str(actor.pk), at=at, body=body)
