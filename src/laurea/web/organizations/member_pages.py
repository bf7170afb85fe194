"""The pages on which an organization sees and changes who works for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from laurea.credentials.errors import Conflict, LimitExceeded, MalformedDocument
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.accounts.signed_in import account_of
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import (
    Membership,
    Organization,
    Role,
    absent,
    member_of,
    members_of,
    open_invitations,
    organization_for,
    roles_of,
)
from laurea.web.organizations.change_roles import change_roles, leave
from laurea.web.organizations.forms import InviteForm, RolesForm, show_problem
from laurea.web.organizations.invite import invite, link_of, withdraw_invitation
from laurea.web.security.rate import Rate
from laurea.web.security.refusals import too_many_requests

_INVITATIONS: Final = Rate("invitations", 60, 3600)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@demand_recent_sign_in()
def members_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who works for the organization and who is invited; invite somebody."""
    if request.method != "POST":
        organization = organization_for(request.user, slug)
        return _show(request, organization, InviteForm())
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    form, now = InviteForm(request.POST), timezone.now()
    if not form.is_valid():
        return _show(request, organization, form, status=422)
    wait_s = _INVITATIONS.retry_after_s(str(organization.pk), at=now)
    if wait_s:
        return too_many_requests(request, wait_s)
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    try:
        invite(actor=account_of(request), organization=organization, email=email, role=role, at=now)
    except (Conflict, LimitExceeded, MalformedDocument) as error:
        show_problem(form, error.problem)
        return _show(request, organization, form, status=422)
    said = _("A letter goes to %s.") if sends_letters() else _("The link for %s stands below.")
    messages.success(request, said % email)
    return redirect("organization-members", slug)


@require_POST
@login_required
@demand_recent_sign_in()
def withdraw_page(request: HttpRequest, slug: str, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    withdraw_invitation(
        actor=account_of(request),
        organization=organization,
        invitation_id=invitation_id,
        at=timezone.now(),
    )
    messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return redirect("organization-members", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@demand_recent_sign_in()
def member_page(request: HttpRequest, slug: str, account_id: UUID) -> HttpResponse:
    """Show what a member may do, and change it."""
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    member = member_of(organization, account_id)
    shown: dict[str, Any] = {"organization": organization, "member": member}
    if request.method != "POST":
        shown["form"] = RolesForm(initial={"roles": sorted(roles_of(member, organization))})
        return render(request, "organizations/member.html", shown)
    ends = "ends" in request.POST
    form = RolesForm({"roles": sorted(roles_of(member, organization))} if ends else request.POST)
    status = 422
    if form.is_valid():
        roles = [] if ends else [Role(role) for role in form.cleaned_data["roles"]]
        try:
            change_roles(
                actor=account_of(request),
                organization=organization,
                account_id=account_id,
                roles=roles,
                at=timezone.now(),
            )
        except Conflict as error:
            show_problem(form, error.problem)
            status = 409
        else:
            said = _("%s no longer works here.") if ends else _("The roles of %s are changed.")
            messages.success(request, said % member)
            return _after_change(request, slug)
    return render(request, "organizations/member.html", {**shown, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@demand_recent_sign_in()
def leave_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask, then end one's own membership."""
    organization = organization_for(request.user, slug)
    shown: dict[str, Any] = {"organization": organization}
    if request.method != "POST":
        return render(request, "organizations/leave.html", shown)
    try:
        leave(actor=account_of(request), organization=organization, at=timezone.now())
    except Conflict as error:
        shown["problem"] = error.problem
        return render(request, "organizations/leave.html", shown, status=409)
    messages.success(request, _("You no longer work for %s.") % organization.legal_name)
    return redirect("account_email")


def _after_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead back to the list, or away where the actor has just lost the view of it."""
    try:
        organization_for(request.user, slug)
    except type(absent()):
        return redirect("account_email")
    return redirect("organization-members", slug)


def _show(
    request: HttpRequest, organization: Organization, form: InviteForm, *, status: int = 200
) -> HttpResponse:
    is_owner = Role.OWNER in roles_of(request.user, organization)
    shown = {
        "organization": organization,
        "is_owner": is_owner,
        "sends_letters": sends_letters(),
        "members": _table(organization, is_owner=is_owner),
        "invitations": list(_waiting(organization, timezone.now())) if is_owner else [],
        "form": form,
    }
    return render(request, "organizations/members.html", shown, status=status)


def _waiting(organization: Organization, now: datetime) -> Iterator[dict[str, Any]]:
    for invitation in open_invitations(organization):
        is_over = invitation.expires_at <= now
        shows_link = invitation.is_handed_over and not is_over
        yield {
            "invitation": invitation,
            "role": Role(invitation.role).label,
            "is_over": is_over,
            "link": link_of(invitation) if shows_link else "",
        }


def _table(organization: Organization, *, is_owner: bool) -> Table:
    people = groupby(members_of(organization), key=lambda one: one.account)
    return Table(
        name="members",
        caption=_("Members"),
        columns=(
            Column(_("Person")),
            Column(_("Address")),
            Column(_("Roles")),
            Column(_("Since")),
        ),
        rows=tuple(_row(organization, list(held), is_owner=is_owner) for _person, held in people),
    )


def _row(organization: Organization, held: list[Membership], *, is_owner: bool) -> Row:
    account = held[0].account
    href = reverse("organization-member", args=[organization.slug, account.pk]) if is_owner else ""
    since = min(one.since for one in held)
    return Row(
        Cell(str(account), href),
        (
            Cell(account.email),
            Cell(", ".join(str(Role(one.role).label) for one in held)),
            Cell(f"{since:%-d %B %Y}"),
        ),
    )
