"""The form that awards an achievement to one person."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials.errors import LaureaError
from laurea.credentials.model import Achievement, Evidence, ResultDescription
from laurea.credentials.model.vocabularies import RESULT_STATUS_TYPES
from laurea.integrations.issue_run.results import read_result
from laurea.integrations.issue_run.sufficiency import shortfall
from laurea.web.catalog.validity import (
    AS_THE_ACHIEVEMENT_SAYS,
    Until,
    end_of,
    months_in_words,
)
from laurea.web.operations.mail import sends_letters

_RESULT: Final = "result_"
_DAY: Final = "%Y-%m-%d"
_END_OF_DAY: Final = time(23, 59, 59)


def new_key() -> str:
    """Return the name of an award that is about to be filled in: sent twice, it is one award."""
    return f"form:{uuid.uuid4()}"


def _day_widget() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format=_DAY)


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together, under one heading."""

    name: str
    title: str
    sentence: str
    fields: tuple[forms.BoundField, ...]


class AwardForm(forms.Form):
    """Who gets it, when, with which results, and what shows it.

    No field has `autocomplete="off"`: a browser that goes back would leave these empty.
    """

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Kept beside the credential, not in it. The person decides who sees it."
        ),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "The claim link goes there. The credential itself holds only a salted hash of it."
        ),
    )
    did = forms.CharField(
        label=gettext_lazy("Decentralised identifier (DID)"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy(
            "Of the person's wallet, if you were given one: did:key:… or did:web:…"
        ),
        widget=forms.TextInput({"spellcheck": "false", "class": "code"}),
    )
    awarded = forms.DateField(
        label=gettext_lazy("Awarded on"), input_formats=[_DAY], widget=_day_widget()
    )
    until = forms.DateField(
        label=gettext_lazy("Valid until"),
        input_formats=[_DAY],
        required=False,
        help_text=gettext_lazy("The last day. Leave it empty if it does not end."),
        widget=_day_widget(),
    )
    endless = forms.BooleanField(label=gettext_lazy("It does not end"), required=False)
    evidence_url = forms.URLField(
        label=gettext_lazy("Evidence: its address"),
        max_length=2000,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy(
            "A page that shows the work. Whoever sees the credential can open it."
        ),
        widget=forms.URLInput({"placeholder": "https://…"}),
    )
    evidence_narrative = forms.CharField(
        label=gettext_lazy("Evidence: what it shows"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    on_purpose = forms.BooleanField(
        label=gettext_lazy("Award it all the same"),
        required=False,
        help_text=gettext_lazy("The audit trail names you, and that it was on purpose."),
    )
    key = forms.CharField(max_length=200, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        achievement: Achievement,
        valid_months: int | None,
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._at = at
        self._valid_months = valid_months
        if valid_months is None:
            del self.fields["endless"]
        else:
            self.fields["until"].help_text = _(
                "The last day. Left empty, it is valid for %s from the day it is awarded on, as "
                "the achievement says."
            ) % months_in_words(valid_months)
        self._described = dict(_named(achievement.result_description))
        self.shortfalls: list[str] = []
        if not sends_letters():
            self.fields["email"].help_text = _(
                "No letter leaves this server: you hand the claim link on. The credential itself"
                " holds only a salted hash of the address."
            )
        results = {name: _result_field(each) for name, each in self._described.items()}
        self.fields = _in_order(self.fields, results)

    def clean_awarded(self) -> date:
        """Refuse a day that has not begun anywhere on the server's clock."""
        day: date = self.cleaned_data["awarded"]
        if day > self._at.astimezone(UTC).date():
            raise forms.ValidationError(
                _("This day has not begun in UTC. Choose today or earlier.")
            )
        return day

    def clean_did(self) -> str:
        """Refuse what is plainly no DID."""
        did: str = self.cleaned_data["did"]
        parts = did.split(":", 2)
        if did and (len(parts) < 3 or parts[0] != "did" or not all(parts) or " " in did):
            raise forms.ValidationError(
                _("A DID begins with did: and a method, as in did:key:z6Mk…")
            )
        return did

    def clean(self) -> dict[str, Any]:
        """Hold together what belongs together."""
        found: dict[str, Any] = super().clean() or {}
        if not {"email", "did"} & self.errors.keys() and not (found["email"] or found["did"]):
            self.add_error("email", _("Write the person's address, or a DID below."))
        awarded, until = found.get("awarded"), found.get("until")
        if awarded and until and until < awarded:
            self.add_error("until", _("This is before the day it is awarded on."))
        if until and found.get("endless"):
            self.add_error("until", _("Name the last day, or let it not end, not both."))
        for name, description in self._described.items():
            self._judge_result(name, description)
        return found

    def _judge_result(self, name: str, description: ResultDescription) -> None:
        value = self.cleaned_data.get(name)
        if not value:
            return
        try:
            sentence = shortfall(read_result(value, description, ""), description)
        except LaureaError as error:
            self.add_error(name, error.problem.detail)
            return
        self.shortfalls.extend([sentence] if sentence else [])
        if sentence and not self.cleaned_data["on_purpose"]:
            advice = _("Correct it, or award it all the same below.")
            self.add_error(name, f"{sentence} {advice}")

    @property
    def described(self) -> dict[str, ResultDescription]:
        """The descriptions of results by the names of their fields."""
        return self._described

    @property
    def groups(self) -> Iterator[FieldGroup]:
        """The fields as the page shows them."""
        who = _("By e-mail address, by DID, or both.")
        yield self._group("who", _("Who"), who, "name", "email", "did")
        yield self._group("when", _("When"), "", *self._dates)
        if self._described:
            what = _("What the achievement says of its results. Leave out what is not known.")
            asked = ("on_purpose",) if self.shortfalls else ()
            yield self._group("results", _("Results"), what, *self._described, *asked)
        shown = _("What shows that the criteria were met. It becomes a part of the credential.")
        yield self._group("evidence", _("Evidence"), shown, "evidence_url", "evidence_narrative")

    @property
    def _dates(self) -> tuple[str, ...]:
        return tuple(name for name in ("awarded", "until", "endless") if name in self.fields)

    def _group(self, name: str, title: str, sentence: str, *fields: str) -> FieldGroup:
        return FieldGroup(name, title, sentence, tuple(self[field] for field in fields))

    @property
    def results(self) -> tuple[tuple[str, str], ...]:
        """The results that were filled in: each the id of its description, and its value."""
        values = ((each.id, self.cleaned_data[name]) for name, each in self._described.items())
        return tuple((identifier, value) for identifier, value in values if value)

    @property
    def is_on_purpose(self) -> bool:
        """Whether a result falls short, and it is to be awarded all the same."""
        return bool(self.shortfalls) and bool(self.cleaned_data["on_purpose"])

    @property
    def named_results(self) -> Iterator[tuple[str, str]]:
        """The results that were filled in, by their names and in words."""
        for name, description in self._described.items():
            value = self.cleaned_data[name]
            levels = {each.id: each.name for each in description.rubric_criterion_level}
            if value:
                yield description.name, levels.get(value, value)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence that was named."""
        url, narrative = (self.cleaned_data[f"evidence_{name}"] for name in ("url", "narrative"))
        return (Evidence(id=url or None, narrative=narrative or None),) if url or narrative else ()

    @property
    def valid_from(self) -> datetime:
        """The beginning of the day it is awarded on."""
        return datetime.combine(self.cleaned_data["awarded"], time(), UTC)

    @property
    def valid_until(self) -> Until:
        """The end of the last day; unnamed, as the achievement says."""
        until = self.cleaned_data["until"]
        if until:
            return datetime.combine(until, _END_OF_DAY, UTC)
        if self.cleaned_data.get("endless") or self._valid_months is None:
            return None
        return AS_THE_ACHIEVEMENT_SAYS

    @property
    def end(self) -> datetime | None:
        """Until when it will be valid; None if it does not end."""
        return end_of(self.valid_until, self.valid_from, self._valid_months)


def _named(descriptions: tuple[ResultDescription, ...]) -> Iterator[tuple[str, ResultDescription]]:
    return ((f"{_RESULT}{number}", each) for number, each in enumerate(descriptions))


def _in_order(
    fields: dict[str, forms.Field], results: dict[str, forms.Field]
) -> dict[str, forms.Field]:
    """Return the fields with the results before the evidence."""
    ordered: dict[str, forms.Field] = {}
    for name, field in fields.items():
        if name == "evidence_url":
            ordered |= results
        ordered[name] = field
    return ordered


def _result_field(description: ResultDescription) -> forms.Field:
    """Return the field of one result: a choice where the values are given, else a line."""
    choices = [(each.id, each.name) for each in description.rubric_criterion_level]
    if not choices:
        words = description.allowed_value
        if not words and description.result_type == "Status":
            words = tuple(sorted(RESULT_STATUS_TYPES))
        choices = [(word, word) for word in words]
    label, hint = description.name, _hint(description)
    if choices:
        nothing = ("", _("Not stated"))
        return forms.ChoiceField(
            label=label, help_text=hint, required=False, choices=[nothing, *choices]
        )
    return forms.CharField(label=label, help_text=hint, required=False, max_length=500)


def _hint(description: ResultDescription) -> str:
    """Return what is allowed, and what suffices, in one line."""
    levels = {each.id: each.name for each in description.rubric_criterion_level}
    needed = levels.get(description.required_level or "", description.required_value or "")
    said = []
    if description.value_min is not None and description.value_max is not None:
        bounds = {"least": description.value_min, "most": description.value_max}
        said.append(_("From %(least)s to %(most)s.") % bounds)
    if needed:
        said.append(_("“%s” suffices.") % needed)
    return " ".join(said)
