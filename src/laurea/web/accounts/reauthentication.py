"""Asking again who it is, before what cannot be taken back or reaches many.

A sign-in of the last five minutes is enough. Otherwise password or second factor is asked for,
and then what was sent is done: nothing has to be filled in twice. Files are not kept meanwhile:
where a form carries one, ask before the form is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse

_View = TypeVar("_View", bound=Callable[..., HttpResponse])


def signed_in_recently(request: HttpRequest) -> bool:
    """Say whether somebody proved within the last five minutes who they are."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    latest = max((float(record.get("at", 0)) for record in records), default=0.0)
    return time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def demand_recent_sign_in(*, before_form: bool = False) -> Callable[[_View], _View]:
    """Return a decorator that asks somebody again who they are, unless they just said it.

    It stands inside the decorator that asks for a sign-in at all. Use it for issuing many at
    once, for what is done with keys, for exports, and for changing roles.

    Args:
        before_form: whether to ask before the form is shown; else when it is sent.
    """

    def decorate(view: _View) -> _View:
        @wraps(view)
        def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            acts = before_form or request.method not in ("GET", "HEAD")
            if acts and request.user.is_authenticated and not signed_in_recently(request):
                # allauth keeps the form, asks, and calls the view with it again
                raise ReauthenticationRequired
            return view(request, *args, **kwargs)

        return cast("_View", ask_first)

    return decorate
