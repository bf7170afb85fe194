"""One credential as the people see it who issued it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from laurea.credentials.errors import Conflict, LaureaError
from laurea.web.accounts.access import Account
from laurea.web.catalog.define import address_of, read_stored
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, Link, Notice, Text
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.issuing.access import (
    Credential,
    CredentialState,
    Publicity,
    credential_for,
    status_list_by_id,
    waits_since,
)
from laurea.web.issuing.claims.access import Claim, ClaimState, claims_by_credential
from laurea.web.issuing.claims.name_wish import settle_name
from laurea.web.issuing.claims.shown_here import made_here
from laurea.web.issuing.claims.take_note import take_note
from laurea.web.issuing.credential_decisions import Decision, decisions_on
from laurea.web.issuing.credential_history import Deed, awarded_by, history_of
from laurea.web.issuing.credential_list_pages import standing_word
from laurea.web.issuing.finish import finish_award, is_left
from laurea.web.issuing.letters.access import letters_of
from laurea.web.issuing.letters.words import state_word
from laurea.web.issuing.places import list_address
from laurea.web.issuing.replacements.shown import places_taken
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.staff import account_of, for_issuers, page_for_those_who_only_look
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import (
    Organization,
    absent,
    organization_for,
    roles_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWish:
    """How the recipient says that their name is written; `action` for those who see to it."""

    sentence: Text
    name: str
    action: str


@dataclass(frozen=True, slots=True)
class LinkToHandOn:
    """A claim link that was made in this browser, and until when it works."""

    address: str
    sentence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCredentialPage:
    """One credential: what, to whom, by whom, whether it was taken, what was done since."""

    template: ClassVar[str] = "issuing/credential.html"
    head: Head
    crumbs: Crumbs
    eyebrow: str
    title: str
    sentence: Text
    notice: Notice | None
    wish: NameWish | None
    facts: Facts
    results: Facts | None
    claim: Facts
    technical: Facts
    history: Table | None
    actions: tuple[Button, ...]
    link: LinkToHandOn | None
    decisions: tuple[Decision, ...]


@login_required
@require_safe
def credential_page(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Show one credential of an organization."""
    now = timezone.now()
    account = account_of(request)
    organization, credential = credential_here(account, slug, credential_id)
    history = history_of(credential)
    claim = claims_by_credential([credential.pk]).get(credential.pk)
    may_revoke = bool(roles_of(account, organization) & ISSUERS)
    page = StaffCredentialPage(
        head=Head(title=credential.achievement.name),
        crumbs=crumbs_to(organization, recipient_of(credential)),
        eyebrow=credential.achievement.name,
        title=recipient_of(credential),
        sentence=_standing(credential, now, may_issue=may_revoke),
        notice=_publication(credential),
        wish=_wish(credential, claim, may_issue=may_revoke),
        facts=Facts(tuple(_facts(credential, history))),
        results=_results(credential),
        claim=Facts(tuple(_claim(account, credential, claim))),
        technical=Facts(tuple(_technical(credential))),
        history=_history(history) if history else None,
        actions=_actions(organization, credential, may_issue=may_revoke),
        link=_link(request, credential) if may_revoke else None,
        decisions=tuple(decisions_on(credential, claim, may_decide=may_revoke, at=now)),
    )
    return show(request, page)


