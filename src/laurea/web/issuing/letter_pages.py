"""The letters of an organization: which did not arrive and why, who declined, who needs a link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from laurea.web.design.contexts import Head
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.pages import show
from laurea.web.design.paging import pagination_of
from laurea.web.design.parts import Button, EmptyState, Link, Text
from laurea.web.design.tables import Cell, Column, Pagination, Queue, QueueLine, Row, Table
from laurea.web.issuing.access import CredentialState
from laurea.web.issuing.claims.access import (
    Claim,
    ClaimState,
    asking_claims,
    claims_by_credential,
    declined_claims,
)
from laurea.web.issuing.letters.access import (
    Letter,
    LetterKind,
    LetterState,
    count_letters,
    letter_for,
    letters_of,
)
from laurea.web.issuing.letters.send_again import send_again, send_failed_again
from laurea.web.issuing.letters.words import state_word
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.staff import account_of, for_issuers
from laurea.web.operations.mail import MailRoute, mail_route, sends_letters
from laurea.web.organizations.access import Organization, absent, organization_for, roles_of

ROWS: Final = 50
_MOST_WAITING: Final = 20
_NO_SENDING: Final[Text] = gettext_lazy("Sending letters takes an owner or an issuer")
_STATES: Final[dict[str, Text]] = {
    LetterState.FAILED: gettext_lazy("Not delivered"),
    LetterState.WAITING: gettext_lazy("Waiting"),
    LetterState.SENT: gettext_lazy("Sent"),
}
_KINDS: Final[dict[str, Text]] = {
    LetterKind.CLAIM: gettext_lazy("It says that a credential waits."),
    LetterKind.REVOCATION: gettext_lazy("It says that a credential was revoked."),
    LetterKind.SUSPENSION: gettext_lazy("It says that a credential was suspended."),
    LetterKind.ENDING: gettext_lazy("It says that a credential ends soon."),
    LetterKind.REPLACEMENT: gettext_lazy("It says that it took the place of another."),
    LetterKind.REINSTATEMENT: gettext_lazy("It says that a credential was reinstated."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPage:
    """What needs somebody, then all letters; `choices` show those of one state."""

    template: ClassVar[str] = "issuing/letters/letters.html"
    head: Head
    title: Text
    sentence: Text
    again: Button | None
    reminders: Link
    queue: Queue | None
    choices: tuple[Link, ...]
    table: Table | None
    pagination: Pagination | None
    empty: EmptyState | None


@login_required
@require_safe
def letter_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the letters of an organization, those first that were not delivered."""
    account = account_of(request)
    organization = organization_for(account, slug)
    may_send = bool(roles_of(account, organization) & ISSUERS)
    state = request.GET.get("state", "")
    counted = count_letters(organization)
    letters = letters_of(account).filter(organization=organization)
    letters = letters.filter(state=state) if state in LetterState else letters
    pages = Paginator(letters.order_by("-changed_at", "pk"), ROWS)
    here = pages.get_page(request.GET.get("page"))
    waiting = tuple(_needs_somebody(organization, may_send=may_send))
    failed = counted.get(LetterState.FAILED, 0)
    page = LettersPage(
        head=Head(title=_("Letters")),
        title=_title(counted),
        sentence=_sentence(failed),
        again=_again_button(slug) if failed and may_send else None,
        reminders=Link(
            _("Reminders"), reverse("organization-letters-reminders", args=[organization.slug])
        ),
        queue=Queue(waiting) if waiting else None,
        choices=tuple(_choices(slug, state, counted)) if sum(counted.values()) else (),
        table=_table(slug, list(here), may_send=may_send) if pages.count else None,
        pagination=pagination_of(here, partial(_address, slug, state)),
        empty=None if pages.count else _empty(),
    )
    return show(request, page)


@login_required
@for_issuers(_NO_SENDING)
@require_POST
def letter_again(request: HttpRequest, slug: str, letter_id: UUID) -> HttpResponse:
    """Send one letter again, and go back to the list."""
    account = account_of(request)
    organization = organization_for(account, slug, roles=ISSUERS)
    letter = letter_for(account, letter_id, roles=ISSUERS)
    if letter.organization_id != organization.pk:
        raise absent()
    is_new = send_again(actor=account, letter_id=letter.pk, at=timezone.now())
    said = _("The letter is sent again.") if is_new else _("The letter waits to be sent already.")
    messages.info(request, said)
    return redirect("organization-letters", slug=organization.slug)


