"""The wallet: what a person was awarded, whether it is in force, what others see of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from laurea.credentials.errors import Conflict
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.paging import pagination_of
from laurea.web.design.parts import Artwork, Button, EmptyState, Link, Outcome, Text
from laurea.web.design.tables import Pagination
from laurea.web.issuing.access import Credential, CredentialState, handed_out_credential
from laurea.web.issuing.claim_shown import artwork_of
from laurea.web.issuing.claims.access import Claim, ClaimState, claims_by_credential
from laurea.web.issuing.claims.remembered import accepted_here, forget_accepted
from laurea.web.issuing.staff import account_of
from laurea.web.issuing.standing import Standing, standing_of
from laurea.web.wallet.access import Holding, holdings_of
from laurea.web.wallet.gather import gather, keep_accepted
from laurea.web.wallet.take_along import archive_of

CARDS: Final = 24
"""How many credentials a page of the wallet shows."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a credential is in force, as its row says it: a mark and words."""

    outcome: Outcome
    words: Text


@dataclass(frozen=True, slots=True)
class Card:
    """One credential in the wallet."""

    artwork: Artwork
    link: Link
    sentence: Text
    standing: Mark
    remark: Text = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was accepted in this browser and is in no account yet."""

    sentence: Text
    credential: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletPage:
    """Everything a person holds."""

    template: ClassVar[str] = "wallet/wallet.html"
    head: Head
    title: Text
    sentence: Text
    everything: Button | None
    found: tuple[Found, ...]
    cards: tuple[Card, ...]
    pagination: Pagination | None
    empty: EmptyState | None


@login_required
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    """Show what the person holds; what was awarded to their addresses meanwhile is there too."""
    now = timezone.now()
    account = account_of(request)
    gather(actor=account, at=now)
    pages = Paginator(holdings_of(account), CARDS)
    here = pages.get_page(request.GET.get("page"))
    said = ngettext("You hold %s credential", "You hold %s credentials", pages.count)
    everything = Button(
        text=_("Download everything"),
        href=reverse("wallet-everything"),
        icon="download",
        kind="quiet",
    )
    page = WalletPage(
        head=Head(title=_("Wallet")),
        title=said % f"{pages.count:,}" if pages.count else _("Wallet"),
        sentence=_(
            "What was awarded to your verified addresses, or accepted by you. Only you see"
            " this page."
        ),
        everything=everything if pages.count else None,
        found=tuple(_found(request)),
        cards=tuple(_cards(list(here), now)),
        pagination=pagination_of(here, (reverse("wallet") + "?page={}").format),
        empty=None if pages.count else _empty(),
    )
    return show(request, page)


@login_required
@require_POST
def wallet_keep(request: HttpRequest) -> HttpResponse:
    """Take into the account what was accepted in this browser."""
    account = account_of(request)
    asked = request.POST.get("credential", "")
    here = (one for one in accepted_here(request) if str(one.credential_id) == asked)
    proof = next(here, None)
    if proof is None:
        messages.info(request, _("There was nothing left to be taken in."))
        return redirect("wallet")
    try:
        keep_accepted(actor=account, proof=proof, at=timezone.now())
    except Conflict as error:
        messages.info(request, error.problem.detail)
    else:
        messages.info(request, _("It is in your wallet now."))
    forget_accepted(request, proof.credential_id)
    return redirect("wallet")


@login_required
@require_safe
def wallet_everything(request: HttpRequest) -> StreamingHttpResponse:
    """Send all credentials of the person as one archive, while it is made."""
    account = account_of(request)
    gather(actor=account, at=timezone.now())
    held = holdings_of(account).iterator(chunk_size=50)
    archive = archive_of(holding.credential for holding in held)
    return sent_as_archive(archive, "credentials.zip")


def sent_as_archive(archive: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """Return the answer that sends a ZIP archive while it is made."""
    response = StreamingHttpResponse(archive, content_type="application/zip")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def mark_of(credential: Credential, at: datetime) -> Mark:
    """Return whether a credential is in force at a moment, from what is known of it here."""
    standing = standing_of(credential, at)
    if standing is Standing.REVOKED:
        on = day(credential.revoked_at) if credential.revoked_at else ""
        return Mark("failed", _("Revoked on %s") % on)
    if standing is Standing.SUSPENDED:
        on = day(credential.suspended_at) if credential.suspended_at else ""
        return Mark("failed", _("Suspended on %s") % on)
    if standing is Standing.AHEAD:
        return Mark("silent", _("Valid from %s") % day(credential.valid_from))
    if credential.valid_until is None:
        return Mark("passed", _("In force"))
    if standing is Standing.ENDED:
        return Mark("failed", _("Expired on %s") % day(credential.valid_until))
    return Mark("passed", _("In force until %s") % day(credential.valid_until))


def _found(request: HttpRequest) -> Iterator[Found]:
    """Yield what this browser accepted and nobody keeps; an account must say that it wants it."""
    ids = [one.credential_id for one in accepted_here(request)]
    claims = claims_by_credential(ids)
    for credential_id in ids:
        claim = claims.get(credential_id)
        if claim is None or claim.claimed_by_id is not None:
            continue
        name = handed_out_credential(credential_id).achievement.name
        yield Found(_("%s was accepted in this browser.") % name, str(credential_id))


def _cards(holdings: list[Holding], now: datetime) -> Iterator[Card]:
    claims = claims_by_credential([holding.credential_id for holding in holdings])
    for holding in holdings:
        credential = holding.credential
        about = {"issuer": credential.organization.legal_name, "day": day(credential.valid_from)}
        yield Card(
            artwork=artwork_of(credential, size="m"),
            link=Link(credential.achievement.name, _address(credential.pk)),
            sentence=_("by %(issuer)s on %(day)s") % about,
            standing=mark_of(credential, now),
            remark=_remark(credential, claims.get(credential.pk)),
        )


def _remark(credential: Credential, claim: Claim | None) -> str:
    state = claim.state if claim else ClaimState.WAITING
    if state == ClaimState.DECLINED:
        return _("You declined it")
    is_open = state == ClaimState.WAITING and credential.state == CredentialState.ISSUED
    return _("Waits for your answer") if is_open else ""


def _address(credential_id: UUID) -> str:
    return reverse("wallet-credential", args=[credential_id])


def _empty() -> EmptyState:
    return EmptyState(
        icon="wallet",
        title=_("Nothing was awarded to you here yet"),
        sentence=_(
            "What is awarded to one of your verified addresses appears here by itself. If it went"
            " to another address of yours, add and verify that address."
        ),
        action=Button(text=_("Your addresses"), href=reverse("account_email"), kind="quiet"),
    )
