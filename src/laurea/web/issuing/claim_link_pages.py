"""Whether a recipient has taken a credential, and a link to hand on where no letter arrives."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
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

from laurea.credentials.errors import Conflict
from laurea.web.accounts.access import Account
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, FormPart, Link, Notice, Text
from laurea.web.issuing.access import CredentialState, credential_for
from laurea.web.issuing.claims.access import Claim, ClaimState, open_claim
from laurea.web.issuing.claims.links import DrawnLink, new_claim_link
from laurea.web.issuing.claims.shown_here import made_here, remember_made
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.staff import account_of, page_for_those_who_only_look
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import Organization, absent, organization_for, roles_of

_KEY_BYTES: Final = 16
_STANDINGS: Final[dict[str, Text]] = {
    ClaimState.WAITING: gettext_lazy("The recipient has not answered yet"),
    ClaimState.ACCEPTED: gettext_lazy("The recipient has accepted it"),
    ClaimState.DECLINED: gettext_lazy("The recipient has declined it"),
}


class _LinkForm(forms.Form):
    """Carries the key of the form, so that sending it twice makes one link."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOfCredentialPage:
    """Where the claim of a credential stands; `link` is one that was made in this browser."""

    template: ClassVar[str] = "issuing/claims/of_credential.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    facts: Facts
    notice: Notice | None = None
    link: str = ""
    until: Text = ""
    form: FormPart | None = None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_of_credential(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Show where a claim stands, and make a link to hand on."""
    now = timezone.now()
    account = account_of(request)
    organization = organization_for(account, slug)
    credential = credential_for(account, credential_id)
    if credential.organization_id != organization.pk:
        raise absent()
    may_make = bool(roles_of(account, organization) & ISSUERS)
    if request.method == "POST":
        if not may_make:
            title = _("Making claim links takes an owner or an issuer")
            return page_for_those_who_only_look(request, organization, title)
        return _make(request, account, credential.pk, now)
    claim = open_claim(credential.pk, at=now)
    made = made_here(request, credential.pk, at=now) if may_make else None
    kept = kept_form(request)
    notice = kept.notice if kept else None
    page = _page(organization, claim, made=made, notice=notice, may_make=may_make)
    return show(request, page, status=kept.status if kept else 200)


def _make(
    request: HttpRequest, account: Account, credential_id: UUID, now: datetime
) -> HttpResponse:
    """Make a link, and lead to where it is shown."""
    form = _LinkForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else secrets.token_hex(_KEY_BYTES)
    try:
        new_claim_link(actor=account, credential_id=credential_id, key=key, at=now)
    except Conflict as error:
        notice = Notice(title=_("No link was made"), sentence=error.problem.detail)
        return show_again(request, notice=notice, status=409)
    remember_made(request, credential_id, key)
    return redirect(request.path)


def _page(
    organization: Organization,
    claim: Claim,
    *,
    made: DrawnLink | None,
    notice: Notice | None,
    may_make: bool,
) -> ClaimOfCredentialPage:
    is_revoked = claim.credential.state == CredentialState.REVOKED
    is_open = claim.state == ClaimState.WAITING and not is_revoked
    title = _("It was revoked") if is_revoked else _STANDINGS[claim.state]
    letters = reverse("organization-letters", args=[organization.slug])
    return ClaimOfCredentialPage(
        head=Head(title=title),
        crumbs=Crumbs((Link(_("Letters"), letters),), claim.credential.achievement.name),
        title=title,
        sentence=_sentence(is_open=is_open, may_make=may_make),
        facts=_facts(claim),
        notice=notice,
        link=made.address if made else "",
        until=_("It works once, until %s.") % day(made.expires_at) if made else "",
        form=_form(organization, claim) if is_open and may_make else None,
    )


def _sentence(*, is_open: bool, may_make: bool) -> str:
    if not is_open:
        return _("There is nothing to hand on any more.")
    if not may_make:
        return _("Owners and issuers can make a claim link to hand on.")
    if sends_letters():
        return _(
            "A letter with a link was written to the recipient. Where none arrives, make a link"
            " and hand it on yourself. Every link works until one of them was used."
        )
    return _(
        "No letter leaves this server. Make a link and hand it on, in whatever way you reach the"
        " recipient. Who has the link can accept the credential."
    )


def _facts(claim: Claim) -> Facts:
    credential = claim.credential
    facts = [
        Fact(_("Credential"), credential.achievement.name),
        Fact(_("Recipient"), credential.recipient_name or None, missing=_("Not given")),
        Fact(_("Address"), credential.recipient_email or None, missing=_("Not given")),
        Fact(_("Awarded"), day(credential.valid_from)),
    ]
    if claim.answered_at is not None:
        facts.append(Fact(_("Answered"), day_and_time(claim.answered_at)))
    if claim.state == ClaimState.ACCEPTED:
        facts.append(Fact(_("Kept in an account"), _("Yes") if claim.claimed_by_id else _("No")))
    return Facts(tuple(facts))


def _form(organization: Organization, claim: Claim) -> FormPart:
    address = reverse("organization-claim", args=[organization.slug, claim.pk])
    form = _LinkForm(initial={"key": secrets.token_hex(_KEY_BYTES)})
    button = Button(text=_("Make a claim link"), icon="key")
    return FormPart(form, (button,), action=address)
