"""The page of an import that was started: how far it is, what came of it, signing it anew."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day_and_time
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Fact, Facts, FormPart, Notice, Progress
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.issuing.access import BulkRun, RunState
from laurea.web.issuing.imports.access import (
    Import,
    ImportState,
    batches_of,
    runs_signing,
    stored_of,
)
from laurea.web.issuing.imports.choose import DRAFT
from laurea.web.issuing.imports.forms import SignForm
from laurea.web.issuing.imports.page import (
    IMPORT,
    NO_IMPORTS,
    ImportPage,
    Section,
    address,
    crumbs,
    import_here,
    stepper,
)
from laurea.web.issuing.imports.report import import_report
from laurea.web.issuing.imports.sign import left_to_sign, sign_imported
from laurea.web.issuing.imports.start import IMPORT_AWARDS
from laurea.web.issuing.imports.store_awards import DOUBLE, NEW, REFUSED, STANDING
from laurea.web.issuing.imports.try_again import try_again
from laurea.web.issuing.imports.words import PLATFORMS, on_the_page
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.staff import for_issuers
from laurea.web.operations.jobs import dead_among
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import roles_of


@login_required
@require_safe
def import_page(request: HttpRequest, slug: str, import_id: UUID) -> HttpResponse:
    """Show how far an import is, or what came of it."""
    account, brought = import_here(request, slug, import_id)
    if brought.state == ImportState.BROUGHT:
        return redirect(address("achievements", brought))
    may_act = bool(roles_of(account, brought.organization) & ISSUERS)
    if brought.state == ImportState.RUNNING:
        return show(request, _running(brought, may_act=may_act))
    return show(request, _done(brought, timezone.now(), may_act=may_act))


@login_required
@require_safe
def import_progress(request: HttpRequest, slug: str, import_id: UUID) -> JsonResponse:
    """Answer how far an import is, for the script that keeps the page up to date."""
    _account, brought = import_here(request, slug, import_id)
    done, added = stored_of(brought.pk)
    return JsonResponse(
        {
            "done": done,
            "sentence": _sentence(brought, done),
            "facts": [f"{added:,}", f"{done - added:,}"],
            "given_up": len(_dead(brought)),
            "has_ended": brought.state == ImportState.DONE,
        }
    )


@login_required
@for_issuers(NO_IMPORTS)
@require_POST
def import_retry(request: HttpRequest, slug: str, import_id: UUID) -> HttpResponse:
    """Try again an import that was given up."""
    account, brought = import_here(request, slug, import_id, ISSUERS)
    if try_again(actor=account, import_id=brought.pk, at=timezone.now()):
        messages.info(request, _("It is being tried again."))
    return redirect(address("", brought))


@login_required
@for_issuers(NO_IMPORTS)
@require_POST
def import_sign(request: HttpRequest, slug: str, import_id: UUID) -> HttpResponse:
    """Sign anew what was imported."""
    account, brought = import_here(request, slug, import_id, ISSUERS)
    form = SignForm(request.POST)
    try:
        runs = sign_imported(
            actor=account,
            import_id=brought.pk,
            sends_letters=form.is_valid() and form.cleaned_data["letters"],
            at=timezone.now(),
        )
    except (MalformedDocument, Conflict, NotFound) as error:
        messages.error(request, on_the_page(error.problem))
        return redirect(address("", brought))
    if not runs:
        messages.info(request, _("Nothing was left to sign."))
    return redirect(address("", brought))


@login_required
@demand_recent_sign_in(before_form=True)
@require_safe
def import_report_csv(request: HttpRequest, slug: str, import_id: UUID) -> HttpResponse:
    """Answer with what became of every award, as CSV."""
    _account, brought = import_here(request, slug, import_id)
    response = HttpResponse(import_report(brought), content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="import.csv"'
    return response


def _dead(brought: Import) -> list[str]:
    return [job.last_error for job in dead_among(IMPORT_AWARDS, [str(brought.pk)])]


def _sentence(brought: Import, done: int) -> str:
    of = {"done": f"{done:,}", "total": f"{brought.counts['records']:,}"}
    return _("%(done)s of %(total)s awards looked at.") % of


def _running(brought: Import, *, may_act: bool) -> ImportPage:
    done, added = stored_of(brought.pk)
    dead = _dead(brought)
    title = _("Now being imported")
    notices = (
        (
            Notice(
                title=_("The import was given up"),
                sentence=_(
                    "It was tried several times. What is imported stays. When the cause is mended,"
                    " try again. The server said: %s"
                )
                % dead[0][:300],
                kind="failed",
            ),
        )
        if dead
        else ()
    )
    return ImportPage(
        head=Head(title=title),
        crumbs=crumbs(brought.organization.slug, brought.file_name),
        stepper=stepper(IMPORT),
        title=title,
        notices=notices,
        progress=Progress(
            label=_("Awards looked at"),
            done=done,
            total=max(1, brought.counts["records"]),
            sentence=_sentence(brought, done),
            facts=Facts(
                (
                    Fact(_("Imported"), f"{added:,}"),
                    Fact(_("Here already, or left out"), f"{done - added:,}"),
                )
            ),
            promise=_(
                "You can close this page. If the machine stops, the import goes on where it was;"
                " no award is ever imported twice."
            ),
        ),
        address=address("progress", brought),
        given_up=len(dead),
        retry=Button(text=_("Try it again"), post_to=address("retry", brought), icon="refresh")
        if dead and may_act
        else None,
    )


def _done(brought: Import, now: datetime, *, may_act: bool) -> ImportPage:
    slug = brought.organization.slug
    outcomes = Counter(outcome[1] for batch in batches_of(brought.pk) for outcome in batch.outcomes)
    title = ngettext("%s award is imported", "%s awards are imported", outcomes[NEW])
    title = title % f"{outcomes[NEW]:,}"
    runs = runs_signing(brought.pk)
    left = len(left_to_sign(brought, at=now)) if may_act else 0
    elsewhere = reverse("issuing-elsewhere", args=[slug])
    return ImportPage(
        head=Head(title=title),
        crumbs=crumbs(slug, brought.file_name),
        title=title,
        sentence=_("From %(platform)s, on %(time)s by %(who)s. They were not signed here.")
        % {
            "platform": PLATFORMS[brought.platform],
            "time": day_and_time(brought.ended_at or now),
            "who": brought.actor.name or brought.actor.email,
        },
        facts=Facts(tuple(_outcomes(brought, outcomes))),
        form_title=_("Sign them anew"),
        form_sentence=_signing_sentence(brought),
        form=_sign_form(brought, left) if left else None,
        sections=(_runs(slug, runs),) if runs else (),
        actions=(
            Button(
                text=_("Report as CSV"),
                href=address("report", brought),
                kind="quiet",
                icon="download",
                downloads=True,
            ),
            Button(text=_("All awards made elsewhere"), href=elsewhere, kind="quiet"),
        ),
    )


def _outcomes(brought: Import, outcomes: Counter[str]) -> list[Fact]:
    facts = [Fact(_("Imported"), f"{outcomes[NEW]:,}")]
    drafts = sum(value == DRAFT for value in brought.mapping.values())
    if drafts:
        address = reverse("catalog-achievements", args=[brought.organization.slug])
        facts.append(Fact(_("Drafts of achievements"), f"{drafts:,}", href=address))
    more = (
        (STANDING, _("Here already, left as they are")),
        (DOUBLE, _("In the file a second time")),
        (REFUSED, _("Could not be used")),
    )
    return facts + [Fact(term, f"{outcomes[word]:,}") for word, term in more if outcomes[word]]


def _signing_sentence(brought: Import) -> str:
    return _(
        "%s signs them as Open Badges 3.0, valid from the day of the first award, with its address"
        " and id as evidence. What is signed cannot be changed, only revoked. What was revoked, has"
        " ended, names no e-mail address or counts as no achievement here is left out."
    ) % (brought.organization.legal_name)


def _sign_form(brought: Import, left: int) -> FormPart:
    text = ngettext("Sign %s credential", "Sign %s credentials", left) % f"{left:,}"
    form = SignForm()
    if not sends_letters():
        del form.fields["letters"]
    return FormPart(form, (Button(text=text),), address("sign", brought))


def _runs(slug: str, runs: list[BulkRun]) -> Section:
    table = Table(
        name="runs",
        caption=_("Runs"),
        columns=(
            Column(_("Achievement")),
            Column(_("Signed"), is_number=True),
            Column(_("Of"), is_number=True),
            Column(_("State")),
        ),
        rows=tuple(
            Row(
                Cell(run.achievement.name, href=reverse("issuing-run", args=[slug, run.pk])),
                (
                    Cell(f"{run.issued:,}"),
                    Cell(f"{run.rows:,}"),
                    Cell(RunState(run.state).label),
                ),
            )
            for run in runs
        ),
    )
    return Section("runs", _("Signed anew"), table)
