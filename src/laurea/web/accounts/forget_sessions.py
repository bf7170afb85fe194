"""Forgetting sessions that are over: what a browser did not come back for is not kept."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from laurea.web.operations.registry import Work


def forget_ended_sessions(work: Work) -> None:
    """Delete the sessions that have ended, and from where; the task that is done once a day."""
    Session.objects.filter(expire_date__lt=work.at).delete()
    standing = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=standing).delete()
