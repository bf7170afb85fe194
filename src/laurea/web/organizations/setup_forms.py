"""The forms of the set-up."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from laurea.web.accounts.forms import PASSWORD_HINT


class TokenForm(forms.Form):
    """The token that the server printed."""

    token = forms.CharField(
        label=_("Token"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "code"}),
        error_messages={"required": _("Type in the token.")},
    )


class AdministratorForm(forms.Form):
    """Who administers this installation."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput({"autocomplete": "username"}),
        error_messages={
            "required": _("Write your address."),
            "invalid": _("This is no e-mail address. Check it."),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1_000,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=False),
        error_messages={"required": _("Choose a password.")},
    )
