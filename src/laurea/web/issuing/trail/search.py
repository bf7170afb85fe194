"""Finding what was done in an organization: by person, deed and day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.web.accounts.access import names_of
from laurea.web.issuing.trail.words import DEEDS, actor_word
from laurea.web.operations.audit import AuditRow, audit_trail
from laurea.web.organizations.access import Organization

_DAY: Final = "%Y-%m-%d"


def _day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format=_DAY)
    return forms.DateField(
        label=label,
        input_formats=[_DAY],
        required=False,
        widget=widget,
        error_messages={"invalid": gettext_lazy("Write a day, as in 2026-11-23.")},
    )


class TrailSearch(forms.Form):
    """What to look for. Whatever is left empty restricts nothing."""

    is_all_optional = True

    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    deed = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = _day_field(gettext_lazy("From"))
    until = _day_field(gettext_lazy("Until"))

    def __init__(self, sent: Any, *, organization: Organization) -> None:
        super().__init__(sent)
        rows = audit_trail(organization.pk).order_by()
        actors = set(rows.values_list("actor", flat=True).distinct())
        names = names_of(actors)
        people = sorted(((actor, actor_word(actor, names)) for actor in actors), key=_by_name)
        deeds = sorted(((action, str(word)) for action, word in DEEDS.items()), key=_by_name)
        for name, choices in (("who", people), ("deed", deeds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = [("", _("Any")), *choices]

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


def trail_found_by(search: TrailSearch, organization: Organization) -> QuerySet[AuditRow]:
    """Return what a search finds, the latest first; nothing where it is not understood.

    The caller has let the person who asks into the trail of the organization.
    """
    found = audit_trail(organization.pk)
    if not search.is_valid():
        return found.none()
    asked = search.cleaned_data
    if asked["who"]:
        found = found.filter(actor=asked["who"])
    if asked["deed"]:
        found = found.filter(action=asked["deed"])
    if asked["since"]:
        found = found.filter(at__gte=_beginning(asked["since"]))
    if asked["until"] and asked["until"] < date.max:
        found = found.filter(at__lt=_beginning(asked["until"] + timedelta(days=1)))
    return found


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
