"""The pages on which an organization sees its achievements: all of them, one, a draft's preview."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from laurea.credentials import model
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.wire.ob3 import read_achievement
from laurea.web.accounts.signed_in import account_of
from laurea.web.catalog.access import (
    Achievement,
    Draft,
    achievement_for,
    achievements_of,
    drafts_of,
    newest_of,
    versions_of,
)
from laurea.web.catalog.archive import archive_achievement, bring_back_achievement
from laurea.web.catalog.artwork import Brought, alt_of
from laurea.web.catalog.define import DESIGNERS, address_of, read_stored
from laurea.web.catalog.form_state import FormState, state_of_draft
from laurea.web.catalog.judged import judged
from laurea.web.catalog.list_publicly import list_achievement
from laurea.web.catalog.public_page import achievement_page, valid_for
from laurea.web.catalog.words import achievement_type_word
from laurea.web.catalog.written import document_from
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.pages import show
from laurea.web.design.parts import (
    Artwork,
    Button,
    Crumbs,
    EmptyState,
    Fact,
    Facts,
    Link,
    Notice,
    Text,
)
from laurea.web.design.prose import Prose, prose
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.organizations.access import Organization, Role, absent, organization_for, roles_of

_A_PAGE: Final = 50
_LONGEST_QUERY: Final = 200
_AWARDERS: Final = frozenset({Role.OWNER, Role.ISSUER})


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementsPage:
    """An organization's achievements, and what is not finished yet."""

    template: ClassVar[str] = "catalog/achievements.html"
    head: Head
    organization: Organization
    new: Button | None
    query: str
    shows_search: bool
    drafts: Table | None
    achievements: Table | None
    pages: Pagination | None
    nothing: EmptyState | None
    other: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OneAchievementPage:
    """One achievement as those inside see it: where it stands, and what can be done with it."""

    template: ClassVar[str] = "catalog/achievement.html"
    head: Head
    crumbs: Crumbs
    artwork: Artwork
    eyebrow: Text
    title: str
    about: Prose | None
    notice: Notice | None
    facts: Facts
    actions: tuple[Button, ...]
    versions: Table
    criteria: Prose | None


