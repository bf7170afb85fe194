"""The doors to tokens, to answers under idempotency keys, and to webhooks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from laurea.web.accounts.access import Account
from laurea.web.api.models import Answer, Delivery, DeliveryState, Token, Webhook
from laurea.web.organizations.access import Organization, absent

__all__ = ["Answer", "Delivery", "DeliveryState", "Token", "Webhook"]


# ----------------------------------------------------------------------------------- tokens


def tokens_in(organization: Organization, *, of: Account | None = None) -> QuerySet[Token]:
    """Return the tokens of an organization, or those of one member, the newest first.

    The caller has let the person who asks into the organization.
    """
    tokens = Token.objects.filter(organization=organization)
    tokens = tokens if of is None else tokens.filter(account=of)
    return tokens.select_related("account").order_by("-made_at", "pk")


def token_under(digest: bytes) -> Token | None:
    """Return the token that has a digest, whatever became of it, if one has."""
    return Token.objects.filter(digest=digest).select_related("account", "organization").first()


def store_token(token: Token) -> None:
    """Store a new token."""
    token.save(force_insert=True)


def lock_token_in(organization: Organization, token_id: UUID) -> Token:
    """Return a token of an organization, locked until the open transaction ends.

    Raises:
        NotFound: the organization has no such token.
    """
    tokens = Token.objects.select_for_update().filter(organization=organization)
    token = tokens.filter(pk=token_id).first()
    if token is None:
        raise absent()
    return token


def mark_ended(token: Token, *, at: datetime) -> None:
    """Note that a token, which was locked, counts no more."""
    token.ended_at = at
    token.save(update_fields=["ended_at"])


def mark_used(token: Token, *, at: datetime) -> None:
    """Note when a token was used."""
    Token.objects.filter(pk=token.pk).update(last_used_at=at)


# ---------------------------------------------------------------------------------- answers


def begin_answer(
    organization_id: UUID, key: str, asked: bytes, lease: str, *, at: datetime
) -> Answer:
    """Return what stands under a key, locked; it is new, and the caller's, where nothing stood."""
    Answer.objects.bulk_create(
        [Answer(organization_id=organization_id, key=key, asked=asked, lease=lease, begun_at=at)],
        ignore_conflicts=True,
    )
    return Answer.objects.select_for_update().get(organization=organization_id, key=key)


def take_answer_over(answer: Answer, lease: str, *, at: datetime) -> None:
    """Make an answer that was locked, and that nobody finished, the caller's."""
    Answer.objects.filter(pk=answer.pk).update(lease=lease, begun_at=at)


def store_answer(organization_id: UUID, key: str, lease: str, status: int, content: bytes) -> None:
    """Store what is answered under a key, if it still is the caller's to say."""
    held = Answer.objects.filter(organization=organization_id, key=key, lease=lease)
    held.update(status=status, content=content)


def drop_answer(organization_id: UUID, key: str, lease: str) -> None:
    """Forget that a request was begun which came to nothing."""
    Answer.objects.filter(organization=organization_id, key=key, lease=lease, status=None).delete()


def forget_answers(*, before: datetime) -> None:
    """Forget what was asked before a moment."""
    Answer.objects.filter(begun_at__lt=before).delete()


# --------------------------------------------------------------------------------- webhooks


def webhooks_in(organization_id: UUID) -> QuerySet[Webhook]:
    """Return the webhooks of an organization that were not ended, the oldest first.

    The caller has let the person who asks into the organization.
    """
    standing = Webhook.objects.filter(organization=organization_id, ended_at=None)
    return standing.order_by("made_at", "pk")


def webhook_in(organization_id: UUID, webhook_id: UUID) -> Webhook:
    """Return a webhook of an organization.

    Raises:
        NotFound: the organization has none of this id.
    """
    webhook = webhooks_in(organization_id).filter(pk=webhook_id).first()
    if webhook is None:
        raise absent()
    return webhook


