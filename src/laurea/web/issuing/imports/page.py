"""What the pages of one import share: the page itself, the way through it, whose it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.web.accounts.access import Account
from laurea.web.design.contexts import Head
from laurea.web.design.parts import (
    Button,
    Crumbs,
    Facts,
    FormPart,
    Link,
    Notice,
    Progress,
    Stepper,
    Text,
)
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.issuing.imports.access import Import, import_for
from laurea.web.issuing.staff import account_of
from laurea.web.organizations.access import ANYBODY_INSIDE, Role, absent

_STEPS: Final[tuple[Text, ...]] = (
    gettext_lazy("File"),
    gettext_lazy("Achievements"),
    gettext_lazy("Preview"),
    gettext_lazy("Import"),
)
FILE, ACHIEVEMENTS, PREVIEW, IMPORT = range(4)
NO_IMPORTS: Final[Text] = gettext_lazy("Imports take an owner or an issuer")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page under a heading."""

    name: str
    title: Text
    part: Any
    note: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """One step of an import. `address` says how far it is, while it runs."""

    template: ClassVar[str] = "issuing/import.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text = ""
    stepper: Stepper | None = None
    notices: tuple[Notice, ...] = ()
    progress: Progress | None = None
    address: str = ""
    given_up: int = 0
    retry: Button | None = None
    facts: Facts | None = None
    form_title: Text = ""
    form_sentence: Text = ""
    form: FormPart | None = None
    sections: tuple[Section, ...] = ()
    actions: tuple[Button, ...] = ()
    discard: Button | None = None


def import_here(
    request: HttpRequest, slug: str, import_id: UUID, roles: Collection[Role] = ANYBODY_INSIDE
) -> tuple[Account, Import]:
    """Return who asks, and the import.

    Raises:
        NotFound: there is none here, or the person has none of the roles.
    """
    account = account_of(request)
    brought = import_for(account, import_id, roles=roles)
    if brought.organization.slug != slug:
        raise absent()
    return account, brought


def address(name: str, brought: Import) -> str:
    """Return the address of one of an import's pages; "" is the import itself."""
    whole = f"issuing-import-{name}" if name else "issuing-import"
    return reverse(whole, args=[brought.organization.slug, brought.pk])


def crumbs(slug: str, here: Text, *further: Link) -> Crumbs:
    """Return the way from all imports to a page."""
    return Crumbs((Link(_("Imports"), reverse("issuing-imports", args=[slug])), *further), here)


def stepper(step: int) -> Stepper:
    """Return where a page stands on the way from the file to the import."""
    return Stepper(_STEPS, step)


def discard_button(brought: Import) -> Button:
    """Return the button that discards an import."""
    return Button(text=_("Discard this export"), post_to=address("discard", brought), kind="bare")


def refused_section(brought: Import, refusals: Iterable[tuple[int, str]]) -> Section | None:
    """Return the records that cannot be used, by number; `None` where all can."""
    shown = list(refusals)
    if not shown:
        return None
    total = brought.counts["refused"]
    word = _("Row %d") if brought.counts["is_table"] else _("Award %d")
    note = _("Mend them where they come from and export anew. Nothing is imported a second time.")
    if total > len(shown):
        first = _("The first %(shown)d of %(total)s. The report names all of them.")
        note = f"{first % {'shown': len(shown), 'total': f'{total:,}'}} {note}"
    table = Table(
        name="refused",
        caption=_("What cannot be used"),
        columns=(Column(_("Where")), Column(_("Why"))),
        rows=tuple(Row(Cell(word % number), (Cell(reason),)) for number, reason in shown),
    )
    return Section("refused", _("What cannot be used"), table, note)
