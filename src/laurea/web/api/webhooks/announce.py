"""Who is told of what happened: one message to each webhook, of all that happened together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid5

from laurea.web.api.access import (
    Delivery,
    DeliveryState,
    add_deliveries,
    are_there_webhooks,
    webhooks_for,
)
from laurea.web.api.award_for_program import name_of
from laurea.web.api.webhooks.deliver import PAUSED, job_of
from laurea.web.api.webhooks.events import EventKind
from laurea.web.api.webhooks.message import message
from laurea.web.issuing.access import BulkRun, Credential, credentials_by_id, run_by_id
from laurea.web.issuing.addresses import credential_address
from laurea.web.operations.jobs import add_jobs
from laurea.web.operations.registry import Work

Said = dict[UUID, dict[str, Any]]
"""What is said, by the organization it happened in."""


def announce(kind: EventKind, work: Work) -> None:
    """Write messages about events of one kind to all who want to know; the task of its jobs.

    Begun again after a stop, it writes the same messages, which stand already.
    """
    if not are_there_webhooks():
        return
    deliveries = list(_messages(kind, _said(kind, work.arguments["events"]), work))
    add_deliveries(deliveries)
    waiting = [one for one in deliveries if one.state == DeliveryState.WAITING]
    add_jobs([job_of(one) for one in waiting], at=work.at)


def _messages(kind: EventKind, said: Said, work: Work) -> Iterator[Delivery]:
    for webhook in webhooks_for(said, kind.value):
        number = uuid5(webhook.pk, f"{kind.value} {work.key}")
        about = said[webhook.organization_id]
        delivery = message(webhook, kind.value, about, number=number, at=work.at)
        if webhook.paused_at is not None:
            delivery.state, delivery.last_error = DeliveryState.FAILED, PAUSED
        yield delivery


def _said(kind: EventKind, events: Iterable[dict[str, Any]]) -> Said:
    if kind is EventKind.RUN_ENDED:
        runs = [run_by_id(UUID(one["run"])) for one in events]
        return {run.organization_id: {"run": _run(run)} for run in runs}
    ids = [UUID(one["credential"]) for one in events]
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for credential in credentials_by_id(ids).values():
        found[credential.organization_id].append(_credential(credential))
    return {key: {"credentials": each} for key, each in found.items()}


def _credential(one: Credential) -> dict[str, Any]:
    run, key = name_of(one)
    return {
        "id": str(one.pk),
        "url": credential_address(one),
        "achievement": str(one.achievement_id),
        "run": None if run is None else str(run),
        "key": key,
    }


def _run(run: BulkRun) -> dict[str, Any]:
    return {
        "id": str(run.pk),
        "achievement": str(run.achievement_id),
        "state": run.state,
        "rows": run.rows,
        "issued": run.issued,
        "refused": run.refused,
    }
