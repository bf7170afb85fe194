"""The form that takes credentials to be checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.wire.recipient_name import read_recipient_name


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
        help_text=_("JSON, a token (JWT), PNG, SVG or PDF, up to 8 MB each, at most 20"),
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
    recipient = forms.CharField(
        label=_("Whose is it said to be?"),
        required=False,
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("If you want that compared: an e-mail address or a DID. It is not kept."),
    )

    def clean_recipient(self) -> tuple[str | None, str | None]:
        """Return the e-mail address or the identifier that was named, and None for the other."""
        named = str(self.cleaned_data["recipient"])
        if not named:
            return None, None
        try:
            return read_recipient_name(named)
        except MalformedDocument as error:
            raise forms.ValidationError(
                _(
                    "Write an e-mail address or a DID, or leave it empty. Names are not compared:"
                    " several people may have the same."
                )
            ) from error
