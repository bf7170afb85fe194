"""The page of an organization's tokens: who made which, for what; making one, and ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from laurea.credentials.errors import Conflict, LaureaError, LimitExceeded, MalformedDocument
from laurea.web.accounts.access import Account
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.accounts.signed_in import account_of
from laurea.web.api.access import Token, tokens_in
from laurea.web.api.end_token import end_token
from laurea.web.api.forms import TokenForm, new_key
from laurea.web.api.make_token import DrawnToken, make_token
from laurea.web.api.scopes import Scope, in_order, scopes_of
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, EmptyState, FormPart, Link, Text
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.organizations.access import Organization, Role, organization_for, roles_of
from laurea.web.organizations.forms import show_problem

WEBHOOK_LOOKERS: Final = frozenset({Role.OWNER, Role.AUDITOR})
_MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensPage:
    """The tokens of an organization, or one's own; `secret` is shown once, where it was made."""

    template: ClassVar[str] = "api/tokens.html"
    head: Head
    title: Text
    places: tuple[Link, ...]
    secret: str = ""
    until: Text = ""
    table: Table | None
    empty: EmptyState | None
    form: FormPart


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@demand_recent_sign_in()
def tokens_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the tokens, and make one."""
    account = account_of(request)
    organization = organization_for(account, slug)
    allowed = scopes_of(roles_of(account, organization))
    if request.method != "POST":
        form = TokenForm(initial={"key": new_key(), "scopes": [Scope.READ]}, allowed=allowed)
        return _show(request, organization, form)
    form = TokenForm(request.POST, allowed=allowed)
    if not form.is_valid():
        return _show(request, organization, form, status=422)
    try:
        drawn = _make(account, organization, form)
    except (Conflict, LimitExceeded, MalformedDocument) as error:
        return _show(request, organization, _refused(form, error), status=_status_of(error))
    fresh = TokenForm(initial={"key": new_key(), "scopes": [Scope.READ]}, allowed=allowed)
    return _show(request, organization, fresh, drawn=drawn)


@login_required
@require_POST
def token_end(request: HttpRequest, slug: str, token_id: UUID) -> HttpResponse:
    """End a token, and go back to the list."""
    account = account_of(request)
    organization = organization_for(account, slug)
    token = end_token(
        actor=account, organization=organization, token_id=token_id, at=timezone.now()
    )
    said = _("“%s” has ended. Whoever has the token finds every door closed.")
    messages.success(request, said % token.name)
    return redirect("organization-tokens", slug)


def places_of(account: Account, organization: Organization, here: str) -> tuple[Link, ...]:
    """Return the pages for programs that somebody may see, the current one marked."""
    named = [("organization-tokens", _("Tokens"))]
    if WEBHOOK_LOOKERS & roles_of(account, organization):
        named.append(("organization-webhooks", _("Webhooks")))
    inside = [
        Link(text, reverse(name, args=[organization.slug]), is_current=name == here)
        for name, text in named
    ]
    return (*inside, Link(_("What the API offers"), reverse("api-reference")))


def _make(account: Account, organization: Organization, form: TokenForm) -> DrawnToken:
    now = timezone.now()
    return make_token(
        actor=account,
        organization=organization,
        name=form.cleaned_data["name"],
        scopes=[Scope(scope) for scope in form.cleaned_data["scopes"]],
        expires_at=now + form.life,
        key=form.cleaned_data["key"],
        at=now,
    )


def _refused(form: TokenForm, error: LaureaError) -> TokenForm:
    show_problem(form, error.problem)
    return form


def _status_of(error: LaureaError) -> int:
    return 409 if isinstance(error, Conflict) else 422


def _show(
    request: HttpRequest,
    organization: Organization,
    form: TokenForm,
    *,
    drawn: DrawnToken | None = None,
    status: int = 200,
) -> HttpResponse:
    account, now = account_of(request), timezone.now()
    sees_all = bool({Role.OWNER, Role.AUDITOR} & roles_of(account, organization))
    of = None if sees_all else account
    tokens = list(tokens_in(organization, of=of)[:_MOST_SHOWN])
    live = sum(one.ended_at is None and one.expires_at > now for one in tokens)
    opening = ngettext("%d token opens the API", "%d tokens open the API", live) % live
    title = opening if live else _("No token opens the API now")
    page = TokensPage(
        head=Head(title=_("Tokens")),
        title=title if tokens else _("Tokens for programs"),
        places=places_of(account, organization, "organization-tokens"),
        secret=drawn.secret if drawn else "",
        until=_("It counts until %s.") % day(drawn.token.expires_at) if drawn else "",
        table=_table(organization, tokens, account, now) if tokens else None,
        empty=None if tokens else _empty(),
        form=FormPart(
            form,
            (Button(text=_("Make the token"), icon="key"),),
            action=reverse("organization-tokens", args=[organization.slug]),
        ),
    )
    return show(request, page, status=status)


def _empty() -> EmptyState:
    return EmptyState(
        icon="key",
        title=_("No program has a token yet"),
        sentence=_("Each token stands here with its name, what it may do, and its last use."),
    )


def _table(
    organization: Organization, tokens: list[Token], account: Account, now: datetime
) -> Table:
    is_owner = Role.OWNER in roles_of(account, organization)
    return Table(
        name="tokens",
        caption=_("Tokens, the newest first"),
        columns=(
            Column(_("Token")),
            Column(_("May")),
            Column(_("Last used")),
            Column(_("Ends")),
        ),
        rows=tuple(
            _row(organization, one, now, may_end=is_owner or one.account_id == account.pk)
            for one in tokens
        ),
    )


def _row(organization: Organization, one: Token, now: datetime, *, may_end: bool) -> Row:
    names = ", ".join(scope.value for scope in in_order(one.scopes))
    used = day_and_time(one.last_used_at) if one.last_used_at else _("Never")
    remark = _("Made by %(who)s. Its last characters: %(ending)s") % {
        "who": one.account,
        "ending": one.ending,
    }
    return Row(
        Cell(one.name, remark=remark),
        (Cell(names), Cell(used), _end(organization, one, now, may_end=may_end)),
    )


def _end(organization: Organization, one: Token, now: datetime, *, may_end: bool) -> Cell:
    if one.ended_at is not None:
        return Cell(_("Ended"), remark=day_and_time(one.ended_at))
    if one.expires_at <= now:
        return Cell(_("Over"), remark=day_and_time(one.expires_at))
    if not may_end:
        return Cell(day(one.expires_at))
    address = reverse("organization-token-end", args=[organization.slug, one.pk])
    button = Button(text=_("End it now"), post_to=address, kind="bare")
    return Cell(day(one.expires_at), button=button)
