"""Webhooks over the API."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from laurea.credentials.document import read_object
from laurea.web.api.access import Delivery, DeliveryState, Webhook, deliveries_of, webhooks_in
from laurea.web.api.access import webhook_in as find_webhook
from laurea.web.api.bearer import caller_of, demand_known, now, route
from laurea.web.api.cursors import page_of
from laurea.web.api.keys import Key, OptionalKey
from laurea.web.api.once import asked, once
from laurea.web.api.scopes import Scope
from laurea.web.api.webhook_wire import (
    DeliveryFilters,
    DeliveryList,
    DeliveryShown,
    WebhookList,
    WebhookShown,
    WebhookWanted,
    WebhookWithSecret,
)
from laurea.web.api.webhooks.events import in_order
from laurea.web.api.webhooks.mend import redeliver, resume_webhook, rotate_secret, send_test
from laurea.web.api.webhooks.message import message_id
from laurea.web.api.webhooks.secret import nonce_of, secret_of
from laurea.web.api.webhooks.subscribe import end_webhook, subscribe

router: Final = Router(tags=["Webhooks"])
_SCOPE: Final = Scope.WEBHOOKS


@router.get(
    "/webhooks",
    operation_id="list_webhooks",
    summary="List webhooks",
    **route(_SCOPE, answer=WebhookList),
)
def list_webhooks(request: HttpRequest) -> WebhookList:
    """Return who is told what happens."""
    theirs = webhooks_in(caller_of(request).organization.pk)
    return WebhookList(items=[WebhookShown(**_fields(one)) for one in theirs])


@router.post(
    "/webhooks",
    operation_id="create_webhook",
    summary="Set up a webhook",
    **route(_SCOPE, answer=WebhookWithSecret, status=201),
)
def create_webhook(
    request: HttpRequest, wanted: WebhookWanted, idempotency_key: Key
) -> Status[WebhookWithSecret]:
    """Tell an address what happens from now on.

    The answer holds the secret that messages are signed with. Nothing of it is stored: the same
    request under the same key makes the same webhook, and is answered alike.
    """
    caller = caller_of(request)
    webhook = subscribe(
        actor=caller.account,
        organization=caller.organization,
        url=wanted.url,
        events=wanted.events,
        webhook_id=uuid5(caller.organization.pk, f"webhook {idempotency_key}"),
        at=now(),
    )
    was_rotated = webhook.former_until is not None
    secret = "" if was_rotated else secret_of(webhook)
    return Status(201, WebhookWithSecret(**_fields(webhook), secret=secret))


@router.get(
    "/webhooks/{uuid:webhook_id}",
    operation_id="get_webhook",
    summary="Get a webhook",
    **route(_SCOPE, answer=WebhookShown),
)
def get_webhook(request: HttpRequest, webhook_id: UUID) -> WebhookShown:
    """Return one webhook, without its secret."""
    return WebhookShown(**_fields(find_webhook(caller_of(request).organization.pk, webhook_id)))


@router.delete(
    "/webhooks/{uuid:webhook_id}",
    operation_id="end_webhook",
    summary="End a webhook",
    **route(_SCOPE, answer=None, status=204),
)
def delete_webhook(request: HttpRequest, webhook_id: UUID) -> Status[None]:
    """Send nothing more to an address, also not what waits."""
    caller = caller_of(request)
    end_webhook(
        actor=caller.account, organization=caller.organization, webhook_id=webhook_id, at=now()
    )
    return Status(204, None)


@router.post(
    "/webhooks/{uuid:webhook_id}/rotate",
    operation_id="rotate_webhook",
    summary="Give a webhook a new secret",
    **route(_SCOPE, answer=WebhookWithSecret),
)
def rotate_webhook(
    request: HttpRequest, webhook_id: UUID, idempotency_key: Key
) -> WebhookWithSecret:
    """Make a new secret; for 24 hours messages are signed with the former one too."""
    caller = caller_of(request)
    webhook = rotate_secret(
        actor=caller.account,
        organization=caller.organization,
        webhook_id=webhook_id,
        nonce=nonce_of(f"{webhook_id} {idempotency_key}"),
        at=now(),
    )
    return WebhookWithSecret(**_fields(webhook), secret=secret_of(webhook))


@router.post(
    "/webhooks/{uuid:webhook_id}/resume",
    operation_id="resume_webhook",
    summary="Let a paused webhook go on",
    **route(_SCOPE, answer=WebhookShown),
)
def resume(
    request: HttpRequest, webhook_id: UUID, idempotency_key: OptionalKey = None
) -> HttpResponse:
    """Send again what happens. What was given up meanwhile is sent where you redeliver it."""
    caller, at = caller_of(request), now()

    def do() -> tuple[int, WebhookShown]:
        webhook = resume_webhook(
            actor=caller.account, organization=caller.organization, webhook_id=webhook_id, at=at
        )
        return 200, WebhookShown(**_fields(webhook))

    return once(asked(request, caller, idempotency_key, None, at=at), do)


@router.post(
    "/webhooks/{uuid:webhook_id}/test",
    operation_id="test_webhook",
    summary="Send a test message",
    **route(_SCOPE, answer=DeliveryShown, status=202),
)
def test_webhook(request: HttpRequest, webhook_id: UUID, idempotency_key: Key) -> HttpResponse:
    """Send a message of the kind `webhook.test`, which says nothing but that it arrived."""
    caller, at = caller_of(request), now()

    def do() -> tuple[int, DeliveryShown]:
        delivery = send_test(
            actor=caller.account, organization=caller.organization, webhook_id=webhook_id, at=at
        )
        return 202, _delivery(delivery)

    return once(asked(request, caller, idempotency_key, None, at=at), do)


@router.get(
    "/webhooks/{uuid:webhook_id}/deliveries",
    operation_id="list_deliveries",
    summary="List the messages to a webhook",
    **route(_SCOPE, answer=DeliveryList),
)
def list_deliveries(
    request: HttpRequest, webhook_id: UUID, filters: Query[DeliveryFilters]
) -> DeliveryList:
    """Return what was sent and what became of it; it is kept for 30 days."""
    demand_known(request, DeliveryFilters)
    webhook = find_webhook(caller_of(request).organization.pk, webhook_id)
    found = deliveries_of(webhook)
    found = found if filters.state is None else found.filter(state=filters.state)
    page = page_of(found, by="made_at", pages=filters)
    return DeliveryList(items=[_delivery(one) for one in page.rows], next=page.next)


@router.post(
    "/deliveries/{uuid:delivery_id}/redeliver",
    operation_id="redeliver",
    summary="Send a message again",
    **route(_SCOPE, answer=DeliveryShown),
)
def redeliver_message(
    request: HttpRequest, delivery_id: UUID, idempotency_key: OptionalKey = None
) -> HttpResponse:
    """Send a message again, under the same id; one that waits still waits."""
    caller, at = caller_of(request), now()

    def do() -> tuple[int, DeliveryShown]:
        delivery = redeliver(
            actor=caller.account, organization=caller.organization, delivery_id=delivery_id, at=at
        )
        return 200, _delivery(delivery)

    return once(asked(request, caller, idempotency_key, None, at=at), do)


def _fields(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.pk,
        "url": webhook.url,
        "events": in_order(webhook.events),
        "made_at": webhook.made_at,
        "paused_at": webhook.paused_at,
        "former_secret_until": webhook.former_until,
    }


def _delivery(one: Delivery) -> DeliveryShown:
    return DeliveryShown(
        id=one.pk,
        message_id=message_id(one),
        event=one.event,
        state=DeliveryState(one.state),
        attempts=one.attempts,
        last_status=one.last_status,
        last_error=one.last_error,
        made_at=one.made_at,
        changed_at=one.changed_at,
        body=read_object(bytes(one.body)),
    )
