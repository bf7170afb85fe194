"""The form of an achievement, with its rows, and how problems of a document find their fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials.problems import Problem, Severity
from laurea.integrations.artwork import RING_LETTERS
from laurea.web.catalog.alignments import TARGET_TYPES
from laurea.web.catalog.validity import MOST_MONTHS
from laurea.web.catalog.words import (
    ACHIEVEMENT_TYPES,
    GLYPH_WORDS,
    INKS,
    KINDS,
    RESULT_TYPES,
    achievement_type_word,
    result_type_word,
)
from laurea.web.catalog.written import ALIGNMENT, PLAIN, RESULT, Fields, Made, Written, number_in

MOST_ROWS: Final = 25
"""The most alignments, and the most results, that the form takes."""

_COMMON: Final = ("MicroCredential", "Badge", "Certificate", "Competency", "Course", "License")
_ROWS: Final = {"alignment": ALIGNMENT, "resultDescription": RESULT}
_FIELDS: Final = {
    **{property_name: name for name, property_name in PLAIN.items()},
    "tag": "tags",
    "creditsAvailable": "credits",
    "criteria": "criteria",
}
_RESULT_FIELDS: Final = {
    "requiredValue": "required",
    "requiredLevel": "required",
    "allowedValue": "allowed",
    "rubricCriterionLevel": "levels",
}
_MONTHS_WANTED: Final = gettext_lazy("Write a whole number of months, from 1 to 1,200.")
_MISSING: Final = re.compile('The property "([A-Za-z]+)" is missing')
Choices = list[tuple[Any, Any]]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class AchievementForm(forms.Form):
    """What an achievement is, what it takes, and how it looks."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=500,
        error_messages={"required": gettext_lazy("Write what it is called.")},
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=10_000,
        help_text=gettext_lazy("What somebody can do who has it, in a few sentences."),
        error_messages={"required": gettext_lazy("Write a sentence or two.")},
        widget=_area(3),
    )
    achievement_type = forms.ChoiceField(label=gettext_lazy("Type"), required=False)
    field_of_study = forms.CharField(
        label=gettext_lazy("Field of study"), max_length=200, required=False
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy("Words that help to find it, with commas between them."),
    )
    language = forms.CharField(
        label=gettext_lazy("Language"),
        max_length=35,
        required=False,
        help_text=gettext_lazy("In which it is taught and assessed: en, de, pt-BR."),
    )
    human_code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("What it is called in your catalogue, for example DM-102."),
    )
    criteria = forms.CharField(
        label=gettext_lazy("What it takes"),
        max_length=50_000,
        error_messages={"required": gettext_lazy("Write what a learner has to do or to show.")},
        help_text=gettext_lazy(
            "What a learner has to do or to show. It stands in each credential. A blank line "
            "divides paragraphs, lines that begin with - or 1. make a list, *stars* emphasise."
        ),
        widget=_area(8),
    )
    criteria_url = forms.CharField(
        label=gettext_lazy("A page that says more"),
        max_length=2_000,
        required=False,
        widget=forms.URLInput({"placeholder": "https://…"}),
    )
    credits = forms.CharField(
        label=gettext_lazy("Credits"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("How many it counts, for example 4 or 2.5."),
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    valid_months = forms.IntegerField(
        label=gettext_lazy("Valid for how many months"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        help_text=gettext_lazy(
            "From the day it is awarded on. Whoever awards it can choose another day. Left empty, "
            "it does not end."
        ),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _MONTHS_WANTED),
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    image = forms.ChoiceField(
        label=gettext_lazy("Image"),
        choices=[
            ("drawn", gettext_lazy("Drawn here")),
            ("picture", gettext_lazy("A picture of your own")),
        ],
        widget=forms.RadioSelect,
        initial="drawn",
    )
    short_title = forms.CharField(
        label=gettext_lazy("Short title"),
        max_length=RING_LETTERS,
        required=False,
        help_text=gettext_lazy(
            "What stands on the ring, up to 20 letters. Left empty, it is the name, shortened "
            "where it is long."
        ),
        error_messages={"max_length": gettext_lazy("The ring holds 20 letters.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Outline"), choices=list(KINDS.items()))
    ink = forms.ChoiceField(label=gettext_lazy("Ink"), choices=list(INKS.items()))
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=[("", gettext_lazy("No level")), *((str(n), str(n)) for n in range(1, 5))],
        required=False,
        help_text=gettext_lazy("Shown as leaves."),
    )
    glyph = forms.ChoiceField(
        label=gettext_lazy("Glyph"),
        choices=[("", gettext_lazy("Chosen for you")), *GLYPH_WORDS.items()],
        required=False,
    )
    upload = forms.FileField(
        label=gettext_lazy("Your picture"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "PNG or SVG, up to 2 MB. It is drawn anew as a square of 600 pixels."
        ),
    )

    def clean_credits(self) -> str:
        """Refuse what is no number of credits."""
        typed: str = self.cleaned_data["credits"].strip()
        number = number_in(typed)
        if typed and (isinstance(number, str) or number < 0):
            raise forms.ValidationError(_("Write a number, 0 or more, for example 4 or 2.5."))
        return typed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = str(self["achievement_type"].value() or "")
        self.fields["achievement_type"].choices = _type_choices(current)  # type: ignore[attr-defined]
        if self["ink"].value() == "own":
            own = ("own", gettext_lazy("A colour of your own"))
            self.fields["ink"].choices = [*INKS.items(), own]  # type: ignore[attr-defined]


class AlignmentForm(forms.Form):
    """One skill, or one node of another framework, that an achievement is aligned with."""

    is_all_optional = True
    target_name = forms.CharField(
        label=gettext_lazy("Skill or standard"), max_length=500, required=False
    )
    target_url = forms.CharField(
        label=gettext_lazy("Its address"),
        max_length=2_000,
        required=False,
        widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
    )
    target_type = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        required=False,
        initial="ceasn:Competency",
        help_text=gettext_lazy("Pages show skills apart from everything else."),
    )
    framework = forms.CharField(label=gettext_lazy("Framework"), max_length=500, required=False)
    code = forms.CharField(label=gettext_lazy("Code in it"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = str(self["target_type"].value() or "")
        choices: Choices = [("", gettext_lazy("Not declared")), *TARGET_TYPES.items()]
        if current and current not in TARGET_TYPES:
            choices.append((current, current.removeprefix("ext:")))
        self.fields["target_type"].choices = choices  # type: ignore[attr-defined]


class ResultForm(forms.Form):
    """One result that is stated when the achievement is awarded."""

    is_all_optional = True
    id = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=gettext_lazy("What is assessed"), max_length=500, required=False)
    result_type = forms.ChoiceField(label=gettext_lazy("Stated as"), required=False)
    required = forms.CharField(label=gettext_lazy("Needed to pass"), max_length=500, required=False)
    lowest = forms.CharField(label=gettext_lazy("Lowest"), max_length=50, required=False)
    highest = forms.CharField(label=gettext_lazy("Highest"), max_length=50, required=False)
    allowed = forms.CharField(
        label=gettext_lazy("Allowed values"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy("One a line, the lowest first, if they are not numbers."),
        widget=_area(3),
    )
    levels = forms.CharField(
        label=gettext_lazy("Levels of the rubric"),
        max_length=5_000,
        required=False,
        help_text=gettext_lazy(
            "One a line, the lowest first: name, colon, what it means. "
            "A colon within the name is written \\:"
        ),
        widget=_area(3),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = str(self["result_type"].value() or "")
        choices: Choices = list(RESULT_TYPES.items())
        if current and current not in RESULT_TYPES:
            choices.append((current, result_type_word(current)))
        self.fields["result_type"].choices = choices  # type: ignore[attr-defined]


def _type_choices(current: str) -> Choices:
    common: Choices = [(name, ACHIEVEMENT_TYPES[name]) for name in _COMMON]
    others: Choices = [(k, word) for k, word in ACHIEVEMENT_TYPES.items() if k not in _COMMON]
    if current and current not in ACHIEVEMENT_TYPES:
        others.append((current, achievement_type_word(current)))
    return [
        ("", gettext_lazy("Not declared")),
        (gettext_lazy("Often used"), common),
        (gettext_lazy("All others"), others),
    ]


@dataclass(frozen=True, slots=True)
class Forms:
    """The form and its rows, filled with what was written."""

    main: AchievementForm
    alignments: tuple[AlignmentForm, ...]
    results: tuple[ResultForm, ...]

    def is_valid(self) -> bool:
        """Judge all of them, so that every mistake is said at once."""
        return self.faults == 0

    def all(self) -> Iterator[forms.Form]:
        """Yield each form."""
        yield self.main
        yield from self.alignments
        yield from self.results

    @property
    def faults(self) -> int:
        """How many fields need somebody."""
        return sum(len(form.errors) for form in self.all())

    def fault_labels(self) -> Iterator[str]:
        """Yield what the fields are called that need somebody; the form itself, by its faults."""
        for form in self.all():
            for name in form.errors:
                if name == "__all__":
                    yield from map(str, form.non_field_errors())
                else:
                    yield str(form[name].label)


def shown_forms(written: Written) -> Forms:
    """Return the forms as they are shown, without a judgement; with a blank row at each end."""
    return Forms(
        AchievementForm(initial=written.fields),
        tuple(
            AlignmentForm(initial=row, prefix=f"alignment-{n}")
            for n, row in enumerate(_with_blank(written.alignments))
        ),
        tuple(
            ResultForm(initial=row, prefix=f"result-{n}")
            for n, row in enumerate(_with_blank(written.results))
        ),
    )


def judged_forms(written: Written) -> Forms:
    """Return the forms as they are judged."""
    return Forms(
        AchievementForm(data=written.fields),
        tuple(
            AlignmentForm(data=_prefixed(row, f"alignment-{n}"), prefix=f"alignment-{n}")
            for n, row in enumerate(written.alignments)
        ),
        tuple(
            ResultForm(data=_prefixed(row, f"result-{n}"), prefix=f"result-{n}")
            for n, row in enumerate(written.results)
        ),
    )


def typed_in(post: Mapping[str, str]) -> Written:
    """Return what was typed into a form that was sent, without what no database keeps."""
    post = {name: value.replace("\0", "") for name, value in post.items()}
    fields = {name: post.get(name, "") for name in AchievementForm.base_fields if name != "upload"}
    return Written(
        {**fields, **{name: post.get(name, "") for name in ("picture", "seen", "design")}},
        _rows_in(post, "alignment", AlignmentForm),
        _rows_in(post, "result", ResultForm),
    )


def place_problems(found: Forms, made: Made, problems: Iterable[Problem]) -> None:
    """Put what is wrong with a document under the fields it came from."""
    for problem in problems:
        if problem.severity is Severity.ERROR:
            missing = _MISSING.match(problem.detail)
            pointer = f"{problem.pointer}/{missing[1]}" if missing else problem.pointer
            form, name = _field_at(found, made, pointer)
            if name is None or name not in form.errors:
                form.add_error(name, _sentence(problem, name))


def _field_at(found: Forms, made: Made, pointer: str) -> tuple[forms.Form, str | None]:
    head, *rest = pointer.split("/")[1:] or [""]
    if head in _ROWS and rest and rest[0].isdecimal():
        is_alignment = head == "alignment"
        rows = made.alignment_rows if is_alignment else made.result_rows
        form = (found.alignments if is_alignment else found.results)[rows[int(rest[0])]]
        by_property = {value: name for name, value in _ROWS[head].items()}
        if not is_alignment:
            by_property |= _RESULT_FIELDS
        inside = rest[1] if len(rest) > 1 else ""
        return form, by_property.get(inside, "target_name" if is_alignment else "name")
    if head == "criteria" and rest[:1] == ["id"]:
        return found.main, "criteria_url"
    return found.main, _FIELDS.get(head)


def _sentence(problem: Problem, name: str | None) -> str:
    if name == "target_url":
        return _("Write the address in full, as in https://skills.example/weaving")
    if name == "criteria_url":
        return _("Write the address in full. It begins with https://")
    if name == "language":
        return _("Write a language tag, for example en or pt-BR.")
    if _MISSING.match(problem.detail):
        return _("This is missing. Fill it in, or empty the whole row.")
    return problem.detail


def _rows_in(post: Mapping[str, str], prefix: str, form: type[forms.Form]) -> tuple[Fields, ...]:
    rows = []
    for number in range(MOST_ROWS):
        names = [name for name in form.base_fields if f"{prefix}-{number}-{name}" in post]
        if not names:
            break
        rows.append({name: post[f"{prefix}-{number}-{name}"] for name in names})
    return tuple(rows)


def _with_blank(rows: tuple[Fields, ...]) -> tuple[Fields, ...]:
    return rows or ({},)


def _prefixed(row: Fields, prefix: str) -> Fields:
    return {f"{prefix}-{name}": value for name, value in row.items()}
