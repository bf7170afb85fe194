"""The forms of an organization: its profile, its members, its founding."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from laurea.credentials.problems import Problem
from laurea.web.design.parts import Text
from laurea.web.organizations.access import Ink, Role

_LONGEST_WORD: Final = 60
ROLE_HINTS: Final[dict[Role, Text]] = {
    Role.OWNER: _("everything, members and keys included"),
    Role.DESIGNER: _("writes achievements"),
    Role.ISSUER: _("awards and revokes"),
    Role.REVIEWER: _("looks at evidence"),
    Role.AUDITOR: _("reads everything, changes nothing"),
}
"""What each role may do, in a few words."""


def _role_words(role: Role) -> SafeString:
    return format_html("{}: {}", role.label, ROLE_HINTS[role])


_described: Final = lazy(_role_words, SafeString)
ROLE_CHOICES: Final = [(role.value, _described(role)) for role in Role]


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": _("Write the address."),
            "invalid": _("This is no e-mail address. Check it."),
        },
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=ROLE_CHOICES, initial=Role.AUDITOR, widget=forms.RadioSelect
    )


class RolesForm(forms.Form):
    """What a member may do. No role at all ends the membership, which has a button of its own."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role, or end the membership below.")},
    )


class ProfileForm(forms.Form):
    """How an organization presents itself.

    Browsers cut what is pasted at `maxlength` and say nothing; so names are counted here.
    """

    legal_name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("In full, as it stands on what you award."),
        error_messages={
            "required": _("Write the name."),
            "max_length": _("At most %(limit_value)d characters; these are %(show_value)d."),
        },
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=20,
        help_text=_("At most 20 letters, for badge artwork."),
        error_messages={
            "required": _("Write a short name."),
            "max_length": _("At most %(limit_value)d characters; these are %(show_value)d."),
        },
    )
    url = forms.URLField(
        label=_("Home page"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=_("Where people learn who you are, as in https://college.example/"),
        widget=forms.URLInput({"autocomplete": "url"}),
    )
    ink = forms.ChoiceField(
        label=_("Ink of the artwork"),
        choices=Ink.choices,
        initial=Ink.PRUSSIAN,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("legal_name", "short_name"):
            self.fields[name].widget.attrs.pop("maxlength")


class FoundForm(ProfileForm):
    """What is needed to found an organization."""

    slug = forms.SlugField(
        label=_("Word for addresses"),
        max_length=60,
        required=False,
        help_text=_(
            "Stands in every credential you award and cannot change later. Small letters, digits,"
            " hyphens. Left empty, one is suggested before anything is founded."
        ),
        error_messages={"invalid": _("Use small letters, digits and hyphens only.")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )
    field_order = ("legal_name", "short_name", "slug", "url", "ink")

    def clean_slug(self) -> str:
        """Return the word in small letters, as addresses have it."""
        return str(self.cleaned_data["slug"]).lower()

    def suggested_word(self) -> str:
        """Return a word for addresses made of the names, or nothing where one was written.

        Where the names have no letters for one, the field says that one must be written.
        """
        if self.cleaned_data["slug"]:
            return ""
        names = (self.cleaned_data["short_name"], self.cleaned_data["legal_name"])
        word = next(filter(None, map(slugify, names)), "")[:_LONGEST_WORD].strip("-_")
        if not word:
            self.add_error("slug", _("Write a word of small letters, digits and hyphens."))
        return word


class LogoForm(ProfileForm):
    """The whole profile: whom to write to, and a logo."""

    contact_email = forms.EmailField(
        label=_("Address to write to"),
        required=False,
        max_length=254,
        help_text=_(
            "For learners who have a question or object to something. It stands on your public"
            " page, on the page of each claim and in letters."
        ),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": _("This is no e-mail address. Check it.")},
    )
    privacy_url = forms.URLField(
        label=_("Privacy notice"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=_("Your own page that says what you do with what you know of learners."),
        widget=forms.URLInput({"autocomplete": "off"}),
    )
    field_order = ("legal_name", "short_name", "url", "contact_email", "privacy_url", "ink")

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, up to 2 MB. It is drawn anew, at most 512 pixels wide."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )
    removes_logo = forms.BooleanField(label=_("Remove the logo"), required=False)


class CompromiseForm(forms.Form):
    """Since when others may have had a key."""

    since = forms.DateTimeField(
        label=_("Since when, in UTC"),
        help_text=_("The first moment at which somebody else may have had it. In doubt, earlier."),
        error_messages={
            "required": _("Write the moment. In doubt, when the key was made."),
            "invalid": _("Write day and time, as in 2026-11-14 17:02."),
        },
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    is_understood = forms.BooleanField(
        label=_("I understand that this cannot be taken back"),
        error_messages={"required": _("Tick this if you want to go on.")},
    )


def show_problem(form: forms.Form, problem: Problem) -> None:
    """Put a problem under the field that its pointer names, or above the form."""
    field = problem.pointer.removeprefix("/") if problem.pointer else ""
    form.add_error(field if field in form.fields else None, problem.detail)


def profile_of(organization: Any) -> dict[str, Any]:
    """Return what the profile's form shows at first."""
    names = ("legal_name", "short_name", "url", "contact_email", "privacy_url", "ink")
    return {name: getattr(organization, name) for name in names}
