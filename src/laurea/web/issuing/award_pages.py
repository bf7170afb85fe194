"""Awarding to one person: choose what, fill in, look it over, sign.

The form carries a key. Whatever is sent twice under it (a second press, the back button, a second
tab) is one award. Every sending is answered with a redirect (`kept_forms`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from laurea.credentials import model
from laurea.credentials.errors import Conflict, LaureaError, Unavailable
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import Achievement, achievement_for, achievements_of, newest_of
from laurea.web.catalog.define import read_stored
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import (
    Button,
    Crumbs,
    EmptyState,
    Fact,
    Facts,
    Link,
    Notice,
    Text,
)
from laurea.web.design.tables import Queue, QueueLine
from laurea.web.issuing.access import Credential, CredentialState, credentials_of, credentials_under
from laurea.web.issuing.award import ISSUERS, Wanted, award
from laurea.web.issuing.award_form import AwardForm, new_key
from laurea.web.issuing.claims.links import new_claim_link
from laurea.web.issuing.claims.shown_here import remember_made
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.staff import account_of, page_for_those_who_only_look
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import Organization, absent, organization_for, roles_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardBeginPage:
    """What can be awarded: to one person or to many."""

    template: ClassVar[str] = "issuing/award_begin.html"
    head: Head
    queue: Queue | None
    empty: EmptyState | None
    rosters: Button


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardPage:
    """The form of one award."""

    template: ClassVar[str] = "issuing/award.html"
    head: Head
    crumbs: Crumbs
    title: Text
    form: AwardForm
    action: str
    notice: Notice | None
    many: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardReviewPage:
    """What is about to be signed, once more. `form` travels along, hidden."""

    template: ClassVar[str] = "issuing/award_review.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    facts: Facts
    results: Facts | None
    evidence: Facts | None
    notices: tuple[Notice, ...]
    form: AwardForm
    action: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where an award is asked for, by whom, when."""

    request: HttpRequest
    account: Account
    organization: Organization
    achievement: Achievement
    value: model.Achievement
    at: datetime

    @property
    def action(self) -> str:
        return reverse("issuing-award", args=[self.organization.slug, self.achievement.pk])

    @property
    def crumbs(self) -> Crumbs:
        slug = self.organization.slug
        begin = Link(_("Award"), reverse("issuing-award-begin", args=[slug]))
        return Crumbs((begin,), self.achievement.name)

    def form(self, sent: QueryDict | None = None) -> AwardForm:
        """Return the form, with what was sent or with what stands in it at first."""
        first = {"awarded": self.at.date(), "key": new_key()}
        return AwardForm(
            sent,
            initial=first,
            achievement=self.value,
            valid_months=self.achievement.valid_months,
            at=self.at,
        )


