"""The page behind the link of an invitation."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from laurea.web.accounts.access import Account
from laurea.web.accounts.second_factor import remember_destination
from laurea.web.organizations.accept import accept_invitation, invitation_by_token, may_accept
from laurea.web.organizations.access import Role
from laurea.web.security.headers import page_policy


# The address is a secret; no other site may learn it. Our own forms still need an Origin.
@page_policy(referrer="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites to what; let whoever is signed in accept, and others sign in or up first."""
    now = timezone.now()
    if request.method == "POST" and isinstance(request.user, Account):
        organization = accept_invitation(actor=request.user, token=token, at=now)
        request.session.cycle_key()  # what the session may do has changed
        said = _("You now work for %s.") % organization.legal_name
        messages.success(request, said)
        return redirect("organization-members", organization.slug)
    invitation = invitation_by_token(token, at=now)
    account = request.user if isinstance(request.user, Account) else None
    if account is None:
        remember_destination(request, request.path)
        if not invitation.is_handed_over:
            # Who opened the letter has shown that the address is theirs.
            get_adapter().stash_verified_email(request, invitation.email)
    shown = {
        "invitation": invitation,
        "organization": invitation.organization,
        "role": Role(invitation.role).label,
        "account": account,
        "may_accept": account is not None and may_accept(account, invitation),
        "query": urlencode({"next": request.path}),
        "sign_out": reverse("account_logout"),
    }
    return render(request, "organizations/invitation.html", shown)
