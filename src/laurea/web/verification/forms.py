"""The form that takes a credential to be checked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class VerifyForm(forms.Form):
    """A file or a text; what is in them is judged elsewhere."""

    text = forms.CharField(
        label=_("Link or text"),
        required=False,
        strip=True,
        widget=forms.Textarea(
            {"rows": 6, "class": "code", "placeholder": "https://…", "spellcheck": "false"}
        ),
    )
    file = forms.FileField(
        label=_("Drop a file here"),
        required=False,
        allow_empty_file=True,
        help_text=_("PNG, SVG or JSON, up to 8 MB"),
    )
