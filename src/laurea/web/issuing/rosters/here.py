"""What the pages of one roster share: whose it is, where it stands, the way through it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.web.accounts.access import Account
from laurea.web.design.parts import Button, Crumbs, Link, Stepper, Text
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.rosters.access import RosterDraft, draft_for
from laurea.web.issuing.staff import account_of
from laurea.web.organizations.access import absent

_STEPS: Final[tuple[Text, ...]] = (
    gettext_lazy("File"),
    gettext_lazy("Columns"),
    gettext_lazy("Rows"),
    gettext_lazy("Issue"),
)
FILE, COLUMNS, ROWS, ISSUE = range(4)
NO_ROSTERS: Final[Text] = gettext_lazy("Rosters take an owner or an issuer")


def draft_here(request: HttpRequest, slug: str, roster_id: UUID) -> tuple[Account, RosterDraft]:
    """Return who asks, and the roster.

    Raises:
        NotFound: there is none here, or the person may not issue.
    """
    account = account_of(request)
    draft = draft_for(account, roster_id, roles=ISSUERS)
    if draft.organization.slug != slug:
        raise absent()
    return account, draft


def to_run(slug: str, draft: RosterDraft) -> HttpResponse:
    """Lead to the run of a roster that was started."""
    return redirect("issuing-run", slug=slug, run_id=draft.run_id)


def address(name: str, slug: str, draft: RosterDraft) -> str:
    """Return the address of one of a roster's pages: `columns`, `rows`, `start`, `discard`."""
    return reverse(f"issuing-roster-{name}", args=[slug, draft.pk])


def stepper(step: int) -> Stepper:
    """Return where a page stands on the way from the file to the run."""
    return Stepper(_STEPS, step)


def crumbs(slug: str, here: Text, *further: Link) -> Crumbs:
    """Return the way from all rosters to a page."""
    return Crumbs((Link(_("Rosters"), reverse("issuing-rosters", args=[slug])), *further), here)


def discard_button(slug: str, draft: RosterDraft) -> Button:
    """Return the button that discards a roster."""
    return Button(
        text=_("Discard this roster"), post_to=address("discard", slug, draft), kind="bare"
    )
