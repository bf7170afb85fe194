"""All credentials of an organization: searched, shown in pages, exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar, Final, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.paging import pagination_of
from laurea.web.design.parts import Button, EmptyState, Text
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.issuing.access import Credential
from laurea.web.issuing.credential_export import COLUMNS, EXPORTERS, audit_export, export_lines
from laurea.web.issuing.credential_search import CredentialSearch, found_by, search_for
from laurea.web.issuing.imports.access import has_awards_elsewhere
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.staff import account_of, page_for_those_who_only_look
from laurea.web.issuing.standing import Standing, standing_of
from laurea.web.organizations.access import Organization, Role, organization_for, roles_of

ROWS: Final = 50
"""How many credentials a page of the list shows."""
_STANDINGS: Final[dict[Standing, Text]] = {
    Standing.BEGUN: gettext_lazy("Begun, not signed"),
    Standing.REVOKED: gettext_lazy("Revoked"),
    Standing.SUSPENDED: gettext_lazy("Suspended"),
    Standing.AHEAD: gettext_lazy("Not in force yet"),
    Standing.ENDED: gettext_lazy("Ended"),
    Standing.IN_FORCE: gettext_lazy("In force"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialListPage:
    """The credentials that a search finds. `export` goes with the search, hidden.

    `elsewhere` leads to what other platforms awarded, if something was brought from there.
    """

    template: ClassVar[str] = "issuing/credentials.html"
    head: Head
    title: Text
    award: Button | None
    search: CredentialSearch
    action: str
    table: Table | None
    pagination: Pagination | None
    empty: EmptyState | None
    elsewhere: str
    export: str


@login_required
@require_safe
def credential_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the credentials that are looked for."""
    now = timezone.now()
    account = account_of(request)
    organization = organization_for(account, slug)
    roles = roles_of(account, organization)
    search = search_for(account, organization, request.GET)
    pages = Paginator(found_by(search, organization, at=now), ROWS)
    here = pages.get_page(request.GET.get("page"))
    path = reverse("issuing-credentials", args=[slug])
    said = ngettext("%s credential", "%s credentials", pages.count) % f"{pages.count:,}"
    page = CredentialListPage(
        head=Head(title=_("Credentials")),
        title=said if pages.count else _("Credentials"),
        award=_award_button(organization) if roles & ISSUERS else None,
        search=search,
        action=path,
        table=credential_table(organization, list(here), now) if pages.count else None,
        pagination=pagination_of(here, partial(search.address, path)),
        empty=None if pages.count else _nothing(organization, search, roles),
        elsewhere=reverse("issuing-elsewhere", args=[slug])
        if has_awards_elsewhere(organization.pk)
        else "",
        export=reverse("issuing-credentials-export", args=[slug])
        if pages.count and roles & EXPORTERS
        else "",
    )
    return show(request, page, status=200 if search.is_valid() else 422)


@login_required
@require_POST
@demand_recent_sign_in()
def credential_export(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with what a search finds, as CSV."""
    now = timezone.now()
    account = account_of(request)
    organization = organization_for(account, slug)
    if not roles_of(account, organization) & EXPORTERS:
        title = _("Exporting takes an owner, an issuer or an auditor")
        return page_for_those_who_only_look(request, organization, title)
    search = search_for(account, organization, request.POST)
    found = found_by(search, organization, at=now)
    audit_export(actor=account, organization=organization, rows=found.count(), at=now)
    lines = export_lines(found.only(*COLUMNS).iterator(chunk_size=1_000))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"credentials-{organization.slug}-{now:%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # Decorators know one kind of answer; this is another one, and Django takes both alike.
    return cast("HttpResponse", response)


def standing_word(credential: Credential, at: datetime) -> Text:
    """Return how a credential stands, in a word."""
    return _STANDINGS[standing_of(credential, at)]


def credential_table(
    organization: Organization, credentials: list[Credential], at: datetime
) -> Table:
    """Return credentials as a table: to whom, what, when, and how each stands."""
    return Table(
        name="credentials",
        caption=_("Credentials"),
        columns=(
            Column(_("Recipient")),
            Column(_("Achievement")),
            Column(_("Awarded")),
            Column(_("State")),
        ),
        rows=tuple(_row(organization, one, at) for one in credentials),
    )


def _row(organization: Organization, one: Credential, at: datetime) -> Row:
    who = one.recipient_name or one.recipient_email or one.recipient_did
    address = reverse("issuing-credential", args=[organization.slug, one.pk])
    return Row(
        Cell(who, href=address, remark=_beside_name(one)),
        (
            Cell(one.achievement.name),
            Cell(day(one.valid_from)),
            Cell(standing_word(one, at), remark=one.revocation_reason or one.suspension_reason),
        ),
    )


def _beside_name(one: Credential) -> str:
    if not one.recipient_name:
        return ""
    return one.recipient_email or one.recipient_did


def _nothing(
    organization: Organization, search: CredentialSearch, roles: frozenset[Role]
) -> EmptyState:
    if search.is_narrowed:
        return EmptyState(
            icon="search",
            title=_("Nothing fits"),
            sentence=_("No credential fits all of what was asked for. Ask for less."),
            action=Button(
                text=_("All credentials"),
                href=reverse("issuing-credentials", args=[organization.slug]),
                kind="quiet",
            ),
        )
    return EmptyState(
        icon="seal",
        title=_("Nothing was awarded yet"),
        sentence=_("What is awarded appears here, the latest first."),
        action=_award_button(organization) if roles & ISSUERS else None,
    )


def _award_button(organization: Organization) -> Button:
    address = reverse("issuing-award-begin", args=[organization.slug])
    return Button(text=_("Award"), href=address, icon="plus")
