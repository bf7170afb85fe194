"""Telling another program what happens: setting a webhook up, and ending it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, MALFORMED_VALUE, MISSING_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.api.access import (
    DeliveryState,
    Webhook,
    give_up_deliveries,
    lock_webhook_in,
    store_webhook,
    webhook_under,
    webhooks_in,
)
from laurea.web.api.webhooks.events import EventKind, in_order
from laurea.web.api.webhooks.reach import reach
from laurea.web.api.webhooks.secret import new_nonce
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import (
    Organization,
    Role,
    absent,
    demand_role,
    lock_organization,
)

MOST_WEBHOOKS: Final = 20
_ENDED: Final = "The webhook was ended."


def subscribe(
    *,
    actor: Account,
    organization: Organization,
    url: str,
    events: Collection[EventKind],
    webhook_id: UUID,
    at: datetime,
) -> Webhook:
    """Set up a webhook: from now on an address is told what happens in an organization.

    Args:
        actor: an owner.
        organization: where it happens.
        url: the address, of a public host and with https.
        events: of what it is told.
        webhook_id: its id; asked for again with the same content, it is the same webhook.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the organization is not the actor's.
        Conflict: another webhook has this id.
        MalformedDocument: the address cannot be reached, or there is nothing to tell.
        LimitExceeded: the organization has too many webhooks.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    url = url.strip()
    kinds = [kind.value for kind in in_order(events)]
    _demand_usable(url, kinds)
    with transaction.atomic():
        lock_organization(organization.pk)
        standing = webhook_under(webhook_id)
        if standing is not None:
            return _same(standing, organization, url, kinds)
        if webhooks_in(organization.pk).count() >= MOST_WEBHOOKS:
            detail = _("%s webhooks are the most. End one that nobody uses.") % MOST_WEBHOOKS
            raise LimitExceeded(Problem(LIMIT, detail))
        webhook = Webhook(
            pk=webhook_id,
            organization=organization,
            url=url,
            events=kinds,
            nonce=new_nonce(),
            made_by=actor,
            made_at=at,
        )
        store_webhook(webhook)
        note("webhook.make", webhook, actor, at, {"url": url, "events": kinds})
    return webhook


def end_webhook(
    *, actor: Account, organization: Organization, webhook_id: UUID, at: datetime
) -> None:
    """End a webhook: nothing is sent to it any more, also not what waits.

    Raises:
        NotFound: the organization is not the actor's, or has no such webhook.
    """
    demand_role(actor, organization.pk, Role.OWNER)
    with transaction.atomic():
        webhook = lock_webhook_in(organization.pk, webhook_id)
        webhook.ended_at = at
        store_webhook(webhook, "ended_at")
        give_up_deliveries(webhook, DeliveryState.NEEDLESS, _ENDED, at=at)
        note("webhook.end", webhook, actor, at, {"url": webhook.url})


def note(
    action: str, webhook: Webhook, actor: Account, at: datetime, body: Mapping[str, object]
) -> None:
    """Write down what somebody did with a webhook."""
    audit(
        action,
        str(webhook.pk),
        actor=str(actor.pk),
        at=at,
        organization=webhook.organization_id,
        body=body,
    )


def _demand_usable(url: str, kinds: list[str]) -> None:
    refusal = reach().refusal(url, where="/url")
    if refusal is not None:
        raise MalformedDocument(refusal)
    if not kinds:
        detail = _("Choose what it is told of.")
        raise MalformedDocument(Problem(MISSING_VALUE, detail, "/events"))


def _same(standing: Webhook, organization: Organization, url: str, kinds: list[str]) -> Webhook:
    if standing.organization_id != organization.pk:
        raise absent()
    if standing.ended_at is not None or (standing.url, standing.events) != (url, kinds):
        detail = _("This form was sent before, with other words. Begin a new one.")
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    return standing
