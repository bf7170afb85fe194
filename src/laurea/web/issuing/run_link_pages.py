"""The page that makes claim links of a run anew, and hands them out as a file."""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from laurea.integrations.roster.formulas import neutralised
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day_and_time
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, FormPart, Link, Notice, Text
from laurea.web.issuing.access import BulkRun, run_for
from laurea.web.issuing.claims.links_of_run import RowLink, new_links_of_run
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.staff import account_of, for_issuers
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import absent

_KEY_BYTES: Final = 16
_HEADER: Final = ("row", "name", "address", "link", "works_until")
_PART: Final = re.compile(r"\s*([1-9][0-9]{0,6})\s*(?:[-\u2013]\s*([1-9][0-9]{0,6})\s*)?", re.ASCII)
_MOST_ROWS: Final = 100_000


class LinksForm(forms.Form):
    """For which rows. It carries a key, so that sending it twice gives the same links."""

    rows = forms.CharField(
        label=gettext_lazy("Rows"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy(
            "As they are numbered in the report, for example 2-40, 57. Leave it empty for all."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    is_all_optional = True

    def clean_rows(self) -> frozenset[str] | None:
        """Return the rows that are named, or None for all."""
        typed: str = self.cleaned_data["rows"]
        if not typed.strip():
            return None
        named: set[str] = set()
        for part in typed.replace(";", ",").split(","):
            found = _PART.fullmatch(part)
            first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
            if last < first or last - first > _MOST_ROWS:
                raise forms.ValidationError(
                    _("Write rows and ranges of rows with commas between them, such as 2-40, 57.")
                )
            named.update(map(str, range(first, last + 1)))
        return frozenset(named)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLinksPage:
    """What making links anew means, and the form."""

    template: ClassVar[str] = "issuing/run_links.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    notice: Notice | None
    facts: Facts
    form: FormPart
    back: Button


@login_required
@for_issuers(gettext_lazy("Claim links take an owner or an issuer"))
@demand_recent_sign_in(before_form=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_links(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Say what new links mean, or make them and answer with a file."""
    account = account_of(request)
    run = run_for(account, run_id)
    if run.organization.slug != slug:
        raise absent()
    if request.method != "POST":
        return _shown(request, slug, run)
    form = LinksForm(request.POST)
    if not form.is_valid():
        return show_again(request)
    links = new_links_of_run(
        actor=account,
        run_id=run.pk,
        rows=form.cleaned_data["rows"],
        key=form.cleaned_data["key"],
        at=timezone.now(),
    )
    if not links:
        sentence = _(
            "Of these rows nobody is left who has not answered and whose credential is in force."
        )
        notice = Notice(title=_("No link was made"), sentence=sentence)
        return show_again(request, notice=notice, status=409)
    response = HttpResponse(links_as_csv(links), content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="claim-links.csv"'
    return response


def links_as_csv(links: Sequence[RowLink]) -> bytes:
    """Return links as a CSV file that spreadsheets open as it is."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for one in links:
        until = f"{one.link.expires_at:%Y-%m-%d}"
        cells = (one.row, one.name, one.address, one.link.address, until)
        writer.writerow(map(neutralised, cells))
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def _shown(request: HttpRequest, slug: str, run: BulkRun) -> HttpResponse:
    kept = kept_form(request)
    first: dict[str, Any] = {"key": secrets.token_hex(_KEY_BYTES)}
    sent = kept.sent.copy() if kept else None
    if sent is not None:
        sent["key"] = first["key"]
    page = _page(slug, run, LinksForm(sent, initial=first), kept.notice if kept else None)
    return show(request, page, status=kept.status if kept else 200)


def _page(slug: str, run: BulkRun, form: LinksForm, notice: Notice | None) -> RunLinksPage:
    title = _("Get claim links of this run")
    here = reverse("issuing-run", args=[slug, run.pk])
    rosters = Link(_("Rosters"), reverse("issuing-rosters", args=[slug]))
    return RunLinksPage(
        head=Head(title=title),
        crumbs=Crumbs((rosters, Link(run.achievement.name, here)), title),
        title=title,
        sentence=_sentence(),
        notice=notice,
        facts=Facts(
            (
                Fact(_("Achievement"), run.achievement.name),
                Fact(_("Begun"), day_and_time(run.started_at)),
                Fact(_("Issued"), f"{run.issued:,}"),
            )
        ),
        form=FormPart(
            form,
            (Button(text=_("Make new links and get the file"), icon="download"),),
            reverse("issuing-run-links", args=[slug, run.pk]),
        ),
        back=Button(text=_("Back to the run"), href=here, kind="bare"),
    )


def _sentence() -> str:
    said = _(
        "Of the links of before only fingerprints are kept, so each recipient who has not answered"
        " gets a new one. What they had before, also in letters, opens nothing any more. The file"
        " names row, name, address and link; whoever has a link can accept the credential."
    )
    if sends_letters():
        return said
    return " ".join((_("No letter leaves this server, so the links are yours to hand on."), said))
