"""One credential in the wallet: what others see of it, and what can be taken along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from laurea.credentials.errors import Conflict
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Link, Plate, Text
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.claim_shown import artwork_of, path_of, take_along, validity_of
from laurea.web.issuing.claims.accept import accept, decline
from laurea.web.issuing.claims.access import ClaimState, open_claim
from laurea.web.issuing.claims.show_name import show_name
from laurea.web.issuing.staff import account_of
from laurea.web.wallet.access import holding_for
from laurea.web.wallet.pages import Standing, standing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCredentialPage:
    """A credential of one's own. `answers` are there until it was answered."""

    template: ClassVar[str] = "wallet/credential.html"
    head: Head
    crumbs: Crumbs
    plate: Plate
    standing: Standing
    sentence: Text
    action: str
    answers: tuple[Button, ...]
    address: str
    name_sentence: Text
    name: Button | None
    actions: tuple[Button, ...]


@login_required
@require_safe
def held_credential(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Show one credential that the person holds."""
    now = timezone.now()
    credential = holding_for(account_of(request), credential_id).credential
    claim = open_claim(credential.pk, at=now)
    is_open = claim.state == ClaimState.WAITING and credential.state == CredentialState.ISSUED
    page = HeldCredentialPage(
        head=Head(title=credential.achievement.name),
        crumbs=Crumbs((Link(_("Wallet"), reverse("wallet")),), credential.achievement.name),
        plate=_plate(credential),
        standing=standing_of(credential, now),
        sentence=_sentence(credential, claim.state),
        action=reverse("wallet-answer", args=[credential.pk]),
        answers=tuple(_answers()) if is_open else (),
        address=settings.LAUREA_PUBLIC_URL + path_of(credential),
        name_sentence=_name_sentence(credential),
        name=_name_button(credential),
        actions=tuple(take_along(credential)),
    )
    return show(request, page)


@login_required
@require_POST
def held_answer(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Accept or decline what the person holds."""
    account = account_of(request)
    credential = holding_for(account, credential_id).credential
    answer = {"accept": accept, "decline": decline}.get(request.POST.get("answer", ""))
    if answer is not None:
        try:
            answer(actor=account, credential_id=credential.pk, at=timezone.now())
        except Conflict as error:
            messages.info(request, error.problem.detail)
    return redirect("wallet-credential", credential_id=credential.pk)


@login_required
@require_POST
def held_name(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Show or hide the person's name on the public page."""
    account = account_of(request)
    credential = holding_for(account, credential_id).credential
    shows = request.POST.get("shows")
    if shows in ("yes", "no"):
        show_name(
            actor=account, credential_id=credential.pk, shows=shows == "yes", at=timezone.now()
        )
    return redirect("wallet-credential", credential_id=credential.pk)


def _plate(credential: Credential) -> Plate:
    return Plate(
        artwork=artwork_of(credential),
        title=credential.achievement.name,
        recipient=credential.recipient_name or credential.recipient_email,
        issuer=Link(credential.organization.legal_name, f"/i/{credential.organization.slug}"),
        awarded_on=day(credential.valid_from),
        validity=validity_of(credential),
    )


def _sentence(credential: Credential, state: str) -> str:
    if credential.state == CredentialState.REVOKED:
        reason = credential.revocation_reason.strip()
        given = _("The issuer gave this reason: %s") % reason if reason else ""
        return " ".join([_("It counts no longer, and its page says so."), given]).strip()
    if state == ClaimState.WAITING:
        return _("It waits for your answer. Accept it if it is yours.")
    if state == ClaimState.DECLINED:
        return _("You said that it is not for you. The issuer was told.")
    return _("You accepted it. Whoever opens its page sees whether it is in force.")


def _answers() -> Iterator[Button]:
    yield Button(text=_("Accept it"), name="answer", value="accept", icon="check")
    yield Button(text=_("This is not for me"), name="answer", value="decline", kind="quiet")


def _name_sentence(credential: Credential) -> str:
    if not credential.recipient_name:
        return _("The issuer entered no name, so the page shows none. It never shows an address.")
    name = credential.recipient_name
    if credential.holder_shows_name:
        return _("The page names you: %s. The front page here may show it as an example.") % name
    return (
        _(
            "The page does not name you. You can let it show the name %s; the front page here may "
            "then show it as an example."
        )
        % name
    )


def _name_button(credential: Credential) -> Button | None:
    if not credential.recipient_name:
        return None
    shown = credential.holder_shows_name
    return Button(
        text=_("Hide my name") if shown else _("Show my name"),
        post_to=reverse("wallet-name", args=[credential.pk]),
        name="shows",
        value="no" if shown else "yes",
        kind="quiet",
        icon="lock" if shown else "eye",
    )
