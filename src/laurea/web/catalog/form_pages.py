"""The pages on which somebody designs an achievement: a new one, a revision, a draft."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy, get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from laurea.credentials.errors import Conflict, LaureaError
from laurea.integrations.artwork.uploaded import LARGEST_UPLOAD_BYTES
from laurea.web.accounts.signed_in import account_of
from laurea.web.catalog.access import (
    Achievement,
    achievement_for,
    achievement_under,
    drafts_of,
    picture_of,
    versions_of,
)
from laurea.web.catalog.add_picture import add_picture
from laurea.web.catalog.artwork import Brought
from laurea.web.catalog.define import (
    DESIGNERS,
    define_achievement,
    fingerprint,
    revise_achievement,
)
from laurea.web.catalog.form_state import (
    FormState,
    differences,
    new_state,
    sent_state,
    shown_in_form,
    state_of,
    state_of_draft,
)
from laurea.web.catalog.forms import (
    MOST_ROWS,
    Forms,
    judged_forms,
    place_problems,
    shown_forms,
)
from laurea.web.catalog.judged import judged
from laurea.web.catalog.save_draft import discard_draft
from laurea.web.catalog.saved_state import overtaken, save_state
from laurea.web.design.contexts import Head
from laurea.web.design.pages import show
from laurea.web.design.parts import Artwork, Crumbs, Link, Notice, Text
from laurea.web.organizations.access import Organization, absent, organization_for

_FORM_METHODS: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """The form of an achievement."""

    template: ClassVar[str] = "catalog/form.html"
    head: Head
    crumbs: Crumbs
    title: Text
    notice: Notice | None
    rule: Text
    state: FormState
    forms: Forms
    artwork: Artwork
    can_add_alignment: bool
    can_add_result: bool
    discard: str


@login_required
@require_http_methods(_FORM_METHODS)
def new_achievement(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an empty form, or act on the one that was sent."""
    organization = organization_for(request.user, slug, roles=DESIGNERS)
    if request.method == "POST":
        return _act(request, organization)
    return _answer(request, new_state(organization))


@login_required
@require_http_methods(_FORM_METHODS)
def edit_achievement(request: HttpRequest, slug: str, achievement_id: uuid.UUID) -> HttpResponse:
    """Show an achievement in the form, or act on the one that was sent."""
    organization = organization_for(request.user, slug, roles=DESIGNERS)
    if request.method == "POST":
        return _act(request, organization)
    newest = newest_inside(request, organization, achievement_id)
    if newest.archived_at is not None:
        return redirect("catalog-achievement", slug, newest.pk)
    return _answer(request, state_of(newest))


@login_required
@require_http_methods(_FORM_METHODS)
def edit_draft(request: HttpRequest, slug: str, draft_id: uuid.UUID) -> HttpResponse:
    """Show a draft in the form, or act on the one that was sent."""
    organization = organization_for(request.user, slug, roles=DESIGNERS)
    if request.method == "POST":
        return _act(request, organization)
    draft = drafts_of(organization).filter(pk=draft_id).first()
    if draft is None:
        made = achievement_under(draft_id)
        if made is None or made.organization_id != organization.pk:
            raise absent()
        return redirect("catalog-achievement", slug, made.pk)
    newest = newest_inside(request, organization, draft.revises_id) if draft.revises_id else None
    return _answer(request, state_of_draft(draft, organization, newest))


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, draft_id: uuid.UUID) -> HttpResponse:
    """Discard a draft."""
    organization = organization_for(request.user, slug, roles=DESIGNERS)
    discard_draft(
        actor=account_of(request), organization=organization, draft_id=draft_id, at=timezone.now()
    )
    messages.success(request, _("The draft is discarded."))
    return redirect("catalog-achievements", slug)


@login_required
@require_safe
def picture(request: HttpRequest, slug: str, picture_id: uuid.UUID) -> HttpResponse:
    """Answer with a picture that the organization brought, for those inside."""
    organization = organization_for(request.user, slug)
    png = bytes(picture_of(organization, picture_id).png)
    return HttpResponse(png, content_type="image/png")


def newest_inside(
    request: HttpRequest, organization: Organization, achievement_id: uuid.UUID
) -> Achievement:
    """Return the newest version of an achievement that the organization's designers may change.

    Raises:
        NotFound: the organization has none under this id, or the actor is no designer of it.
    """
    achievement = achievement_for(request.user, achievement_id, roles=DESIGNERS)
    if achievement.organization_id != organization.pk:
        raise absent()
    newest = versions_of(achievement)[0]
    return achievement_for(request.user, newest.pk, roles=DESIGNERS)


