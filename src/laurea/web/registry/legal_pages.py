"""Imprint, privacy and contact: what the operator wrote, and what this installation itself knows.

What is kept and for how long is read from the figures in force. Where the operator has said
nothing, the page says that, and what whoever runs the site can do about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from laurea.web.design.contexts import Head
from laurea.web.design.pages import show
from laurea.web.design.parts import Fact, Facts, Link, Notice, Text
from laurea.web.design.prose import Prose, prose
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.organizations.access import Organization
from laurea.web.organizations.contact import contact_of, privacy_notice_of
from laurea.web.registry.issuing_organizations import issuing_organizations
from laurea.web.registry.kept import Keeping, cookies, of_accounts, of_everybody, of_learners
from laurea.web.registry.operator import operator, own_text

_MOST_ISSUERS: Final = 100
"""How many issuers are named; the page of issuers has them all."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of such a page under its heading: sentences, and a table below them."""

    name: str
    title: Text
    sentences: tuple[Text, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalPage:
    """One of the pages that say who runs the site and what it keeps."""

    template: ClassVar[str] = "registry/legal.html"
    head: Head
    title: Text
    lede: Text
    notice: Notice | None
    facts: Facts | None
    own: Prose | None
    passages: tuple[Passage, ...] = ()
    links: tuple[Link, ...] = ()


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Say who runs this site."""
    own = own_text("imprint")
    runs = operator()
    page = LegalPage(
        head=_head("imprint", _("Imprint")),
        title=_("Imprint"),
        lede=_("Who runs this site."),
        notice=None if own or runs.name else _nobody_said(),
        facts=_operator_facts(),
        own=prose(own),
        links=(
            Link(_("Who issues here"), reverse("issuers")),
            Link(_("Contact"), reverse("contact")),
        ),
    )
    return show(request, page)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Say whom to write to: about a credential its issuer, about the site its operator."""
    own = own_text("contact")
    runs = operator()
    organizations = issuing_organizations()
    page = LegalPage(
        head=_head("contact", _("Contact")),
        title=_("Contact"),
        lede=_("About a credential, write to who awarded it. About this site, to who runs it."),
        notice=None if own or runs.contact else _nobody_said(),
        facts=_operator_facts(),
        own=prose(own),
        passages=(_issuers(organizations),) if organizations else (),
        links=(Link(_("Who issues here"), reverse("issuers")), *_security()),
    )
    return show(request, page)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of people here, why, for how long, and what they can do about it."""
    own = own_text("privacy")
    runs = operator()
    organizations = issuing_organizations()
    page = LegalPage(
        head=_head("privacy", _("Privacy")),
        title=_("What this site knows of you"),
        lede=_("Written by the program itself, from the figures that are in force here."),
        notice=None if runs.name and runs.contact else _nobody_said(),
        facts=_operator_facts(),
        own=prose(own),
        passages=tuple(_privacy_passages(organizations)),
        links=(
            Link(_("Download or delete your account"), reverse("account-yours")),
            Link(_("Contact"), reverse("contact")),
        ),
    )
    return show(request, page)


def _head(name: str, title: Text) -> Head:
    return Head(title=title, canonical=settings.LAUREA_PUBLIC_URL + reverse(name), is_indexed=True)


def _operator_facts() -> Facts:
    runs = operator()
    contact = runs.contact
    return Facts(
        (
            Fact(_("Runs this site"), runs.name or None, missing=_("Not set")),
            Fact(
                _("Write to"),
                contact.text if contact else None,
                contact.href if contact else "",
            ),
        )
    )


def _nobody_said() -> Notice:
    return Notice(
        title=_("The people who run this site have not said yet who they are"),
        sentence=_(
            "If you run it: set LAUREA_OPERATOR_NAME and LAUREA_OPERATOR_CONTACT, and write what"
            " else the law asks of you into the folder of LAUREA_OPERATOR_TEXTS. Until then, ask"
            " the organization that awarded you something."
        ),
    )


def _security() -> Iterator[Link]:
    if settings.LAUREA_SECURITY_CONTACT:
        yield Link(_("Tell of a security hole"), settings.LAUREA_SECURITY_CONTACT)
    yield Link(_("What this site knows of you"), reverse("privacy"))


def _privacy_passages(organizations: list[Organization]) -> Iterator[Passage]:
    decides = (
        _(
            "Who awards you something decides what is entered about you, and why. Write to it if"
            " something is wrong, or if you want it to be deleted."
        ),
        _("Who runs this site keeps the data for it, and decides about accounts and visits."),
    )
    table = _issuers(organizations).table if organizations else None
    yield Passage("who", _("Who decides about your data"), decides, table)
    yield _kept("learners", _("If you were awarded something"), of_learners())
    yield _kept("accounts", _("If you have an account"), of_accounts())
    yield _kept("everybody", _("If you only visit"), of_everybody())
    yield Passage(
        "cookies",
        _("Cookies"),
        (_("Only these, and each only when it is needed. None counts or follows you."),),
        _table("cookies-table", _("Cookies"), cookies()),
    )
    yield Passage("others", _("Who else learns something"), _others())
    yield Passage("rights", _("What you can do"), _rights())


def _others() -> tuple[Text, ...]:
    return (
        _("Nothing on these pages is loaded from anywhere else, and nobody counts you."),
        _(
            "Whoever has the link of a credential's page can open it. The page names you only if"
            " you said so, and you can hide it. Search engines are asked to leave it out."
        ),
        _(
            "When somebody checks a credential of another issuer, this server asks that issuer for"
            " its keys and its list. The issuer sees this server, and not who asked."
        ),
        _("If you press Add to LinkedIn, linkedin.com learns what stands in that link."),
    )


def _rights() -> tuple[Text, ...]:
    return (
        _("See all of it, and take it along: your account page sends it as one archive."),
        _("Decline what is awarded to you, or hide its page, at any time and without a reason."),
        _("Say that your name is wrong: on the page behind the claim link, or in your wallet."),
        _(
            "Delete your account yourself. What issuers awarded stays with them, without a way"
            " from it to an account; ask them to delete it, or complain to the data protection"
            " authority where you live."
        ),
    )


def _kept(name: str, title: Text, keepings: Iterable[Keeping]) -> Passage:
    return Passage(name, title, (), _table(f"{name}-table", title, keepings))


def _table(name: str, caption: Text, keepings: Iterable[Keeping]) -> Table:
    return Table(
        name=name,
        caption=caption,
        columns=(Column(_("What")), Column(_("What for")), Column(_("How long"))),
        rows=tuple(
            Row(Cell(one.what), (Cell(one.purpose), Cell(one.how_long))) for one in keepings
        ),
    )


def _issuers(organizations: list[Organization]) -> Passage:
    table = Table(
        name="contacts-table",
        caption=_("Who issues here"),
        columns=(Column(_("Issuer")), Column(_("Write to")), Column(_("Privacy notice"))),
        rows=tuple(
            Row(
                Cell(one.legal_name, reverse("issuer", args=[one.slug])),
                (_linked(contact_of(one)), _linked(privacy_notice_of(one))),
            )
            for one in organizations[:_MOST_ISSUERS]
        ),
    )
    return Passage("issuers", _("Who issues here"), (), table)


def _linked(link: Link | None) -> Cell:
    return Cell(link.text, link.href) if link else Cell(_("Not declared"))
