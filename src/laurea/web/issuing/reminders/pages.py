"""The page on which an organization says when its recipients are reminded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.pages import show
from laurea.web.design.parts import Button, Crumbs, Fact, Facts, FormPart, Link, Notice, Text
from laurea.web.issuing.kept_forms import kept_form, show_again
from laurea.web.issuing.reminders.access import ReminderRule, ending, not_reminded, rule_of
from laurea.web.issuing.reminders.set_reminders import MOST_DAYS, set_reminders
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.staff import account_of, page_for_those_who_only_look
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.access import Organization, organization_for, roles_of

_NO_DAYS: Final = gettext_lazy("Write a number from 1 to 365, or nothing.")
_SETTING: Final[Text] = gettext_lazy("Setting reminders takes an owner or an issuer")


class ReminderForm(forms.Form):
    """How many days before."""

    days = forms.IntegerField(
        label=gettext_lazy("Days before it ends"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=gettext_lazy("From 1 to 365. Leave it empty to remind nobody."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NO_DAYS),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersPage:
    """Whether and when recipients are reminded, and whom that concerns."""

    template: ClassVar[str] = "issuing/reminders.html"
    head: Head
    crumbs: Crumbs
    title: Text
    sentence: Text
    notice: Notice | None
    facts: Facts | None
    form: FormPart | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show when recipients are reminded, or change that."""
    account = account_of(request)
    organization = organization_for(account, slug)
    may_set = bool(roles_of(account, organization) & ISSUERS)
    if request.method != "POST":
        rule, kept = rule_of(organization), kept_form(request)
        form = ReminderForm(initial={"days": rule.days_before if rule else None})
        if kept is not None:
            form = ReminderForm(kept.sent)
        page = _page(organization, rule, form if may_set else None)
        return show(request, page, status=kept.status if kept else 200)
    if not may_set:
        return page_for_those_who_only_look(request, organization, _SETTING)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return show_again(request)
    set_reminders(
        actor=account,
        organization=organization,
        days_before=form.cleaned_data["days"],
        at=timezone.now(),
    )
    messages.success(request, _("That is how it is from now on."))
    return redirect("organization-letters-reminders", slug=slug)


def _page(
    organization: Organization, rule: ReminderRule | None, form: ReminderForm | None
) -> RemindersPage:
    title = _("Nobody is reminded")
    if rule is not None:
        title = ngettext(
            "Reminded one day before the end", "Reminded %d days before the end", rule.days_before
        )
        title = title % rule.days_before if rule.days_before > 1 else title
    here = reverse("organization-letters-reminders", args=[organization.slug])
    letters = reverse("organization-letters", args=[organization.slug])
    return RemindersPage(
        head=Head(title=_("Reminders")),
        crumbs=Crumbs((Link(_("Letters"), letters),), _("Reminders")),
        title=title,
        sentence=_(
            "Who holds a credential that ends can get one letter before that, once for each"
            " credential. What is revoked, suspended, declined or renewed is left out."
        ),
        notice=None if sends_letters() else _no_letters(),
        facts=Facts(tuple(_facts(organization, rule))) if rule else None,
        form=FormPart(form, (Button(text=_("Keep it so")),), action=here) if form else None,
    )


def _no_letters() -> Notice:
    said = _("No letter leaves this server, so nobody is reminded whatever is set here.")
    return Notice(sentence=said)


def _facts(organization: Organization, rule: ReminderRule) -> list[Fact]:
    soon = ending(organization.pk, rule.days_before, at=timezone.now())
    ends, waiting = soon.count(), not_reminded(soon).count()
    return [
        Fact(_("They end within this time"), f"{ends:,}"),
        Fact(_("Reminded of these"), f"{ends - waiting:,}"),
        Fact(_("Reminded within the hour"), f"{waiting:,}"),
        Fact(_("Set on"), day(rule.set_at)),
        Fact(_("Set by"), rule.set_by.name or rule.set_by.email),
    ]
