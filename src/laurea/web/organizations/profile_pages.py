"""The pages on which an organization is founded and says who it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from laurea.credentials.errors import Conflict, LimitExceeded, MalformedDocument
from laurea.web.accounts.access import Account
from laurea.web.accounts.signed_in import account_of
from laurea.web.design.parts import Fact, Facts
from laurea.web.organizations.access import (
    ANYBODY_INSIDE,
    Ink,
    Organization,
    Role,
    absent,
    organization_for,
    public_organization,
    roles_of,
)
from laurea.web.organizations.artwork_preview import artwork_preview
from laurea.web.organizations.change_profile import Profile, change_profile, redrawn
from laurea.web.organizations.forms import FoundForm, LogoForm, profile_of, show_problem
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.identifier import issuer_did_at

_REFUSALS: Final = (Conflict, LimitExceeded, MalformedDocument)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every member how the organization presents itself; let an owner change it."""
    needed = [Role.OWNER] if request.method == "POST" else ANYBODY_INSIDE
    organization = organization_for(request.user, slug, roles=needed)
    if Role.OWNER not in roles_of(request.user, organization):
        shown = {"organization": organization, "facts": _facts(organization)}
        return render(request, "organizations/profile.html", shown)
    if request.method != "POST":
        return _show_profile(request, organization, LogoForm(initial=profile_of(organization)))
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_profile(request, organization, form, status=422)
    if "preview" in request.POST:
        return _show_profile(request, organization, form)
    try:
        change_profile(
            actor=account_of(request),
            organization=organization,
            profile=_profile(form.cleaned_data),
            at=timezone.now(),
        )
    except _REFUSALS as error:
        show_problem(form, error.problem)
        organization.refresh_from_db()
        return _show_profile(request, organization, form, status=422)
    messages.success(request, _("The profile is kept. What you award from now on carries it."))
    return redirect("organization-profile", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def found_page(request: HttpRequest) -> HttpResponse:
    """Found another organization."""
    account = account_of(request)
    if not may_found(account):
        raise absent()
    if request.method != "POST":
        return show_found(request, "organizations/found.html", FoundForm())
    form, is_ready = read_found(request)
    if form.errors:
        return show_found(request, "organizations/found.html", form, status=422)
    if not is_ready:
        return show_found(request, "organizations/found.html", form)
    try:
        organization = found_from(account, form.cleaned_data)
    except _REFUSALS as error:
        show_problem(form, error.problem)
        return show_found(request, "organizations/found.html", form, status=422)
    said = _("%s is founded. It needs a key before it can award.") % organization.legal_name
    messages.success(request, said)
    return redirect("organization-keys", organization.slug)


@require_safe
def logo_png(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    """Answer with the logo of an organization; it is public."""
    logo = bytes(public_organization(slug).logo)
    if not logo:
        raise absent()
    headers = {"Cache-Control": "public, max-age=300"}
    return HttpResponse(logo, content_type="image/png", headers=headers)


def may_found(account: Account) -> bool:
    """Say whether somebody may found an organization on this installation."""
    return account.is_staff or bool(settings.LAUREA_ANYBODY_FOUNDS)


def read_found(request: HttpRequest) -> tuple[FoundForm, bool]:
    """Return the form that founds as it was sent, and whether it is to be done now.

    It is not where only the artwork is to be shown, and not where a word for addresses was left
    out: then one is filled in, to be looked at first, because it cannot change later.
    """
    form = FoundForm(request.POST)
    if not form.is_valid():
        return form, False
    word = form.suggested_word()
    if word:
        form = FoundForm({**request.POST.dict(), "slug": word})
        form.is_valid()
    return form, not word and form.is_valid() and "preview" not in request.POST


def found_from(account: Account, said: Mapping[str, Any]) -> Organization:
    """Found an organization from what its form said.

    Raises:
        Conflict: another has this word in addresses.
        MalformedDocument: a value is not of its kind.
    """
    return found_organization(
        actor=account,
        slug=said["slug"],
        legal_name=said["legal_name"],
        short_name=said["short_name"],
        url=said["url"],
        ink=Ink(said["ink"]),
        at=timezone.now(),
    )


def show_found(
    request: HttpRequest, template: str, form: FoundForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Show the form that founds, with badge images and addresses as they would be."""
    shown = {"form": form, "preview": artwork_preview(form), "addresses": _addresses(form), **more}
    return render(request, template, shown, status=status)


def _addresses(form: FoundForm) -> Facts:
    """Return where the organization would be found, and what credentials would call it."""
    word = str(form["slug"].value() or "") if "slug" not in form.errors else ""
    page = settings.LAUREA_PUBLIC_URL + reverse("issuer", args=[word or "word"])
    return Facts(
        (
            Fact(_("Its public page"), page if word else None, missing=_("Not set")),
            Fact(
                _("Its name in credentials"),
                issuer_did_at(word) if word else None,
                missing=_("Not set"),
            ),
        )
    )


def _facts(organization: Organization) -> Facts:
    return Facts(
        (
            Fact(_("Name"), organization.legal_name),
            Fact(_("Short name"), organization.short_name),
            Fact(_("Home page"), organization.url or None, organization.url, missing=_("Not set")),
            Fact(
                _("Address to write to"), organization.contact_email or None, missing=_("Not set")
            ),
            Fact(
                _("Privacy notice"),
                organization.privacy_url or None,
                organization.privacy_url,
                missing=_("Not set"),
            ),
            Fact(_("Ink of the artwork"), Ink(organization.ink).label),
        )
    )


def _profile(said: Mapping[str, Any]) -> Profile:
    logo: bytes | None = b"" if said["removes_logo"] else None
    if isinstance(said["logo"], UploadedFile):
        logo = redrawn(said["logo"].read())
    return Profile(
        legal_name=said["legal_name"],
        short_name=said["short_name"],
        url=said["url"],
        contact_email=said["contact_email"],
        privacy_url=said["privacy_url"],
        ink=Ink(said["ink"]),
        logo=logo,
    )


def _show_profile(
    request: HttpRequest, organization: Organization, form: LogoForm, *, status: int = 200
) -> HttpResponse:
    if not organization.logo:
        del form.fields["removes_logo"]
    shown = {
        "organization": organization,
        "form": form,
        "preview": artwork_preview(form),
    }
    return render(request, "organizations/profile.html", shown, status=status)
