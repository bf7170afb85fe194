"""The pages of an organization's webhooks: who is told of what, and what became of each message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from laurea.credentials.errors import Conflict, LimitExceeded, MalformedDocument
from laurea.web.accounts.reauthentication import demand_recent_sign_in
from laurea.web.accounts.signed_in import account_of
from laurea.web.api.access import (
    Delivery,
    DeliveryState,
    Webhook,
    count_deliveries,
    deliveries_of,
    webhook_in,
    webhooks_in,
)
from laurea.web.api.forms import KeyForm, WebhookForm, new_key
from laurea.web.api.token_pages import WEBHOOK_LOOKERS, places_of
from laurea.web.api.webhooks.deliver import MOST_ATTEMPTS
from laurea.web.api.webhooks.events import TEST, EventKind, in_order
from laurea.web.api.webhooks.mend import (
    redeliver,
    redeliver_failed,
    resume_webhook,
    rotate_secret,
    send_test,
)
from laurea.web.api.webhooks.message import message_id
from laurea.web.api.webhooks.secret import nonce_of, secret_of
from laurea.web.api.webhooks.subscribe import end_webhook, subscribe
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day_and_time
from laurea.web.design.pages import show
from laurea.web.design.paging import pagination_of
from laurea.web.design.parts import (
    Button,
    Crumbs,
    EmptyState,
    Fact,
    Facts,
    FormPart,
    Link,
    Notice,
    Text,
)
from laurea.web.design.tables import Cell, Column, Pagination, Row, Table
from laurea.web.organizations.access import Organization, Role, organization_for, roles_of
from laurea.web.organizations.forms import show_problem

ROWS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksPage:
    """The webhooks of an organization; `form` is for owners."""

    template: ClassVar[str] = "api/webhooks.html"
    head: Head
    title: Text
    places: tuple[Link, ...]
    table: Table | None
    empty: EmptyState | None
    form: FormPart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPage:
    """One webhook and its messages; `secret` is shown once, where it was made."""

    template: ClassVar[str] = "api/webhook.html"
    head: Head
    crumbs: Crumbs
    title: Text
    notice: Notice | None
    secret: str
    facts: Facts
    actions: tuple[Button, ...]
    act_at: str
    rotate: FormPart | None
    table: Table | None
    pagination: Pagination | None
    empty: EmptyState | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@demand_recent_sign_in()
def webhooks_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is told what happens, and set a webhook up."""
    roles = WEBHOOK_LOOKERS if request.method != "POST" else {Role.OWNER}
    organization = organization_for(request.user, slug, roles=roles)
    if request.method != "POST":
        every = [kind.value for kind in EventKind]
        form = WebhookForm(initial={"key": new_key(), "events": every})
        return _show_all(request, organization, form)
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return _show_all(request, organization, form, status=422)
    try:
        webhook = subscribe(
            actor=account_of(request),
            organization=organization,
            url=form.cleaned_data["url"],
            events=[EventKind(one) for one in form.cleaned_data["events"]],
            webhook_id=form.cleaned_data["key"],
            at=timezone.now(),
        )
    except (Conflict, LimitExceeded, MalformedDocument) as error:
        show_problem(form, error.problem)
        return _show_all(request, organization, form, status=422)
    return _show_one(request, organization, webhook, shows_secret=True)


