"""The form that revokes all of a run: a reason, and the number of credentials, typed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from laurea.web.issuing.revoke_form import RevokeForm

_PARTED_BY = str.maketrans("", "", " ,.'\u2019\u00a0\u202f")


class RevokeRunForm(RevokeForm):
    """Why, and how many: whoever types the number has read it."""

    number = forms.CharField(
        label=_("How many credentials are revoked"),
        max_length=20,
        help_text=_("Type the number that stands above, to show that all of them are meant."),
        error_messages={"required": _("Type the number that stands above.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> int:
        """Return the number that was typed, whatever parts its thousands."""
        typed: str = self.cleaned_data["number"].translate(_PARTED_BY)
        if not (typed.isascii() and typed.isdigit()):
            raise forms.ValidationError(_("Type the number that stands above, in figures."))
        return int(typed)
