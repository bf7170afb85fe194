"""The forms with which an export is brought, understood and signed anew."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from laurea.web.design.parts import Text

_FIELD: Final = "a%d"


def new_key() -> str:
    """Return the name of a form that is about to be filled in."""
    return uuid.uuid4().hex


class ExportForm(forms.Form):
    """The file that another platform wrote."""

    file = forms.FileField(
        label=_("Export"),
        allow_empty_file=True,
        help_text=_("CSV, XLSX, ODS or JSON, up to 16 MB and 50,000 awards"),
        error_messages={"required": _("Choose the file that the platform wrote.")},
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,.json,.jsonl,.ndjson"}),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=new_key)


class ChoiceForm(forms.Form):
    """What each achievement of an export is here, and how its dates are read."""

    is_all_optional = True

    def __init__(
        self,
        sent: Any = None,
        *,
        found: list[dict[str, Any]],
        mapping: Mapping[str, str],
        choices: list[tuple[str, Text]],
        date_order: str,
        asks_order: bool,
    ) -> None:
        super().__init__(sent)
        self._ids = {_FIELD % place: one["original_id"] for place, one in enumerate(found)}
        for place, one in enumerate(found):
            said = ngettext("%s award", "%s awards", one["awards"]) % f"{one['awards']:,}"
            self.fields[_FIELD % place] = forms.ChoiceField(
                label=one["name"],
                choices=choices,
                required=False,
                initial=mapping.get(one["original_id"], ""),
                help_text=said,
            )
        if asks_order:
            self.fields["date_order"] = forms.ChoiceField(
                label=_("Dates such as 06/07/2026"),
                choices=[
                    ("dmy", _("The day first: 6 July")),
                    ("mdy", _("The month first: 7 June")),
                ],
                initial=date_order,
                widget=forms.RadioSelect,
                error_messages={"required": _("Say which comes first.")},
            )

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, by the original ids of the achievements."""
        return {key: self.cleaned_data[name] for name, key in self._ids.items()}


class SignForm(forms.Form):
    """Whether the recipients are told."""

    letters = forms.BooleanField(
        label=_("Write to the recipients that a credential waits for them"), required=False
    )


class StartForm(forms.Form):
    """Which state of the import the person saw."""

    changes = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
