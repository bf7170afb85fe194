"""The desk of an organization: what needs somebody, what was done, whether everything is sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from laurea.credentials.errors import LaureaError
from laurea.web.catalog.access import achievements_of
from laurea.web.catalog.define import DESIGNERS
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day, day_and_time, weekday
from laurea.web.design.pages import show
from laurea.web.design.parts import (
    BigFigure,
    BigFigures,
    Button,
    CheckList,
    EmptyState,
    Link,
    Text,
)
from laurea.web.design.tables import Cell, Column, Queue, QueueLine, Row, Table
from laurea.web.issuing.access import BulkRun, RunState
from laurea.web.issuing.credential_list_pages import credential_table
from laurea.web.issuing.desk import Desk, look_at_desk
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_progress import RunProgress
from laurea.web.issuing.soundness import look_over_house
from laurea.web.issuing.staff import account_of
from laurea.web.organizations.access import (
    Organization,
    Role,
    key_in_force,
    organization_for,
    organizations_of,
    roles_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """An organization's first page: work first, figures second."""

    template: ClassVar[str] = "issuing/today.html"
    head: Head
    eyebrow: Text
    title: Text
    award: Button | None
    queue: Queue | None
    beginning: EmptyState | None
    runs: Table | None
    figures: BigFigures
    latest: Table | None
    checks: CheckList


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """The organizations that somebody works for."""

    template: ClassVar[str] = "issuing/desk.html"
    head: Head
    title: Text
    organizations: tuple[Link, ...]


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Lead to the organization of the person, or let choose; a learner goes to the wallet."""
    held = list(organizations_of(account_of(request)).order_by("legal_name"))
    if len(held) == 1:
        return redirect("organization-today", slug=held[0].slug)
    if not held:
        return redirect("wallet")
    links = (Link(one.legal_name, reverse("organization-today", args=[one.slug])) for one in held)
    title = _("Your organizations")
    return show(request, DeskPage(head=Head(title=title), title=title, organizations=tuple(links)))


@login_required
@require_safe
def today(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what needs somebody in an organization, and how it stands."""
    now = timezone.now()
    account = account_of(request)
    organization = organization_for(account, slug)
    roles = roles_of(account, organization)
    found = look_at_desk(organization, at=now)
    waiting = tuple(_waiting(organization, found, now))
    theirs = achievements_of(account).filter(organization=organization)
    beginning = (
        None if found.issued else _beginning(organization, roles, has_achievement=theirs.exists())
    )
    award = Button(text=_("Award"), href=reverse("issuing-award-begin", args=[slug]), icon="plus")
    page = TodayPage(
        head=Head(title=_("Today")),
        eyebrow=weekday(now),
        title=_title(organization, len(waiting), is_new=beginning is not None),
        award=award if roles & ISSUERS and not beginning else None,
        queue=Queue(waiting) if waiting else None,
        beginning=beginning,
        runs=_runs(organization, found.runs),
        figures=_figures(organization, found),
        latest=credential_table(organization, list(found.latest), now) if found.latest else None,
        checks=look_over_house(organization, at=now),
    )
    return show(request, page)


def _title(organization: Organization, waiting: int, *, is_new: bool) -> str:
    if waiting:
        return ngettext("%d thing needs you", "%d things need you", waiting) % waiting
    if is_new:
        return _("%s can begin") % organization.legal_name
    return _("Nothing needs you")


def _waiting(organization: Organization, found: Desk, now: datetime) -> Iterator[QueueLine]:
    """Yield what somebody must see to, most pressing first."""
    keys = Button(
        text=_("Keys"), href=reverse("organization-keys", args=[organization.slug]), kind="quiet"
    )
    try:
        key_in_force(organization.pk, at=now)
    except LaureaError as error:
        title = _("Nothing can be signed")
        yield QueueLine(icon="key", title=title, sentence=error.problem.detail, button=keys)
    for waiting in found.to_approve:
        yield _to_approve(organization, waiting)
    for run, progress in found.runs:
        yield from _of_run(organization, run, progress)
    yield from _of_recipients(organization, found)


def _to_approve(organization: Organization, run: BulkRun) -> QueueLine:
    title = ngettext(
        "%(number)s credential of %(run)s waits for approval",
        "%(number)s credentials of %(run)s wait for approval",
        run.rows,
    ) % {"number": f"{run.rows:,}", "run": run.achievement.name}
    sentence = _("Prepared by %(who)s on %(day)s. Another owner or issuer looks it over.") % {
        "who": run.actor.name or run.actor.email,
        "day": day(run.started_at),
    }
    look = Button(text=_("Look"), href=run_address(organization, run), kind="quiet")
    return QueueLine(icon="people", title=title, sentence=sentence, button=look)


def _of_run(organization: Organization, run: BulkRun, progress: RunProgress) -> Iterator[QueueLine]:
    """Yield what a run leaves to a person: rows that were given up, rows that were refused."""
    look = Button(text=_("Look"), href=run_address(organization, run), kind="quiet")
    names = {"run": run.achievement.name}
    if progress.given_up:
        title = ngettext(
            "%(number)d row of %(run)s was given up",
            "%(number)d rows of %(run)s were given up",
            progress.given_up,
        ) % {**names, "number": progress.given_up}
        sentence = _("They are not issued yet. What was issued before stays.")
        yield QueueLine(icon="hourglass", title=title, sentence=sentence, button=look)
    if progress.refused:
        title = ngettext(
            "%(number)d row of %(run)s has no credential",
            "%(number)d rows of %(run)s have no credential",
            progress.without,
        ) % {**names, "number": progress.without}
        sentence = _("Each has its reason. The others are issued.")
        yield QueueLine(icon="pencil", title=title, sentence=sentence, button=look)


