"""The badge designer: how the badge of an achievement looks, tried out and kept in a draft.

What is kept belongs to the draft of the next version. With the version it is published, and from
then on it never changes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import Conflict, LaureaError
from laurea.integrations.artwork import render_png
from laurea.integrations.artwork.uploaded import LARGEST_UPLOAD_BYTES
from laurea.web.accounts.signed_in import account_of
from laurea.web.catalog.access import (
    Achievement,
    achievements_of,
    drafts_of,
    newest_of,
    picture_of,
)
from laurea.web.catalog.add_picture import add_picture
from laurea.web.catalog.artwork import Brought, drawing_of
from laurea.web.catalog.define import DESIGNERS
from laurea.web.catalog.design_checks import shorter_title
from laurea.web.catalog.design_fields import fields_of
from laurea.web.catalog.design_form import DesignForm, initial_of, typed_fields
from laurea.web.catalog.design_shown import (
    DesignPreview,
    preview_of,
    proposed_alt,
    svg_of_form,
    title_of,
)
from laurea.web.catalog.form_pages import newest_inside
from laurea.web.catalog.form_state import FormState, state_of, state_of_draft
from laurea.web.catalog.saved_state import overtaken, save_state
from laurea.web.design.contexts import Head
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Link, Notice, Text
from laurea.web.organizations.access import Organization, organization_for

_MOST_SOURCES: Final = 200
_PNG_PX: Final = {"png-600": 600, "png-1200": 1200}


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignPage:
    """The badge designer."""

    template: ClassVar[str] = "catalog/design.html"
    head: Head
    crumbs: Crumbs
    title: Text
    rule: Text
    notice: Notice | None
    state: FormState
    form: DesignForm
    preview: DesignPreview
    downloads: tuple[Button, ...]
    can_clone: bool
    back: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def design(request: HttpRequest, slug: str, achievement_id: uuid.UUID) -> HttpResponse:
    """Show the design of an achievement or of a draft, or act on the form that was sent."""
    organization = organization_for(request.user, slug, roles=DESIGNERS)
    key = _uuid(request.POST.get("key", ""))
    state = _state(request, organization, achievement_id, key)
    if state.revises is not None and state.revises.archived_at is not None:
        return redirect("catalog-achievement", slug, state.revises.pk)
    if request.method != "POST":
        state = _with_alt(state)
        return _answer(request, state, _form(request, state))
    state = replace(state, draft_seen=request.POST.get("draft_seen", ""))
    picture = _uuid(request.POST.get("picture", "")) or state.picture_id
    typed = {**typed_fields(request.POST), "picture": str(picture or "")}
    return _act(request, state.with_fields(**typed))


def _state(
    request: HttpRequest,
    organization: Organization,
    achievement_id: uuid.UUID,
    key: uuid.UUID | None,
) -> FormState:
    """Return what is designed: a draft by its id, or the draft of the next version."""
    drafts = drafts_of(organization)
    draft, newest = drafts.filter(pk=achievement_id).first(), None
    if draft is None:
        newest = newest_inside(request, organization, achievement_id)
        revising = drafts.filter(revises__series=newest.series)
        draft = revising.filter(pk=key).first() if key else revising.first()
    elif draft.revises_id:
        newest = newest_inside(request, organization, draft.revises_id)
    if draft is not None:
        return state_of_draft(draft, organization, newest)
    if newest is None:
        raise AssertionError("neither a draft nor an achievement")
    return replace(state_of(newest), key=key or uuid.uuid4())


def _with_alt(state: FormState) -> FormState:
    """Return the form with an alternative text to begin with, where it has none."""
    drawn = state.drawing
    if drawn.alt:
        return state
    return state.with_fields(**fields_of(replace(drawn, alt=proposed_alt(state, drawn))))


def _act(request: HttpRequest, state: FormState) -> HttpResponse:
    """Do what the button asks that the form was sent with."""
    now, wish = timezone.now(), request.POST.get("do", "")
    if wish == "preview":
        preview = preview_of(state, at=now)
        return render(request, preview.template, {"page": preview})
    file = request.FILES.get("upload")
    if isinstance(file, UploadedFile):
        try:
            state = _with_picture(request, state, file, now)
        except LaureaError as error:
            form = _judged(request, state)
            form.errors.clear()
            form.add_error("upload", error.problem.detail)
            return _answer(request, state, form, status=422)
    if wish == "clone":
        return _clone(request, state)
    if wish == "shorter":
        return _shorten(request, state)
    form = _judged(request, state)
    if wish in {"keep", "svg", *_PNG_PX}:
        if form.errors:
            return _answer(request, state, form, status=422)
        return _keep(request, state, now) if wish == "keep" else _file(state, wish, now)
    form.errors.clear()
    return _answer(request, state, form)


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


def _clone(request: HttpRequest, state: FormState) -> HttpResponse:
    """Show the form with the design of another achievement; texts stay as they are."""
    chosen = _uuid(request.POST.get("source", ""))
    source = _others(request, state).filter(pk=chosen).first() if chosen else None
    if source is None:
        form = _judged(request, state)
        form.errors.clear()
        form.add_error("source", _("Choose whose design it is to be."))
        return _answer(request, state, form, status=422)
    mine = state.drawing
    taken = replace(
        drawing_of(source), short_title=mine.short_title, above=mine.above, alt=mine.alt
    )
    state = state.with_fields(
        **fields_of(taken),
        image="picture" if source.picture_id else "drawn",
        picture=str(source.picture_id or state.picture_id or ""),
    )
    notice = Notice(
        sentence=_("This is the design of %(name)s. It is not kept yet.") % {"name": source.name}
    )
    return _answer(request, state, _form(request, state), notice=notice)


def _shorten(request: HttpRequest, state: FormState) -> HttpResponse:
    """Show the form with the short title that was proposed."""
    proposed = shorter_title(state.drawing, title_of(state))
    if proposed:
        state = state.with_fields(short_title=proposed)
    return _answer(request, state, _form(request, state))


def _keep(request: HttpRequest, state: FormState, now: datetime) -> HttpResponse:
    """Keep the design in the draft."""
    if isinstance(state.image, Brought):
        picture_of(state.organization, state.image.picture)
    written = state.with_fields(seen=state.seen).written
    try:
        draft = save_state(state, written, actor=account_of(request), at=now)
    except Conflict as error:
        sentence = _("%(name)s saved it at %(time)s. Keep again to put your design into it.")
        state, notice = overtaken(state, error, sentence)
        return _answer(request, state, _form(request, state), notice=notice, status=409)
    messages.success(
        request, _("The design is kept in the draft. It is awarded with once that is published.")
    )
    return redirect("catalog-draft", state.organization.slug, draft.pk)


def _file(state: FormState, wish: str, now: datetime) -> HttpResponse:
    """Answer with the badge as a file."""
    name = slugify(title_of(state)) or "badge"
    if isinstance(state.image, Brought):
        content: str | bytes = bytes(picture_of(state.organization, state.image.picture).png)
        suffix, media_type = "png", "image/png"
    elif wish == "svg":
        content, suffix, media_type = svg_of_form(state, at=now), "svg", "image/svg+xml"
    else:
        size = _PNG_PX[wish]
        content = render_png(svg_of_form(state, at=now), size)
        suffix, media_type = "png", "image/png"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _form(request: HttpRequest, state: FormState) -> DesignForm:
    """Return the form as it is shown, without a judgement."""
    drawn = state.drawing
    return DesignForm(
        initial=initial_of(state.written.fields, drawn),
        ink=state.organization.ink,
        sources=_sources(request, state),
    )


def _judged(request: HttpRequest, state: FormState) -> DesignForm:
    """Return the form as it was sent, judged."""
    sent = {**request.POST.dict(), "image": state.written.fields.get("image", "")}
    form = DesignForm(
        data=sent, ink=state.organization.ink, sources=_sources(request, state), files=request.FILES
    )
    if sent["image"] == "picture" and state.picture_id is None:
        form.add_error("upload", _("Choose your picture, or have the badge drawn here."))
    return form


def _others(request: HttpRequest, state: FormState) -> QuerySet[Achievement]:
    """Return the organization's other achievements, whose designs can be taken over."""
    every = achievements_of(request.user, roles=DESIGNERS).filter(organization=state.organization)
    if state.revises is not None:
        every = every.exclude(series=state.revises.series)
    return newest_of(every).order_by("name", "pk")


