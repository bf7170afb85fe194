"""The pages between the file and the import: what was recognised, and what would come of it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from laurea.credentials.errors import Conflict
from laurea.integrations.importers import ImportedAward
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievements_of, newest_of
from laurea.web.catalog.define import DESIGNERS
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Fact, Facts, FormPart, Link, Notice, Text
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.issuing.imports.access import Import, ImportState
from laurea.web.issuing.imports.choose import DRAFT, choose_achievements
from laurea.web.issuing.imports.forms import ChoiceForm, StartForm
from laurea.web.issuing.imports.page import (
    ACHIEVEMENTS,
    NO_IMPORTS,
    PREVIEW,
    ImportPage,
    Section,
    address,
    crumbs,
    discard_button,
    import_here,
    refused_section,
    stepper,
)
from laurea.web.issuing.imports.preview import Preview, preview_import
from laurea.web.issuing.imports.start import start_import
from laurea.web.issuing.imports.words import PLATFORMS, on_the_page
from laurea.web.issuing.kept_forms import Kept, kept_form, show_again
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.staff import for_issuers
from laurea.web.organizations.access import roles_of

_SHOWN: Final = 20


@login_required
@for_issuers(NO_IMPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_achievements_page(request: HttpRequest, slug: str, import_id: UUID) -> HttpResponse:
    """Show what was recognised, and take what its achievements are here."""
    account, brought = import_here(request, slug, import_id, ISSUERS)
    if brought.state != ImportState.BROUGHT:
        return redirect(address("", brought))
    if request.method != "POST":
        kept = kept_form(request)
        form = _form(account, brought, kept.sent if kept else None)
        return show(request, _recognised(brought, form, kept), status=kept.status if kept else 200)
    form = _form(account, brought, request.POST)
    if not form.is_valid():
        return show_again(request)
    choose_achievements(
        actor=account,
        import_id=brought.pk,
        chosen=form.chosen,
        date_order=form.cleaned_data.get("date_order", brought.date_order),
        at=timezone.now(),
    )
    return redirect(address("preview", brought))


@login_required
@for_issuers(NO_IMPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_preview_page(request: HttpRequest, slug: str, import_id: UUID) -> HttpResponse:
    """Show what an import would do, and start it."""
    account, brought = import_here(request, slug, import_id, ISSUERS)
    if brought.state != ImportState.BROUGHT:
        return redirect(address("", brought))
    if request.method == "POST":
        form = StartForm(request.POST)
        changes = form.cleaned_data["changes"] if form.is_valid() else -1
        try:
            start_import(actor=account, import_id=brought.pk, changes=changes, at=timezone.now())
        except Conflict as error:
            notice = Notice(
                title=error.problem.title, sentence=on_the_page(error.problem), kind="failed"
            )
            return show_again(request, notice=notice, status=409)
        return redirect(address("", brought))
    kept = kept_form(request)
    page = _previewed(brought, preview_import(brought, shown=_SHOWN), kept)
    return show(request, page, status=kept.status if kept else 200)


def _form(account: Account, brought: Import, sent: object) -> ChoiceForm:
    choices: list[tuple[str, Text]] = [("", _("Keep its awards as history only"))]
    if roles_of(account, brought.organization) & DESIGNERS:
        choices.append((DRAFT, _("Make a draft of it")))
    theirs = achievements_of(account).filter(organization=brought.organization, archived_at=None)
    newest = newest_of(theirs).order_by("name", "pk")
    choices += [(str(pk), name) for pk, name in newest.values_list("pk", "name")]
    return ChoiceForm(
        sent,
        found=brought.achievements,
        mapping=brought.mapping,
        choices=choices,
        date_order=brought.date_order,
        asks_order=bool(brought.counts["open_dates"] or brought.date_order),
    )


def _recognised(brought: Import, form: ChoiceForm, kept: Kept | None) -> ImportPage:
    slug, counts = brought.organization.slug, brought.counts
    title = _("An export of %s") % PLATFORMS[brought.platform]
    notices = [kept.notice] if kept and kept.notice else []
    if counts["open_dates"] and not brought.date_order:
        said = ngettext(
            "%s date can be read in two ways.",
            "%s dates can be read in two ways.",
            counts["open_dates"],
        )
        sentence = said % f"{counts['open_dates']:,}"
        notices.append(Notice(sentence=f"{sentence} {_('Say below which number comes first.')}"))
    refused = refused_section(brought, [(one[0], one[1]) for one in counts["refusals"]])
    return ImportPage(
        head=Head(title=title),
        crumbs=crumbs(slug, brought.file_name),
        stepper=stepper(ACHIEVEMENTS),
        title=title,
        sentence=_("Nothing is imported yet. Say what each achievement of the file is here."),
        notices=tuple(notices),
        facts=Facts(tuple(_counted(brought))),
        form_title=_("Achievements in the file"),
        form_sentence=_(
            "An award that counts as an achievement of yours can be signed anew afterwards. Of"
            " what you do not award yet, a draft can be made."
        ),
        form=FormPart(
            form, (Button(text=_("Look at the preview")),), address("achievements", brought)
        ),
        sections=(refused,) if refused else (),
        discard=discard_button(brought),
    )


def _counted(brought: Import) -> list[Fact]:
    counts = brought.counts
    terms: list[tuple[str, Text]] = [
        ("awards", _("Awards")),
        ("revoked", _("Of them revoked")),
        ("ending", _("Of them with an end")),
        ("unreachable", _("Of them without an e-mail address")),
        ("doubles", _("In the file a second time")),
        ("refused", _("Cannot be used")),
    ]
    facts = [Fact(_("Achievements"), f"{len(brought.achievements):,}")]
    return facts + [
        Fact(term, f"{counts[name]:,}") for name, term in terms if counts[name] or name == "awards"
    ]


def _previewed(brought: Import, found: Preview, kept: Kept | None) -> ImportPage:
    slug = brought.organization.slug
    title = ngettext("%s award would be added", "%s awards would be added", found.new)
    title = title % f"{found.new:,}"
    refused = refused_section(brought, [(one.number, one.reason) for one in found.refusals])
    sections = [_first(brought, found)] if found.first else []
    return ImportPage(
        head=Head(title=title),
        crumbs=crumbs(
            slug,
            _("Preview"),
            Link(brought.file_name, address("achievements", brought)),
        ),
        stepper=stepper(PREVIEW),
        title=title,
        sentence=_(
            "They are kept as awarded elsewhere, with their ids, addresses and dates. Nothing is"
            " signed, and nobody is written to."
        ),
        notices=(kept.notice,) if kept and kept.notice else (),
        facts=Facts(tuple(_foreseen(found))),
        form=FormPart(
            StartForm(initial={"changes": brought.changes}),
            (Button(text=_("Import them") if found.new else _("Import it all the same")),),
            address("preview", brought),
        ),
        sections=(*sections, *((refused,) if refused else ())),
        discard=discard_button(brought),
    )


def _foreseen(found: Preview) -> list[Fact]:
    facts = [
        Fact(_("Would be added"), f"{found.new:,}"),
        Fact(_("Here already, stay as they are"), f"{found.standing:,}"),
    ]
    more: list[tuple[int, Text]] = [
        (found.counted, _("Of them would count as an achievement from now on")),
        (found.doubles, _("In the file a second time")),
        (found.refused, _("Cannot be used")),
        (found.drafts, _("Drafts of achievements")),
    ]
    return facts + [Fact(term, f"{count:,}") for count, term in more if count]


def _first(brought: Import, found: Preview) -> Section:
    names = {one["original_id"]: one["name"] for one in brought.achievements}
    rows = tuple(
        Row(
            Cell(
                one.name or one.email or one.identity, remark=(one.email or "") if one.name else ""
            ),
            (
                Cell(one.achievement_name or names.get(one.achievement_id, one.achievement_id)),
                Cell(day(one.awarded)),
                Cell(_validity(one)),
                Cell(one.original_id),
            ),
        )
        for one in found.first
    )
    table = Table(
        name="first",
        caption=_("The first of them"),
        columns=(
            Column(_("Recipient")),
            Column(_("Achievement")),
            Column(_("Awarded")),
            Column(_("Valid")),
            Column(_("Original id")),
        ),
        rows=rows,
    )
    return Section("first", _("The first of them"), table)


def _validity(award: ImportedAward) -> str:
    if award.is_revoked:
        return _("Revoked")
    return _("Until %s") % day(award.expires) if award.expires else _("Without end")
