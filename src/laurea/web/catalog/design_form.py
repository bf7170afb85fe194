"""The form of the badge designer: what can be chosen, and what is refused with which sentence."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.integrations.artwork import RING_LETTERS, Design, known_parts
from laurea.integrations.artwork.design import ALT_LETTERS, fault_in
from laurea.integrations.artwork.legibility import LEAST_CONTRAST, contrast
from laurea.web.catalog.design_fields import OWN, design_in, fields_of
from laurea.web.catalog.words import BORDERS, GLYPH_WORDS, GUILLOCHES, INKS, KINDS
from laurea.web.catalog.written import Fields

_TEXTS: Final = ("own_ink", "paper", "accent", "above", "short_title", "alt")
_COLOUR_HELP: Final = gettext_lazy("As # and six figures or letters, for example #14467A.")


def _colour(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.TextInput({"spellcheck": "false", "autocapitalize": "off"})
    return forms.CharField(
        label=label, max_length=7, required=False, help_text=help_text, widget=widget
    )


def _ring(label: Any, help_text: Any) -> forms.CharField:
    fault = gettext_lazy("The ring holds 20 letters.")
    return forms.CharField(
        label=label,
        max_length=RING_LETTERS,
        required=False,
        help_text=help_text,
        error_messages={"max_length": fault},
    )


class DesignForm(forms.Form):
    """How the badge of an achievement looks, and what it says to people who do not see it."""

    image = forms.ChoiceField(
        label=gettext_lazy("Image"),
        choices=[
            ("drawn", gettext_lazy("Drawn here")),
            ("picture", gettext_lazy("A picture of your own")),
        ],
        widget=forms.RadioSelect,
    )
    upload = forms.FileField(
        label=gettext_lazy("Your picture"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "PNG or SVG, up to 2 MB. It is drawn anew as a square of 600 pixels."
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Outline"), choices=list(KINDS.items()))
    border = forms.ChoiceField(label=gettext_lazy("Border"), choices=list(BORDERS.items()))
    guilloche = forms.ChoiceField(
        label=gettext_lazy("Fine lines"), choices=list(GUILLOCHES.items())
    )
    glyph = forms.ChoiceField(
        label=gettext_lazy("Icon"),
        choices=[("", gettext_lazy("Chosen for you")), *GLYPH_WORDS.items()],
        required=False,
    )
    ink = forms.ChoiceField(label=gettext_lazy("Ink"))
    own_ink = _colour(gettext_lazy("Ink of your own"), _COLOUR_HELP)
    paper = _colour(gettext_lazy("Paper"), gettext_lazy("Left empty, it is the usual warm white."))
    accent = _colour(
        gettext_lazy("Leaves and inner rim"), gettext_lazy("Left empty, they are gilt.")
    )
    above = _ring(
        gettext_lazy("Above, on the ring"),
        gettext_lazy("Up to 20 letters. Left empty, it is your short name."),
    )
    short_title = _ring(
        gettext_lazy("Below, on the ring"),
        gettext_lazy("Up to 20 letters. Left empty, it is the name of the achievement."),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=[("", gettext_lazy("No level")), *((str(n), str(n)) for n in range(1, 5))],
        required=False,
        help_text=gettext_lazy("Shown as leaves."),
    )
    shows_year = forms.BooleanField(
        label=gettext_lazy("Show the year of the version"), required=False
    )
    alt = forms.CharField(
        label=gettext_lazy("Alternative text"),
        max_length=ALT_LETTERS,
        help_text=gettext_lazy(
            "What the image shows and says, for people who do not see it. It goes into each "
            "credential."
        ),
        error_messages={"required": gettext_lazy("Write what the image shows and says.")},
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Take over the design of"),
        required=False,
        help_text=gettext_lazy("The texts stay as they are here."),
    )

    def __init__(
        self, *args: Any, ink: str, sources: Iterable[tuple[uuid.UUID, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        yours = [(name, _("%s, your ink") % word) for name, word in INKS.items() if name == ink]
        others = [(name, word) for name, word in INKS.items() if name != ink]
        own = (OWN, _("A colour of your own"))
        self.fields["ink"].choices = [*yours, *others, own]  # type: ignore[attr-defined]
        known = [(str(key), name) for key, name in sources]
        self.fields["source"].choices = [("", _("None")), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be drawn, and what nobody could read."""
        cleaned = dict(self.cleaned_data)
        for name in _TEXTS:
            fault = fault_in(name, cleaned.get(name, ""))
            if fault:
                self.add_error(name, fault)
        if cleaned.get("ink") == OWN and not cleaned.get("own_ink", "x"):
            self.add_error("own_ink", _("Write the colour, or choose one of the inks."))
        if not self.errors and cleaned["image"] == "drawn":
            self._demand_contrast(typed_design(self.data))
        return cleaned

    def _demand_contrast(self, design: Design) -> None:
        found = contrast(design.ink_colour, design.paper_colour)
        if found < LEAST_CONTRAST:
            sentence = _(
                "The ink cannot be told from the paper: their contrast is %(found)s to 1, and "
                "3 to 1 is the least. Choose a darker ink or a lighter paper."
            ) % {"found": f"{found:.1f}"}
            self.add_error("own_ink" if design.own_ink else "paper", ValidationError(sentence))


def initial_of(fields: Mapping[str, str], design: Design) -> dict[str, Any]:
    """Return what the form shows of a design.

    Args:
        fields: the fields of the achievement's form, of which `image` is shown here.
        design: the design.
    """
    return {
        **fields_of(design),
        "image": fields.get("image") or "drawn",
        "own_ink": design.own_ink,
        "paper": design.paper,
        "accent": design.accent,
        "border": design.border,
        "guilloche": design.guilloche,
        "shows_year": design.shows_year,
        "above": design.above,
        "alt": design.alt,
    }


def typed_fields(post: Mapping[str, str]) -> Fields:
    """Return what was typed, as the form of an achievement holds it; what cannot be is left out."""
    typed = {name: " ".join(post.get(name, "").replace("\0", "").split()) for name in _TEXTS}
    if post.get("ink") != OWN:
        typed["own_ink"] = ""
    rest = known_parts(
        {
            **{name: value for name, value in typed.items() if value and name != "short_title"},
            "border": post.get("border"),
            "guilloche": post.get("guilloche"),
            "shows_year": "shows_year" in post,
        }
    )
    chosen = {name: post.get(name, "") for name in ("kind", "ink", "level", "glyph")}
    return {
        **chosen,
        "short_title": typed["short_title"],
        "image": "picture" if post.get("image") == "picture" else "drawn",
        "design": json.dumps(rest, ensure_ascii=False),
    }


def typed_design(post: Mapping[str, str]) -> Design:
    """Return the design that was typed; what is not known in it, as by default."""
    return design_in(typed_fields(post), "")
