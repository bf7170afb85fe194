"""The set-up in the browser, from nothing to an organization that can award.

Only whoever has the token begins it, and only the administrator who began it goes on. Each page
can be left and come back to; what is done stands. When it is finished it is gone for ever.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from smtplib import SMTPException
from typing import Any, Final, TypeVar, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import Conflict, LimitExceeded, MalformedDocument
from laurea.web.accounts.access import Account
from laurea.web.accounts.second_factor import has_second_factor, remember_destination
from laurea.web.accounts.signed_in import account_of
from laurea.web.design.parts import Stepper, Text
from laurea.web.operations.installation import is_setup_token, setup_token_file
from laurea.web.operations.mail import sends_letters
from laurea.web.operations.public_address import settled_address
from laurea.web.organizations.access import Setup, absent, keys_of, setup_of_installation
from laurea.web.organizations.forms import FoundForm, show_problem
from laurea.web.organizations.identifier import issuer_did_at
from laurea.web.organizations.profile_pages import found_from, read_found, show_found
from laurea.web.organizations.setup import (
    begin_setup,
    finish_setup,
    found_first,
    is_setup_open,
    make_first_key,
    note_address_seen,
    note_mail_seen,
    setup_of,
)
from laurea.web.organizations.setup_forms import AdministratorForm, TokenForm
from laurea.web.security.client import client_network
from laurea.web.security.headers import page_policy
from laurea.web.security.rate import Rate
from laurea.web.security.refusals import too_many_requests

_View = TypeVar("_View", bound=Callable[..., HttpResponse])

_TOKENS: Final = Rate("setup-token", 10, 60)
_LETTERS: Final = Rate("setup-letter", 10, 3600)
_TOKEN: Final = "setup_token"  # noqa: S105 - the name of a place, not a token
_LATER: Final = "setup_second_factor_later"
_STEPS: Final[dict[str, Text]] = {
    "setup": gettext_lazy("Administrator"),
    "setup-address": gettext_lazy("Address"),
    "setup-second-factor": gettext_lazy("Second factor"),
    "setup-organization": gettext_lazy("Organization"),
    "setup-key": gettext_lazy("Key"),
    "setup-mail": gettext_lazy("Mail"),
    "setup-done": gettext_lazy("Done"),
}
_AFTERWARDS: Final = ("catalog-achievement-new", "catalog-achievements", "organization-today")


def _step(name: str) -> Callable[[_View], _View]:
    """Return a decorator for a step: only for who sets up, and not before the steps before it."""

    def decorate(view: _View) -> _View:
        @page_policy(referrer="same-origin")
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            if not is_setup_open():
                raise absent()
            if setup_of_installation() is None:
                return redirect("setup")
            if not request.user.is_authenticated:
                return redirect_to_login(reverse("setup"))
            current = _current(request, setup_of(account_of(request)))
            names = list(_STEPS)
            if names.index(name) > names.index(current):
                return redirect(current)
            return view(request)

        return cast("_View", guarded)

    return decorate


@page_policy(referrer="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def setup_page(request: HttpRequest) -> HttpResponse:
    """Take the token, then the administrator; afterwards lead to where the set-up stands."""
    if not is_setup_open():
        raise absent()
    if setup_of_installation() is not None:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("setup"))
        return redirect(_current(request, setup_of(account_of(request))))
    if not is_setup_token(str(request.session.get(_TOKEN, ""))):
        return _take_token(request)
    if request.method != "POST" or "token" in request.POST:
        return _show(request, "setup", form=AdministratorForm())
    form = AdministratorForm(request.POST)
    if not form.is_valid():
        return _show(request, "setup", status=422, form=form)
    try:
        account = begin_setup(**form.cleaned_data, at=timezone.now())
    except Conflict:
        return redirect("setup")  # somebody was faster; the page says who goes on
    except MalformedDocument as error:
        show_problem(form, error.problem)
        return _show(request, "setup", status=422, form=form)
    _sign_in(request, account)
    return redirect("setup")


@_step("setup-address")
def address_page(request: HttpRequest) -> HttpResponse:
    """Show the address that everything signed will carry, and ask whether it is the right one."""
    account, address = account_of(request), settings.LAUREA_PUBLIC_URL
    if request.method == "POST" and request.POST.get("address") == address:
        note_address_seen(actor=account, address=address)
        return redirect("setup")
    shown: dict[str, Any] = {"address": address, "is_settled": bool(settled_address())}
    example = issuer_did_at("organization")
    return _show(request, "setup-address", is_secure=settings.IS_SECURE, example=example, **shown)


@_step("setup-second-factor")
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Offer a second factor; it can be set up later, too."""
    if request.method == "POST":
        request.session[_LATER] = True
        return redirect("setup")
    remember_destination(request, reverse("setup"))
    has_one = has_second_factor(account_of(request))
    return _show(request, "setup-second-factor", has_second_factor=has_one)


@_step("setup-organization")
def organization_page(request: HttpRequest) -> HttpResponse:
    """Found the first organization, or show the one that stands."""
    account = account_of(request)
    organization = setup_of(account).organization
    if organization is not None:
        if request.method == "POST":
            return redirect("setup")
        return _show(request, "setup-organization", organization=organization)
    if request.method != "POST":
        return _show_found(request, FoundForm())
    form, is_ready = read_found(request)
    if form.errors:
        return _show_found(request, form, status=422)
    if not is_ready:
        return _show_found(request, form)
    try:
        found_first(actor=account, found=lambda: found_from(account, form.cleaned_data))
    except (Conflict, LimitExceeded, MalformedDocument) as error:
        show_problem(form, error.problem)
        return _show_found(request, form, status=422)
    return redirect("setup")


