"""Webhooks and what they are told, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from laurea.web.api.access import DeliveryState
from laurea.web.api.webhooks.events import EventKind
from laurea.web.api.wire import Pages, Wire, Words


class WebhookWanted(Wire):
    """An address that is to be told what happens."""

    url: Annotated[Words, Field(min_length=1, max_length=2_000)] = Field(
        description="With https, on a public host, at port 443."
    )
    events: list[EventKind] = Field(min_length=1, description="Of what it is told.")


class WebhookShown(Wire):
    """An address that is told what happens."""

    id: UUID
    url: str
    events: list[EventKind]
    made_at: datetime
    paused_at: datetime | None = Field(
        description="Since when nothing is sent, because the address failed for three days."
    )
    former_secret_until: datetime | None = Field(
        description="Until when messages are signed with the former secret too."
    )


class WebhookWithSecret(WebhookShown):
    """A webhook with its secret, which is shown where it is made, and nowhere else."""

    secret: str = Field(
        description="`whsec_` and the key in base 64. Empty where it has been replaced since."
    )


class WebhookList(Wire):
    """All webhooks of the organization."""

    items: list[WebhookShown]


class DeliveryShown(Wire):
    """One message to a webhook."""

    id: UUID
    message_id: str = Field(description="What the header `webhook-id` said.")
    event: str
    state: DeliveryState
    attempts: int = Field(description="How often it was tried, since it was last asked for.")
    last_status: int | None = Field(description="What the address answered last.")
    last_error: str
    made_at: datetime
    changed_at: datetime
    body: dict[str, Any] = Field(description="What is sent.")


class DeliveryFilters(Pages):
    """Which messages are listed."""

    state: DeliveryState | None = Field(None, description="Only those in this state.")


class DeliveryList(Wire):
    """A page of messages, the latest first."""

    items: list[DeliveryShown]
    next: str | None = Field(description="The cursor of the next page; null on the last.")
