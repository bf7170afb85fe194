"""The pages on which an organization sees its keys, replaces one, and says that one was stolen."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.accounts.access import Account
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.accounts.signed_in import account_of
from laurea.web.design.parts import Text
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.organizations.access import (
    CompromiseRequest,
    IssuerKey,
    Organization,
    Role,
    key_in_force,
    key_of,
    keys_of,
    organization_for,
    owners_of,
    roles_of,
)
from laurea.web.organizations.confirm_compromise import (
    WAITS_FOR,
    ask_to_mark,
    confirm_compromise,
    leave_key,
    needs_another_owner,
    waiting_requests,
)
from laurea.web.organizations.ensure_key import ensure_key
from laurea.web.organizations.forms import CompromiseForm, show_problem
from laurea.web.organizations.identifier import issuer_did
from laurea.web.organizations.lately_owned import counts_from, counts_until
from laurea.web.organizations.mark_compromised import mark_compromised, spoken
from laurea.web.organizations.rotate import rotate_key

_MARKED: Final[Text] = gettext_lazy(
    "The key counts for nothing any more. Issue again what it signed."
)
_ASKED: Final[Text] = gettext_lazy(
    "Nothing has changed yet. Another owner confirms it on this page; tell them."
)
_LEFT: Final[Text] = gettext_lazy("The key is left as it is.")


@require_safe
@login_required
def keys_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every key that the organization ever had, and what can be done with them."""
    organization, now = organization_for(request.user, slug), timezone.now()
    shown = {
        "organization": organization,
        "is_owner": Role.OWNER in roles_of(request.user, organization),
        "current": _current(organization, now),
        "keys": keys_of(organization),
        "history": _history(organization, now),
        "did": issuer_did(organization),
        "waiting": _waiting(account_of(request), organization, now),
        "has_passphrase": _passphrase() is not None,
        "key_folder": str(settings.KEY_FOLDER),
    }
    return render(request, "organizations/keys.html", shown)


@require_POST
@login_required
@demand_recent_sign_in()
def add_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a key for an organization that has none that signs."""
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    ensure_key(
        actor=account_of(request),
        organization=organization,
        passphrase=_passphrase(),
        at=timezone.now(),
    )
    messages.success(request, _("The organization has a key that signs. Keep a copy of its file."))
    return redirect("organization-keys", slug)


@require_POST
@login_required
@demand_recent_sign_in()
def rotate_page(request: HttpRequest, slug: str, key_id: UUID) -> HttpResponse:
    """Replace a key; pressed twice, it is replaced once."""
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    try:
        rotate_key(
            actor=account_of(request),
            organization=organization,
            key_id=key_id,
            passphrase=_passphrase(),
            at=timezone.now(),
        )
    except Conflict as error:
        messages.error(request, error.problem.detail)
    else:
        said = _("A new key signs from now on. What the old one signed stays good.")
        messages.success(request, said)
    return redirect("organization-keys", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@demand_recent_sign_in()
def compromise_page(request: HttpRequest, slug: str, key_id: UUID) -> HttpResponse:
    """Say what follows from marking a key as compromised, and mark it."""
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    account, key = account_of(request), key_of(organization, key_id)
    form = CompromiseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _mark(account, organization, key, form.cleaned_data["since"])
        except (Conflict, MalformedDocument) as error:
            show_problem(form, error.problem)
        else:
            messages.success(request, str(said))
            return redirect("organization-keys", slug)
    shown: dict[str, Any] = {
        "organization": organization,
        "key": key,
        "form": form,
        "others": [str(one) for one in owners_of(organization) if one != account],
        "alone_from": _alone_from(account, organization),
    }
    status = 422 if form.errors else 200
    return render(request, "organizations/compromise.html", shown, status=status)


@require_POST
@login_required
@demand_recent_sign_in()
def answer_page(request: HttpRequest, slug: str, request_id: UUID) -> HttpResponse:
    """Confirm that a key is marked as another owner asks, or leave it as it is."""
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    answer = confirm_compromise if "confirm" in request.POST else leave_key
    try:
        answer(
            actor=account_of(request),
            organization=organization,
            request_id=request_id,
            at=timezone.now(),
        )
    except Conflict as error:
        messages.error(request, error.problem.detail)
    else:
        messages.success(request, str(_MARKED if "confirm" in request.POST else _LEFT))
    return redirect("organization-keys", slug)


def _mark(account: Account, organization: Organization, key: IssuerKey, since: datetime) -> Text:
    """Mark a key, or ask another owner to; return what was done."""
    moment, now = since.replace(tzinfo=UTC), timezone.now()
    alone = not needs_another_owner(account, organization)
    act = mark_compromised if alone else ask_to_mark
    act(actor=account, organization=organization, key_id=key.pk, since=moment, at=now)
    return _MARKED if alone else _ASKED


def _alone_from(account: Account, organization: Organization) -> str:
    """Return from when an owner counts as alone, who has nobody beside them since lately."""
    until = counts_until(account, organization, at=timezone.now())
    is_alone = not needs_another_owner(account, organization)
    return spoken(until) if until is not None and is_alone else ""


def _confirms_from(
    account: Account, organization: Organization, asked: CompromiseRequest, now: datetime
) -> str:
    """Return from when an owner may confirm a request, who may not yet."""
    if asked.asked_by is None or Role.OWNER not in roles_of(account, organization):
        return ""
    start = counts_from(account, organization, besides=asked.asked_by.pk, at=now)
    return spoken(start) if start is not None else ""


def _waiting(
    account: Account, organization: Organization, now: datetime
) -> list[dict[str, object]]:
    """Return what waits for another owner, as the page shows it."""
    return [
        {
            "request": one,
            "key": _short(one.key.public_key_multibase),
            "since": spoken(one.since),
            "until": spoken(one.asked_at + WAITS_FOR),
            "is_own": one.asked_by == account,
            "from": _confirms_from(account, organization, one, now),
        }
        for one in waiting_requests(organization, at=now)
    ]


def _passphrase() -> str | None:
    return os.environ.get("LAUREA_PASSPHRASE") or None


def _current(organization: Organization, now: datetime) -> IssuerKey | None:
    try:
        return key_in_force(organization.pk, at=now)
    except NotFound:
        return None


def _history(organization: Organization, now: datetime) -> Table | None:
    keys = keys_of(organization)
    if not keys:
        return None
    return Table(
        name="keys",
        caption=_("Every key, the newest first"),
        columns=(Column(_("Key")), Column(_("Signs from")), Column(_("Until")), Column(_("State"))),
        rows=tuple(_row(key, now) for key in keys),
    )


def _row(key: IssuerKey, now: datetime) -> Row:
    public = key.public_key_multibase
    until = spoken(key.valid_until) if key.valid_until else _("No end set")
    return Row(
        Cell(_short(public)),
        (Cell(spoken(key.valid_from)), Cell(until), _state(key, now)),
    )


def _short(public: str) -> str:
    return f"{public[:10]}…{public[-6:]}"


def _state(key: IssuerKey, now: datetime) -> Cell:
    if key.compromised_at is not None:
        since = _("Others may have it since %s. Nothing it signed counts.")
        return Cell(_("Compromised"), remark=since % spoken(key.compromised_at))
    if key.valid_until is not None and key.valid_until <= now:
        return Cell(_("Replaced"), remark=_("What it signed stays good."))
    if key.valid_from > now:
        return Cell(_("Not yet"))
    return Cell(_("Signs"))