@login_required
@require_safe
def award_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what an organization can award."""
    account = account_of(request)
    organization = organization_for(account, slug)
    if not roles_of(account, organization) & ISSUERS:
        return _only_look(request, organization)
    lines = tuple(_award_line(organization, one) for one in _newest(account, organization))
    page = AwardBeginPage(
        head=Head(title=_("Award")),
        queue=Queue(lines) if lines else None,
        empty=None if lines else _nothing_defined(organization),
        rosters=Button(
            text=_("Bring a list of many"),
            href=reverse("issuing-rosters", args=[slug]),
            kind="quiet",
            icon="people",
        ),
    )
    return show(request, page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def award_page(request: HttpRequest, slug: str, achievement_id: UUID) -> HttpResponse:
    """Award an achievement to one person."""
    account = account_of(request)
    organization = organization_for(account, slug)
    achievement = achievement_for(account, achievement_id)
    if achievement.organization_id != organization.pk:
        raise absent()
    if not roles_of(account, organization) & ISSUERS:
        return _only_look(request, organization)
    value = read_stored(achievement)
    asked = _Asked(request, account, organization, achievement, value, timezone.now())
    return _sent(asked) if request.method == "POST" else _shown(asked)


def _sent(asked: _Asked) -> HttpResponse:
    """Do what a sending asks for, or lead to where it is shown again."""
    step = asked.request.POST.get("step")
    form = asked.form(asked.request.POST)
    if step == "edit":
        return show_again(asked.request, step="edit")
    if not form.is_valid():
        return show_again(asked.request)
    if step == "award":
        return _award(asked, form)
    standing = _awarded_with(asked, form)
    if standing is not None:
        return _to_what_was_awarded(asked, standing)
    return show_again(asked.request, step="review")


def _shown(asked: _Asked) -> HttpResponse:
    """Show the form: empty, as it was sent and refused, or once more before it is signed."""
    kept = kept_form(asked.request)
    if kept is None:
        return show(asked.request, _form_page(asked, asked.form()))
    step = asked.request.GET.get("step")
    if step == "edit":
        return show(asked.request, _form_page(asked, _as_typed(asked, kept.sent)))
    form = asked.form(kept.sent)
    if form.is_valid() and step == "review":
        return show(asked.request, _review_page(asked, form))
    return show(asked.request, _form_page(asked, form, kept.notice), status=kept.status)


def _award(asked: _Asked, form: AwardForm) -> HttpResponse:
    """Award, and lead to the credential; or show the form again and say what is wrong."""
    try:
        credential = award(
            actor=asked.account,
            achievement_id=asked.achievement.pk,
            wanted=_wanted(form),
            at=asked.at,
        )
    except Conflict as error:
        return _used_before(asked, form, error)
    except LaureaError as error:
        status = 503 if isinstance(error, Unavailable) else 422
        notice = Notice(title=error.problem.title, sentence=error.problem.detail, kind="failed")
        return show_again(asked.request, notice=notice, status=status)
    return _to_what_was_awarded(asked, credential)


def _awarded_with(asked: _Asked, form: AwardForm) -> Credential | None:
    """Return what was awarded with this very form already: somebody went back and sent it again."""
    wanted = _wanted(form)
    standing = credentials_under(asked.organization.pk, [wanted.key]).get(wanted.key)
    if standing is None or standing.state == CredentialState.RESERVED:
        return None
    return standing if bytes(standing.asked) == wanted.digest(asked.achievement) else None


def _to_what_was_awarded(asked: _Asked, credential: Credential) -> HttpResponse:
    if sends_letters() and credential.recipient_email:
        said = _("Awarded and signed. A letter with the claim link goes to %s.")
        said %= credential.recipient_email
    elif _has_link(asked, credential):
        said = _("Awarded and signed. No letter leaves for it: hand the claim link below on.")
    else:
        said = _("Awarded and signed. The recipient has answered.")
    messages.success(asked.request, said)
    return redirect("issuing-credential", slug=asked.organization.slug, credential_id=credential.pk)


def _has_link(asked: _Asked, credential: Credential) -> bool:
    """Make the claim link that the issuer hands on; say whether there is still something to claim.

    It is named after the award, so that whoever sends the form twice is shown the same one.
    """
    try:
        new_claim_link(
            actor=asked.account, credential_id=credential.pk, key=credential.key, at=asked.at
        )
    except Conflict:
        return False
    remember_made(asked.request, credential.pk, credential.key)
    return True


def _wanted(form: AwardForm) -> Wanted:
    found = form.cleaned_data
    return Wanted(
        key=found["key"],
        email=found["email"],
        did=found["did"],
        name=" ".join(found["name"].split()),
        valid_from=form.valid_from,
        valid_until=form.valid_until,
        results=form.results,
        evidence=form.evidence,
        on_purpose=form.is_on_purpose,
    )


def _used_before(asked: _Asked, form: AwardForm, error: Conflict) -> HttpResponse:
    """Answer a form that came back with other words under a key that was used.

    An award that was begun and not finished is let go; one that was finished is named first.
    """
    key = form.cleaned_data["key"]
    standing = credentials_under(asked.organization.pk, [key]).get(key)
    if standing is None:
        notice = Notice(title=error.problem.title, sentence=error.problem.detail, kind="failed")
        return show_again(asked.request, notice=notice, status=409)
    sent = _with_new_key(asked.request.POST)
    again = asked.form(sent)
    if standing.state == CredentialState.RESERVED and again.is_valid():
        return _award(asked, again)
    named = {"who": _recipient(standing), "day": day(standing.issued_at or standing.reserved_at)}
    notice = Notice(
        title=_("This form was used already"),
        sentence=_(
            "With it, %(who)s was awarded on %(day)s. What is written below would be one more"
            " award. Look it over, then go on."
        )
        % named,
        link=_to_credential(asked.organization, standing, _("The first one")),
    )
    return show_again(asked.request, sent, notice=notice, status=409)


def _with_new_key(sent: QueryDict) -> QueryDict:
    changed = sent.copy()
    changed["key"] = new_key()
    return changed


def _as_typed(asked: _Asked, sent: QueryDict) -> AwardForm:
    """Return the form with what was typed in it, not judged again before it is sent again."""
    form = asked.form()
    form.initial = {name: sent.get(name, "") for name in form.fields}
    return form


def _form_page(asked: _Asked, form: AwardForm, notice: Notice | None = None) -> AwardPage:
    title = _("Award %s") % asked.achievement.name
    many = Link(
        _("Bring a list of many"), reverse("issuing-rosters", args=[asked.organization.slug])
    )
    return AwardPage(
        head=Head(title=title),
        crumbs=asked.crumbs,
        title=title,
        form=form,
        action=asked.action,
        notice=notice or _newer_version(asked),
        many=many,
    )


def _newer_version(asked: _Asked) -> Notice | None:
    series = achievements_of(asked.account).filter(series=asked.achievement.series)
    newest = series.order_by("-number").first()
    if newest is None or newest.pk == asked.achievement.pk:
        return None
    return Notice(
        sentence=_("This is version %(this)d. There is a newer one, version %(newest)d.")
        % {"this": asked.achievement.number, "newest": newest.number},
        link=Link(
            _("Award that one"), reverse("issuing-award", args=[asked.organization.slug, newest.pk])
        ),
    )


def _review_page(asked: _Asked, form: AwardForm) -> AwardReviewPage:
    found = form.cleaned_data
    who = found["name"] or found["email"] or found["did"]
    names = {"achievement": asked.achievement.name, "who": who}
    title = _("Award %(achievement)s to %(who)s") % names
    results = tuple(Fact(name, value) for name, value in form.named_results)
    return AwardReviewPage(
        head=Head(title=title),
        crumbs=asked.crumbs,
        title=title,
        sentence=_(
            "%s signs this. What is signed cannot be changed, only revoked. Look it over once more."
        )
        % asked.organization.legal_name,
        facts=Facts(tuple(_facts(form))),
        results=Facts(results) if results else None,
        evidence=_evidence(form),
        notices=tuple(_cautions(asked, form)),
        form=form,
        action=asked.action,
    )


def _facts(form: AwardForm) -> Iterator[Fact]:
    found = form.cleaned_data
    yield Fact(_("Name"), found["name"] or None, missing=_("Not given"))
    yield Fact(_("E-mail address"), found["email"] or None, missing=_("Not given"))
    if found["did"]:
        yield Fact(_("DID"), found["did"])
    yield Fact(_("Awarded on"), day(found["awarded"]))
    until = form.end
    yield Fact(_("Valid until"), day(until) if until else _("It does not end"))


def _evidence(form: AwardForm) -> Facts | None:
    found = form.cleaned_data
    url, narrative = found["evidence_url"], found["evidence_narrative"]
    facts = []
    if url:
        facts.append(Fact(_("Where it is"), url, href=url))
    if narrative:
        facts.append(Fact(_("What it shows"), narrative))
    return Facts(tuple(facts)) if facts else None


def _cautions(asked: _Asked, form: AwardForm) -> Iterator[Notice]:
    """Yield what to think of before signing."""
    standing = _awarded_with(asked, form)
    if standing is not None:
        yield Notice(
            title=_("This is awarded already"),
            sentence=_("It was signed with this form. To sign it again makes no second one."),
            link=_to_credential(asked.organization, standing, _("Look at it")),
        )
    if form.is_on_purpose:
        yield Notice(
            title=_("A result falls short"),
            sentence=_(
                "%s You award it all the same: the audit trail names you, and whoever reads the"
                " credential sees what is required."
            )
            % " ".join(form.shortfalls),
        )
    before = _awarded_before(asked, form)
    if before is not None:
        yield before


def _awarded_before(asked: _Asked, form: AwardForm) -> Notice | None:
    """Return a word of caution where the same person holds the same achievement already."""
    found = form.cleaned_data
    same = credentials_of(asked.account).filter(
        achievement__series=asked.achievement.series, state=CredentialState.ISSUED
    )
    same = (
        same.filter(recipient_email__iexact=found["email"])
        if found["email"]
        else same.filter(recipient_did=found["did"])
    )
    last = same.exclude(key=found["key"]).order_by("-issued_at").first()
    if last is None or last.issued_at is None:
        return None
    said = _("This person was awarded the same on %s, and it is not revoked.") % day(last.issued_at)
    link = _to_credential(asked.organization, last, _("Look at it"))
    return Notice(title=_("Awarded before"), sentence=said, link=link)


def _to_credential(organization: Organization, credential: Credential, text: str) -> Link:
    return Link(text, reverse("issuing-credential", args=[organization.slug, credential.pk]))


def _recipient(credential: Credential) -> str:
    return credential.recipient_name or credential.recipient_email or credential.recipient_did


def _newest(account: Account, organization: Organization) -> list[Achievement]:
    """Return the newest version of each achievement that is still awarded, by name."""
    theirs = achievements_of(account).filter(organization=organization, archived_at=None)
    return list(newest_of(theirs).order_by("name", "pk"))


def _award_line(organization: Organization, achievement: Achievement) -> QueueLine:
    awarded = achievement.first_awarded_at
    said = _("First awarded on %s.") % day(awarded) if awarded else _("Not awarded yet.")
    if achievement.number > 1:
        said = _("Version %(number)d. %(said)s") % {"number": achievement.number, "said": said}
    address = reverse("issuing-award", args=[organization.slug, achievement.pk])
    button = Button(text=_("Award to one person"), href=address, kind="quiet")
    return QueueLine(icon="seal", title=achievement.name, sentence=said, button=button)


def _nothing_defined(organization: Organization) -> EmptyState:
    return EmptyState(
        icon="seal",
        title=_("Nothing to award yet"),
        sentence=_("An achievement says what somebody must show. Once one is defined, it is here."),
        action=Button(
            text=_("Achievements"),
            href=reverse("catalog-achievements", args=[organization.slug]),
        ),
    )


def _only_look(request: HttpRequest, organization: Organization) -> HttpResponse:
    return page_for_those_who_only_look(
        request, organization, _("Awarding takes an owner or an issuer")
    )
