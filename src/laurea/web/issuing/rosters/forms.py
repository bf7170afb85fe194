"""The forms with which a roster is brought and begun with."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


def new_key() -> str:
    """Return the name of a form that is about to be filled in."""
    return uuid.uuid4().hex


class UploadForm(forms.Form):
    """A file, or rows that were copied from a spreadsheet."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("CSV, TSV, XLSX, XLS or ODS, up to 16 MB and 50,000 rows"),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods"}),
    )
    text = forms.CharField(
        label=_("Or paste the rows"),
        required=False,
        strip=False,
        help_text=_("With a first line that names the columns, such as: e-mail, name, awarded"),
        widget=forms.Textarea({"rows": 6, "class": "code", "spellcheck": "false"}),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=new_key)

    is_all_optional = True

    def clean(self) -> dict[str, Any]:
        """Demand one of the two.

        Raises:
            ValidationError: neither was sent.
        """
        found = super().clean() or {}
        if not self.errors and found.get("file") is None and not found.get("text", "").strip():
            self.add_error("file", _("Choose a file, or paste the rows below."))
        return found

    @property
    def brought(self) -> tuple[str, bytes]:
        """What was brought: its name and its content; a file goes before what was pasted."""
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            return file.name or "", file.read()
        return "", self.cleaned_data["text"].encode("utf-8", "replace")


class BeginForm(forms.Form):
    """Which achievement a roster is for."""

    achievement = forms.ChoiceField(label=_("Achievement"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["achievement"].choices = choices  # type: ignore[attr-defined]