@login_required
@for_issuers(_NO_SENDING)
@require_POST
def letters_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Send again what was not delivered, and go back to the list."""
    number = send_failed_again(actor=account_of(request), slug=slug, at=timezone.now())
    said = ngettext("%s letter is sent again.", "%s letters are sent again.", number)
    messages.info(request, said % f"{number:,}" if number else _("Nothing was left to be sent."))
    return redirect("organization-letters", slug=slug)


def _title(counted: dict[str, int]) -> str:
    failed, waiting = counted.get(LetterState.FAILED, 0), counted.get(LetterState.WAITING, 0)
    if failed:
        return (
            ngettext("%s letter was not delivered", "%s letters were not delivered", failed)
            % f"{failed:,}"
        )
    if waiting:
        return (
            ngettext("%s letter waits to be sent", "%s letters wait to be sent", waiting)
            % f"{waiting:,}"
        )
    if not counted or not sends_letters():
        return _("Letters")
    return _("Every letter was sent")


def _sentence(failed: int) -> str:
    if mail_route() is MailRoute.NONE:
        return _("This server sends no letters. Hand on a claim link from a credential's page.")
    if mail_route() is MailRoute.PRINTED:
        return _(
            "Letters are printed where the server runs, and reach nobody. Hand on a claim link"
            " from a credential's page."
        )
    if failed:
        return _("The credentials are issued all the same. Each letter below says what happened.")
    return _("A letter that meets with trouble is tried up to eight times, over about two hours.")


def _needs_somebody(organization: Organization, *, may_send: bool) -> Iterator[QueueLine]:
    """Yield claims that a person must see to: somebody needs a link, or declined."""
    for claim in asking_claims(organization.pk).order_by("asked_again_at")[:_MOST_WAITING]:
        text = _("Make a link") if may_send else _("Look")
        title = _("%(who)s needs a new link to %(what)s")
        sentence = _("The old one has expired, and this server sends no letters.")
        yield _line(organization, claim, "key", title, sentence, text)
    for claim in declined_claims(organization.pk).order_by("-answered_at")[:_MOST_WAITING]:
        when = day(claim.answered_at) if claim.answered_at else ""
        sentence = _("Said on %s with the claim link. It may have gone to the wrong person.") % when
        title = _("%(who)s declined %(what)s")
        line = _line(organization, claim, "flag", title, sentence, _("Look"))
        yield replace(line, others=_about_declined(organization, claim)) if may_send else line


def _about_declined(organization: Organization, claim: Claim) -> tuple[Button, ...]:
    where = [organization.slug, claim.pk]
    revoke = f"{reverse('issuing-revoke', args=where)}?why=declined"
    seen = reverse("organization-declined", args=where)
    return (
        Button(text=_("Revoke"), href=revoke, kind="quiet"),
        Button(text=_("Seen"), post_to=seen, kind="quiet"),
    )


def _line(
    organization: Organization, claim: Claim, icon: str, title: str, sentence: str, text: str
) -> QueueLine:
    credential = claim.credential
    who = credential.recipient_name or credential.recipient_email
    address = reverse("organization-claim", args=[organization.slug, credential.pk])
    return QueueLine(
        icon=icon,
        title=title % {"who": who, "what": credential.achievement.name},
        sentence=sentence,
        button=Button(text=text, href=address, kind="quiet"),
    )


def _choices(slug: str, state: str, counted: dict[str, int]) -> Iterator[Link]:
    address = reverse("organization-letters", args=[slug])
    total = f"{sum(counted.values()):,}"
    yield Link(_("All (%s)") % total, address, is_current=state not in LetterState)
    for name, word in _STATES.items():
        said = f"{word} ({counted.get(name, 0):,})"
        yield Link(said, f"{address}?{urlencode({'state': name})}", is_current=state == name)


def _table(slug: str, letters: list[Letter], *, may_send: bool) -> Table:
    claims = claims_by_credential([letter.credential_id for letter in letters])
    return Table(
        name="letters",
        caption=_("Letters"),
        columns=(
            Column(_("To")),
            Column(_("About")),
            Column(_("Standing")),
            Column(_("Since")),
        ),
        rows=tuple(
            _row(slug, letter, may_send=may_send and _is_wanted(letter, claims))
            for letter in letters
        ),
    )


def _is_wanted(letter: Letter, claims: dict[UUID, Claim]) -> bool:
    """Say whether it makes sense to send a letter again: there is still something to answer."""
    if letter.state not in (LetterState.FAILED, LetterState.SENT):
        return False
    is_suspended = letter.credential.suspended_at is not None
    if letter.kind in (LetterKind.SUSPENSION, LetterKind.REINSTATEMENT):
        return is_suspended == (letter.kind == LetterKind.SUSPENSION)
    if letter.kind in (LetterKind.REPLACEMENT, LetterKind.ENDING):
        return letter.credential.state == CredentialState.ISSUED
    if letter.kind != LetterKind.CLAIM:
        return True
    claim = claims.get(letter.credential_id)
    is_answered = claim is not None and claim.state != ClaimState.WAITING
    return letter.credential.state == CredentialState.ISSUED and not is_answered


def _row(slug: str, letter: Letter, *, may_send: bool) -> Row:
    credential = letter.credential
    claim = reverse("organization-claim", args=[slug, credential.pk])
    again = reverse("organization-letter", args=[slug, letter.pk])
    button = Button(text=_("Send again"), post_to=again, kind="quiet", icon="mail")
    return Row(
        Cell(credential.recipient_email, href=claim, remark=credential.recipient_name),
        (
            Cell(credential.achievement.name, remark=_KINDS[letter.kind]),
            Cell(state_word(letter), remark=_reason(letter)),
            Cell(day_and_time(letter.changed_at), button=button if may_send else None),
        ),
    )


def _reason(letter: Letter) -> str:
    if letter.state == LetterState.WAITING and letter.attempts:
        tried = ngettext("Tried once.", "Tried %d times.", letter.attempts)
        tried = tried % letter.attempts if letter.attempts > 1 else tried
        return f"{tried} {letter.last_error}".strip()
    return letter.last_error


def _again_button(slug: str) -> Button:
    address = reverse("organization-letters-again", args=[slug])
    return Button(text=_("Send all of them again"), post_to=address, icon="mail")


def _address(slug: str, state: str, number: int) -> str:
    kept = {"state": state} if state in LetterState else {}
    here = reverse("organization-letters", args=[slug])
    return f"{here}?{urlencode({**kept, 'page': number})}"


def _empty() -> EmptyState:
    return EmptyState(
        icon="mail",
        title=_("No letters here"),
        sentence=_(
            "When a credential is issued, its recipient gets a letter with a link to take it."
            " Each letter appears here, with what became of it."
        )
        if sends_letters()
        else _(
            "This server sends no letters. The claim link of a credential stands on its page, for"
            " you to hand on."
        ),
    )
