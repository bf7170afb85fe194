"""The pages of an account that allauth does not have: the name, and why a second factor."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from laurea.web.accounts.forms import NameForm
from laurea.web.accounts.rename import rename
from laurea.web.accounts.second_factor import forget_destination, has_second_factor


@require_safe
@login_required
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Say why a second factor is needed; with one, lead to where somebody was going."""
    if has_second_factor(authenticated_user(request)):
        return redirect(forget_destination(request) or reverse("mfa_index"))
    return render(request, "accounts/second_factor.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def name_page(request: HttpRequest) -> HttpResponse:
    """Show the name, or keep another."""
    account = authenticated_user(request)
    if request.method != "POST":
        form = NameForm(initial={"name": account.name})
        return render(request, "accounts/name.html", {"form": form})
    form = NameForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/name.html", {"form": form}, status=422)
    rename(actor=account, name=form.cleaned_data["name"], at=timezone.now())
    messages.success(request, _("The name is kept."))
    return redirect("account-name")