@login_required
@require_safe
def webhook_page(request: HttpRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    """Show one webhook, and what became of each message."""
    organization = organization_for(request.user, slug, roles=WEBHOOK_LOOKERS)
    return _show_one(request, organization, webhook_in(organization.pk, webhook_id))


@login_required
@require_POST
@demand_recent_sign_in()
def webhook_rotate(request: HttpRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    """Make a new secret, and show it."""
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    form = KeyForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else new_key()
    try:
        webhook = rotate_secret(
            actor=account_of(request),
            organization=organization,
            webhook_id=webhook_id,
            nonce=nonce_of(f"{webhook_id} {key}"),
            at=timezone.now(),
        )
    except Conflict as error:
        messages.error(request, error.problem.detail)
        return redirect("organization-webhook", slug, webhook_id)
    return _show_one(request, organization, webhook, shows_secret=True)


@login_required
@require_POST
def webhook_act(request: HttpRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    """Try a webhook out, let it go on, send again what failed, or end it."""
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    said: dict[str, Any] = {
        "actor": account_of(request),
        "organization": organization,
        "webhook_id": webhook_id,
        "at": timezone.now(),
    }
    act = request.POST.get("do", "")
    try:
        messages.info(request, _act(act, said))
    except Conflict as error:
        messages.error(request, error.problem.detail)
    if act == "end":
        return redirect("organization-webhooks", slug)
    return redirect("organization-webhook", slug, webhook_id)


@login_required
@require_POST
def delivery_again(request: HttpRequest, slug: str, delivery_id: UUID) -> HttpResponse:
    """Send one message again, and go back to its webhook."""
    organization = organization_for(request.user, slug, roles=[Role.OWNER])
    try:
        delivery = redeliver(
            actor=account_of(request),
            organization=organization,
            delivery_id=delivery_id,
            at=timezone.now(),
        )
    except Conflict as error:
        messages.error(request, error.problem.detail)
        return redirect("organization-webhooks", slug)
    messages.info(request, _("The message is sent again, under the same id."))
    return redirect("organization-webhook", slug, delivery.webhook_id)


def _act(act: str, said: dict[str, Any]) -> str:
    """Do what a button says, and return what to tell."""
    match act:
        case "test":
            send_test(**said)
            return _("A test message is on its way. It appears below.")
        case "resume":
            resume_webhook(**said)
            return _("The webhook goes on. What was given up is sent again on demand.")
        case "again":
            number = redeliver_failed(**said)
            told = ngettext("%d message is sent again.", "%d messages are sent again.", number)
            return told % number if number else _("Nothing was left to be sent.")
        case "end":
            end_webhook(**said)
            return _("The webhook has ended. Nothing more is sent there.")
        case _:
            return _("Nothing was changed.")


def _show_all(
    request: HttpRequest, organization: Organization, form: WebhookForm, *, status: int = 200
) -> HttpResponse:
    webhooks = list(webhooks_in(organization.pk))
    told = ngettext("%d webhook", "%d webhooks", len(webhooks)) % len(webhooks)
    address = reverse("organization-webhooks", args=[organization.slug])
    is_owner = Role.OWNER in roles_of(request.user, organization)
    button = Button(text=_("Set up the webhook"), icon="plus")
    page = WebhooksPage(
        head=Head(title=_("Webhooks")),
        title=told if webhooks else _("Webhooks"),
        places=places_of(account_of(request), organization, "organization-webhooks"),
        table=_webhook_table(organization, webhooks) if webhooks else None,
        empty=None if webhooks else _nobody(),
        form=FormPart(form, (button,), action=address) if is_owner else None,
    )
    return show(request, page, status=status)


def _nobody() -> EmptyState:
    return EmptyState(
        icon="share",
        title=_("Nobody is told what happens"),
        sentence=_("Each address stands here, with the messages that did not arrive."),
    )


def _webhook_table(organization: Organization, webhooks: list[Webhook]) -> Table:
    counted = count_deliveries([one.pk for one in webhooks])
    return Table(
        name="webhooks",
        caption=_("Webhooks"),
        columns=(
            Column(_("Address")),
            Column(_("Told of")),
            Column(_("State")),
        ),
        rows=tuple(
            Row(
                Cell(one.url, reverse("organization-webhook", args=[organization.slug, one.pk])),
                (Cell(", ".join(_words(one))), _standing(one, counted[one.pk])),
            )
            for one in webhooks
        ),
    )


def _words(webhook: Webhook) -> list[str]:
    return [str(kind.label) for kind in in_order(webhook.events)]


def _standing(webhook: Webhook, counted: dict[str, int]) -> Cell:
    failed = counted.get(DeliveryState.FAILED, 0)
    lost = ngettext("%d message not delivered", "%d messages not delivered", failed) % failed
    remark = lost if failed else ""
    if webhook.paused_at is not None:
        return Cell(_("Paused"), remark=remark)
    if webhook.failing_since is not None:
        return Cell(_("Does not answer"), remark=remark)
    return Cell(_("In use"), remark=remark)


def _show_one(
    request: HttpRequest,
    organization: Organization,
    webhook: Webhook,
    *,
    shows_secret: bool = False,
) -> HttpResponse:
    is_owner = Role.OWNER in roles_of(request.user, organization)
    counted = count_deliveries([webhook.pk])[webhook.pk]
    pages = Paginator(deliveries_of(webhook), ROWS)
    here = pages.get_page(request.GET.get("page"))
    all_of_them = reverse("organization-webhooks", args=[organization.slug])
    address = reverse("organization-webhook", args=[organization.slug, webhook.pk])
    page = WebhookPage(
        head=Head(title=_("Webhook")),
        crumbs=Crumbs((Link(_("Webhooks"), all_of_them),), _("Webhook")),
        title=_title(webhook, counted),
        notice=_notice(webhook),
        secret=secret_of(webhook) if shows_secret else "",
        facts=_facts(webhook),
        actions=_actions(webhook, counted) if is_owner else (),
        act_at=reverse("organization-webhook-act", args=[organization.slug, webhook.pk]),
        rotate=_rotation(organization, webhook) if is_owner and not shows_secret else None,
        table=_log(organization, list(here), may_send=is_owner) if pages.count else None,
        pagination=pagination_of(here, f"{address}?page={{}}".format),
        empty=None if pages.count else _silent(),
    )
    return show(request, page)


def _title(webhook: Webhook, counted: dict[str, int]) -> str:
    failed = counted.get(DeliveryState.FAILED, 0)
    if webhook.paused_at is not None:
        return _("This webhook is paused")
    if failed:
        return (
            ngettext("%s message was not delivered", "%s messages were not delivered", failed)
            % f"{failed:,}"
        )
    return _("Every message arrived") if counted.get(DeliveryState.DELIVERED) else _("Webhook")


def _notice(webhook: Webhook) -> Notice | None:
    if webhook.paused_at is not None:
        return Notice(
            title=_("Nothing is sent since %s.") % day_and_time(webhook.paused_at),
            sentence=_("Mend what answers there, then let it go on. What happens is kept below."),
        )
    if webhook.failing_since is not None:
        since = day_and_time(webhook.failing_since)
        return Notice(
            title=_("It has not answered as it should since %s.") % since,
            sentence=_(
                "Each message is tried up to %d times within a day. After three days without an"
                " answer the webhook is paused."
            )
            % MOST_ATTEMPTS,
        )
    return None


def _facts(webhook: Webhook) -> Facts:
    facts = [
        Fact(_("Address"), webhook.url),
        Fact(_("Told of"), ", ".join(_words(webhook))),
        Fact(_("Set up"), day_and_time(webhook.made_at)),
    ]
    if webhook.former_until is not None and webhook.former_until > timezone.now():
        facts.append(Fact(_("Former secret counts until"), day_and_time(webhook.former_until)))
    return Facts(tuple(facts))


def _actions(webhook: Webhook, counted: dict[str, int]) -> tuple[Button, ...]:
    """Return the buttons of the form in which a webhook is acted on."""
    found = []
    if webhook.paused_at is not None:
        found.append(Button(text=_("Let it go on"), icon="refresh", name="do", value="resume"))
    else:
        test = Button(text=_("Send a test message"), kind="quiet", name="do", value="test")
        again = Button(text=_("Send again what failed"), icon="refresh", name="do", value="again")
        found += [again, test] if counted.get(DeliveryState.FAILED) else [test]
    return (*found, Button(text=_("End the webhook"), kind="bare", name="do", value="end"))


def _rotation(organization: Organization, webhook: Webhook) -> FormPart:
    address = reverse("organization-webhook-rotate", args=[organization.slug, webhook.pk])
    button = Button(text=_("Make a new secret"), kind="quiet", icon="key")
    return FormPart(KeyForm(initial={"key": new_key()}), (button,), action=address)


def _silent() -> EmptyState:
    return EmptyState(
        icon="mail",
        title=_("Nothing was sent yet"),
        sentence=_("Each message stands here for 30 days, with what the address answered."),
    )


def _log(organization: Organization, deliveries: list[Delivery], *, may_send: bool) -> Table:
    return Table(
        name="deliveries",
        caption=_("Messages, the latest first"),
        columns=(Column(_("Message")), Column(_("When")), Column(_("What became of it"))),
        rows=tuple(_message(organization, one, may_send=may_send) for one in deliveries),
    )


def _message(organization: Organization, one: Delivery, *, may_send: bool) -> Row:
    kinds = dict(EventKind.choices) | {TEST: _("A test")}
    return Row(
        Cell(kinds.get(one.event, one.event), remark=message_id(one)),
        (Cell(day_and_time(one.made_at)), _fate(organization, one, may_send=may_send)),
    )


def _fate(organization: Organization, one: Delivery, *, may_send: bool) -> Cell:
    tries = ngettext("%d try", "%d tries", one.attempts) % one.attempts
    told = [one.last_error, tries if one.attempts else "", day_and_time(one.changed_at)]
    button = None
    if may_send and one.state != DeliveryState.WAITING:
        address = reverse("organization-webhook-again", args=[organization.slug, one.pk])
        button = Button(text=_("Send again"), post_to=address, kind="bare")
    return Cell(
        DeliveryState(one.state).label,
        remark=" · ".join(filter(None, told)),
        button=button,
    )
