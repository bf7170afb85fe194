"""The page on which somebody sees where they are signed in, and ends it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import NotFound
from laurea.web.accounts.end_sessions import end_other_sessions, end_session, sessions_of
from laurea.web.accounts.signed_in import account_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sessions_page(request: HttpRequest) -> HttpResponse:
    """Show each browser in which the account is signed in; end one, or all others."""
    account, here = account_of(request), request.session.session_key or ""
    if request.method != "POST":
        sessions = sessions_of(account, session_key=here)
        return render(request, "accounts/sessions.html", {"sessions": sessions})
    if "others" in request.POST:
        ended = end_other_sessions(actor=account, session_key=here, at=timezone.now())
        said = ngettext(
            "%d other browser is signed out.", "%d other browsers are signed out.", ended
        )
        messages.success(request, said % ended)
        return redirect("usersessions_list")
    given = request.POST.get("session", "")
    one = next((s for s in sessions_of(account, session_key=here) if str(s.id) == given), None)
    if one is None:
        messages.info(request, _("This browser is signed out already."))
        return redirect("usersessions_list")
    try:
        end_session(actor=account, session_id=one.id, at=timezone.now())
    except NotFound as error:
        messages.info(request, error.problem.detail)
        return redirect("usersessions_list")
    if one.is_this:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("%s is signed out.") % one.browser)
    return redirect("usersessions_list")
