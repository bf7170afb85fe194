"""The page behind a claim link: what waits, one button to take it, and then what one has.

Looking changes nothing: mail scanners open links. What was accepted stays accepted. Who did comes
back in the same browser and finds the page again; everybody else reads when it was answered.

Most of those who press a button at once come too late: they are answered from one small row, with
no transaction open.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.web.accounts.access import Account
from laurea.web.design.pages import show
from laurea.web.issuing.access import CredentialState
from laurea.web.issuing.claim_shown import (
    accepted_page,
    answered_page,
    asked_page,
    declined_page,
    expired_page,
    lost_page,
    revoked_page,
    waiting_page,
    yours_page,
)
from laurea.web.issuing.claims.accept import accept, decline
from laurea.web.issuing.claims.access import (
    Claim,
    ClaimState,
    LinkStanding,
    link_with,
    standing_with,
)
from laurea.web.issuing.claims.links import digest_of
from laurea.web.issuing.claims.name_form import NameForm
from laurea.web.issuing.claims.name_wish import ask_for_name
from laurea.web.issuing.claims.proof import AcceptedHere, Held, claimed_by
from laurea.web.issuing.claims.remembered import proof_here, remember_accepted
from laurea.web.issuing.claims.show_name import show_name
from laurea.web.issuing.letters.ask_again import ask_again
from laurea.web.security.client import client_network
from laurea.web.security.rate import Rate
from laurea.web.security.refusals import too_many_requests
from laurea.web.security.secret_addresses import secret_address

RATE: Final = Rate("claim", 30, 60, is_shared=False)
"""So many requests a minute for one link of one client; all links that lead nowhere are one.

A token cannot be guessed, so each process counts for itself: what many press at once waits for no
database.
"""
_ANSWERS: Final = frozenset({"accept", "decline"})
_NAME_SHOWN: Final = {"show-name": True, "hide-name": False}


@secret_address
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Show what waits behind a link, or take the answer to it."""
    now = timezone.now()
    standing = standing_with(digest_of(token))
    wait_s = _wait_s(request, standing, now)
    if wait_s:
        return too_many_requests(request, wait_s)
    if standing is None:
        return show(request, lost_page(), status=404)
    if request.method != "POST":
        return _shown(request, token, now, closed_status=410)
    said = request.POST.get("answer", "")
    if said in _ANSWERS:
        return _answered(request, token, standing, now)
    if said in _NAME_SHOWN:
        return _named(request, token, standing, now, shows=_NAME_SHOWN[said])
    if said == "wish":
        return _wished(request, token, standing, now)
    return redirect("claim", token=token)


@secret_address
@require_POST
def claim_again(request: HttpRequest, token: str) -> HttpResponse:
    """Send the recipient a new link in place of one that has expired; `claim` then says so."""
    now = timezone.now()
    link = link_with(digest_of(token))
    wait_s = _wait_s(request, standing_with(digest_of(token)), now)
    if wait_s:
        return too_many_requests(request, wait_s)
    if link is None:
        return show(request, lost_page(), status=404)
    ask_again(credential_id=link.claim_id, at=now)
    return redirect(f"{reverse('claim', args=[token])}?asked=1")


def _wait_s(request: HttpRequest, standing: LinkStanding | None, now: datetime) -> int:
    thing = str(standing.credential_id) if standing else ""
    return RATE.retry_after_s(f"{client_network(request)}:{thing}", at=now)


def _account(request: HttpRequest) -> Account | None:
    return request.user if isinstance(request.user, Account) else None


def _answered(
    request: HttpRequest, token: str, standing: LinkStanding, now: datetime
) -> HttpResponse:
    """Take an answer, or say that it comes too late."""
    if not standing.is_open(now):
        return _too_late(request, token, standing, now)
    who = _account(request)
    try:
        if request.POST["answer"] == "accept":
            shows_name = "shows_name" in request.POST
            accept(actor=who, proof=standing, shows_name=shows_name, at=now)
            remember_accepted(request, standing.credential_id)
        else:
            decline(actor=who, proof=standing, at=now)
    except Conflict:
        by_now = standing_with(digest_of(token)) or standing
        return _too_late(request, token, by_now, now)
    return redirect("claim", token=token)


def _too_late(
    request: HttpRequest, token: str, standing: LinkStanding, now: datetime
) -> HttpResponse:
    """Say how it stands by now; to most, in few words, that somebody was first."""
    if standing.is_taken and _own(request, standing) is None:
        page = accepted_page(standing.issuer, standing.answered_at)
        return show(request, page, status=409)
    return _shown(request, token, now, closed_status=409)


def _named(
    request: HttpRequest, token: str, standing: LinkStanding, now: datetime, *, shows: bool
) -> HttpResponse:
    """Show or hide the name on the public page of what was accepted in this browser."""
    own = _own(request, standing)
    if not standing.is_taken or own is None:
        return _shown(request, token, now, closed_status=409)
    show_name(actor=_account(request), proof=own, shows=shows, at=now)
    return redirect("claim", token=token)


def _wished(
    request: HttpRequest, token: str, standing: LinkStanding, now: datetime
) -> HttpResponse:
    """Tell the issuer how the recipient's name is written."""
    is_waiting = standing.state == ClaimState.WAITING and standing.is_open(now)
    proof = standing if is_waiting else _own(request, standing)
    if proof is None:
        return _shown(request, token, now, closed_status=409)
    form = NameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            ask_for_name(actor=_account(request), proof=proof, name=name, at=now)
        except (Conflict, MalformedDocument) as error:
            form.add_error("name", error.problem.detail)
        else:
            return redirect("claim", token=token)
    return _shown(request, token, now, closed_status=409, wish=form)


def _shown(
    request: HttpRequest,
    token: str,
    now: datetime,
    *,
    closed_status: int,
    wish: NameForm | None = None,
) -> HttpResponse:
    """Show how a claim stands; `wish` is a form that could not be used as it was sent."""
    link = link_with(digest_of(token))
    if link is None:
        return show(request, lost_page(), status=404)
    claim = link.claim
    if request.method != "POST" and request.GET.get("asked") and link.expires_at <= now:
        return show(request, asked_page(claim))
    if claim.credential.state == CredentialState.REVOKED:
        return show(request, revoked_page(claim), status=closed_status)
    account, form = _account(request), wish or NameForm()
    status = 422 if wish is not None else 200
    is_theirs = _own(request, claim) is not None
    if claim.state == ClaimState.ACCEPTED and is_theirs:
        return show(request, yours_page(claim, account, form), status=status)
    is_late = link.expires_at <= now
    if claim.state == ClaimState.ACCEPTED or (claim.state == ClaimState.DECLINED and is_late):
        return show(request, answered_page(claim), status=closed_status)
    if is_late:
        again = reverse("claim-again", args=[token])
        return show(request, expired_page(claim, link.expires_at, again), status=closed_status)
    if claim.state == ClaimState.DECLINED:
        status = 409 if closed_status == 409 else 200
        return show(request, declined_page(claim, link.expires_at), status=status)
    return show(request, waiting_page(claim, link.expires_at, account, form), status=status)


def _own(request: HttpRequest, claim: Claim | LinkStanding) -> Held | AcceptedHere | None:
    """Return what shows that whoever asks has accepted it: into their account, or here."""
    own = claimed_by(_account(request), claim)
    return own or proof_here(request, claim.credential_id)
