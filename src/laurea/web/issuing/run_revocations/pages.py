"""The page that revokes all of a run, and shows how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.web.accounts.access import Account
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day_and_time
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, Link, Notice, Progress, Text
from laurea.web.issuing.access import BulkRun, run_for
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_revocations.access import RunRevocation, in_force_of, revocation_of
from laurea.web.issuing.run_revocations.form import RevokeRunForm
from laurea.web.issuing.run_revocations.revoke_run import (
    RevocationProgress,
    retry_revocation,
    revocation_progress,
    revoke_run,
)
from laurea.web.issuing.staff import account_of, for_issuers
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import absent, roles_of

_NO_REVOKING: Final[Text] = gettext_lazy("Revoking takes an owner or an issuer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRunPage:
    """The form that revokes all of a run, with what that means."""

    template: ClassVar[str] = "issuing/revoke.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    facts: Facts
    notice: Notice | None
    form: RevokeRunForm
    action: str
    back: Button


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRevocationPage:
    """How far the revocation is. `address` answers it in JSON; empty once it has ended."""

    template: ClassVar[str] = "issuing/run_revocation.html"
    head: Head
    crumbs: Crumbs
    title: Text
    begun: Text
    progress: Progress
    address: str
    given_up: int
    notice: Notice | None
    retry: Button | None
    actions: tuple[Button, ...]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_revoke(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Revoke all of a run; or show how far that is, to everybody inside."""
    account, run = _run_here(request, slug, run_id)
    revocation = revocation_of(run.pk)
    if revocation is not None and request.method != "POST":
        return show(request, _progress_page(slug, revocation, account))
    return _ask(request, slug=slug, run_id=run_id)


