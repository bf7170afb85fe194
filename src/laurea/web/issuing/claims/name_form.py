"""The form by which a recipient says how their name is written."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from laurea.web.issuing.claims.name_wish import LONGEST_NAME


class NameForm(forms.Form):
    """A name."""

    name = forms.CharField(
        label=_("My name is written"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Write the name as it should stand.")},
    )
