"""Finding what was done in an organization: by person, deed and day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.web.accounts.access import names_of
from laurea.web.issuing.span import Search, day_field
from laurea.web.issuing.trail.words import DEEDS, actor_word
from laurea.web.operations.audit import AuditRow, audit_trail
from laurea.web.organizations.access import Organization


class TrailSearch(Search):
    """What to look for. Whatever is left empty restricts nothing."""

    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    deed = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until"))

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
    return found.filter(**search.within("at"))


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
