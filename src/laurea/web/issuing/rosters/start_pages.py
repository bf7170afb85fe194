"""The page that says what will happen, once more, before a roster is issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import Conflict, LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.errors import NotFound as NotFoundError
from laurea.web.accounts.access import Account
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.catalog.validity import months_in_words
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, Link, Notice, Stepper, Text
from laurea.web.issuing.kept_forms import Kept, kept_form, show_again
from laurea.web.issuing.rosters.access import RosterDraft
from laurea.web.issuing.rosters.here import (
    ISSUE,
    NO_ROSTERS,
    address,
    crumbs,
    discard_button,
    draft_here,
    stepper,
    to_run,
)
from laurea.web.issuing.rosters.reading import Judgement, judge
from laurea.web.issuing.rosters.start import start_roster
from laurea.web.issuing.rosters.start_form import StartForm
from laurea.web.issuing.rosters.undated import ROWS_LOOKED_AT, undated
from laurea.web.issuing.rosters.words import counted, on_the_page
from laurea.web.issuing.staff import for_issuers
from laurea.web.issuing.two_persons.rule import SecondPersons, second_persons
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import key_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterStartPage:
    """What is about to be signed, by which key, and who hears of it."""

    template: ClassVar[str] = "issuing/roster_start.html"
    head: Head
    crumbs: Crumbs
    stepper: Stepper
    title: Text
    sentence: Text
    facts: Facts
    left: Facts | None
    notices: tuple[Notice, ...]
    action: str
    changes: int
    form: StartForm
    button: Text
    discard: Button


@login_required
@for_issuers(NO_ROSTERS)
@demand_recent_sign_in()
@require_http_methods(["GET", "HEAD", "POST"])
def roster_start_page(request: HttpRequest, slug: str, roster_id: UUID) -> HttpResponse:
    """Say what will happen, or let it happen."""
    account, draft = draft_here(request, slug, roster_id)
    if draft.run_id is not None:
        return to_run(slug, draft)
    now = timezone.now()
    if request.method == "POST":
        given = request.POST.get("changes", "")
        changes = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
        form = StartForm(request.POST, at=now)
        if not form.is_valid():
            return show_again(request)
        try:
            run = start_roster(
                actor=account, draft_id=draft.pk, changes=changes, begins_at=form.begins, at=now
            )
        except LaureaError as error:
            problem = error.problem
            notice = Notice(title=problem.title, sentence=on_the_page(problem), kind="failed")
            status = 409 if isinstance(error, Conflict) else 422
            return show_again(request, notice=notice, status=status)
        return redirect("issuing-run", slug=slug, run_id=run.pk)
    return _shown(request, slug, account, draft, now)


def _shown(
    request: HttpRequest, slug: str, account: Account, draft: RosterDraft, now: datetime
) -> HttpResponse:
    try:
        judgement = judge(draft, at=now)
    except (MalformedDocument, LimitExceeded):
        return redirect(address("columns", slug, draft))
    if not judgement.ready:
        return redirect(address("rows", slug, draft))
    kept = kept_form(request)
    seconds = second_persons(draft.organization_id, account, len(judgement.ready))
    notices = (
        *_notices(slug, draft, now, kept),
        *_two_persons(seconds),
        *_undated(slug, draft, judgement, now),
    )
    form = StartForm(kept.sent, at=now) if kept else StartForm(at=now)
    page = _page(slug, draft, judgement, notices, form, now, waits=seconds.waits)
    return show(request, page, status=kept.status if kept else 200)


def _page(
    slug: str,
    draft: RosterDraft,
    judgement: Judgement,
    notices: tuple[Notice, ...],
    form: StartForm,
    now: datetime,
    *,
    waits: bool,
) -> RosterStartPage:
    count = len(judgement.ready)
    number = {"count": f"{count:,}", "name": draft.achievement.name}
    title = (
        ngettext(
            "Award %(name)s to %(count)s learner", "Award %(name)s to %(count)s learners", count
        )
        % number
    )
    return RosterStartPage(
        head=Head(title=title),
        crumbs=crumbs(slug, draft.file_name, Link(_("Rows"), address("rows", slug, draft))),
        stepper=stepper(ISSUE),
        title=title,
        sentence=_(
            "%s signs this. What is signed cannot be changed, only revoked. Once it is begun you"
            " can close the page: the work goes on, also after a stop of the machine."
        )
        % draft.organization.legal_name,
        facts=Facts(tuple(_facts(draft, judgement, now))),
        left=_left(judgement),
        notices=notices,
        action=address("start", slug, draft),
        changes=draft.changes,
        form=form,
        button=_button(count, waits=waits) % number,
        discard=discard_button(slug, draft),
    )


def _button(count: int, *, waits: bool) -> str:
    if waits:
        return ngettext(
            "Prepare %(count)s credential for approval",
            "Prepare %(count)s credentials for approval",
            count,
        )
    return ngettext(
        "Sign and issue %(count)s credential", "Sign and issue %(count)s credentials", count
    )


def _facts(draft: RosterDraft, judgement: Judgement, now: datetime) -> Iterator[Fact]:
    yield Fact(_("Achievement"), draft.achievement.name)
    yield Fact(_("Credentials"), f"{len(judgement.ready):,}")
    if judgement.on_purpose:
        said = f"{len(judgement.on_purpose):,}"
        yield Fact(_("Of them on purpose, below what is required"), said)
    months = draft.achievement.valid_months
    if months:
        said = _("for %s, where the row names no last day") % months_in_words(months)
        yield Fact(_("Valid"), said)
    try:
        key = key_in_force(draft.organization_id, at=now)
        yield Fact(_("Signed with"), _("the key of %s") % day(key.valid_from))
    except NotFoundError:
        yield Fact(_("Signed with"), None, missing=_("No key is set"))
    mail = _("one letter to each learner with an e-mail address")
    none = _("none leaves this server; get the claim links on the page of the run")
    yield Fact(_("Mail"), mail if sends_letters() else none)


def _left(judgement: Judgement) -> Facts | None:
    facts = [Fact(term, f"{count:,}") for term, count in counted(judgement)]
    if len(facts) > 1:
        facts.append(Fact(_("Together"), f"{len(judgement.left):,}"))
    return Facts(tuple(facts)) if facts else None


def _notices(slug: str, draft: RosterDraft, now: datetime, kept: Kept | None) -> Iterator[Notice]:
    if kept is not None and kept.notice is not None:
        yield kept.notice
    else:
        try:
            key_in_force(draft.organization_id, at=now)
        except NotFoundError as missing:
            link = Link(_("To the keys"), reverse("organization-keys", args=[slug]))
            yield Notice(sentence=missing.problem.detail, link=link)


def _undated(
    slug: str, draft: RosterDraft, judgement: Judgement, now: datetime
) -> Iterator[Notice]:
    """Yield that no column says when the awards were earned."""
    rows = [row.cells for row in judgement.ready[:ROWS_LOOKED_AT]]
    count = len(judgement.ready)
    said = undated(judgement.header, judgement.places, rows, count=count, at=now)
    if said:
        link = Link(_("To the columns"), address("columns", slug, draft))
        yield Notice(title=_("No date is read"), sentence=" ".join(said), link=link)


def _two_persons(seconds: SecondPersons) -> Iterator[Notice]:
    """Yield who must approve so many credentials, or that there is nobody."""
    if seconds.is_alone:
        said = _(
            "These are more than %s credentials, which another owner or issuer would approve."
            " Nobody else here has the role and a second factor: you decide alone, and the audit"
            " trail says so."
        )
        yield Notice(sentence=said % f"{seconds.above:,}")
    elif seconds.waits:
        said = _(
            "These are more than %(above)s credentials. Nothing is signed before another person"
            " approves them: %(names)s."
        )
        names = ", ".join(one.name or one.email for one in seconds.others[:5])
        yield Notice(sentence=said % {"above": f"{seconds.above:,}", "names": names})
