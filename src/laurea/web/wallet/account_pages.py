"""The page on which somebody takes along everything that is kept of them, or deletes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from laurea.credentials.errors import Conflict
from laurea.web.accounts.access import Account
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.accounts.signed_in import account_of
from laurea.web.design.contexts import Head
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, FormPart, Link, Text
from laurea.web.organizations.access import Organization
from laurea.web.organizations.contact import contact_of
from laurea.web.wallet.access import holdings_of
from laurea.web.wallet.account_record import FILE_NAME, account_record
from laurea.web.wallet.delete_account import Obstacle, delete_account, obstacles_to_deleting
from laurea.web.wallet.gather import gather
from laurea.web.wallet.pages import sent_as_archive
from laurea.web.wallet.take_along import archive_of


class DeleteForm(forms.Form):
    """Whether to hide the public pages too, and that it is for good."""

    hides_pages = forms.BooleanField(
        label=gettext_lazy("Hide the public pages of what I hold, too"),
        help_text=gettext_lazy(
            "Ticked, links that you gave to others lead nowhere. Otherwise the pages stay where"
            " they are, and name nobody."
        ),
        required=False,
    )
    is_understood = forms.BooleanField(
        label=gettext_lazy("I understand that this cannot be taken back"),
        error_messages={"required": gettext_lazy("Tick this if you want to go on.")},
    )


@dataclass(frozen=True, slots=True)
class Keeper:
    """An organization that keeps what it awarded, and where to write to it."""

    name: str
    contact: Link | None


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What is to be done before the account can be deleted, and where."""

    sentence: str
    link: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YoursPage:
    """What is kept of somebody, to take along or to delete; no `form` where something hinders."""

    template: ClassVar[str] = "wallet/yours.html"
    head: Head
    title: Text
    everything: Button
    hindrances: tuple[Hindrance, ...]
    keepers: tuple[Keeper, ...]
    form: FormPart | None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@demand_recent_sign_in()
def yours(request: HttpRequest) -> HttpResponse:
    """Show what can be taken along and what deleting means; delete the account."""
    account = account_of(request)
    gather(actor=account, at=timezone.now())
    if request.method != "POST":
        return show(request, _page(account, DeleteForm()))
    form = DeleteForm(request.POST)
    if not form.is_valid():
        return show(request, _page(account, form), status=422)
    try:
        delete_account(
            actor=account, hides_pages=form.cleaned_data["hides_pages"], at=timezone.now()
        )
    except Conflict as error:
        form.add_error(None, error.problem.detail)
        return show(request, _page(account, form), status=409)
    logout(request)
    messages.success(request, _("Your account is deleted. What issuers awarded stays with them."))
    return redirect("verify")


@require_safe
@login_required
@demand_recent_sign_in(before_form=True)
def yours_everything(request: HttpRequest) -> HttpResponse:
    """Send all that is kept of the person as one archive, while it is made."""
    account = account_of(request)
    gather(actor=account, at=timezone.now())
    record = {FILE_NAME: account_record(account)}
    held = holdings_of(account).iterator(chunk_size=50)
    archive = archive_of((holding.credential for holding in held), record)
    # Decorators know one kind of answer; this is another one, and Django takes both alike.
    return cast("HttpResponse", sent_as_archive(archive, "everything.zip"))


def _page(account: Account, form: DeleteForm) -> YoursPage:
    hindrances = tuple(_hindrance(one) for one in obstacles_to_deleting(account))
    delete = Button(text=_("Delete my account"), kind="quiet", icon="cross")
    return YoursPage(
        head=Head(title=_("Your data")),
        title=_("Your data"),
        everything=Button(
            text=_("Download everything"),
            href=reverse("account-everything"),
            icon="download",
        ),
        hindrances=hindrances,
        keepers=_keepers(account),
        form=None if hindrances else FormPart(form, (delete,), action=reverse("account-yours")),
    )


def _hindrance(obstacle: Obstacle) -> Hindrance:
    if obstacle.organization is None:
        return Hindrance(obstacle.sentence, None)
    address = reverse("organization-members", args=[obstacle.organization.slug])
    return Hindrance(obstacle.sentence, Link(_("Members"), address))


def _keepers(account: Account) -> tuple[Keeper, ...]:
    """Return who awarded what the person holds, each once."""
    issuers: dict[str, Organization] = {}
    for holding in holdings_of(account).defer("credential__document").iterator():
        one = holding.credential.organization
        issuers.setdefault(one.slug, one)
    named = sorted(issuers.values(), key=lambda one: one.legal_name.casefold())
    return tuple(Keeper(one.legal_name, contact_of(one)) for one in named)
