"""The form that takes credentials to be checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class FilesInput(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """The files that were chosen, however many."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files, each checked by itself."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [file for one in files if (file := super(FilesField, self).clean(one, initial))]


class VerifyForm(forms.Form):
    """Files or a text; what is in them is judged elsewhere."""

    is_all_optional = True

    text = forms.CharField(
        label=_("Link or text"),
        required=False,
        strip=True,
        widget=forms.Textarea(
            {"rows": 6, "class": "code", "placeholder": "https://…", "spellcheck": "false"}
        ),
    )
    file = FilesField(
        label=_("Drop files here"),
        required=False,
        allow_empty_file=True,
        help_text=_("PNG, SVG or JSON, up to 8 MB each, at most 20"),
    )
    photo = FilesField(
        label=_("Or photograph its QR code"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            {"accept": "image/png,image/jpeg,image/webp", "capture": "environment"}
        ),
        help_text=_("On a phone, this opens the camera"),
    )