@for_issuers(_NO_REVOKING)
@demand_recent_sign_in()
def _ask(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Show the form, or do what it asks for."""
    account, run = _run_here(request, slug, run_id)
    here = redirect("issuing-run-revoke", slug=slug, run_id=run.pk)
    if request.method != "POST":
        if run.ended_at is None or not in_force_of(run).exists():
            return redirect("issuing-run", slug=slug, run_id=run.pk)
        return _form_shown(request, slug, run)
    form = RevokeRunForm(request.POST)
    if not form.is_valid():
        return show_again(request)
    try:
        revoke_run(
            actor=account,
            run_id=run.pk,
            reason=form.cleaned_data["reason"],
            expected=form.cleaned_data["number"],
            at=timezone.now(),
        )
    except (Conflict, MalformedDocument) as error:
        notice = Notice(title=error.problem.title, sentence=error.problem.detail, kind="failed")
        status = 409 if isinstance(error, Conflict) else 422
        return show_again(request, notice=notice, status=status)
    return here


@login_required
@require_safe
def run_revocation_progress(request: HttpRequest, slug: str, run_id: UUID) -> JsonResponse:
    """Answer how far the revocation is, for the script that keeps the page up to date."""
    _account, run = _run_here(request, slug, run_id)
    revocation = revocation_of(run.pk)
    if revocation is None:
        raise absent()
    found = revocation_progress(revocation)
    return JsonResponse(
        {
            "done": found.done,
            "sentence": _sentence(found),
            "facts": [str(fact.value) for fact in _facts(revocation, found)],
            "given_up": found.given_up,
            "has_ended": found.has_ended,
        }
    )


@login_required
@for_issuers(_NO_REVOKING)
@require_POST
def run_revocation_retry(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Try again what the revocation gave up."""
    account, run = _run_here(request, slug, run_id)
    retry_revocation(actor=account, run_id=run.pk, at=timezone.now())
    return redirect("issuing-run-revoke", slug=slug, run_id=run.pk)


def _run_here(request: HttpRequest, slug: str, run_id: UUID) -> tuple[Account, BulkRun]:
    account = account_of(request)
    run = run_for(account, run_id)
    if run.organization.slug != slug:
        raise absent()
    return account, run


def _form_shown(request: HttpRequest, slug: str, run: BulkRun) -> HttpResponse:
    kept = kept_form(request)
    form = RevokeRunForm(kept.sent) if kept else RevokeRunForm()
    page = _form_page(slug, run, form, kept.notice if kept else None)
    return show(request, page, status=kept.status if kept else 200)


def _form_page(
    slug: str, run: BulkRun, form: RevokeRunForm, notice: Notice | None
) -> RevokeRunPage:
    count = in_force_of(run).count()
    title = ngettext(
        "Revoke %(count)s credential of this run",
        "Revoke all %(count)s credentials of this run",
        count,
    ) % {"count": f"{count:,}"}
    told = (
        _("Revoking cannot be undone. Each recipient with an address is told, with the reason.")
        if sends_letters()
        else _("Revoking cannot be undone. Whoever opens one reads the reason; no letter is sent.")
    )
    back = reverse("issuing-run", args=[slug, run.pk])
    return RevokeRunPage(
        head=Head(title=title),
        crumbs=_crumbs(slug, run, title),
        title=title,
        sentence=told,
        facts=Facts(
            (
                Fact(_("Achievement"), run.achievement.name),
                Fact(_("Begun"), day_and_time(run.started_at)),
                Fact(_("Credentials in force"), f"{count:,}"),
            )
        ),
        notice=notice,
        form=form,
        action=reverse("issuing-run-revoke", args=[slug, run.pk]),
        back=Button(text=_("Leave them in force"), href=back, kind="quiet"),
    )


def _crumbs(slug: str, run: BulkRun, here: Text) -> Crumbs:
    rosters = Link(_("Rosters"), reverse("issuing-rosters", args=[slug]))
    return Crumbs(
        (rosters, Link(run.achievement.name, reverse("issuing-run", args=[slug, run.pk]))), here
    )


def _progress_page(slug: str, revocation: RunRevocation, account: Account) -> RunRevocationPage:
    run = revocation.run
    found = revocation_progress(revocation)
    title = _title(found)
    where = [slug, run.pk]
    may_act = bool(roles_of(account, run.organization) & ISSUERS)
    again = Button(
        text=_("Try again"), post_to=reverse("issuing-run-revoke-again", args=where), icon="refresh"
    )
    return RunRevocationPage(
        head=Head(title=title),
        crumbs=_crumbs(slug, run, title),
        title=title,
        begun=_("%(name)s, revoked since %(time)s by %(who)s. Reason: %(reason)s")
        % {
            "name": run.achievement.name,
            "time": day_and_time(revocation.started_at),
            "who": revocation.actor.name or revocation.actor.email,
            "reason": revocation.reason,
        },
        progress=Progress(
            label=_("Parts of the run done"),
            done=found.done,
            total=found.total,
            sentence=_sentence(found),
            facts=Facts(_facts(revocation, found)),
            is_running=not found.has_ended,
            promise="" if found.has_ended else _promise(),
        ),
        address="" if found.has_ended else reverse("issuing-run-revoke-progress", args=where),
        given_up=found.given_up,
        notice=_given_up(found) if found.given_up else None,
        retry=again if found.given_up and may_act else None,
        actions=(
            Button(text=_("To the run"), href=reverse("issuing-run", args=where), kind="quiet"),
        ),
    )


def _title(found: RevocationProgress) -> str:
    if not found.has_ended:
        return _("Now being revoked")
    said = ngettext("%s credential is revoked", "%s credentials are revoked", found.revoked)
    return said % f"{found.revoked:,}"


def _sentence(found: RevocationProgress) -> str:
    if found.has_ended:
        return _("All of the run is revoked. Within 60 seconds the public lists say so.")
    said = {"done": f"{found.done:,}", "total": f"{found.total:,}"}
    return _("%(done)s of %(total)s parts of the run are done.") % said


def _facts(revocation: RunRevocation, found: RevocationProgress) -> tuple[Fact, ...]:
    issued = revocation.run.issued
    facts = [Fact(_("Revoked"), f"{found.revoked:,}")]
    if found.has_ended and found.revoked < issued:
        facts.append(Fact(_("Revoked before, each with its reason"), f"{issued - found.revoked:,}"))
    return tuple(facts)


def _promise() -> str:
    return _("You can close this page. If the machine stops, it goes on where it was.")


def _given_up(found: RevocationProgress) -> Notice:
    title = ngettext(
        "%s part could not be revoked", "%s parts could not be revoked", found.given_up
    )
    return Notice(
        title=title % f"{found.given_up:,}",
        sentence=_("It was tried several times. Nothing is half revoked. The server said: %s")
        % found.error[:300],
        kind="failed",
    )
