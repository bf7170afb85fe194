"""A span of days to look in, as searches of this room ask for it and keep it in addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_DAY: Final = "%Y-%m-%d"


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day, which may be left empty."""
    return forms.DateField(
        label=label,
        input_formats=[_DAY],
        required=False,
        widget=forms.DateInput({"type": "date"}, format=_DAY),
        error_messages={"invalid": gettext_lazy("Write a day, as in 2026-11-23.")},
    )


class Search(forms.Form):
    """A search whose answer has an address. Its fields `since` and `until` are days."""

    is_all_optional = True

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the day it begins with."))
        return found

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(self.data.get(name) for name in self.fields)

    def address(self, path: str, page: int = 1) -> str:
        """Return the address of a page of what was found."""
        asked = {name: self.data[name] for name in self.fields if self.data.get(name)}
        if page > 1:
            asked["page"] = str(page)
        return f"{path}?{urlencode(asked)}" if asked else path

    def within(self, name: str) -> dict[str, datetime]:
        """Return how to keep the rows whose moment `name` lies in the span, for `filter`.

        The last of all days has no day after it, and restricts nothing.
        """
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        bounds = {f"{name}__gte": _beginning(since)} if since else {}
        if until and until < date.max:
            bounds[f"{name}__lt"] = _beginning(until + timedelta(days=1))
        return bounds


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
