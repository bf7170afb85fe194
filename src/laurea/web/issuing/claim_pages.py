"""The page behind a claim link: what waits, one button to take it, and then what one has.

Looking changes nothing: mail scanners open links. The first answer stays. Who gave it comes back
in the same browser and finds the page again; everybody else reads when it was answered.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from laurea.credentials.errors import Conflict
from laurea.web.accounts.access import Account
from laurea.web.design.pages import show
from laurea.web.issuing.access import CredentialState
from laurea.web.issuing.claim_shown import (
    answered_page,
    asked_page,
    expired_page,
    lost_page,
    revoked_page,
    waiting_page,
    yours_page,
)
from laurea.web.issuing.claims.accept import accept, decline
from laurea.web.issuing.claims.access import Claim, ClaimLink, ClaimState, link_with
from laurea.web.issuing.claims.links import digest_of
from laurea.web.issuing.claims.remembered import has_accepted, remember_accepted
from laurea.web.issuing.letters.ask_again import ask_again
from laurea.web.security.client import client_network
from laurea.web.security.rate import Rate
from laurea.web.security.refusals import too_many_requests
from laurea.web.security.secret_addresses import secret_address

RATE: Final = Rate("claim", 30, 60)
"""So many requests a minute for one link of one client; all links that lead nowhere are one."""
_ANSWERS: Final = {"accept": accept, "decline": decline}


@secret_address
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Show what waits behind a link, or take the answer to it."""
    now = timezone.now()
    link = link_with(digest_of(token))
    wait_s = _wait_s(request, link, now)
    if wait_s:
        return too_many_requests(request, wait_s)
    if link is None:
        return show(request, lost_page(), status=404)
    if request.method == "POST" and not _is_closed(link, now):
        return _answered(request, token, link.claim, now)
    status = 409 if request.method == "POST" else 410
    return _shown(request, token, link, now, closed_status=status)


@secret_address
@require_POST
def claim_again(request: HttpRequest, token: str) -> HttpResponse:
    """Send the recipient a new link in place of one that has expired."""
    now = timezone.now()
    link = link_with(digest_of(token))
    wait_s = _wait_s(request, link, now)
    if wait_s:
        return too_many_requests(request, wait_s)
    if link is None:
        return show(request, lost_page(), status=404)
    ask_again(credential_id=link.claim_id, at=now)
    return show(request, asked_page(link.claim))


def _wait_s(request: HttpRequest, link: ClaimLink | None, now: datetime) -> int:
    thing = str(link.claim_id) if link else ""
    return RATE.retry_after_s(f"{client_network(request)}:{thing}", at=now)


def _is_closed(link: ClaimLink, now: datetime) -> bool:
    """Say whether there is nothing to answer: too late, answered before, or revoked."""
    is_waiting = link.claim.state == ClaimState.WAITING
    is_issued = link.claim.credential.state == CredentialState.ISSUED
    return not is_waiting or not is_issued or link.expires_at <= now


def _answered(request: HttpRequest, token: str, claim: Claim, now: datetime) -> HttpResponse:
    answer = _ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        return redirect("claim", token=token)
    account = request.user if isinstance(request.user, Account) else None
    try:
        answer(actor=account, credential_id=claim.pk, at=now)
    except Conflict:
        link = link_with(digest_of(token))
        if link is None:
            return show(request, lost_page(), status=404)
        return _shown(request, token, link, now, closed_status=409)
    if answer is accept:
        remember_accepted(request, claim.pk)
    return redirect("claim", token=token)


def _shown(
    request: HttpRequest, token: str, link: ClaimLink, now: datetime, *, closed_status: int
) -> HttpResponse:
    claim = link.claim
    if claim.credential.state == CredentialState.REVOKED:
        return show(request, revoked_page(claim), status=closed_status)
    account = request.user if isinstance(request.user, Account) else None
    if claim.state == ClaimState.ACCEPTED and _is_theirs(request, claim):
        return show(request, yours_page(claim, account))
    if claim.state != ClaimState.WAITING:
        return show(request, answered_page(claim), status=closed_status)
    if link.expires_at <= now:
        again = reverse("claim-again", args=[token])
        return show(request, expired_page(claim, link.expires_at, again), status=closed_status)
    return show(request, waiting_page(claim, link.expires_at, account))


def _is_theirs(request: HttpRequest, claim: Claim) -> bool:
    is_own = isinstance(request.user, Account) and claim.claimed_by_id == request.user.pk
    return is_own or has_accepted(request, claim.pk)