@_step("setup-key")
def key_page(request: HttpRequest) -> HttpResponse:
    """Say how the key will be kept, and make it."""
    account = account_of(request)
    passphrase = os.environ.get("LAUREA_PASSPHRASE") or None
    if request.method == "POST":
        make_first_key(actor=account, passphrase=passphrase, at=timezone.now())
        return redirect("setup")
    organization = setup_of(account).organization
    has_key = organization is not None and bool(keys_of(organization))
    shown: dict[str, Any] = {
        "has_passphrase": passphrase is not None,
        "key_folder": str(settings.KEY_FOLDER),
    }
    return _show(request, "setup-key", organization=organization, has_key=has_key, **shown)


@_step("setup-mail")
def mail_page(request: HttpRequest) -> HttpResponse:
    """Say where letters go, and send one to try it."""
    account = account_of(request)
    if request.method == "POST" and "test" in request.POST:
        wait_s = _LETTERS.retry_after_s(str(account.pk), at=timezone.now())
        if wait_s:
            return too_many_requests(request, wait_s)
        _send_test(request, account)
        return redirect("setup-mail")
    if request.method == "POST":
        note_mail_seen(actor=account, at=timezone.now())
        return redirect("setup")
    return _show(
        request,
        "setup-mail",
        sends_letters=sends_letters(),
        has_mail=settings.HAS_MAIL,
        host=f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        sender=settings.DEFAULT_FROM_EMAIL,
        address=account.email,
    )


@_step("setup-done")
def done_page(request: HttpRequest) -> HttpResponse:
    """Say what stands; close the set-up and lead to the first achievement."""
    account = account_of(request)
    if request.method == "POST":
        organization = finish_setup(actor=account, at=timezone.now())
        messages.success(request, _("The set-up is closed. Design your first achievement."))
        return redirect(_afterwards(organization.slug))
    organization_set_up = setup_of(account).organization
    return _show(
        request,
        "setup-done",
        organization=organization_set_up,
        has_second_factor=has_second_factor(account),
        has_passphrase=bool(os.environ.get("LAUREA_PASSPHRASE")),
        sends_letters=sends_letters(),
        has_mail=settings.HAS_MAIL,
        data=str(settings.LAUREA_DATA),
    )


def _take_token(request: HttpRequest) -> HttpResponse:
    """Ask for the token, or take it from the address or the form and keep it in the session."""
    given = request.POST.get("token") or request.GET.get("token")
    form = TokenForm({"token": given} if given is not None else None)
    status = 200
    if given is not None:
        wait_s = _TOKENS.retry_after_s(client_network(request), at=timezone.now())
        if wait_s:
            return too_many_requests(request, wait_s)
        if is_setup_token(given):
            request.session[_TOKEN] = given.strip()
            return redirect("setup")  # the address without the token
        if form.is_valid():
            form.add_error("token", _("This is not the token. Copy it again, all of it."))
        status = 422
    return _show(request, "setup-token", status=status, form=form, file=str(setup_token_file()))


def _current(request: HttpRequest, setup: Setup) -> str:
    """Return the name of the first step that is not done."""
    if setup.organization is None and setup.address_seen != settings.LAUREA_PUBLIC_URL:
        return "setup-address"
    if not has_second_factor(setup.administrator) and not request.session.get(_LATER):
        return "setup-second-factor"
    if setup.organization is None:
        return "setup-organization"
    if not keys_of(setup.organization):
        return "setup-key"
    return "setup-done" if setup.mail_seen_at else "setup-mail"


def _sign_in(request: HttpRequest, account: Account) -> None:
    """Sign in who has just chosen a password, under a new name of the session."""
    request.session.pop(_TOKEN, None)
    get_adapter().login(request, account)
    record_authentication(request, account, method="password", email=account.email)


def _send_test(request: HttpRequest, account: Account) -> None:
    subject = _("A letter to try it")
    body = _("Laurea at %s can send letters.\n") % settings.LAUREA_PUBLIC_URL
    try:
        EmailMessage(subject, body, to=[account.email]).send()
    except (OSError, SMTPException) as error:
        said = _("The letter was not taken: %s. Mend LAUREA_EMAIL_URL, start anew, come back.")
        messages.error(request, said % error)
    else:
        messages.success(request, _("A letter is on its way to %s.") % account.email)


def _afterwards(slug: str) -> str:
    for name in _AFTERWARDS:
        try:
            return reverse(name, args=[slug])
        except NoReverseMatch:
            continue
    return reverse("organization-members", args=[slug])


def _show_found(request: HttpRequest, form: FoundForm, *, status: int = 200) -> HttpResponse:
    return show_found(
        request,
        "organizations/setup_organization.html",
        form,
        status=status,
        stepper=_stepper("setup-organization"),
    )


def _show(request: HttpRequest, name: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    template = f"organizations/{name.replace('-', '_')}.html"
    return render(request, template, {"stepper": _stepper(name), **shown}, status=status)


def _stepper(name: str) -> Stepper:
    names = list(_STEPS)
    current = names.index(name) if name in names else 0
    return Stepper(tuple(_STEPS.values()), current)
