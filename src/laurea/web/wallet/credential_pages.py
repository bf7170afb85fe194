"""One credential in the wallet: what others see of it, and what can be taken along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, FormPart, Link, Plate, Text
from laurea.web.issuing.access import Credential, CredentialState, Publicity
from laurea.web.issuing.addresses import credential_address, path_of
from laurea.web.issuing.claim_shown import (
    artwork_of,
    linkedin_button,
    name_button,
    shown_name,
    validity_of,
)
from laurea.web.issuing.claim_words import revocation_of, suspension_of, wish_sentence
from laurea.web.issuing.claims.accept import accept, decline
from laurea.web.issuing.claims.access import Claim, ClaimState, open_claim
from laurea.web.issuing.claims.name_form import NameForm
from laurea.web.issuing.claims.name_wish import ask_for_name
from laurea.web.issuing.claims.show_name import show_name, show_page
from laurea.web.issuing.staff import account_of
from laurea.web.organizations.access import absent
from laurea.web.organizations.identifier import issuer_path
from laurea.web.wallet.access import Holding, holding_for, proof_of
from laurea.web.wallet.offer_example import offer_example
from laurea.web.wallet.pages import Mark, mark_of
from laurea.web.wallet.take_along import FORMS, file_of, name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCredentialPage:
    """A credential of one's own. `answers` are there until it was answered."""

    template: ClassVar[str] = "wallet/credential.html"
    head: Head
    crumbs: Crumbs
    plate: Plate
    standing: Mark
    sentence: Text
    action: str
    answers: tuple[Button, ...]
    address: str
    page_sentence: Text
    page: Button | None
    name_sentence: Text
    name: Button | None
    example_sentence: Text
    example: Button | None
    wish_sentence: Text
    wish: FormPart | None
    actions: tuple[Button, ...]


