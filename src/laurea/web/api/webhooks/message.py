"""What a webhook is told: kind, moment, and the ids of what it is about. No names, no addresses.

Whoever wants to know more asks the API, with a token that may.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from laurea.web.api.access import Delivery, Webhook


def message(
    webhook: Webhook, event: str, said: Mapping[str, Any], *, number: UUID, at: datetime
) -> Delivery:
    """Return a message that waits to be sent, not stored yet.

    Args:
        webhook: who is told.
        event: what happened.
        said: what is said of it.
        number: its id, which the receiver takes once.
        at: the moment, timezone-aware.
    """
    body = {"type": event, "timestamp": at, "data": dict(said)}
    return Delivery(
        pk=number,
        webhook=webhook,
        event=event,
        body=orjson.dumps(body, option=orjson.OPT_UTC_Z),
        made_at=at,
        changed_at=at,
    )


def message_id(delivery: Delivery) -> str:
    """Return the id of a message as its receiver sees it; it is the same each time."""
    return f"msg_{delivery.pk.hex}"
