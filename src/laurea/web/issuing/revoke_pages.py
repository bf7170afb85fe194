"""The page that revokes one credential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, Link, Notice, Text
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.credential_pages import credential_here, crumbs_to, recipient_of
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.revoke_form import RevokeForm
from laurea.web.issuing.staff import account_of, for_issuers
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import Organization

REASONS: Final[dict[str, Text]] = {"declined": gettext_lazy("The recipient declined it.")}
"""Reasons that an address may ask for, by their names; they can be written otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokePage:
    """The form that revokes, with what that means."""

    template: ClassVar[str] = "issuing/revoke.html"
    head: Head
    crumbs: Crumbs
    title: str
    sentence: Text
    facts: Facts
    notice: Notice | None
    form: RevokeForm
    action: str
    back: Button


@login_required
@for_issuers(gettext_lazy("Revoking takes an owner or an issuer"))
@require_http_methods(["GET", "HEAD", "POST"])
@demand_recent_sign_in()
def revoke_page(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Revoke a credential, for good and with a reason."""
    account = account_of(request)
    organization, credential = credential_here(account, slug, credential_id)
    here = redirect("issuing-credential", slug=slug, credential_id=credential.pk)
    if request.method != "POST":
        kept = kept_form(request)
        if kept is None and credential.state != CredentialState.ISSUED:
            return here
        reason = str(REASONS.get(request.GET.get("why", ""), ""))
        form = RevokeForm(kept.sent) if kept else RevokeForm(initial={"reason": reason})
        page = _revoke(organization, credential, form, kept.notice if kept else None)
        return show(request, page, status=kept.status if kept else 200)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return show_again(request)
    reason = form.cleaned_data["reason"]
    try:
        revoke(actor=account, credential_id=credential.pk, reason=reason, at=timezone.now())
    except (Conflict, MalformedDocument) as error:
        notice = Notice(title=error.problem.title, sentence=error.problem.detail, kind="failed")
        status = 409 if isinstance(error, Conflict) else 422
        return show_again(request, notice=notice, status=status)
    return here


def _revoke(
    organization: Organization, credential: Credential, form: RevokeForm, notice: Notice | None
) -> RevokePage:
    who = recipient_of(credential)
    address = reverse("issuing-credential", args=[organization.slug, credential.pk])
    title = _("Revoke this credential")
    told = (
        _("Revoking cannot be undone. %s is told, with the reason you write.")
        if sends_letters() and credential.recipient_email
        else _("Revoking cannot be undone. Whoever opens it reads the reason; %s gets no letter.")
    )
    return RevokePage(
        head=Head(title=title),
        crumbs=crumbs_to(organization, title, Link(who, address)),
        title=title,
        sentence=told % who,
        facts=Facts(
            (
                Fact(_("Recipient"), who),
                Fact(_("Achievement"), credential.achievement.name),
                Fact(_("Awarded on"), day(credential.valid_from)),
            )
        ),
        notice=notice,
        form=form,
        action=reverse("issuing-revoke", args=[organization.slug, credential.pk]),
        back=Button(text=_("Leave it in force"), href=address, kind="quiet"),
    )
