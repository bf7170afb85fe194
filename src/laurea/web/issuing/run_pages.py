"""A run's page: how far it is, and its report when it has ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import ClassVar, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from laurea.web.accounts.access import Account
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.pages import show
from laurea.web.design.paging import asked_page
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, Link, Notice, Progress, Text
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.issuing.access import BulkRun, RunState, run_for
from laurea.web.issuing.cancel_run import cancel_run
from laurea.web.issuing.pause_run import pause_run, resume_run
from laurea.web.issuing.retry_run import retry_run
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.rosters.access import RosterDraft, draft_of_run
from laurea.web.issuing.rosters.here import address
from laurea.web.issuing.rosters.left import WithoutCredential, in_order, rows_without
from laurea.web.issuing.rosters.rest import bring_rest
from laurea.web.issuing.run_approvals.pages import show_waiting_run
from laurea.web.issuing.run_progress import RunProgress, progress_of
from laurea.web.issuing.run_report import report_as_csv
from laurea.web.issuing.run_revocations.access import revocation_of
from laurea.web.issuing.staff import account_of, for_issuers
from laurea.web.issuing.two_persons.access import RunApproval, approval_of
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import absent, roles_of

_LEFT_PER_PAGE: Final = 50
_MINUTE_S: Final = 60
_GOING_ON: Final = (RunState.RUNNING, RunState.PAUSED)
_BROKEN_OFF: Final = (RunState.CANCELLED, RunState.RETURNED)
_NO_RUNS: Final[Text] = gettext_lazy("Runs take an owner or an issuer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One run. `address` answers how far it is, in JSON; empty once it has ended."""

    template: ClassVar[str] = "issuing/run.html"
    head: Head
    crumbs: Crumbs
    title: Text
    begun: Text
    progress: Progress
    address: str
    given_up: int
    notices: tuple[Notice, ...]
    retry: Button | None
    left: Table | None
    left_title: Text
    pages: Pagination | None
    actions: tuple[Button, ...]


