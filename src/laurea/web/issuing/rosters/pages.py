"""The pages on which rosters are listed, brought and discarded."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from laurea.credentials.errors import LaureaError, NotFound
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import Achievement, achievement_for, achievements_of, newest_of
from laurea.web.catalog.define import read_stored
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day_and_time
from laurea.web.design.pages import show
from laurea.web.design.paging import asked_page
from laurea.web.design.parts import Button, Crumbs, EmptyState, FormPart, Stepper, Text
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.issuing.access import BulkRun, RunState, runs_of
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.rosters.access import RosterDraft, drafts_of
from laurea.web.issuing.rosters.discard import discard_roster
from laurea.web.issuing.rosters.forms import BeginForm, UploadForm
from laurea.web.issuing.rosters.here import (
    FILE,
    NO_ROSTERS,
    address,
    crumbs,
    draft_here,
    stepper,
    to_run,
)
from laurea.web.issuing.rosters.upload import upload_roster
from laurea.web.issuing.rosters.words import on_the_page
from laurea.web.issuing.staff import account_of, for_issuers
from laurea.web.organizations.access import Organization, absent, organization_for, roles_of

_RUNS_PER_PAGE: Final = 25
_MOST_DRAFTS: Final = 50
_NO_NAME: Final = "pasted rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class RostersPage:
    """Rosters that are being prepared, and runs."""

    template: ClassVar[str] = "issuing/rosters.html"
    head: Head
    begin: BeginForm | None
    action: str
    imports: str
    drafts: Table | None
    runs: Table | None
    pages: Pagination | None
    empty: EmptyState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterUploadPage:
    """The form that takes a roster."""

    template: ClassVar[str] = "issuing/roster_upload.html"
    head: Head
    crumbs: Crumbs
    stepper: Stepper
    title: Text
    form: FormPart
    sample: Button


@login_required
@require_safe
def rosters_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organization's rosters and runs."""
    account = account_of(request)
    organization = organization_for(account, slug)
    may_issue = bool(roles_of(account, organization) & ISSUERS)
    form = _begin_form(request, account, organization) if may_issue else None
    if form is not None and form.is_bound and form.is_valid():
        chosen = form.cleaned_data["achievement"]
        return redirect("issuing-roster-upload", slug=slug, achievement_id=chosen)
    drafts = drafts_of(account, roles=ISSUERS).filter(organization=organization, run=None)
    runs = runs_of(account).filter(organization=organization).select_related("achievement")
    number = asked_page(request)
    shown = list(runs.order_by("-started_at")[(number - 1) * _RUNS_PER_PAGE :][:_RUNS_PER_PAGE])
    standing = list(drafts.order_by("-created_at")[:_MOST_DRAFTS])
    page = RostersPage(
        head=Head(title=_("Rosters")),
        begin=form if form is not None and form.fields["achievement"].choices else None,  # type: ignore[attr-defined]
        action=reverse("issuing-rosters", args=[slug]),
        imports=reverse("issuing-imports", args=[slug]) if may_issue else "",
        drafts=_drafts_table(slug, standing) if standing else None,
        runs=_runs_table(slug, shown) if shown else None,
        pages=_pagination(slug, number, runs.count()),
        empty=None if standing or shown else _empty(slug, form),
    )
    return show(request, page)


