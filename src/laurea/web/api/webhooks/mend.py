"""Mending a webhook: a new secret, going on after a pause, sending again, and trying it out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.api.access import (
    Delivery,
    DeliveryState,
    Webhook,
    add_deliveries,
    lock_delivery_in,
    lock_failed_deliveries,
    lock_webhook_in,
    store_delivery,
    store_webhook,
)
from laurea.web.api.webhooks.deliver import job_of
from laurea.web.api.webhooks.events import TEST
from laurea.web.api.webhooks.message import message
from laurea.web.api.webhooks.secret import FORMER_LASTS
from laurea.web.api.webhooks.subscribe import note
from laurea.web.operations.jobs import add_jobs
from laurea.web.organizations.access import Organization, Role, demand_role

_MOST_AT_ONCE: Final = 1_000


def rotate_secret(
    *, actor: Account, organization: Organization, webhook_id: UUID, nonce: str, at: datetime
) -> Webhook:
    """Give a webhook a new secret; for a day messages are signed with the former one too.

    Args:
        actor: an owner.
        organization: whose webhook it is.
        webhook_id: the webhook.
        nonce: what the secret is made from: the same nonce twice makes one new secret.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the organization is not the actor's, or has no such webhook.
        Conflict: this secret was replaced before.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        webhook = lock_webhook_in(organization.pk, webhook_id)
        if webhook.nonce == nonce:
            return webhook
        if webhook.former_nonce == nonce:
            detail = _("This form was sent before, and its secret was replaced since.")
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        webhook.former_nonce, webhook.nonce = webhook.nonce, nonce
        webhook.former_until = at + FORMER_LASTS
        store_webhook(webhook, "former_nonce", "former_until", "nonce")
        note("webhook.rotate", webhook, actor, at, {})
    return webhook


def resume_webhook(
    *, actor: Account, organization: Organization, webhook_id: UUID, at: datetime
) -> Webhook:
    """Let a webhook that was paused go on; what was given up meanwhile is sent on demand.

    Raises:
        NotFound: the organization is not the actor's, or has no such webhook.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        webhook = lock_webhook_in(organization.pk, webhook_id)
        if webhook.paused_at is not None:
            webhook.paused_at = webhook.failing_since = webhook.rests_until = None
            store_webhook(webhook, "paused_at", "failing_since", "rests_until")
            note("webhook.resume", webhook, actor, at, {})
    return webhook


def redeliver(
    *, actor: Account, organization: Organization, delivery_id: UUID, at: datetime
) -> Delivery:
    """Send a message again, with the same id and the same bytes; one that waits still waits.

    Args:
        actor: an owner.
        organization: whose webhook it is.
        delivery_id: the message.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the organization is not the actor's, or has no such message.
        Conflict: the webhook is paused.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        delivery = lock_delivery_in(organization.pk, delivery_id)
        webhook = lock_webhook_in(organization.pk, delivery.webhook_id)
        _demand_going(webhook)
        if delivery.state != DeliveryState.WAITING:
            _send_again(webhook, [delivery], at)
            note("webhook.redeliver", webhook, actor, at, {"messages": [str(delivery.pk)]})
    return delivery


def redeliver_failed(
    *, actor: Account, organization: Organization, webhook_id: UUID, at: datetime
) -> int:
    """Send again what was not delivered, the oldest first, and return how many that are.

    Raises:
        NotFound: the organization is not the actor's, or has no such webhook.
        Conflict: the webhook is paused.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        webhook = lock_webhook_in(organization.pk, webhook_id)
        _demand_going(webhook)
        failed = lock_failed_deliveries(webhook, _MOST_AT_ONCE)
        if failed:
            _send_again(webhook, failed, at)
            said = {"messages": [str(one.pk) for one in failed]}
            note("webhook.redeliver", webhook, actor, at, said)
    return len(failed)


def send_test(
    *, actor: Account, organization: Organization, webhook_id: UUID, at: datetime
) -> Delivery:
    """Send a message that says nothing but that it arrived.

    Raises:
        NotFound: the organization is not the actor's, or has no such webhook.
        Conflict: the webhook is paused.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        webhook = lock_webhook_in(organization.pk, webhook_id)
        _demand_going(webhook)
        said = {"organization": str(organization.pk), "webhook": str(webhook.pk)}
        delivery = message(webhook, TEST, said, number=uuid4(), at=at)
        add_deliveries([delivery])
        add_jobs([job_of(delivery)], at=at)
        note("webhook.test", webhook, actor, at, {"message": str(delivery.pk)})
    return delivery


def _send_again(webhook: Webhook, deliveries: Iterable[Delivery], at: datetime) -> None:
    # Somebody says that it is worth trying: the address is not left alone any longer.
    webhook.rests_until = None
    store_webhook(webhook, "rests_until")
    for delivery in deliveries:
        delivery.state = DeliveryState.WAITING
        delivery.round += 1
        delivery.attempts = 0
        delivery.changed_at = at
        store_delivery(delivery)
        add_jobs([job_of(delivery)], at=at)


def _demand_going(webhook: Webhook) -> None:
    if webhook.paused_at is not None:
        detail = _("The webhook is paused. Let it go on first.")
        raise Conflict(Problem(MALFORMED_VALUE, detail))