@login_required
@for_issuers(gettext_lazy("Declined awards take an owner or an issuer"))
@require_POST
def credential_declined(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Take note that the recipient declined, and go on to the others."""
    account = account_of(request)
    _organization, credential = credential_here(account, slug, credential_id)
    take_note(actor=account, credential_id=credential.pk, at=timezone.now())
    messages.info(request, _("Seen. The credential stays in force until it is revoked."))
    return redirect("organization-letters", slug=slug)


@login_required
@require_POST
def credential_finish(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Finish an award that was begun, and go back to it."""
    account = account_of(request)
    organization, credential = credential_here(account, slug, credential_id)
    if not roles_of(account, organization) & ISSUERS:
        title = _("Awarding takes an owner or an issuer")
        return page_for_those_who_only_look(request, organization, title)
    try:
        finish_award(actor=account, credential_id=credential.pk, at=timezone.now())
    except LaureaError as error:
        messages.error(request, error.problem.detail)
    else:
        messages.success(request, _("Awarded and signed."))
    return redirect("issuing-credential", slug=slug, credential_id=credential.pk)


@login_required
@require_POST
def credential_name(request: HttpRequest, slug: str, credential_id: UUID) -> HttpResponse:
    """Write the recipient's name as they ask, or leave it as it is."""
    account = account_of(request)
    organization, credential = credential_here(account, slug, credential_id)
    if not roles_of(account, organization) & ISSUERS:
        title = _("Correcting a name takes an owner or an issuer")
        return page_for_those_who_only_look(request, organization, title)
    is_used = {"use": True, "leave": False}.get(request.POST.get("decision", ""))
    name = request.POST.get("name", "")
    if is_used is not None:
        try:
            settle_name(
                actor=account,
                credential_id=credential.pk,
                name=name,
                is_used=is_used,
                at=timezone.now(),
            )
        except Conflict as error:
            messages.error(request, error.problem.detail)
        else:
            said = _("The name is %s now.") % name if is_used else _("The name stays as it was.")
            messages.success(request, said)
    return redirect("issuing-credential", slug=slug, credential_id=credential.pk)


def credential_here(
    account: Account, slug: str, credential_id: UUID
) -> tuple[Organization, Credential]:
    """Return the organization and its credential.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    organization = organization_for(account, slug)
    credential = credential_for(account, credential_id)
    if credential.organization_id != organization.pk:
        raise absent()
    return organization, credential


def recipient_of(credential: Credential) -> str:
    """Return by what a recipient is known: name, address or DID."""
    return credential.recipient_name or credential.recipient_email or credential.recipient_did


def crumbs_to(organization: Organization, here: str, *between: Link) -> Crumbs:
    """Return the way from all credentials to a page."""
    address = reverse("issuing-credentials", args=[organization.slug])
    return Crumbs((Link(_("Credentials"), address), *between), here)


def _standing(credential: Credential, at: datetime, *, may_issue: bool) -> str:
    if credential.state == CredentialState.REVOKED and credential.revoked_at is not None:
        said = {"day": day(credential.revoked_at), "reason": credential.revocation_reason}
        return _("Revoked on %(day)s. Reason: %(reason)s") % said
    if credential.state == CredentialState.RESERVED:
        begun = _("The award was begun, and nothing was signed. Nobody was given it.")
        return (
            f"{begun} {_('Finish it as it was asked for.')}"
            if may_issue and is_left(credential)
            else begun
        )
    if credential.suspended_at is not None:
        said = {"day": day(credential.suspended_at), "reason": credential.suspension_reason}
        return _("Suspended since %(day)s. Reason: %(reason)s") % said
    since = {"state": standing_word(credential, at), "day": day(credential.valid_from)}
    if credential.valid_until is None:
        return _("%(state)s since %(day)s. It does not end.") % since
    return _("%(state)s. Valid from %(day)s until %(until)s.") % {
        **since,
        "until": day(credential.valid_until),
    }


def _publication(credential: Credential) -> Notice | None:
    """Return when the public lists said how it stands, or that they soon will."""
    if credential.revoked_at is not None:
        return _published(credential.status_list_id, credential.revoked_at)
    if credential.suspension_list_id is None or credential.suspension_changed_at is None:
        return None
    return _published(credential.suspension_list_id, credential.suspension_changed_at)


def _published(list_id: UUID, changed_at: datetime) -> Notice:
    status_list = status_list_by_id(list_id)
    waits = waits_since(status_list)
    if waits is not None and waits <= changed_at:
        return Notice(
            title=_("The public list is being published"),
            sentence=_("Within 60 seconds everybody reads there how it stands. Reload to see."),
        )
    published = status_list.published_at
    said = day_and_time(max(published, changed_at)) if published else _("not yet")
    return Notice(
        kind="plain",
        title=_("The public list says so"),
        sentence=_("Published on %s. Whoever checks the credential now is told.") % said,
    )


def _facts(credential: Credential, history: tuple[Deed, ...]) -> Iterator[Fact]:
    achievement = credential.achievement
    version = _("%(name)s, version %(number)d") % {
        "name": achievement.name,
        "number": achievement.number,
    }
    yield Fact(_("Achievement"), version, href=address_of(achievement.pk))
    yield Fact(_("Name"), credential.recipient_name or None, missing=_("Not given"))
    yield Fact(_("E-mail address"), credential.recipient_email or None, missing=_("Not given"))
    if credential.recipient_did:
        yield Fact(_("DID"), credential.recipient_did)
    yield Fact(_("Awarded on"), day(credential.valid_from))
    yield Fact(_("Awarded by"), awarded_by(history))
    until = credential.valid_until
    yield Fact(_("Valid until"), day(until) if until else _("It does not end"))
    yield from places_taken(credential)


def _results(credential: Credential) -> Facts | None:
    """Return the results by their names, as the achievement calls them."""
    described = {each.id: each for each in read_stored(credential.achievement).result_description}
    facts = []
    for identifier, value in credential.results:
        one = described.get(identifier)
        levels = {each.id: each.name for each in one.rubric_criterion_level} if one else {}
        name = one.name if one else identifier or _("Result")
        facts.append(Fact(name, levels.get(value, value)))
    return Facts(tuple(facts)) if facts else None


def _wish(credential: Credential, claim: Claim | None, *, may_issue: bool) -> NameWish | None:
    if claim is None or not claim.name_wanted or credential.state != CredentialState.ISSUED:
        return None
    said = _(
        "The recipient says that the name is written %s. It stands beside the credential and not in"
        " what was signed, so correcting it awards nothing anew."
    )
    address = reverse("issuing-credential-name", args=[credential.organization.slug, credential.pk])
    return NameWish(
        sentence=said % claim.name_wanted,
        name=claim.name_wanted,
        action=address if may_issue else "",
    )


def _claim(account: Account, credential: Credential, claim: Claim | None) -> Iterator[Fact]:
    """Yield whether the recipient took it, and which letters went out."""
    state = claim.state if claim else ClaimState.WAITING
    yield Fact(_("The recipient"), ClaimState(state).label)
    if claim is not None and claim.answered_at is not None:
        yield Fact(_("Answered"), day_and_time(claim.answered_at))
    yield Fact(_("Its public page"), Publicity(credential.publicity).label)
    letters = list(letters_of(account).filter(credential=credential).order_by("created_at"))
    for letter in letters:
        said = {"state": state_word(letter), "time": day_and_time(letter.changed_at)}
        yield Fact(_("Letter: %s") % letter.get_kind_display(), _("%(state)s, %(time)s") % said)
    if not letters:
        writes = sends_letters() and bool(credential.recipient_email)
        yield Fact(_("Letters"), _("None yet") if writes else _("None is written"))


def _technical(credential: Credential) -> Iterator[Fact]:
    address = list_address(credential.status_list_id)
    yield Fact(_("Key"), credential.issuer_key.public_key_multibase)
    yield Fact(_("Status list"), address, href=address)
    yield Fact(_("Place in the list"), f"{credential.status_index:,}")
    if credential.issued_at is not None:
        yield Fact(_("Signed"), day_and_time(credential.issued_at))


def _history(history: tuple[Deed, ...]) -> Table:
    return Table(
        name="history",
        caption=_("What was done"),
        columns=(Column(_("What")), Column(_("Who")), Column(_("When"))),
        rows=tuple(
            Row(Cell(deed.what, remark=deed.why), (Cell(deed.who), Cell(day_and_time(deed.at))))
            for deed in history
        ),
    )


def _actions(
    organization: Organization, credential: Credential, *, may_issue: bool
) -> tuple[Button, ...]:
    if credential.state == CredentialState.RESERVED:
        address = reverse("issuing-credential-finish", args=[organization.slug, credential.pk])
        finish = Button(text=_("Finish the award"), post_to=address, icon="seal")
        return (finish,) if may_issue and is_left(credential) else ()
    own = [credential.pk]
    claim = reverse("organization-claim", args=[organization.slug, credential.pk])
    link = Button(text=_("Claim link"), href=claim, kind="quiet", icon="share")
    if credential.publicity != Publicity.OPEN:
        return (link,)  # its address hands nothing out, to nobody
    return (
        Button(text=_("Public page"), href=reverse("credential", args=own), icon="eye"),
        link,
        Button(
            text=_("Signed JSON"),
            href=reverse("credential-json", args=own),
            kind="quiet",
            icon="download",
            downloads=True,
        ),
        Button(
            text=_("Picture with the credential inside (PNG)"),
            href=reverse("credential-png", args=own),
            kind="quiet",
            icon="download",
            downloads=True,
        ),
    )


def _link(request: HttpRequest, credential: Credential) -> LinkToHandOn | None:
    """Return the claim link that was just made here, if it still opens something."""
    made = made_here(request, credential.pk, at=timezone.now())
    if made is None:
        return None
    return LinkToHandOn(made.address, _("It works once, until %s.") % day(made.expires_at))