def _act(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Do what the button asks that the form was sent with."""
    revises = request.POST.get("revises", "")
    newest = None
    if revises:
        try:
            newest = newest_inside(request, organization, uuid.UUID(revises))
        except ValueError:
            raise absent() from None
    state = sent_state(organization, request.POST, newest)
    now = timezone.now()
    file = request.FILES.get("upload")
    if isinstance(file, UploadedFile):
        try:
            state = _with_picture(request, state, file, now)
        except LaureaError as error:
            return _answer(request, state, _with_fault(state, "upload", error), status=422)
    match request.POST.get("do"):
        case "publish":
            return _publish(request, state, now)
        case "draft":
            return _keep(request, state, now)
        case "design":
            return _keep(request, state, now, then="catalog-design")
        case "alignment" | "result" as kind:
            return _answer(request, state.with_row(kind))
        case _:
            return _answer(request, state)


def _with_picture(
    request: HttpRequest, state: FormState, file: UploadedFile[bytes], now: datetime
) -> FormState:
    brought = add_picture(
        actor=account_of(request),
        organization=state.organization,
        content=file.read(LARGEST_UPLOAD_BYTES + 1),
        at=now,
    )
    return state.with_fields(picture=str(brought.pk), image="picture")


def _with_fault(state: FormState, field: str, error: LaureaError) -> Forms:
    """Return the forms with one mistake, the others not looked for yet."""
    found = judged_forms(state.written)
    for form in found.all():
        form.errors.clear()
    found.main.add_error(field, error.problem.detail)
    return found


def _publish(request: HttpRequest, state: FormState, now: datetime) -> HttpResponse:
    made, found = judged(state, now)
    if found.faults:
        return _answer(request, state, found, status=422)
    try:
        achievement = _store(request, state, made.document, now)
    except Conflict as error:
        return _conflict(request, state, error)
    except LaureaError as error:
        place_problems(found, made, [error.problem])
        return _answer(request, state, found, status=422)
    discard_draft(
        actor=account_of(request), organization=state.organization, draft_id=state.key, at=now
    )
    messages.success(
        request, _("Version %(number)s is published.") % {"number": achievement.number}
    )
    return redirect("catalog-achievement", state.organization.slug, achievement.pk)


def _store(
    request: HttpRequest, state: FormState, document: dict[str, object], now: datetime
) -> Achievement:
    if state.revises is not None:
        return revise_achievement(
            actor=account_of(request),
            achievement_id=state.revises.pk,
            document=document,
            image=state.image,
            valid_months=state.valid_months,
            seen=state.seen,
            at=now,
        )
    return define_achievement(
        actor=account_of(request),
        organization=state.organization,
        document=document,
        image=state.image,
        valid_months=state.valid_months,
        achievement_id=state.key,
        at=now,
    )


def _conflict(request: HttpRequest, state: FormState, error: Conflict) -> HttpResponse:
    """Show the form as it was typed; published again, it is the version after what stands now."""
    standing = achievement_for(
        request.user, state.revises.pk if state.revises else state.key, roles=DESIGNERS
    )
    standing = newest_inside(request, state.organization, standing.pk)
    is_archived = standing.archived_at is not None
    seen = state.seen if is_archived else fingerprint(standing)
    state = replace(state, revises=standing, seen=seen, key=uuid.uuid4())
    labels = [str(label) for label in differences(state.written, shown_in_form(standing))]
    sentence = error.problem.detail
    if labels:
        sentence += " " + _("What you typed differs in: %(fields)s.") % {
            "fields": get_text_list(labels, _("and"))
        }
    notice = Notice(
        title=_("Nothing is published yet, and nothing you typed is lost."),
        sentence=sentence,
        kind="failed",
        link=Link(
            _("See what stands now"),
            reverse("catalog-achievement", args=[state.organization.slug, standing.pk]),
        ),
    )
    return _answer(request, state, notice=notice, status=409)


def _keep(
    request: HttpRequest, state: FormState, now: datetime, *, then: str = "catalog-draft"
) -> HttpResponse:
    """Save the form as a draft, complete or not, and go to the page `then` of it."""
    try:
        draft = save_state(state, state.written, actor=account_of(request), at=now)
    except Conflict as error:
        sentence = _("%(name)s saved it at %(time)s. Save again to put yours in its place.")
        state, notice = overtaken(state, error, sentence)
        return _answer(request, state, notice=notice, status=409)
    messages.success(request, _("The draft is saved. Nobody outside sees it."))
    return redirect(then, state.organization.slug, draft.pk)


def _answer(
    request: HttpRequest,
    state: FormState,
    found: Forms | None = None,
    *,
    notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    slug = state.organization.slug
    title = _title(state)
    page = FormPage(
        head=Head(title=title),
        crumbs=Crumbs(
            (Link(_("Achievements"), reverse("catalog-achievements", args=[slug])),), title
        ),
        title=title,
        notice=notice,
        rule=_rule(state),
        state=state,
        forms=found or shown_forms(state.written),
        artwork=_artwork(state, now),
        can_add_alignment=len(state.written.alignments) < MOST_ROWS,
        can_add_result=len(state.written.results) < MOST_ROWS,
        discard=reverse("catalog-draft-discard", args=[slug, state.key])
        if state.draft_seen
        else "",
    )
    return show(request, page, status=status)


def _title(state: FormState) -> Text:
    if state.revises is None:
        return _("A new achievement")
    return _("Revise %(name)s") % {"name": state.revises.name}


def _rule(state: FormState) -> Text:
    """Say what the two buttons do: a draft stays inside, what is published never changes."""
    standing = state.revises
    if standing is None:
        return _(
            "A draft is seen inside your organization only. What you publish can be awarded at "
            "once and never changes: each change is a new version."
        )
    return _(
        "Version %(now)s is published and stays as it is, also for those who hold it. What you "
        "publish here becomes version %(next)s."
    ) % {"next": standing.number + 1, "now": standing.number}


def _artwork(state: FormState, now: datetime) -> Artwork:
    named = state.written.fields.get("name", "").strip()
    alt = format_lazy("{0} {1}", _("The image of"), named or _("the achievement"))
    if isinstance(state.image, Brought):
        address = reverse("catalog-picture", args=[state.organization.slug, state.image.picture])
        return Artwork(src=address, alt=alt)
    encoded = base64.b64encode(state.svg(at=now).encode()).decode("ascii")
    return Artwork(src=f"data:image/svg+xml;base64,{encoded}", alt=alt)
