"""The second factor: who has one, and leading those who must have one to where it is set up.

Whether somebody must is known by the rooms above: who can sign, revoke or invite. Somebody who
has one is asked for it at each sign-in, so that having one is enough to be let through.
"""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from laurea.web.accounts.models import Account

_DESTINATION: Final = "second_factor_destination"
_FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(account: Account) -> bool:
    """Say whether somebody has an authenticator app or a passkey; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=account, type__in=_FACTORS).exists())


def lacks_second_factor(account: Account) -> bool:
    """Say whether somebody who must have a second factor has none, on a server that asks for it."""
    return bool(settings.LAUREA_DEMAND_SECOND_FACTOR) and not has_second_factor(account)


def enrol_authenticator_app(account: Account, secret: str) -> None:
    """Give an account an authenticator app that knows a secret already; for worlds made by program.

    Args:
        account: whose it is.
        secret: the shared secret in base 32, as the app has it.
    """
    TOTP.activate(account, secret)


def lead_to_second_factor(request: HttpRequest) -> HttpResponse:
    """Answer by leading to where a second factor is set up; afterwards the way leads back.

    What a form carried is not kept: the page it came from is opened again.
    """
    here = request.get_full_path()
    remember_destination(request, here if request.method in ("GET", "HEAD") else _page_of(request))
    return HttpResponseRedirect(reverse("account-second-factor"))


def remember_destination(request: HttpRequest, address: str) -> None:
    """Note where somebody was going, until the second factor stands."""
    request.session[_DESTINATION] = address


def destination(request: HttpRequest) -> str:
    """Return where somebody was going, or nothing."""
    return str(request.session.get(_DESTINATION, ""))


def forget_destination(request: HttpRequest) -> str:
    """Return where somebody was going, and forget it."""
    return str(request.session.pop(_DESTINATION, ""))


def _page_of(request: HttpRequest) -> str:
    """Return the page that a form was on, if it is one of ours."""
    page = request.META.get("HTTP_REFERER", "")
    host = request.get_host()
    if url_has_allowed_host_and_scheme(page, {host}, require_https=request.is_secure()):
        return str(page).partition(host)[2] or "/"
    return request.path