@login_required
@require_safe
def held_credential(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Show one credential that the person holds."""
    holding = holding_for(account_of(request), credential_id)
    return _shown(request, holding, NameForm())


def _shown(
    request: HttpRequest, holding: Holding, wish: NameForm, *, status: int = 200
) -> HttpResponse:
    now, credential = timezone.now(), holding.credential
    claim = open_claim(credential.pk, at=now)
    is_public = credential.publicity == Publicity.OPEN
    page = HeldCredentialPage(
        head=Head(title=credential.achievement.name),
        crumbs=Crumbs((Link(_("Wallet"), reverse("wallet")),), credential.achievement.name),
        plate=_plate(credential),
        standing=mark_of(credential, now),
        sentence=_sentence(credential, claim.state),
        action=reverse("wallet-answer", args=[credential.pk]),
        answers=tuple(_answers(claim)),
        address=credential_address(credential) if is_public else "",
        page_sentence=_page_sentence(credential),
        page=_page_button(credential),
        name_sentence=shown_name(credential) if is_public else "",
        name=name_button(credential, reverse("wallet-name", args=[credential.pk]))
        if is_public
        else None,
        example_sentence=_example_sentence(holding),
        example=_example_button(holding),
        wish_sentence=wish_sentence(claim),
        wish=_wish(credential, wish) if credential.state == CredentialState.ISSUED else None,
        actions=tuple(_take_along(credential)),
    )
    return show(request, page, status=status)


@login_required
@require_safe
def held_file(request: HttpRequest, credential_id: UUID, form: str) -> HttpResponse:
    """Send one credential that the person holds as a file, whatever its page shows to others."""
    credential = holding_for(account_of(request), credential_id).credential
    found = next((one for one in FORMS if one == form), None)
    if found is None:
        raise absent()
    response = HttpResponse(file_of(credential, found), content_type=FORMS[found])
    name = f"{name_of(credential)}.{found}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


@login_required
@require_POST
def held_page(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Let the public page be found by its link, or hide it."""
    account = account_of(request)
    proof = proof_of(holding_for(account, credential_id))
    shows = request.POST.get("shows")
    if shows in ("yes", "no"):
        show_page(actor=account, proof=proof, shows=shows == "yes", at=timezone.now())
    return redirect("wallet-credential", credential_id=credential_id)


@login_required
@require_POST
def held_wish(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Tell the issuer how the person's name is written."""
    account = account_of(request)
    holding = holding_for(account, credential_id)
    proof = proof_of(holding)
    form = NameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            ask_for_name(actor=account, proof=proof, name=name, at=timezone.now())
        except (Conflict, MalformedDocument) as error:
            form.add_error("name", error.problem.detail)
        else:
            messages.info(request, _("The issuer sees it on its desk."))
            return redirect("wallet-credential", credential_id=credential_id)
    return _shown(request, holding, form, status=422)


@login_required
@require_POST
def held_answer(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Accept or decline what the person holds."""
    account = account_of(request)
    proof = proof_of(holding_for(account, credential_id))
    answer = {"accept": accept, "decline": decline}.get(request.POST.get("answer", ""))
    if answer is not None:
        try:
            answer(actor=account, proof=proof, at=timezone.now())
        except Conflict as error:
            messages.info(request, error.problem.detail)
    return redirect("wallet-credential", credential_id=credential_id)


@login_required
@require_POST
def held_name(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Show or hide the person's name on the public page."""
    account = account_of(request)
    proof = proof_of(holding_for(account, credential_id))
    shows = request.POST.get("shows")
    if shows in ("yes", "no"):
        show_name(actor=account, proof=proof, shows=shows == "yes", at=timezone.now())
    return redirect("wallet-credential", credential_id=credential_id)


@login_required
@require_POST
def held_example(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Let the front page show the credential as an example, or not any more."""
    shows = request.POST.get("shows")
    if shows in ("yes", "no"):
        offer_example(
            actor=account_of(request),
            credential_id=credential_id,
            is_offered=shows == "yes",
            at=timezone.now(),
        )
    return redirect("wallet-credential", credential_id=credential_id)


def _plate(credential: Credential) -> Plate:
    return Plate(
        artwork=artwork_of(credential),
        title=credential.achievement.name,
        recipient=credential.recipient_name or credential.recipient_email,
        issuer=Link(credential.organization.legal_name, issuer_path(credential.organization)),
        awarded_on=day(credential.valid_from),
        validity=validity_of(credential),
    )


def _sentence(credential: Credential, state: str) -> str:
    if credential.state == CredentialState.REVOKED:
        return " ".join(revocation_of(credential))
    if credential.suspended_at is not None:
        return " ".join(suspension_of(credential))
    if state == ClaimState.WAITING:
        return _("It waits for your answer. Accept it if it is yours.")
    if state == ClaimState.DECLINED:
        return _("You said that it is not for you. The issuer sees that. You can still accept it.")
    if credential.publicity == Publicity.HIDDEN:
        return _("You accepted it.")
    return _("You accepted it. Whoever opens its page sees whether it is in force.")


def _answers(claim: Claim) -> Iterator[Button]:
    if claim.credential.state != CredentialState.ISSUED or claim.state == ClaimState.ACCEPTED:
        return
    if claim.state == ClaimState.DECLINED:
        text = _("Accept it after all")
        yield Button(text=text, name="answer", value="accept", kind="quiet", icon="check")
        return
    yield Button(text=_("Accept it"), name="answer", value="accept", icon="check")
    yield Button(text=_("This is not for me"), name="answer", value="decline", kind="quiet")


def _page_sentence(credential: Credential) -> str:
    if credential.publicity == Publicity.HIDDEN:
        return _(
            "You hide its page: to others there is nothing at its address. Whoever has the file can"
            " still check it."
        )
    if credential.publicity == Publicity.DECLINED:
        return _("Its page says that it was declined, and shows nothing else.")
    return _("Whoever has the link can open its page. Search engines are asked to leave it out.")


def _page_button(credential: Credential) -> Button | None:
    if credential.publicity == Publicity.DECLINED:
        return None
    is_public = credential.publicity == Publicity.OPEN
    return Button(
        text=_("Hide its page") if is_public else _("Show its page again"),
        post_to=reverse("wallet-page", args=[credential.pk]),
        name="shows",
        value="no" if is_public else "yes",
        kind="quiet",
        icon="lock" if is_public else "eye",
    )


def _may_be_example(credential: Credential) -> bool:
    is_named = credential.holder_shows_name and bool(credential.recipient_name)
    is_open = credential.publicity == Publicity.OPEN
    return is_named and is_open and credential.state == CredentialState.ISSUED


def _example_sentence(holding: Holding) -> str:
    if not _may_be_example(holding.credential):
        return ""
    if holding.is_example:
        return _("You let the front page here show it to everybody as an example.")
    return _(
        "The front page here does not show it. You can let it show this credential, with your name,"
        " to everybody as an example."
    )


def _example_button(holding: Holding) -> Button | None:
    if not _may_be_example(holding.credential):
        return None
    shown = holding.is_example
    return Button(
        text=_("Take it off the front page") if shown else _("Let the front page show it"),
        post_to=reverse("wallet-example", args=[holding.credential_id]),
        name="shows",
        value="no" if shown else "yes",
        kind="quiet",
        icon="lock" if shown else "eye",
    )


def _wish(credential: Credential, form: NameForm) -> FormPart:
    tell = Button(text=_("Tell the issuer"), kind="quiet", icon="pencil")
    return FormPart(form, (tell,), action=reverse("wallet-wish", args=[credential.pk]))


def _take_along(credential: Credential) -> Iterator[Button]:
    """Yield what the holder can do with it; files come from the wallet, which only they see."""
    is_public = credential.publicity == Publicity.OPEN
    if is_public:
        yield Button(text=_("Open its page"), href=path_of(credential), icon="eye")
    for form in FORMS:
        yield Button(
            text=_("Download as %s") % form.upper(),
            href=reverse("wallet-file", args=[credential.pk, form]),
            icon="download",
            kind="quiet",
            downloads=True,
        )
    if is_public and credential.state == CredentialState.ISSUED:
        yield linkedin_button(credential)
