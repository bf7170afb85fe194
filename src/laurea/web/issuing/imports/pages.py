"""The page on which exports are brought, and those brought before are listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.web.accounts.access import Account
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day_and_time
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, FormPart, Stepper
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.issuing.imports.access import Import, ImportState, has_awards_elsewhere, imports_of
from laurea.web.issuing.imports.discard import discard_import
from laurea.web.issuing.imports.forms import ExportForm
from laurea.web.issuing.imports.page import FILE, NO_IMPORTS, address, import_here, stepper
from laurea.web.issuing.imports.upload import upload_export
from laurea.web.issuing.imports.words import PLATFORMS, on_the_page
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.staff import account_of, for_issuers
from laurea.web.organizations.access import Organization, organization_for

_MOST_SHOWN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportsPage:
    """The form that takes an export, and the imports so far."""

    template: ClassVar[str] = "issuing/imports.html"
    head: Head
    stepper: Stepper
    form: FormPart
    imports: Table | None
    elsewhere: Button | None


@login_required
@for_issuers(NO_IMPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def imports_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an export; or say what is wrong with it."""
    account = account_of(request)
    organization = organization_for(account, slug)
    if request.method != "POST":
        return _shown(request, account, organization)
    form = ExportForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_again(request)
    file = form.cleaned_data["file"]
    try:
        brought = upload_export(
            actor=account,
            organization=organization,
            content=file.read() if isinstance(file, UploadedFile) else b"",
            file_name=file.name or "",
            key=form.cleaned_data["key"],
            at=timezone.now(),
        )
    except (MalformedDocument, LimitExceeded) as error:
        said = request.POST.copy()
        said["reason"] = on_the_page(error.problem)
        return show_again(request, said)
    name = "achievements" if brought.state == ImportState.BROUGHT else ""
    return redirect(address(name, brought))


@login_required
@for_issuers(NO_IMPORTS)
@require_POST
def import_discard(request: HttpRequest, slug: str, import_id: UUID) -> HttpResponse:
    """Discard an export of which nothing was imported."""
    account, brought = import_here(request, slug, import_id, ISSUERS)
    discard_import(actor=account, import_id=brought.pk, at=timezone.now())
    messages.success(request, _("%s was discarded. Nothing was imported.") % brought.file_name)
    return redirect("issuing-imports", slug=slug)


def _shown(request: HttpRequest, account: Account, organization: Organization) -> HttpResponse:
    """Show the form: empty, or with why what was sent was refused. A file is not kept."""
    kept = kept_form(request)
    form = ExportForm() if kept is None else ExportForm(kept.sent)
    reason = kept.sent.get("reason") if kept else None
    if reason:
        form.full_clean()
        form.errors.clear()
        form.add_error("file", str(reason))
    here = reverse("issuing-imports", args=[organization.slug])
    all_of_them = reverse("issuing-elsewhere", args=[organization.slug])
    found = imports_of(account).filter(organization=organization).order_by("-created_at", "pk")
    page = ImportsPage(
        head=Head(title=_("Imports")),
        stepper=stepper(FILE),
        form=FormPart(form, (Button(text=_("Look at it")),), here, sends_files=True),
        imports=_table(list(found[:_MOST_SHOWN])),
        elsewhere=Button(text=_("All awards made elsewhere"), href=all_of_them, kind="quiet")
        if has_awards_elsewhere(organization.pk)
        else None,
    )
    return show(request, page, status=kept.status if kept else 200)


def _table(imports: list[Import]) -> Table | None:
    if not imports:
        return None
    return Table(
        name="imports",
        caption=_("Imports"),
        columns=(
            Column(_("File")),
            Column(_("From")),
            Column(_("Awards"), is_number=True),
            Column(_("Brought")),
            Column(_("State")),
        ),
        rows=tuple(
            Row(
                Cell(
                    one.file_name,
                    href=address("achievements" if one.state == ImportState.BROUGHT else "", one),
                ),
                (
                    Cell(PLATFORMS[one.platform]),
                    Cell(f"{one.counts['awards']:,}"),
                    Cell(day_and_time(one.created_at)),
                    Cell(ImportState(one.state).label),
                ),
            )
            for one in imports
        ),
    )
