"""The forms of tokens and webhooks. Each carries a key, so that sending it twice makes one."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from laurea.web.api.make_token import LONGEST_NAME
from laurea.web.api.scopes import Scope, in_order
from laurea.web.api.webhooks.events import EventKind

_LIVES: Final = (("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")))
_LONGEST_ADDRESS: Final = 2_000


def new_key() -> str:
    """Return the name of a form that is about to be shown."""
    return str(uuid.uuid4())


class TokenForm(forms.Form):
    """What a token is called, what it may do, and for how long."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("Which program uses it, as in Student records."),
        error_messages={"required": _("Write a name, so that you know the token again.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as the program needs; never more than you may."),
        error_messages={"required": _("Choose what the token may do.")},
    )
    expires = forms.ChoiceField(
        label=_("It ends after"), choices=_LIVES, initial="90", widget=forms.RadioSelect
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, allowed: Collection[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [(scope.value, scope.label) for scope in in_order(allowed)]

    @property
    def life(self) -> timedelta:
        """For how long the token counts."""
        return timedelta(days=int(self.cleaned_data["expires"]))


class WebhookForm(forms.Form):
    """Which address is told of what."""

    url = forms.CharField(
        label=_("Address"),
        max_length=_LONGEST_ADDRESS,
        help_text=_("With https, on a public host, as in https://records.college.example/laurea"),
        error_messages={"required": _("Write the address.")},
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told of"),
        choices=EventKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it is told of.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class KeyForm(forms.Form):
    """Nothing but the key of the form."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
