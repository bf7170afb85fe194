"""The pages on which a second person looks a run over, and decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.web.accounts.access import Account
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.pages import show
from laurea.web.design.paging import asked_page
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, Link, Notice, Text
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.issuing.access import BulkRun, RunState, chunks_of, run_for
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_approvals.decide import approve_run, send_run_back, why_not_approved_by
from laurea.web.issuing.run_approvals.form import SendBackForm
from laurea.web.issuing.staff import account_of, for_issuers
from laurea.web.issuing.two_persons.access import RunApproval
from laurea.web.issuing.two_persons.rule import second_persons
from laurea.web.organizations.access import absent, roles_of

_NO_APPROVING: Final[Text] = gettext_lazy("Approving takes an owner or an issuer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunApprovalPage:
    """A run that waits for a second person: who prepared it, and what it would issue."""

    template: ClassVar[str] = "issuing/run_approval.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    facts: Facts
    notice: Notice | None
    actions: tuple[Button, ...]
    rows: Table
    rows_title: Text
    pages: Pagination | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackPage:
    """The form that sends a run back."""

    template: ClassVar[str] = "issuing/run_send_back.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    facts: Facts
    notice: Notice | None
    form: SendBackForm
    action: str
    back: Button


def show_waiting_run(
    request: HttpRequest, account: Account, run: BulkRun, approval: RunApproval
) -> HttpResponse:
    """Show a run that waits, to somebody who was let see it."""
    slug = run.organization.slug
    may_issue = bool(roles_of(account, run.organization) & ISSUERS)
    why_not = why_not_approved_by(account, run, approval) if may_issue else ""
    chunks = chunks_of(run.pk)
    number = max(1, min(asked_page(request), chunks.count()))
    chunk = chunks[number - 1]
    first = sum(chunks[: number - 1].values_list("count", flat=True)) + 1
    title = _waiting_title(run)
    page = RunApprovalPage(
        head=Head(title=title),
        crumbs=_crumbs(slug, run.achievement.name),
        title=title,
        sentence=_(
            "%s signs this. Nothing is signed before a second person approves it; what is signed"
            " cannot be changed, only revoked."
        )
        % run.organization.legal_name,
        facts=_facts(slug, run),
        notice=_notice(account, run, why_not, may_issue=may_issue),
        actions=_actions(slug, run, account, why_not) if may_issue else (),
        rows=_rows(chunk.rows, first),
        rows_title=_("Rows %(first)s to %(last)s of %(total)s")
        % {
            "first": f"{first:,}",
            "last": f"{first + chunk.count - 1:,}",
            "total": f"{run.rows:,}",
        },
        pages=_pagination(slug, run, number, chunks.count()),
    )
    return show(request, page)


@login_required
@for_issuers(_NO_APPROVING)
@require_POST
@demand_recent_sign_in()
def run_approve(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Let a run begin that another person prepared."""
    account, run = _run_here(request, slug, run_id)
    try:
        approve_run(actor=account, run_id=run.pk, at=timezone.now())
    except Conflict as error:
        messages.error(request, error.problem.detail)
    else:
        messages.success(request, _("You approved it."))
    return redirect("issuing-run", slug=slug, run_id=run.pk)