@login_required
@require_safe
def run_page(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Show how far a run is, or what became of it."""
    account, run = _run_here(request, slug, run_id)
    approval = approval_of(run.pk)
    if approval is not None and run.state == RunState.WAITING:
        return show_waiting_run(request, account, run, approval)
    found = progress_of(run, at=timezone.now())
    may_issue = bool(roles_of(account, run.organization) & ISSUERS)
    left = rows_without(run, draft_of_run(run.pk))
    number = asked_page(request)
    page = RunPage(
        head=Head(title=_title(found)),
        crumbs=Crumbs(
            (Link(_("Rosters"), reverse("issuing-rosters", args=[slug])),), run.achievement.name
        ),
        title=_title(found),
        begun=_("%(name)s, begun %(time)s by %(who)s")
        % {
            "name": run.achievement.name,
            "time": day_and_time(run.started_at),
            "who": run.actor.name or run.actor.email,
        },
        progress=_progress(slug, run, found, may_cancel=may_issue),
        address="" if found.has_ended else reverse("issuing-run-progress", args=[slug, run.pk]),
        given_up=found.given_up,
        notices=(
            *_notices(found),
            *_decided(approval),
            *_revoked(slug, run),
            *_by_hand(slug, run, found),
        ),
        retry=_retry(slug, run, found) if may_issue and found.given_up else None,
        left=_left_table(left, number) if left else None,
        left_title=ngettext(
            "%(rows)s row has no credential", "%(rows)s rows have no credential", found.without
        )
        % {"rows": f"{found.without:,}"},
        pages=_pagination(slug, run, number, len(left)),
        actions=tuple(_actions(slug, run, found, may_issue=may_issue))
        if found.has_ended
        else _while_running(slug, run, found, may_issue=may_issue),
    )
    return show(request, page)


@login_required
@require_safe
def run_progress(request: HttpRequest, slug: str, run_id: UUID) -> JsonResponse:
    """Answer how far a run is, for the script that keeps the page up to date."""
    _account, run = _run_here(request, slug, run_id)
    found = progress_of(run, at=timezone.now())
    return JsonResponse(
        {
            "done": found.done,
            "sentence": _sentence(found),
            "facts": [str(fact.value) for fact in _facts(found)],
            "given_up": found.given_up,
            "has_ended": found.has_ended,
        }
    )


@login_required
@for_issuers(_NO_RUNS)
@require_POST
def run_cancel(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Cancel a run."""
    account, run = _run_here(request, slug, run_id)
    cancel_run(actor=account, run_id=run.pk, at=timezone.now())
    return redirect("issuing-run", slug=slug, run_id=run.pk)


@login_required
@for_issuers(_NO_RUNS)
@require_POST
def run_pause(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Begin nothing further of a run for now."""
    account, run = _run_here(request, slug, run_id)
    pause_run(actor=account, run_id=run.pk, at=timezone.now())
    return redirect("issuing-run", slug=slug, run_id=run.pk)


@login_required
@for_issuers(_NO_RUNS)
@require_POST
def run_resume(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Let a paused run go on."""
    account, run = _run_here(request, slug, run_id)
    resume_run(actor=account, run_id=run.pk, at=timezone.now())
    return redirect("issuing-run", slug=slug, run_id=run.pk)


@login_required
@for_issuers(_NO_RUNS)
@require_POST
def run_retry(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Try again what a run gave up."""
    account, run = _run_here(request, slug, run_id)
    if retry_run(actor=account, run_id=run.pk, at=timezone.now()):
        messages.info(request, _("It is being tried again."))
    return redirect("issuing-run", slug=slug, run_id=run.pk)


@login_required
@demand_recent_sign_in(before_form=True)
@require_safe
def run_report(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Answer with what became of every row, as CSV."""
    _account, run = _run_here(request, slug, run_id)
    draft = draft_of_run(run.pk)
    content = report_as_csv(run, draft)
    response = HttpResponse(content, content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="report.csv"'
    return response


@login_required
@for_issuers(_NO_RUNS)
@require_POST
def run_rest(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Make a roster of the rows that a run left."""
    account, run = _run_here(request, slug, run_id)
    draft = bring_rest(actor=account, run_id=run.pk, at=timezone.now())
    return redirect(address("rows", slug, draft))


def _run_here(request: HttpRequest, slug: str, run_id: UUID) -> tuple[Account, BulkRun]:
    account = account_of(request)
    run = run_for(account, run_id)
    if run.organization.slug != slug:
        raise absent()
    return account, run


def _title(found: RunProgress) -> str:
    issued = {"issued": f"{found.issued:,}", "total": f"{found.total:,}"}
    if found.begins_at is not None and found.state == RunState.RUNNING:
        return _("Begins on %s") % day_and_time(found.begins_at)
    if not found.has_ended and found.state == RunState.RUNNING:
        return _("Now running")
    if not found.has_ended and found.state == RunState.PAUSED:
        return _("Paused")
    if not found.has_ended:
        return _("Being cancelled")
    if found.state == RunState.RETURNED:
        return _("Sent back: nothing is issued")
    if found.state == RunState.CANCELLED:
        return _("Cancelled: %(issued)s of %(total)s credentials are issued") % issued
    said = ngettext(
        "%(issued)s credential is issued", "%(issued)s credentials are issued", found.issued
    )
    return said % issued


def _progress(slug: str, run: BulkRun, found: RunProgress, *, may_cancel: bool) -> Progress:
    is_running = not found.has_ended
    cancel = None
    if may_cancel and is_running and found.state in _GOING_ON:
        cancel = Button(
            text=_("Cancel the run"),
            post_to=reverse("issuing-run-cancel", args=[slug, run.pk]),
            kind="quiet",
        )
    return Progress(
        label=_("Rows done"),
        done=found.done,
        total=found.total,
        sentence=_sentence(found),
        facts=Facts(_facts(found)),
        is_running=is_running,
        promise=_promise(found) if is_running else "",
        cancel=cancel,
    )


def _sentence(found: RunProgress) -> str:
    """Return where the run stands, in words that screen readers hear."""
    of = {"done": f"{found.done:,}", "total": f"{found.total:,}"}
    if found.state == RunState.RETURNED:
        return _("Nothing of it was signed.")
    if found.has_ended and found.state == RunState.CANCELLED:
        return _("%(done)s of %(total)s rows were done before the run was cancelled.") % of
    if found.has_ended:
        return _("All %(total)s rows are done.") % of
    said = _("%(done)s of %(total)s rows done.") % of
    if found.state == RunState.CANCELLED:
        return f"{said} " + _("What was begun is being finished.")
    if not found.waiting:
        return said
    if found.state == RunState.PAUSED:
        return f"{said} " + _("Nothing further is begun until somebody lets it go on.")
    if found.begins_at is not None:
        return _("Nothing is signed before %s.") % day_and_time(found.begins_at)
    if found.is_silent:
        return f"{said} " + _("It waits for the worker, and goes on by itself.")
    if found.left_s is None:
        return f"{said} " + _("The first rows are being signed.")
    rate = {"left": _duration(found.left_s), "rate": f"{found.rate_per_s:,.0f}"}
    if found.rate_per_s < 1:
        return f"{said} " + _("About %(left)s left.") % rate
    return f"{said} " + _("About %(left)s left at %(rate)s a second.") % rate


def _duration(seconds: float) -> str:
    if seconds < _MINUTE_S:
        whole = max(1, round(seconds))
        return ngettext("%d second", "%d seconds", whole) % whole
    minutes = round(seconds / _MINUTE_S)
    return ngettext("%d minute", "%d minutes", minutes) % minutes


def _facts(found: RunProgress) -> tuple[Fact, ...]:
    facts = [
        Fact(_("Signed and issued"), f"{found.issued:,}"),
        Fact(_("Waiting"), f"{found.waiting:,}"),
        Fact(_("Could not be issued"), f"{found.refused:,}"),
    ]
    if found.cancelled:
        facts.append(Fact(_("Not done, cancelled"), f"{found.cancelled:,}"))
    return tuple(facts)


def _promise(found: RunProgress) -> str:
    if found.state == RunState.CANCELLED:
        return _("What is issued stays issued. The other rows stay as they were.")
    if found.state == RunState.PAUSED:
        return _("What was begun is finished. No row is lost, and none is ever issued twice.")
    return _(
        "You can close this page. If the machine stops, the run goes on where it was; no row is"
        " ever issued twice. If you cancel it, what is issued stays issued."
    )


def _notices(found: RunProgress) -> Iterator[Notice]:
    if found.given_up:
        title = ngettext(
            "%(rows)s row could not be done", "%(rows)s rows could not be done", found.given_up
        )
        yield Notice(
            title=title % {"rows": f"{found.given_up:,}"},
            sentence=_(
                "It was tried several times. Nothing is lost and nothing is half issued. When the"
                " cause is mended, try again. The server said: %s"
            )
            % found.error[:300],
            kind="failed",
        )
    if found.has_ended and found.state == RunState.CANCELLED:
        said = ngettext(
            "%(rows)s row was not begun, and nobody was given anything for it.",
            "%(rows)s rows were not begun, and nobody was given anything for them.",
            found.cancelled,
        ) % {"rows": f"{found.cancelled:,}"}
        go_on = _(
            "What is issued stays issued. To go on, bring the rest again: nobody is awarded twice."
        )
        sentence = f"{said} {go_on}" if found.cancelled else _("What is issued stays issued.")
        yield Notice(title=_("The run was cancelled"), sentence=sentence, kind="plain")


def _decided(approval: RunApproval | None) -> Iterator[Notice]:
    """Yield what a second person decided of the run."""
    if approval is None or approval.decided_by is None or approval.decided_at is None:
        return
    said = {
        "who": approval.decided_by.name or approval.decided_by.email,
        "time": day_and_time(approval.decided_at),
        "reason": approval.reason,
    }
    if approval.reason:
        yield Notice(
            title=_("The run was sent back"),
            sentence=_("By %(who)s, %(time)s. To be mended: %(reason)s") % said,
        )
    else:
        yield Notice(sentence=_("Approved by %(who)s, %(time)s.") % said, kind="plain")


def _by_hand(slug: str, run: BulkRun, found: RunProgress) -> Iterator[Notice]:
    """Yield that people must hand the links on, where no letter does."""
    if found.has_ended and found.issued and not sends_letters() and not revocation_of(run.pk):
        yield Notice(
            title=_("No letter leaves this server"),
            sentence=_("The recipients take their credentials by claim links. Hand them on."),
            link=Link(_("Get claim links"), reverse("issuing-run-links", args=[slug, run.pk])),
        )


def _revoked(slug: str, run: BulkRun) -> Iterator[Notice]:
    """Yield that all of the run is revoked, if it is."""
    revocation = revocation_of(run.pk)
    if revocation is None:
        return
    said = {"day": day(revocation.started_at), "reason": revocation.reason}
    yield Notice(
        title=_("All of this run is revoked")
        if revocation.ended_at
        else _("All of this run is being revoked"),
        sentence=_("Asked for on %(day)s. Reason: %(reason)s") % said,
        link=Link(_("How far it is"), reverse("issuing-run-revoke", args=[slug, run.pk])),
        kind="plain",
    )


def _retry(slug: str, run: BulkRun, found: RunProgress) -> Button:
    text = ngettext("Try the row again", "Try the %(rows)s rows again", found.given_up)
    return Button(
        text=text % {"rows": f"{found.given_up:,}"},
        post_to=reverse("issuing-run-retry", args=[slug, run.pk]),
        icon="refresh",
    )


def _left_table(left: list[WithoutCredential], number: int) -> Table:
    shown = left[(number - 1) * _LEFT_PER_PAGE :][:_LEFT_PER_PAGE]
    return Table(
        name="left",
        caption=_("Rows without a credential"),
        columns=(Column(_("Row")), Column(_("Learner")), Column(_("Why"))),
        rows=tuple(
            Row(Cell(_row_name(one.name)), (Cell(one.learner or _("No name")), Cell(one.reason)))
            for one in shown
        ),
    )


def _row_name(name: str) -> str:
    number, _name = in_order(name)
    return f"{number:,}" if str(number) == name else name


def _pagination(slug: str, run: BulkRun, number: int, total: int) -> Pagination | None:
    pages = -(-total // _LEFT_PER_PAGE)
    if pages < 2:
        return None
    here = reverse("issuing-run", args=[slug, run.pk])
    sentence = ngettext("%(total)s row", "%(total)s rows", total) % {"total": f"{total:,}"}
    return Pagination(
        page=min(number, pages),
        pages=pages,
        sentence=sentence,
        href=lambda page: f"{here}?page={page}",
    )


def _while_running(
    slug: str, run: BulkRun, found: RunProgress, *, may_issue: bool
) -> tuple[Button, ...]:
    """Return what lets a run rest, or go on."""
    where = [slug, run.pk]
    if may_issue and found.state == RunState.PAUSED:
        go_on = reverse("issuing-run-resume", args=where)
        return (Button(text=_("Let the run go on"), post_to=go_on),)
    if may_issue and found.state == RunState.RUNNING:
        pause = reverse("issuing-run-pause", args=where)
        return (Button(text=_("Pause the run"), post_to=pause, kind="quiet"),)
    return ()


def _actions(slug: str, run: BulkRun, found: RunProgress, *, may_issue: bool) -> Iterator[Button]:
    rest = None
    revocation = revocation_of(run.pk)
    if may_issue and found.without and _has_rest(draft_of_run(run.pk)):
        is_first = found.state in _BROKEN_OFF
        rest = Button(
            text=_("Go on with the rest") if is_first else _("Mend the rest"),
            post_to=reverse("issuing-run-rest", args=[slug, run.pk]),
            kind="filled" if is_first else "quiet",
            icon="pencil",
        )
    if rest is not None and rest.kind == "filled":
        yield rest
    about = {
        "achievement": run.achievement.series,
        "since": f"{run.started_at.astimezone(UTC):%Y-%m-%d}",
        "until": f"{(run.ended_at or run.started_at).astimezone(UTC):%Y-%m-%d}",
    }
    yield Button(
        text=_("To the credentials"),
        href=f"{reverse('issuing-credentials', args=[slug])}?{urlencode(about)}",
        kind="quiet" if rest is not None and rest.kind == "filled" else "filled",
    )
    yield Button(
        text=_("Get the report as CSV"),
        href=reverse("issuing-run-report", args=[slug, run.pk]),
        kind="quiet",
        icon="download",
        downloads=True,
    )
    if rest is not None and rest.kind == "quiet":
        yield rest
    if may_issue and found.issued:
        yield Button(
            text=_("Get claim links"),
            href=reverse("issuing-run-links", args=[slug, run.pk]),
            kind="quiet",
            icon="share",
        )
    if may_issue and found.issued and revocation is None:
        yield Button(
            text=_("Revoke all of it"),
            href=reverse("issuing-run-revoke", args=[slug, run.pk]),
            kind="quiet",
            icon="cross",
        )


def _has_rest(draft: RosterDraft | None) -> bool:
    """Say whether the rows that got no credential are still kept."""
    return draft is not None and bool(draft.header)
