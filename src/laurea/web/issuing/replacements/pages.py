"""The pages on which a credential is corrected, and renewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import Conflict, LaureaError, Unavailable
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.catalog.access import Achievement, versions_of
from laurea.web.design.contexts import Head
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Facts, FormPart, Notice, Text
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.award_form import new_key
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.replacements.correct import correct
from laurea.web.issuing.replacements.correction_form import CorrectionForm
from laurea.web.issuing.replacements.found import Found, found
from laurea.web.issuing.replacements.renew import end_when_renewed, renew, why_not_renewable
from laurea.web.issuing.staff import for_issuers
from laurea.web.issuing.successors.access import successor_of
from laurea.web.operations.mail import sends_letters

_CORRECTING: Final[Text] = gettext_lazy("Correcting takes an owner or an issuer")
_RENEWING: Final[Text] = gettext_lazy("Renewing takes an owner or an issuer")
_DAY: Final = "%Y-%m-%d"
_END_OF_DAY: Final = time(23, 59, 59)


class RenewalForm(forms.Form):
    """Until when, and under which version."""

    until = forms.DateField(
        label=gettext_lazy("Valid until"),
        input_formats=[_DAY],
        required=False,
        help_text=gettext_lazy("The last day. Leave it empty if it does not end."),
        widget=forms.DateInput({"type": "date"}, format=_DAY),
    )
    version = forms.ChoiceField(
        label=gettext_lazy("Version of the achievement"),
        help_text=gettext_lazy("What it says of the achievement, and its criteria."),
    )
    key = forms.CharField(max_length=200, widget=forms.HiddenInput)

    def __init__(self, sent: Any = None, *, found: Found) -> None:
        old = found.credential
        versions = [one for one in versions_of(old.achievement) if _may_renew(one, old)]
        first = {
            "until": end_when_renewed(old, old.achievement, at=found.at),
            "version": str(old.achievement_id),
            "key": new_key(),
        }
        super().__init__(sent, initial=first)
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [(str(one.pk), _version_name(one, old)) for one in versions]

    @property
    def valid_until(self) -> datetime | None:
        """The end of the last day, if there is one."""
        until = self.cleaned_data["until"]
        return datetime.combine(until, _END_OF_DAY, UTC) if until else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPage:
    """The form of a correction, with what the credential says now in it."""

    template: ClassVar[str] = "issuing/correction.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    notice: Notice | None
    form: CorrectionForm
    action: str
    back: Button


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalPage:
    """The form of a renewal, with what ends."""

    template: ClassVar[str] = "issuing/suspension.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    notice: Notice | None
    facts: Facts
    form: FormPart


@login_required
@for_issuers(_CORRECTING)
@require_http_methods(["GET", "HEAD", "POST"])
@demand_recent_sign_in()
def correct_page(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Put another credential in the place of one."""
    here = found(request, slug, credential_id)
    if request.method != "POST":
        kept = kept_form(request)
        if kept is not None:
            form = CorrectionForm(kept.sent, credential=here.credential, at=here.at)
            return show(request, _correction(here, form, kept.notice), status=kept.status)
        is_open = here.credential.state != CredentialState.RESERVED and not successor_of(
            here.credential
        )
        form = CorrectionForm(credential=here.credential, at=here.at)
        return show(request, _correction(here, form)) if is_open else redirect(here.here)
    form = CorrectionForm(request.POST, credential=here.credential, at=here.at)
    if not form.is_valid():
        return show_again(request)
    try:
        new = correct(
            actor=here.account,
            credential_id=here.credential.pk,
            wanted=form.wanted,
            reason=form.cleaned_data["reason"],
            at=here.at,
        )
    except LaureaError as error:
        return _refused(request, error)
    is_new = new.pk != here.credential.pk
    said = _("Corrected. This one took its place.") if is_new else _("The name is written anew.")
    messages.success(request, said)
    return redirect("issuing-credential", slug=slug, credential_id=new.pk)


