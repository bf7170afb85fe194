"""Delivering one message: the steps of its job, and when it is tried again.

A message is tried up to eight times within about a day, longer apart each time, each try a job of
its own. Whoever is stopped between sending and noting it sends it once more, under the same id.
An address that failed is left alone for a while, so that one that hangs holds up nobody else's
messages for long; one that has failed for three days is paused until a person lets it go on.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from laurea.credentials.errors import LaureaError
from laurea.web.api.access import (
    Delivery,
    DeliveryState,
    Webhook,
    delivery_to_send,
    forget_deliveries,
    give_up_deliveries,
    store_delivery,
    store_webhook,
)
from laurea.web.api.webhooks.message import message_id
from laurea.web.api.webhooks.reach import poster
from laurea.web.api.webhooks.secret import signature_of
from laurea.web.operations.jobs import NewJob, add_jobs
from laurea.web.operations.registry import Steps, Work

DELIVER: Final = "deliver-webhook"
MOST_ATTEMPTS: Final = 8
KEPT_FOR: Final = timedelta(days=30)
_WAITS_S: Final = (5, 60, 600, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600)
_LONGEST_REST: Final = timedelta(minutes=5)
_GIVEN_UP_AFTER: Final = timedelta(days=3)
_GONE: Final = 410
_LONGEST_ERROR: Final = 500
PAUSED: Final = "The webhook was paused."
_FAILED: Final = "The webhook was paused, because its address had failed for three days."
_LEFT: Final = "The address answered 410: it wants no more messages. The webhook was paused."


@dataclass(frozen=True, slots=True)
class Posting:
    """A message about to be sent: where to, what, and under which headers."""

    url: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of sending: the status of the answer, or why there was none."""

    status: int | None
    error: str

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has the message."""
        return self.status is not None and 200 <= self.status < 300


def job_of(delivery: Delivery, *, due_at: datetime | None = None, is_rest: bool = False) -> NewJob:
    """Return the job of the next try of a message.

    Args:
        delivery: the message.
        due_at: when it is due, if not at once.
        is_rest: whether the try was put off, because the address is left alone.
    """
    key = f"{delivery.pk}:{delivery.round}:{delivery.attempts}"
    if is_rest and due_at is not None:
        key += f":{int(due_at.timestamp())}"
    return NewJob(DELIVER, key, {"delivery": str(delivery.pk), "round": delivery.round}, due_at)


def _begin(work: Work) -> Posting | None:
    """Return what is sent, or nothing where nothing is to be sent now."""
    delivery = delivery_to_send(UUID(work.arguments["delivery"]))
    if delivery is None or delivery.state != DeliveryState.WAITING:
        return None
    if delivery.round != work.arguments["round"]:
        return None
    webhook = delivery.webhook
    if webhook.ended_at is not None or webhook.paused_at is not None:
        state = DeliveryState.NEEDLESS if webhook.ended_at else DeliveryState.FAILED
        _note(delivery, state, delivery.last_status, "" if webhook.ended_at else PAUSED, work.at)
        return None
    if webhook.rests_until is not None and work.at < webhook.rests_until:
        later = webhook.rests_until + timedelta(seconds=_some(1, 10))
        add_jobs([job_of(delivery, due_at=later, is_rest=True)], at=work.at)
        return None
    return _posting(delivery, work.at)


def _post(posting: Posting) -> Outcome:
    try:
        status = poster().post(posting.url, posting.body, posting.headers)
    except LaureaError as error:
        return Outcome(None, error.problem.detail)
    if 300 <= status < 400:
        return Outcome(status, f"It answered {status}. Redirects are not followed.")
    return Outcome(status, "" if 200 <= status < 300 else f"It answered {status}.")


def _end(work: Work, posting: Posting, outcome: Outcome) -> str:  # noqa: ARG001 - as all steps
    """Note what came of it; a further try is a job of its own, so that this one is over."""
    delivery = delivery_to_send(UUID(work.arguments["delivery"]))
    if delivery is None or delivery.state != DeliveryState.WAITING:
        return ""
    delivery.attempts += 1
    webhook = delivery.webhook
    if outcome.is_taken:
        _note(delivery, DeliveryState.DELIVERED, outcome.status, "", work.at)
        _mark_well(webhook)
        return ""
    is_last = delivery.attempts >= MOST_ATTEMPTS
    state = DeliveryState.FAILED if is_last else DeliveryState.WAITING
    _note(delivery, state, outcome.status, outcome.error, work.at)
    if outcome.status == _GONE:
        _pause(webhook, _LEFT, work.at)
        return ""
    wait = timedelta(seconds=0 if is_last else wait_s(delivery.attempts))
    if not is_last:
        add_jobs([job_of(delivery, due_at=work.at + wait)], at=work.at)
    _mark_failing(webhook, min(wait or _LONGEST_REST, _LONGEST_REST), work.at)
    return ""


def wait_s(attempts: int) -> float:
    """Return how long a message waits after so many tries, by a random share more or less."""
    return _WAITS_S[attempts - 1] * _some(0.8, 1.2)


def forget_old_deliveries(work: Work) -> None:
    """Forget messages that were dealt with long ago; a task."""
    forget_deliveries(before=work.at - KEPT_FOR)


def _posting(delivery: Delivery, at: datetime) -> Posting:
    body, number = bytes(delivery.body), message_id(delivery)
    return Posting(
        url=delivery.webhook.url,
        body=body,
        headers={
            "webhook-id": number,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signature_of(delivery.webhook, number, body, at=at),
        },
    )


def _note(
    delivery: Delivery, state: DeliveryState, status: int | None, error: str, at: datetime
) -> None:
    delivery.state = state
    delivery.last_status = status
    delivery.last_error = error[:_LONGEST_ERROR]
    delivery.changed_at = at
    store_delivery(delivery)


def _mark_well(webhook: Webhook) -> None:
    if webhook.failing_since is not None or webhook.rests_until is not None:
        webhook.failing_since = webhook.rests_until = None
        store_webhook(webhook, "failing_since", "rests_until")


def _mark_failing(webhook: Webhook, rest: timedelta, at: datetime) -> None:
    webhook.failing_since = webhook.failing_since or at
    webhook.rests_until = at + rest
    store_webhook(webhook, "failing_since", "rests_until")
    if at - webhook.failing_since >= _GIVEN_UP_AFTER:
        _pause(webhook, _FAILED, at)


def _pause(webhook: Webhook, why: str, at: datetime) -> None:
    webhook.paused_at = at
    store_webhook(webhook, "paused_at")
    give_up_deliveries(webhook, DeliveryState.FAILED, why, at=at)


def _some(least: float, most: float) -> float:
    return random.uniform(least, most)  # noqa: S311 - spreads load, guards nothing


def _rest() -> None:
    """Connections are closed after each message; there is nothing to hang up."""


DELIVERING: Final = Steps(begin=_begin, outside=_post, end=_end, rest=_rest)
"""How a message is delivered, unless it was or is no longer wanted."""