def _sources(request: HttpRequest, state: FormState) -> list[tuple[uuid.UUID, str]]:
    return [(row.pk, row.name) for row in _others(request, state)[:_MOST_SOURCES]]


def _answer(
    request: HttpRequest,
    state: FormState,
    form: DesignForm,
    *,
    notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    slug = state.organization.slug
    name = state.written.fields.get("name", "").strip()
    title = _("The badge of %(name)s") % {"name": name} if name else _("The badge")
    if notice is None and form.is_bound and form.errors:
        notice = Notice(
            title=_("The design is not kept yet."),
            sentence=_("The sentence under a field says what to do. Nothing you typed is lost."),
            kind="failed",
        )
    page = DesignPage(
        head=Head(title=title),
        crumbs=Crumbs(tuple(_way(state, slug, name)), _("Badge")),
        title=title,
        rule=_rule(state),
        notice=notice,
        state=state,
        form=form,
        preview=preview_of(state, at=timezone.now()),
        downloads=tuple(_downloads(state)),
        can_clone=len(_sources(request, state)) > 0,
        back=_back(state, slug),
    )
    return show(request, page, status=status)


def _way(state: FormState, slug: str, name: str) -> Iterator[Link]:
    yield Link(_("Achievements"), reverse("catalog-achievements", args=[slug]))
    yield Link(name or _("The draft"), _back(state, slug))


def _back(state: FormState, slug: str) -> str:
    if state.draft_seen or state.revises is None:
        return reverse("catalog-draft", args=[slug, state.key])
    return reverse("catalog-achievement", args=[slug, state.revises.pk])


def _rule(state: FormState) -> Text:
    standing = state.revises
    if standing is None:
        return _("What you keep goes into the draft. Once it is published, it never changes.")
    return _(
        "Version %(now)s keeps its badge, also for those who hold it. What you keep here goes into "
        "the draft of version %(next)s."
    ) % {"now": standing.number, "next": standing.number + 1}


def _downloads(state: FormState) -> Iterator[Button]:
    if isinstance(state.image, Brought):
        yield _download(_("PNG, 600 pixels"), "png-600")
        return
    yield _download(_("SVG"), "svg")
    yield _download(_("PNG, 600 pixels"), "png-600")
    yield _download(_("PNG, 1200 pixels"), "png-1200")


def _download(text: Text, value: str) -> Button:
    return Button(text=text, name="do", value=value, kind="quiet", icon="download")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
