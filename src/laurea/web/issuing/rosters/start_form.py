"""The form that starts a roster's run, at once or at a day and hour to come."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LATEST: Final = timedelta(days=366)
"""So long before it begins a run can be started."""


class StartForm(forms.Form):
    """When the run begins; left empty, at once."""

    is_all_optional = True

    begins_on = forms.DateField(
        label=gettext_lazy("Begin on"),
        required=False,
        input_formats=["%Y-%m-%d"],
        help_text=gettext_lazy("Left empty, it begins at once."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write a day, as in 2026-11-23.")},
    )
    begins_at = forms.TimeField(
        label=gettext_lazy("At"),
        required=False,
        input_formats=["%H:%M"],
        help_text=gettext_lazy("In UTC. Left empty, at 00:00."),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Write a time, as in 09:30.")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at

    def clean(self) -> dict[str, Any]:
        """Refuse an hour without a day, what is over, and what is too far away."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("begins_at") and not found.get("begins_on") and not self.errors:
            self.add_error("begins_on", _("Name the day as well."))
        if self.errors or self.begins is None:
            return found
        if self.begins <= self._at:
            self.add_error("begins_on", _("This is over. Name a moment to come, or none."))
        elif self.begins - self._at > LATEST:
            self.add_error("begins_on", _("This is more than a year away. Name an earlier day."))
        return found

    @property
    def begins(self) -> datetime | None:
        """When it begins; None for at once."""
        day = self.cleaned_data.get("begins_on")
        hour = self.cleaned_data.get("begins_at") or time()
        return datetime.combine(day, hour, UTC) if day else None
