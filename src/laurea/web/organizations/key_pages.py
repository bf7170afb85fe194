"""The pages on which an organization sees its keys, replaces one, and says that one was stolen."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.accounts.signed_in import account_of
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.organizations.access import (
    IssuerKey,
    Organization,
    Role,
    key_in_force,
    key_of,
    keys_of,
    organization_for,
    roles_of,
)
from laurea.web.organizations.ensure_key import ensure_key
from laurea.web.organizations.forms import CompromiseForm, show_problem
from laurea.web.organizations.identifier import issuer_did
from laurea.web.organizations.mark_compromised import mark_compromised
from laurea.web.organizations.rotate import rotate_key


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
    key = key_of(organization, key_id)
    form = CompromiseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        since = form.cleaned_data["since"].replace(tzinfo=UTC)
        try:
            mark_compromised(
                actor=account_of(request),
                organization=organization,
                key_id=key.pk,
                since=since,
                at=timezone.now(),
            )
        except (Conflict, MalformedDocument) as error:
            show_problem(form, error.problem)
        else:
            said = _("The key counts for nothing any more. Issue again what it signed.")
            messages.success(request, said)
            return redirect("organization-keys", slug)
    shown: dict[str, Any] = {"organization": organization, "key": key, "form": form}
    status = 422 if form.errors else 200
    return render(request, "organizations/compromise.html", shown, status=status)


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
    until = _spoken(key.valid_until) if key.valid_until else _("No end set")
    return Row(
        Cell(f"{public[:10]}…{public[-6:]}"),
        (Cell(_spoken(key.valid_from)), Cell(until), _state(key, now)),
    )


def _state(key: IssuerKey, now: datetime) -> Cell:
    if key.compromised_at is not None:
        since = _("Others may have it since %s. Nothing it signed counts.")
        return Cell(_("Compromised"), remark=since % _spoken(key.compromised_at))
    if key.valid_until is not None and key.valid_until <= now:
        return Cell(_("Replaced"), remark=_("What it signed stays good."))
    if key.valid_from > now:
        return Cell(_("Not yet"))
    return Cell(_("Signs"))


def _spoken(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%-d %B %Y, %H:%M} UTC"