def _of_recipients(organization: Organization, found: Desk) -> Iterator[QueueLine]:
    """Yield whom the news did not reach."""
    if found.letters_failed:
        title = ngettext(
            "A letter could not be sent",
            "%(number)d letters could not be sent",
            found.letters_failed,
        ) % {"number": found.letters_failed}
        sentence = _("The credentials are issued; only the news did not arrive.")
        address = reverse("organization-letters", args=[organization.slug])
        look = Button(text=_("Look"), href=address, kind="quiet")
        yield QueueLine(icon="mail", title=title, sentence=sentence, button=look)
    if found.links_wanted:
        title = ngettext(
            "Somebody asks for a new claim link",
            "%(number)d people ask for a new claim link",
            found.links_wanted,
        ) % {"number": found.links_wanted}
        sentence = _("Their links expired, and this server sends them no letter. Make new ones.")
        address = reverse("issuing-credentials", args=[organization.slug])
        look = Button(text=_("Look"), href=f"{address}?state=link-wanted", kind="quiet")
        yield QueueLine(icon="people", title=title, sentence=sentence, button=look)
    if found.names_wanted:
        title = ngettext(
            "Somebody says that their name is wrong",
            "%(number)d people say that their name is wrong",
            found.names_wanted,
        ) % {"number": found.names_wanted}
        sentence = _("The name stands beside the credential, so nothing is awarded anew.")
        address = reverse("issuing-credentials", args=[organization.slug])
        look = Button(text=_("Look"), href=f"{address}?state=name-wanted", kind="quiet")
        yield QueueLine(icon="pencil", title=title, sentence=sentence, button=look)
    if found.declined:
        title = ngettext(
            "Somebody declined an award", "%(number)d people declined an award", found.declined
        ) % {"number": found.declined}
        sentence = _("It may have gone to the wrong person. It stays in force until it is revoked.")
        address = reverse("organization-letters", args=[organization.slug])
        look = Button(text=_("Look"), href=address, kind="quiet")
        yield QueueLine(icon="flag", title=title, sentence=sentence, button=look)


def _beginning(
    organization: Organization, roles: frozenset[Role], *, has_achievement: bool
) -> EmptyState:
    """Return what leads somebody to the first award: an achievement, then the award."""
    if not has_achievement:
        action = Button(
            text=_("Design an achievement"),
            href=reverse("catalog-achievement-new", args=[organization.slug]),
        )
        return EmptyState(
            icon="seal",
            title=_("First an achievement, then an award"),
            sentence=_(
                "An achievement says what somebody must show. Once it is defined, it is awarded"
                " to one person or to many. What was awarded appears here."
            ),
            action=action if roles & DESIGNERS else None,
        )
    action = Button(
        text=_("Award it"), href=reverse("issuing-award-begin", args=[organization.slug])
    )
    return EmptyState(
        icon="seal",
        title=_("The achievement is defined; award it"),
        sentence=_(
            "Name one person, or bring a list of many. Each gets a signed credential, and a link"
            " to take it home. What was awarded appears here."
        ),
        action=action if roles & ISSUERS else None,
    )


def _runs(
    organization: Organization, runs: tuple[tuple[BulkRun, RunProgress], ...]
) -> Table | None:
    if not runs:
        return None
    return Table(
        name="runs",
        caption=_("Latest runs"),
        columns=(
            Column(_("Achievement")),
            Column(_("Issued"), is_number=True),
            Column(_("No credential"), is_number=True),
            Column(_("Ended")),
        ),
        rows=tuple(_run_row(organization, run, progress) for run, progress in runs),
    )


def _run_row(organization: Organization, run: BulkRun, progress: RunProgress) -> Row:
    of_all = {"issued": f"{progress.issued:,}", "rows": f"{progress.total:,}"}
    issued = of_all["issued"] if progress.has_ended else _("%(issued)s of %(rows)s") % of_all
    without = f"{progress.without:,}"
    ended = day(run.ended_at) if run.ended_at else str(progress.state.label)
    if progress.begins_at is not None and progress.state == RunState.RUNNING:
        ended = _("Begins %s") % day_and_time(progress.begins_at)
    if run.ended_at and progress.state == RunState.CANCELLED:
        ended = _("%s, cancelled") % ended
    if run.ended_at and progress.state == RunState.RETURNED:
        ended = _("%s, sent back") % ended
    return Row(
        Cell(run.achievement.name, href=run_address(organization, run)),
        (Cell(issued), Cell(without), Cell(ended)),
    )


def _figures(organization: Organization, found: Desk) -> BigFigures:
    address = reverse("issuing-credentials", args=[organization.slug])
    revoked = BigFigure(_("Revoked"), f"{found.revoked:,}")
    if found.revoked:
        revoked = BigFigure(
            revoked.term, revoked.value, _("each with its reason"), f"{address}?state=revoked"
        )
    return BigFigures(
        (
            BigFigure(_("Issued today"), f"{found.issued_today:,}", _("since 00:00 UTC")),
            BigFigure(_("Issued this week"), f"{found.issued_this_week:,}", _("since Monday")),
            BigFigure(_("Issued in all"), f"{found.issued:,}", _("All credentials"), address),
            revoked,
        )
    )


def run_address(organization: Organization, run: BulkRun) -> str:
    """Return the address of the page of a run."""
    return reverse("issuing-run", args=[organization.slug, run.pk])
