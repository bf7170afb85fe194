"""The page on which anybody chooses light, dark, or what their system says. A cookie keeps it."""

from __future__ import annotations

from typing import Final

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

_AS_SYSTEM: Final = "system"
_THEMES: Final = ("light", "dark")
_ONE_YEAR_S: Final = 365 * 24 * 3600


class AppearanceForm(forms.Form):
    """Light, dark or as the system."""

    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=[
            (_AS_SYSTEM, _("As my system says")),
            ("light", _("Light")),
            ("dark", _("Dark")),
        ],
        widget=forms.RadioSelect,
    )


def theme(request: HttpRequest) -> str:
    """Return the theme that somebody chose, or nothing."""
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return chosen if chosen in _THEMES else ""


@require_http_methods(["GET", "HEAD", "POST"])
def appearance_page(request: HttpRequest) -> HttpResponse:
    """Show the choice; keep it and lead back."""
    onward = _own(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        form = AppearanceForm(initial={"theme": theme(request) or _AS_SYSTEM})
        return render(request, "accounts/appearance.html", {"form": form, "onward": onward})
    form = AppearanceForm(request.POST)
    if not form.is_valid():
        shown = {"form": form, "onward": onward}
        return render(request, "accounts/appearance.html", shown, status=422)
    response = HttpResponseRedirect(onward or "/")
    chosen = form.cleaned_data["theme"]
    if chosen in _THEMES:
        response.set_cookie(
            settings.THEME_COOKIE_NAME,
            chosen,
            max_age=_ONE_YEAR_S,
            secure=settings.IS_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(settings.THEME_COOKIE_NAME, samesite="Lax")
    return response


def _own(request: HttpRequest, address: str) -> str:
    """Return an address if it is on this site, else nothing."""
    host = request.get_host()
    is_own = url_has_allowed_host_and_scheme(address, {host}, require_https=request.is_secure())
    return address if is_own else ""
