"""Whether letters leave this machine. Pages that speak of letters ask here, and say it."""

from __future__ import annotations

from enum import Enum

from django.conf import settings


class MailRoute(Enum):
    """What becomes of a letter: it is sent, printed where the server runs, or never written."""

    SENT = "sent"
    PRINTED = "printed"
    NONE = "none"


def mail_route() -> MailRoute:
    """Return what becomes of a letter here, as `LAUREA_EMAIL_URL` says."""
    if not settings.HAS_MAIL:
        return MailRoute.NONE
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return MailRoute.PRINTED
    return MailRoute.SENT


def sends_letters() -> bool:
    """Say whether letters leave this machine; otherwise people hand on links themselves."""
    return mail_route() is MailRoute.SENT
