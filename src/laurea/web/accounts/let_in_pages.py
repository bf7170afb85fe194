"""The pages by which an administrator lets somebody in, and the one behind the link."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import Conflict, NotFound
from laurea.web.accounts.let_in import (
    address_of_link,
    confirm_address,
    has_address,
    link_that_confirms,
    link_to_new_password,
)
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.accounts.signed_in import account_of, administrators_only
from laurea.web.operations.mail import sends_letters
from laurea.web.security.headers import page_policy


class LetInForm(forms.Form):
    """Whom to let in, and how."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the account"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the address."),
            "invalid": gettext_lazy("This is no e-mail address. Check it."),
        },
    )
    what = forms.ChoiceField(
        label=gettext_lazy("What the link does"),
        choices=[
            ("confirm", gettext_lazy("It confirms the address")),
            ("password", gettext_lazy("It lets them choose a new password")),
        ],
        initial="confirm",
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@demand_recent_sign_in()
@sensitive_variables("link")
def let_in_page(request: HttpRequest) -> HttpResponse:
    """Make a link for somebody whom no letter reaches; it is shown on this answer alone."""
    shown: dict[str, object] = {"sends_letters": sends_letters()}
    if request.method != "POST":
        return render(request, "accounts/let_in.html", {**shown, "form": LetInForm()})
    form = LetInForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/let_in.html", {**shown, "form": form}, status=422)
    make = link_that_confirms if form.cleaned_data["what"] == "confirm" else link_to_new_password
    email = form.cleaned_data["email"]
    try:
        link = make(actor=account_of(request), email=email, at=timezone.now())
    except (Conflict, NotFound) as error:
        form.add_error("email", error.problem.detail)
        return render(request, "accounts/let_in.html", {**shown, "form": form}, status=422)
    shown |= {"form": LetInForm(), "link": link, "email": email}
    return render(request, "accounts/let_in.html", shown)


@page_policy(referrer="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm_address_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the address is theirs; count it as such."""
    account = account_of(request)
    if request.method == "POST":
        address = confirm_address(actor=account, token=token, at=timezone.now())
        messages.success(request, _("%s is confirmed.") % address.email)
        return redirect("account_email")
    email = address_of_link(token)
    shown = {"email": email, "has_address": has_address(account, email), "account": account}
    return render(request, "accounts/confirm_address.html", shown)