@login_required
@for_issuers(_RENEWING)
@require_http_methods(["GET", "HEAD", "POST"])
@demand_recent_sign_in()
def renew_page(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Award anew what ends."""
    here = found(request, slug, credential_id)
    if request.method != "POST":
        kept = kept_form(request)
        if kept is not None:
            form = RenewalForm(kept.sent, found=here)
            return show(request, _renewal(here, form, kept.notice), status=kept.status)
        why_not = why_not_renewable(here.credential, at=here.at)
        if why_not or successor_of(here.credential):
            if why_not:
                messages.info(request, why_not)
            return redirect(here.here)
        return show(request, _renewal(here, RenewalForm(found=here)))
    form = RenewalForm(request.POST, found=here)
    if not form.is_valid():
        return show_again(request)
    try:
        new = renew(
            actor=here.account,
            credential_id=here.credential.pk,
            key=form.cleaned_data["key"],
            valid_until=form.valid_until,
            achievement_id=UUID(form.cleaned_data["version"]),
            at=here.at,
        )
    except LaureaError as error:
        return _refused(request, error)
    messages.success(request, _("Renewed. This one begins now."))
    return redirect("issuing-credential", slug=slug, credential_id=new.pk)


def _refused(request: HttpRequest, error: LaureaError) -> HttpResponse:
    """Lead to the form with what was sent in it, and why it was not done above it."""
    notice = Notice(title=error.problem.title, sentence=error.problem.detail, kind="failed")
    sent = _sent_again(request, error)
    return show_again(request, sent, notice=notice, status=_status(error))


def _sent_again(request: HttpRequest, error: LaureaError) -> QueryDict:
    """Return what was sent, for another try; under a new key where the old one is used up."""
    sent = request.POST.copy()
    if isinstance(error, Conflict):
        sent["key"] = new_key()
    return sent


def _status(error: LaureaError) -> int:
    if isinstance(error, Unavailable):
        return 503
    return 409 if isinstance(error, Conflict) else 422


def _correction(here: Found, form: CorrectionForm, notice: Notice | None = None) -> CorrectionPage:
    title = _("Correct this credential")
    revoked = here.credential.state == CredentialState.REVOKED
    sentence = _(
        "What was signed is not changed. Another credential takes its place; this one is revoked,"
        " and its page leads to the other."
    )
    if revoked:
        sentence = _("It is revoked already. Another credential takes its place.")
    return CorrectionPage(
        head=Head(title=title),
        crumbs=here.crumbs(title),
        title=title,
        sentence=sentence,
        notice=notice or _newer(here),
        form=form,
        action=here.address("correct"),
        back=Button(text=_("Leave it as it is"), href=here.here, kind="quiet"),
    )


def _newer(here: Found) -> Notice | None:
    """Return a word on what a correction does not change: the version of the achievement."""
    old = here.credential.achievement
    if versions_of(old)[0].pk == old.pk:
        return None
    return Notice(
        kind="plain",
        sentence=_("It was awarded for version %d of the achievement, and stays with that one.")
        % old.number,
    )


def _renewal(here: Found, form: RenewalForm, notice: Notice | None = None) -> RenewalPage:
    title = _("Renew this credential")
    told = _("Another credential begins now, with the same results. %s gets no letter.")
    if sends_letters() and here.credential.recipient_email:
        told = _("Another credential begins now, with the same results. %s is told.")
    if len(form.fields["version"].choices) < 2:  # type: ignore[attr-defined]
        form.fields["version"].widget = form.fields["version"].hidden_widget()
    buttons = (
        Button(text=_("Renew and sign"), icon="seal"),
        Button(text=_("Let it end"), href=here.here, kind="quiet"),
    )
    return RenewalPage(
        head=Head(title=title),
        crumbs=here.crumbs(title),
        title=title,
        sentence=told % here.who,
        notice=notice,
        facts=here.facts(),
        form=FormPart(form, buttons, action=here.address("renew")),
    )


def _may_renew(version: Achievement, old: Credential) -> bool:
    return version.number >= old.achievement.number


def _version_name(version: Achievement, old: Credential) -> str:
    if version.pk == old.achievement_id:
        return _("Version %d, as before") % version.number
    return _("Version %d") % version.number