@login_required
@for_issuers(NO_ROSTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def roster_upload_page(request: HttpRequest, slug: str, achievement_id: UUID) -> HttpResponse:
    """Take a roster; or say what is wrong with it, and keep what was typed."""
    account = account_of(request)
    organization = organization_for(account, slug)
    achievement = _achievement(account, organization, achievement_id)
    if request.method != "POST":
        return _upload_shown(request, slug, achievement)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_again(request)
    name, content = form.brought
    try:
        draft = upload_roster(
            actor=account,
            achievement_id=achievement.pk,
            content=content,
            file_name=name or _NO_NAME,
            key=form.cleaned_data["key"],
            at=timezone.now(),
        )
    except NotFound:
        raise
    except LaureaError as error:
        said = request.POST.copy()
        said["refused"] = "file" if name else "text"
        said["reason"] = on_the_page(error.problem)
        return show_again(request, said)
    if draft.run_id is not None:
        return to_run(slug, draft)
    return redirect(address("columns", slug, draft))


@login_required
@require_safe
def roster_template(request: HttpRequest, slug: str, achievement_id: UUID) -> HttpResponse:
    """Answer with an empty roster for an achievement, as CSV with a header."""
    account = account_of(request)
    achievement = _achievement(account, organization_for(account, slug), achievement_id)
    results = [f"result:{one.name}" for one in read_stored(achievement).result_description]
    text = io.StringIO(newline="")
    csv.writer(text).writerow(["e-mail", "name", "awarded", "valid-until", *results, "evidence"])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="roster.csv"'
    return response


@login_required
@for_issuers(NO_ROSTERS)
@require_POST
def roster_discard(request: HttpRequest, slug: str, roster_id: UUID) -> HttpResponse:
    """Discard a roster of which nothing was issued."""
    account, draft = draft_here(request, slug, roster_id)
    discard_roster(actor=account, draft_id=draft.pk, at=timezone.now())
    messages.success(request, _("%s was discarded. Nothing was issued.") % draft.file_name)
    return redirect("issuing-rosters", slug=slug)


def _achievement(account: Account, organization: Organization, achievement_id: UUID) -> Achievement:
    achievement = achievement_for(account, achievement_id)
    if achievement.organization_id != organization.pk:
        raise absent()
    return achievement


def _begin_form(request: HttpRequest, account: Account, organization: Organization) -> BeginForm:
    theirs = achievements_of(account, roles=ISSUERS).filter(organization=organization)
    newest = newest_of(theirs.filter(archived_at=None)).order_by("name")
    choices = [(str(pk), name) for pk, name in newest.values_list("pk", "name")]
    return BeginForm(request.GET if "achievement" in request.GET else None, choices=choices)


def _upload_shown(request: HttpRequest, slug: str, achievement: Achievement) -> HttpResponse:
    """Show the form: empty, or as it was sent, with why it was refused. A file is not kept."""
    kept = kept_form(request)
    if kept is None:
        return show(request, _upload_page(slug, achievement, UploadForm()))
    form = UploadForm(kept.sent)
    refused = kept.sent.get("refused", "")
    if refused in form.fields:
        form.full_clean()
        form.errors.clear()
        form.add_error(refused, kept.sent.get("reason", ""))
    return show(request, _upload_page(slug, achievement, form), status=kept.status)


def _upload_page(slug: str, achievement: Achievement, form: UploadForm) -> RosterUploadPage:
    title = _("Award %s to many") % achievement.name
    return RosterUploadPage(
        head=Head(title=title),
        crumbs=crumbs(slug, achievement.name),
        stepper=stepper(FILE),
        title=title,
        form=FormPart(
            form,
            (Button(text=_("Look at the columns")),),
            reverse("issuing-roster-upload", args=[slug, achievement.pk]),
            sends_files=True,
        ),
        sample=Button(
            text=_("Get an empty roster as CSV"),
            href=reverse("issuing-roster-template", args=[slug, achievement.pk]),
            kind="bare",
            icon="download",
            downloads=True,
        ),
    )


def _drafts_table(slug: str, drafts: list[RosterDraft]) -> Table:
    return Table(
        name="drafts",
        caption=_("Being prepared"),
        columns=(Column(_("Roster")), Column(_("Achievement")), Column(_("Brought"))),
        rows=tuple(
            Row(
                Cell(draft.file_name, href=address("columns", slug, draft)),
                (Cell(draft.achievement.name), Cell(day_and_time(draft.created_at))),
            )
            for draft in drafts
        ),
    )


def _runs_table(slug: str, runs: list[BulkRun]) -> Table:
    return Table(
        name="runs",
        caption=_("Runs"),
        columns=(
            Column(_("Begun")),
            Column(_("Achievement")),
            Column(_("State")),
            Column(_("Issued"), is_number=True),
        ),
        rows=tuple(
            Row(
                Cell(
                    day_and_time(run.started_at), href=reverse("issuing-run", args=[slug, run.pk])
                ),
                (
                    Cell(run.achievement.name),
                    Cell(state_word(run)),
                    Cell(_("%(issued)s of %(rows)s") % _counts(run)),
                ),
            )
            for run in runs
        ),
    )


def state_word(run: BulkRun) -> str:
    """Return the word for where a run stands."""
    if run.state == RunState.CANCELLED:
        return _("Cancelled") if run.ended_at else _("Being cancelled")
    if run.state in (RunState.WAITING, RunState.RETURNED, RunState.PAUSED):
        return str(RunState(run.state).label)
    if run.state == RunState.DONE:
        return _("Done") if not run.refused + run.set_aside else _("Done, some rows left")
    if run.begins_at is not None and run.begins_at > timezone.now():
        return _("Begins %s") % day_and_time(run.begins_at)
    return _("Running")


def _counts(run: BulkRun) -> dict[str, str]:
    return {"issued": f"{run.issued:,}", "rows": f"{run.rows:,}"}


def _empty(slug: str, form: BeginForm | None) -> EmptyState:
    if form is not None and not form.fields["achievement"].choices:  # type: ignore[attr-defined]
        return EmptyState(
            title=_("No achievement is defined yet"),
            sentence=_("Rosters are for achievements. Define one first."),
            icon="seal",
            action=Button(
                text=_("To the achievements"), href=reverse("catalog-achievements", args=[slug])
            ),
        )
    return EmptyState(
        title=_("No roster was brought yet"),
        sentence=_(
            "A roster names those who are to be awarded, one in a row. It appears here once it is"
            " brought, and its run once it is started."
        ),
        icon="people",
    )


def _pagination(slug: str, number: int, total: int) -> Pagination | None:
    pages = -(-total // _RUNS_PER_PAGE)
    if pages < 2:
        return None
    here = reverse("issuing-rosters", args=[slug])
    sentence = ngettext("%(total)s run", "%(total)s runs", total) % {"total": f"{total:,}"}
    return Pagination(
        page=min(number, pages),
        pages=pages,
        sentence=sentence,
        href=lambda page: f"{here}?page={page}",
    )