def lock_webhook_in(organization_id: UUID, webhook_id: UUID) -> Webhook:
    """Return a webhook of an organization, locked until the open transaction ends.

    Raises:
        NotFound: the organization has none of this id.
    """
    webhooks = webhooks_in(organization_id).select_for_update()
    webhook = webhooks.filter(pk=webhook_id).first()
    if webhook is None:
        raise absent()
    return webhook


def webhook_under(webhook_id: UUID) -> Webhook | None:
    """Return the webhook that has an id, whosever it is, for whoever is about to use the id."""
    return Webhook.objects.filter(pk=webhook_id).first()


def webhooks_for(organization_ids: Iterable[UUID], event: str) -> list[Webhook]:
    """Return the webhooks of organizations that are to be told of an event; for the worker."""
    standing = Webhook.objects.filter(organization__in=list(organization_ids), ended_at=None)
    return [one for one in standing.order_by("pk") if event in one.events]


def are_there_webhooks() -> bool:
    """Say whether anybody is told of anything; for the worker."""
    return Webhook.objects.filter(ended_at=None).exists()


def store_webhook(webhook: Webhook, *fields: str) -> None:
    """Store a new webhook, or some fields of one that stands."""
    if fields:
        webhook.save(update_fields=fields)
    else:
        webhook.save(force_insert=True)


# ------------------------------------------------------------------------------- deliveries


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """Return the messages to a webhook, the latest first."""
    return Delivery.objects.filter(webhook=webhook).order_by("-made_at", "-pk")


def count_deliveries(webhook_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many messages to each webhook stand in each state."""
    found = Delivery.objects.filter(webhook__in=webhook_ids).values("webhook", "state")
    counted: dict[UUID, dict[str, int]] = {one: {} for one in webhook_ids}
    for row in found.annotate(number=Count("pk")).order_by():
        counted[row["webhook"]][row["state"]] = row["number"]
    return counted


def lock_delivery_in(organization_id: UUID, delivery_id: UUID) -> Delivery:
    """Return a message to a webhook of an organization, locked until the transaction ends.

    Raises:
        NotFound: there is none of this id, or its webhook was ended.
    """
    deliveries = Delivery.objects.select_for_update(of=("self",)).select_related("webhook")
    theirs = deliveries.filter(webhook__organization=organization_id, webhook__ended_at=None)
    delivery = theirs.filter(pk=delivery_id).first()
    if delivery is None:
        raise absent()
    return delivery


def lock_failed_deliveries(webhook: Webhook, limit: int) -> list[Delivery]:
    """Return the oldest messages to a webhook that were given up, locked."""
    failed = Delivery.objects.select_for_update().filter(
        webhook=webhook, state=DeliveryState.FAILED
    )
    return list(failed.order_by("made_at", "pk")[:limit])


def delivery_to_send(delivery_id: UUID) -> Delivery | None:
    """Return a message with its webhook, locked; for the worker, whom a row of its own sent."""
    deliveries = Delivery.objects.select_for_update(of=("self",)).select_related("webhook")
    return deliveries.filter(pk=delivery_id).first()


def add_deliveries(deliveries: Iterable[Delivery]) -> None:
    """Store new messages; those that stand already are kept."""
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def store_delivery(delivery: Delivery) -> None:
    """Store how far a message is."""
    delivery.save(
        update_fields=["state", "round", "attempts", "last_status", "last_error", "changed_at"]
    )


def give_up_deliveries(webhook: Webhook, state: DeliveryState, error: str, *, at: datetime) -> None:
    """Note of all messages that wait for a webhook that they are not sent."""
    waiting = Delivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING)
    waiting.update(state=state, last_error=error, changed_at=at)


def forget_deliveries(*, before: datetime) -> None:
    """Forget messages on which nothing happened since a moment, but not those that wait."""
    old = Delivery.objects.exclude(state=DeliveryState.WAITING).filter(changed_at__lt=before)
    old.delete()
