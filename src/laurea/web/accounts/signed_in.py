"""Who is signed in, for views that only those reach, and views for administrators alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from laurea.credentials.errors import NotFound
from laurea.credentials.problems import NOT_FOUND, Problem
from laurea.web.accounts.models import Account
from laurea.web.accounts.second_factor import lacks_second_factor, lead_to_second_factor

_View = TypeVar("_View", bound=Callable[..., HttpResponse])


def account_of(request: HttpRequest) -> Account:
    """Return the account that is signed in.

    Raises:
        NotFound: nobody is; the view lacks its decorator (a bug), and tells nothing.
    """
    if not isinstance(request.user, Account):
        raise _absent()
    return request.user


def administrators_only(view: _View) -> _View:
    """Let only administrators with a second factor reach a view; others learn nothing of it."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = account_of(request)
        if not account.is_staff:
            raise _absent()
        if lacks_second_factor(account):
            return lead_to_second_factor(request)
        return view(request, *args, **kwargs)

    return cast("_View", guarded)


def _absent() -> NotFound:
    detail = "There is no such thing here, or it is not yours. Check the address."
    return NotFound(Problem(NOT_FOUND, detail))