@login_required
@require_safe
def achievements(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organization's achievements, searched by name."""
    organization = organization_for(request.user, slug)
    can_design = _has_role(request, organization, DESIGNERS)
    query = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST_QUERY]
    is_archive = "archived" in request.GET
    every = newest_of(achievements_of(request.user).filter(organization=organization))
    kept = every.filter(archived_at__isnull=not is_archive)
    found = kept.filter(name__icontains=query) if query else kept
    page = Paginator(found.order_by("name", "pk"), _A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    new = _new_button(slug) if can_design else None
    drafts = list(drafts_of(organization)[:_A_PAGE]) if can_design and not is_archive else []
    title = _("Archived achievements") if is_archive else _("Achievements")
    return show(
        request,
        AchievementsPage(
            head=Head(title=title),
            organization=organization,
            new=new if rows or query or drafts else None,
            query=query,
            shows_search=bool(query) or kept.count() > _A_PAGE // 5,
            drafts=_drafts_table(slug, drafts) if drafts else None,
            achievements=_table(slug, rows, title) if rows else None,
            pages=_pages(page, query, is_archive=is_archive)
            if page.paginator.num_pages > 1
            else None,
            nothing=None
            if rows
            else _nothing(query, None if drafts else new, is_archive=is_archive),
            other=_other_shelf(slug, every, is_archive=is_archive),
        ),
    )


def _has_role(request: HttpRequest, organization: Organization, roles: frozenset[Role]) -> bool:
    return bool(roles_of(request.user, organization) & roles)


def _new_button(slug: str) -> Button:
    address = reverse("catalog-achievement-new", args=[slug])
    return Button(text=_("Design an achievement"), href=address, icon="plus")


def _table(slug: str, rows: list[Achievement], title: str) -> Table:
    columns = (
        Column(_("Achievement"), short=_("Name")),
        Column(_("Type")),
        Column(_("Version"), is_number=True),
        Column(_("First awarded"), short=_("Awarded")),
        Column(_("Public list"), short=_("Listed")),
    )
    return Table(
        name="achievements",
        caption=title,
        columns=columns,
        rows=tuple(_row(slug, row) for row in rows),
    )


def _row(slug: str, row: Achievement) -> Row:
    awarded = row.first_awarded_at
    return Row(
        Cell(row.name, reverse("catalog-achievement", args=[slug, row.pk])),
        (
            Cell(achievement_type_word(row.achievement_type) or _("Not declared")),
            Cell(str(row.number)),
            Cell(day(awarded) if awarded else _("Not yet")),
            Cell(_("Listed") if row.is_listed else _("Not listed")),
        ),
    )


def _drafts_table(slug: str, drafts: list[Draft]) -> Table:
    return Table(
        name="drafts",
        caption=_("Drafts"),
        columns=(Column(_("Draft")), Column(_("Saved")), Column(_("By")), Column(_("Becomes"))),
        rows=tuple(
            Row(
                Cell(
                    draft.name or _("No name yet"), reverse("catalog-draft", args=[slug, draft.pk])
                ),
                (
                    Cell(day_and_time(draft.saved_at)),
                    Cell(draft.saved_by.name or draft.saved_by.email),
                    Cell(draft.revises.name if draft.revises else _("A new achievement")),
                ),
            )
            for draft in drafts
        ),
    )


def _pages(page: object, query: str, *, is_archive: bool) -> Pagination:
    number, paginator = page.number, page.paginator  # type: ignore[attr-defined]

    def href(wanted: int) -> str:
        asked = {"q": query, "archived": "1" if is_archive else "", "page": str(wanted)}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    return Pagination(
        page=number,
        pages=paginator.num_pages,
        sentence=ngettext("%(count)s achievement", "%(count)s achievements", paginator.count)
        % {"count": f"{paginator.count:,}"},
        href=href,
    )


def _nothing(query: str, new: Button | None, *, is_archive: bool) -> EmptyState:
    if query:
        title = _("No achievement has this in its name")
        return EmptyState(title=title, sentence=_("Look for fewer letters."), icon="search")
    if is_archive:
        sentence = _("What you archive stands here. It can be brought back.")
        return EmptyState(title=_("Nothing is archived"), sentence=sentence, icon="ledger")
    return EmptyState(
        title=_("The first achievement will stand here"),
        sentence=_(
            "An achievement says what somebody can do, what it took to show it, and how it looks. "
            "Once it is published, it can be awarded."
        ),
        icon="seal",
        action=new,
    )


def _other_shelf(slug: str, every: QuerySet[Achievement], *, is_archive: bool) -> Link | None:
    address = reverse("catalog-achievements", args=[slug])
    if is_archive:
        return Link(_("Back to what is awarded"), address)
    count = every.exclude(archived_at=None).count()
    return Link(_("Archived (%d)") % count, f"{address}?archived=1") if count else None


@login_required
@require_safe
def achievement(request: HttpRequest, slug: str, achievement_id: uuid.UUID) -> HttpResponse:
    """Show one achievement, and what can be done with it."""
    organization = organization_for(request.user, slug)
    row = _inside(request, organization, achievement_id)
    versions = versions_of(row)
    value = read_stored(row)
    kind = achievement_type_word(row.achievement_type)
    listing = Link(_("Achievements"), reverse("catalog-achievements", args=[slug]))
    version = _("version %d") % row.number
    page = OneAchievementPage(
        head=Head(title=row.name),
        crumbs=Crumbs((listing,), row.name),
        artwork=_artwork(row),
        eyebrow=f"{kind}, {version}" if kind else _("Version %d") % row.number,
        title=row.name,
        about=prose(value.description, below=1),
        notice=_standing(slug, row, versions[0]),
        facts=_facts(row),
        actions=tuple(_actions(request, organization, row, versions[0])),
        versions=_versions_table(slug, versions),
        criteria=prose(value.criteria.narrative),
    )
    return show(request, page)


def _inside(
    request: HttpRequest, organization: Organization, achievement_id: uuid.UUID
) -> Achievement:
    row = achievement_for(request.user, achievement_id)
    if row.organization_id != organization.pk:
        raise absent()
    return row


def _artwork(row: Achievement) -> Artwork:
    name = "achievement-svg" if row.picture_id is None else "achievement-png"
    return Artwork(src=reverse(name, args=[row.pk]), alt=alt_of(row))


def _standing(slug: str, row: Achievement, newest: Achievement) -> Notice | None:
    if row.archived_at is not None:
        sentence = _(
            "It was archived on %(day)s. It is not awarded any more; what was awarded stays valid, "
            "and its page stays where it is."
        )
        return Notice(sentence=sentence % {"day": day(row.archived_at)}, kind="plain")
    if newest.pk != row.pk:
        address = reverse("catalog-achievement", args=[slug, newest.pk])
        sentence = _("A newer version has taken its place.")
        return Notice(sentence=sentence, link=Link(_("See version %d") % newest.number, address))
    return None


def _facts(row: Achievement) -> Facts:
    awarded = row.first_awarded_at
    public = reverse("achievement", args=[row.pk])
    listed = _("In the public list") if row.is_listed else _("Only with its address")
    return Facts(
        (
            Fact(_("Version"), f"{row.number}, {day(row.defined_at)}"),
            Fact(_("First awarded"), day(awarded) if awarded else _("Not yet")),
            Fact(_("Valid for"), valid_for(row.valid_months)),
            Fact(_("Who finds it"), listed),
            Fact(_("Public page"), _("As learners see it"), public),
        )
    )


def _actions(
    request: HttpRequest, organization: Organization, row: Achievement, newest: Achievement
) -> list[Button]:
    slug, is_newest = organization.slug, row.pk == newest.pk
    actions = []
    award = _award_address(slug, row)
    is_open = is_newest and row.archived_at is None
    if is_open and award and _has_role(request, organization, _AWARDERS):
        actions.append(Button(text=_("Award it"), href=award, icon="seal"))
    if not (is_newest and _has_role(request, organization, DESIGNERS)):
        return actions
    here = [slug, row.pk]
    if row.archived_at is not None:
        back = reverse("catalog-achievement-bring-back", args=here)
        return [Button(text=_("Bring it back"), post_to=back, icon="refresh")]
    revise = reverse("catalog-achievement-edit", args=here)
    actions.append(
        Button(
            text=_("Revise it"), href=revise, icon="pencil", kind="quiet" if actions else "filled"
        )
    )
    badge = reverse("catalog-design", args=here)
    actions.append(Button(text=_("Design its badge"), href=badge, icon="eye", kind="quiet"))
    listing = reverse("catalog-achievement-list", args=here)
    text = _("Take it off the public list") if row.is_listed else _("Put it on the public list")
    wanted = "no" if row.is_listed else "yes"
    actions.append(
        Button(text=text, post_to=listing, name="listed", value=wanted, kind="quiet", icon="eye")
    )
    archive = reverse("catalog-achievement-archive", args=here)
    actions.append(Button(text=_("Archive it"), post_to=archive, kind="quiet", icon="ledger"))
    return actions


def _award_address(slug: str, row: Achievement) -> str:
    """Return where it is awarded, or nothing where this installation has no such page."""
    try:
        return reverse("issuing-award", args=[slug, row.pk])
    except NoReverseMatch:
        return ""


def _versions_table(slug: str, versions: list[Achievement]) -> Table:
    return Table(
        name="versions",
        caption=_("Versions"),
        columns=(Column(_("Version")), Column(_("Published")), Column(_("First awarded"))),
        rows=tuple(
            Row(
                Cell(
                    _("Version %d") % each.number,
                    reverse("catalog-achievement", args=[slug, each.pk]),
                ),
                (
                    Cell(day(each.defined_at)),
                    Cell(day(each.first_awarded_at) if each.first_awarded_at else _("Not yet")),
                ),
            )
            for each in versions
        ),
    )


@login_required
@require_POST
def archive(request: HttpRequest, slug: str, achievement_id: uuid.UUID) -> HttpResponse:
    """Archive an achievement."""
    organization = organization_for(request.user, slug, roles=DESIGNERS)
    row = _inside(request, organization, achievement_id)
    archive_achievement(actor=account_of(request), achievement_id=row.pk, at=timezone.now())
    messages.success(request, _("It is archived. What was awarded stays valid."))
    return redirect("catalog-achievement", slug, row.pk)


@login_required
@require_POST
def bring_back(request: HttpRequest, slug: str, achievement_id: uuid.UUID) -> HttpResponse:
    """Take an achievement out of the archive."""
    organization = organization_for(request.user, slug, roles=DESIGNERS)
    row = _inside(request, organization, achievement_id)
    bring_back_achievement(actor=account_of(request), achievement_id=row.pk, at=timezone.now())
    messages.success(request, _("It can be awarded again."))
    return redirect("catalog-achievement", slug, row.pk)


@login_required
@require_POST
def list_publicly(request: HttpRequest, slug: str, achievement_id: uuid.UUID) -> HttpResponse:
    """Put an achievement on the public list, or take it off."""
    organization = organization_for(request.user, slug, roles=DESIGNERS)
    row = _inside(request, organization, achievement_id)
    is_listed = request.POST.get("listed") == "yes"
    list_achievement(
        actor=account_of(request), achievement_id=row.pk, is_listed=is_listed, at=timezone.now()
    )
    said = _("It is on the public list.") if is_listed else _("It is off the public list.")
    messages.success(request, said)
    return redirect("catalog-achievement", slug, row.pk)


@login_required
@require_safe
def preview(request: HttpRequest, slug: str, draft_id: uuid.UUID) -> HttpResponse:
    """Show a draft as learners would see it, as far as it is written."""
    organization = organization_for(request.user, slug, roles=DESIGNERS)
    draft = drafts_of(organization).filter(pk=draft_id).first()
    if draft is None:
        raise absent()
    state = state_of_draft(draft, organization, draft.revises)
    value = _as_far_as_written(state)
    back = Link(_("Go on writing"), reverse("catalog-draft", args=[slug, draft.pk]))
    page = achievement_page(
        value,
        head=Head(title=_("Preview: %(name)s") % {"name": value.name}),
        crumbs=None,
        artwork=_drawn(state),
        issuer=Link(organization.legal_name, reverse("issuer", args=[slug])),
        valid_months=state.valid_months,
        notice=_preview_notice(state, back),
    )
    return show(request, page)


def _preview_notice(state: FormState, back: Link) -> Notice:
    """Say what a preview is, and whether it could be published as it stands."""
    _made, found = judged(state, timezone.now())
    labels = list(found.fault_labels())
    said = _("It can be published as it stands.")
    if labels:
        said = _("Before it can be published, it needs you here: %(fields)s.") % {
            "fields": get_text_list(labels, _("and"))
        }
    sentence = " ".join((_("This is how it would look. Nobody outside sees it yet."), said))
    return Notice(title=_("A preview"), sentence=sentence, link=back)


def _drawn(state: FormState) -> Artwork:
    if isinstance(state.image, Brought):
        address = reverse("catalog-picture", args=[state.organization.slug, state.image.picture])
        return Artwork(src=address, alt=_("Your picture"))
    encoded = base64.b64encode(state.svg(at=timezone.now()).encode()).decode("ascii")
    return Artwork(src=f"data:image/svg+xml;base64,{encoded}", alt=_("The image, as drawn"))


def _as_far_as_written(state: FormState) -> model.Achievement:
    """Return what is written, without what cannot be read yet."""
    document = document_from(state.written, state.base, state.key).document
    blank = {"name": _("No name yet"), "description": "", "criteria": {}}
    document = {**blank, **document, "id": address_of(state.key)}
    for _attempt in range(len(document)):
        try:
            return read_achievement(document)
        except MalformedDocument as error:
            document.pop(error.problem.pointer.split("/")[1], None)
            document = {**blank, **document}
    return read_achievement({**blank, "type": ["Achievement"], "id": address_of(state.key)})
