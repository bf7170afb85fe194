"""The pages on which a credential is suspended, and reinstated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.web.accounts.access import Account
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, FormPart, Link, Notice, Text
from laurea.web.issuing.access import Credential, CredentialState, credential_for
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.reasons import LONGEST_REASON
from laurea.web.issuing.staff import account_of, for_issuers
from laurea.web.issuing.suspend import reinstate, suspend
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import Organization, absent, organization_for

_SUSPENDING: Final[Text] = gettext_lazy("Suspending takes an owner or an issuer")
_REINSTATING: Final[Text] = gettext_lazy("Reinstating takes an owner or an issuer")
_PUBLIC: Final[Text] = gettext_lazy(
    "Everybody who looks at the credential reads this. Say what is looked into, not what somebody"
    " is suspected of: the results are being checked again; a complaint is being looked into."
)
_FOR_THE_TRAIL: Final[Text] = gettext_lazy(
    "For the audit trail: what the matter came to. Others do not read it."
)


class SuspensionForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say why.")},
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, hint: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = str(hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionPage:
    """The form that suspends or reinstates, with what that means."""

    template: ClassVar[str] = "issuing/suspension.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    facts: Facts
    form: FormPart
    notice: Notice | None = None


@login_required
@for_issuers(_SUSPENDING)
@require_http_methods(["GET", "HEAD", "POST"])
@demand_recent_sign_in()
def suspend_page(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Suspend a credential, with a public reason."""
    found = _found(request, slug, credential_id)
    is_open = found.credential.suspended_at is None
    return _answer(request, found, _suspension, _suspend, _PUBLIC, is_open=is_open)


@login_required
@for_issuers(_REINSTATING)
@require_http_methods(["GET", "HEAD", "POST"])
@demand_recent_sign_in()
def reinstate_page(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Reinstate a credential, with a reason for the trail."""
    found = _found(request, slug, credential_id)
    is_open = found.credential.suspended_at is not None
    return _answer(request, found, _reinstatement, _reinstate, _FOR_THE_TRAIL, is_open=is_open)


@dataclass(frozen=True, slots=True)
class _Found:
    account: Account
    organization: Organization
    credential: Credential

    @property
    def where(self) -> list[object]:
        return [self.organization.slug, self.credential.pk]

    @property
    def who(self) -> str:
        one = self.credential
        return one.recipient_name or one.recipient_email or one.recipient_did


def _found(request: HttpRequest, slug: str, credential_id: UUID) -> _Found:
    account = account_of(request)
    organization = organization_for(account, slug)
    credential = credential_for(account, credential_id)
    if credential.organization_id != organization.pk:
        raise absent()
    return _Found(account, organization, credential)


def _answer(
    request: HttpRequest,
    found: _Found,
    page: Callable[[_Found, SuspensionForm], SuspensionPage],
    act: Callable[[_Found, str, datetime], object],
    hint: Text,
    *,
    is_open: bool,
) -> HttpResponse:
    """Show a form or do what it asks for; with nothing to decide, lead to the credential."""
    here = redirect("issuing-credential", *found.where)
    if request.method != "POST":
        kept = kept_form(request)
        if kept is not None:
            shown = replace(page(found, SuspensionForm(kept.sent, hint=hint)), notice=kept.notice)
            return show(request, shown, status=kept.status)
        is_issued = found.credential.state == CredentialState.ISSUED
        form = SuspensionForm(hint=hint)
        return show(request, page(found, form)) if is_issued and is_open else here
    form = SuspensionForm(request.POST, hint=hint)
    if not form.is_valid():
        return show_again(request)
    try:
        act(found, form.cleaned_data["reason"], timezone.now())
    except (Conflict, MalformedDocument) as error:
        notice = Notice(title=error.problem.title, sentence=error.problem.detail, kind="failed")
        status = 409 if isinstance(error, Conflict) else 422
        return show_again(request, notice=notice, status=status)
    return here


def _suspend(found: _Found, reason: str, at: datetime) -> None:
    suspend(actor=found.account, credential_id=found.credential.pk, reason=reason, at=at)


def _reinstate(found: _Found, reason: str, at: datetime) -> None:
    reinstate(actor=found.account, credential_id=found.credential.pk, reason=reason, at=at)


def _suspension(found: _Found, form: SuspensionForm) -> SuspensionPage:
    told = (
        _("It counts for nothing until you reinstate it. %s is told, with the reason you write.")
        if sends_letters() and found.credential.recipient_email
        else _("It counts for nothing until you reinstate it. %s gets no letter.")
    )
    return _page(
        found,
        form,
        title=_("Suspend this credential"),
        sentence=told % found.who,
        name="suspend",
        press=_("Suspend it"),
        leave=_("Leave it in force"),
    )


def _reinstatement(found: _Found, form: SuspensionForm) -> SuspensionPage:
    told = (
        _("It counts again, as it did before. %s is told.")
        if sends_letters() and found.credential.recipient_email
        else _("It counts again, as it did before. %s gets no letter.")
    )
    return _page(
        found,
        form,
        title=_("Reinstate this credential"),
        sentence=told % found.who,
        name="reinstate",
        press=_("Reinstate it"),
        leave=_("Leave it suspended"),
    )


def _page(
    found: _Found,
    form: SuspensionForm,
    *,
    title: str,
    sentence: str,
    name: str,
    press: str,
    leave: str,
) -> SuspensionPage:
    credentials = reverse("issuing-credentials", args=[found.organization.slug])
    here = reverse("issuing-credential", args=found.where)
    buttons = (Button(text=press), Button(text=leave, href=here, kind="quiet"))
    return SuspensionPage(
        head=Head(title=title),
        crumbs=Crumbs((Link(_("Credentials"), credentials), Link(found.who, here)), title),
        title=title,
        sentence=sentence,
        facts=Facts(tuple(_facts(found))),
        form=FormPart(form, buttons, action=reverse(f"issuing-{name}", args=found.where)),
    )


def _facts(found: _Found) -> list[Fact]:
    credential = found.credential
    facts = [
        Fact(_("Recipient"), found.who),
        Fact(_("Achievement"), credential.achievement.name),
        Fact(_("Awarded on"), day(credential.valid_from)),
    ]
    if credential.suspended_at is not None:
        facts.append(Fact(_("Suspended since"), day(credential.suspended_at)))
        facts.append(Fact(_("Reason"), credential.suspension_reason))
    return facts