@login_required
@for_issuers(_NO_APPROVING)
@require_http_methods(["GET", "HEAD", "POST"])
@demand_recent_sign_in()
def run_send_back(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Ask what is to be mended, and send a run back."""
    account, run = _run_here(request, slug, run_id)
    here = redirect("issuing-run", slug=slug, run_id=run.pk)
    if request.method != "POST":
        kept = kept_form(request)
        if kept is None and (run.state != RunState.WAITING or run.actor_id == account.pk):
            return here
        form = SendBackForm(kept.sent) if kept else SendBackForm()
        page = _send_back_page(slug, run, form, kept.notice if kept else None)
        return show(request, page, status=kept.status if kept else 200)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return show_again(request)
    reason = form.cleaned_data["reason"]
    try:
        send_run_back(actor=account, run_id=run.pk, reason=reason, at=timezone.now())
    except (Conflict, MalformedDocument) as error:
        notice = Notice(title=error.problem.title, sentence=error.problem.detail, kind="failed")
        status = 409 if isinstance(error, Conflict) else 422
        return show_again(request, notice=notice, status=status)
    messages.success(request, _("It is sent back. Nothing of it was signed."))
    return here


def _run_here(request: HttpRequest, slug: str, run_id: UUID) -> tuple[Account, BulkRun]:
    account = account_of(request)
    run = run_for(account, run_id)
    if run.organization.slug != slug:
        raise absent()
    return account, run


def _send_back_page(
    slug: str, run: BulkRun, form: SendBackForm, notice: Notice | None
) -> SendBackPage:
    here = reverse("issuing-run", args=[slug, run.pk])
    title = _("Send this run back")
    return SendBackPage(
        head=Head(title=title),
        crumbs=_crumbs(slug, title, Link(run.achievement.name, here)),
        title=title,
        sentence=_(
            "The run ends, and nothing of it is signed. Its rows stay, to be mended and prepared"
            " anew."
        ),
        facts=_facts(slug, run),
        notice=notice,
        form=form,
        action=reverse("issuing-run-send-back", args=[slug, run.pk]),
        back=Button(text=_("Back to the run"), href=here, kind="quiet"),
    )


def _crumbs(slug: str, here: Text, *further: Link) -> Crumbs:
    return Crumbs((Link(_("Rosters"), reverse("issuing-rosters", args=[slug])), *further), here)


def _waiting_title(run: BulkRun) -> str:
    title = ngettext(
        "%(count)s credential waits for approval",
        "%(count)s credentials wait for approval",
        run.rows,
    )
    return title % {"count": f"{run.rows:,}"}


def _facts(slug: str, run: BulkRun) -> Facts:
    achievement = reverse("catalog-achievement", args=[slug, run.achievement_id])
    begins = (Fact(_("Begins"), day_and_time(run.begins_at)),) if run.begins_at else ()
    return Facts(
        (
            Fact(_("Achievement"), run.achievement.name, achievement),
            Fact(_("Credentials"), f"{run.rows:,}"),
            Fact(_("Prepared by"), _name(run.actor)),
            Fact(_("Prepared"), day_and_time(run.started_at)),
            *begins,
        )
    )


def _notice(account: Account, run: BulkRun, why_not: str, *, may_issue: bool) -> Notice | None:
    if not may_issue:
        return Notice(sentence=_("An owner or an issuer approves it, or sends it back."))
    if not why_not:
        return None
    others = second_persons(run.organization_id, run.actor, run.rows).others
    if run.actor_id == account.pk and others:
        names = ", ".join(_name(one) for one in others[:5])
        return Notice(
            title=_("Another person approves it"), sentence=_("Tell one of them: %s") % names
        )
    if run.actor_id == account.pk:
        said = _("Nobody is left who could approve it. Cancel it, and prepare it anew.")
        return Notice(sentence=said)
    return Notice(sentence=why_not)


def _actions(slug: str, run: BulkRun, account: Account, why_not: str) -> tuple[Button, ...]:
    where = [slug, run.pk]
    cancel = Button(
        text=_("Cancel the run"), post_to=reverse("issuing-run-cancel", args=where), kind="bare"
    )
    if run.actor_id == account.pk:
        return (cancel,)
    send_back = Button(
        text=_("Send it back"), href=reverse("issuing-run-send-back", args=where), kind="quiet"
    )
    if why_not:
        return (send_back, cancel)
    approve = ngettext("Approve %s credential", "Approve %s credentials", run.rows)
    return (
        Button(text=approve % f"{run.rows:,}", post_to=reverse("issuing-run-approve", args=where)),
        send_back,
    )


def _rows(rows: list[dict[str, Any]], first: int) -> Table:
    return Table(
        name="rows",
        caption=_("What would be issued"),
        columns=(
            *(Column(_("Learner")), Column(_("Recipient"))),
            *(Column(_("Valid from")), Column(_("Valid until"))),
        ),
        rows=tuple(_row(row, number) for number, row in enumerate(rows, first)),
    )


def _row(row: dict[str, Any], number: int) -> Row:
    results = ", ".join(f"{name}: {value}" if name else value for name, value in row["results"])
    below = _("Below what is required, on purpose") if row["on_purpose"] else ""
    learner = row["name"] or _("No name")
    until = _day(row["valid_until"]) or _("It does not end")
    return Row(
        Cell(f"{number:,}. {learner}", remark=results),
        (
            Cell(row["email"] or row["did"], remark=below),
            Cell(_day(row["valid_from"])),
            Cell(until),
        ),
    )


def _day(written: str | None) -> str:
    moment = parse_datetime(written) if written else None
    return day(moment) if moment else ""


def _name(account: Account) -> str:
    return account.name or account.email


def _pagination(slug: str, run: BulkRun, number: int, pages: int) -> Pagination | None:
    if pages < 2:
        return None
    here = reverse("issuing-run", args=[slug, run.pk])
    sentence = ngettext("%(total)s row", "%(total)s rows", run.rows) % {"total": f"{run.rows:,}"}
    return Pagination(
        page=number, pages=pages, sentence=sentence, href=lambda page: f"{here}?page={page}"
    )
