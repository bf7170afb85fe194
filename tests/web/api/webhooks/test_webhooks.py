from __future__ import annotations

import socket
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.api.models import Delivery, DeliveryState, Webhook
from laurea.web.api.webhooks.deliver import MOST_ATTEMPTS, wait_s
from laurea.web.api.webhooks.events import EventKind
from laurea.web.api.webhooks.mend import (
    redeliver,
    redeliver_failed,
    resume_webhook,
    rotate_secret,
    send_test,
)
from laurea.web.api.webhooks.secret import secret_of
from laurea.web.api.webhooks.subscribe import end_webhook, subscribe
from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.revoke import revoke
from laurea.web.operations.models import AuditRow, Job
from laurea.web.operations.worker import work_all
from tests.web.api.conftest import Program
from tests.web.api.webhooks.conftest import HOST, Receiver, is_signed
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db


def a_webhook(world: World, url: str, *kinds: EventKind, number: UUID | None = None) -> Webhook:
    return subscribe(
        actor=world.owner,
        organization=world.organization,
        url=url,
        events=kinds or list(EventKind),
        webhook_id=number or uuid4(),
        at=timezone.now(),
    )


def acting(world: World, webhook: Webhook, at: datetime | None = None) -> dict[str, Any]:
    return {
        "actor": world.owner,
        "organization": world.organization,
        "webhook_id": webhook.pk,
        "at": at or timezone.now(),
    }


def an_award(world: World, name: str = "mira") -> Any:
    wanted = Wanted(key=f"api:{name}", email=f"{name}@example.org", valid_from=NOON)
    return award(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        wanted=wanted,
        at=timezone.now(),
    )


def later(moment: datetime) -> Any:
    return lambda: moment


def test_who_subscribed_is_told_with_ids_alone(world: World, receiver: Receiver) -> None:
    webhook = a_webhook(world, receiver.url, EventKind.ISSUED, EventKind.REVOKED)
    made = an_award(world)
    work_all()
    (body,) = receiver.bodies
    assert body["type"] == "credential.issued"
    assert body["data"]["credentials"][0]["id"] == str(made.pk)
    assert body["data"]["credentials"][0]["key"] == "mira"
    assert "example.org" not in str(body["data"]["credentials"])
    revoke(actor=world.owner, credential_id=made.pk, reason="By mistake.", at=timezone.now())
    work_all()
    assert [one["type"] for one in receiver.bodies] == ["credential.issued", "credential.revoked"]
    assert {one.state for one in Delivery.objects.all()} == {DeliveryState.DELIVERED}
    secret = secret_of(webhook)
    assert all(is_signed(request, secret) for request in receiver.requests)
    assert not is_signed(receiver.requests[0], secret_of(Webhook(nonce="other")))
    assert len({headers["webhook-id"] for headers, _ in receiver.requests}) == 2


def test_what_was_not_asked_for_is_not_told(world: World, receiver: Receiver) -> None:
    a_webhook(world, receiver.url, EventKind.RUN_ENDED)
    an_award(world)
    work_all()
    assert receiver.requests == []


def test_a_run_is_told_of_in_few_messages(world: World, receiver: Receiver) -> None:
    a_webhook(world, receiver.url, EventKind.ISSUED, EventKind.RUN_ENDED)
    rows = [Wanted(key=str(n), email=f"learner{n}@example.org", valid_from=NOON) for n in range(30)]
    run = start_run(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        rows=rows,
        key="term",
        at=timezone.now(),
    )
    work_all()
    issued = [one for one in receiver.bodies if one["type"] == "credential.issued"]
    assert sum(len(one["data"]["credentials"]) for one in issued) == 30
    assert len(issued) == 1
    (ended,) = (one for one in receiver.bodies if one["type"] == "run.ended")
    assert ended["data"]["run"]["id"] == str(run.pk)
    assert (ended["data"]["run"]["issued"], ended["data"]["run"]["refused"]) == (30, 0)


def test_another_organization_is_told_nothing(world: World, receiver: Receiver) -> None:
    subscribe(
        actor=world.stranger,
        organization=world.foreign.organization,
        url=receiver.url,
        events=list(EventKind),
        webhook_id=uuid4(),
        at=timezone.now(),
    )
    an_award(world)
    work_all()
    assert receiver.requests == []
    assert not Delivery.objects.exists()


def test_what_fails_is_tried_again_under_the_same_id(world: World, receiver: Receiver) -> None:
    webhook = a_webhook(world, receiver.url, EventKind.ISSUED)
    receiver.statuses = [500, 302]
    an_award(world)
    moment = timezone.now()
    work_all()
    assert len(receiver.requests) == 1
    assert "answered 500" in Delivery.objects.get().last_error
    work_all(clock=later(moment + timedelta(seconds=30)))
    assert "Redirects are not followed" in Delivery.objects.get().last_error
    work_all(clock=later(moment + timedelta(minutes=3)))
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    ids = {headers["webhook-id"] for headers, _ in receiver.requests}
    assert (len(receiver.requests), len(ids)) == (3, 1)
    assert len({body for _, body in receiver.requests}) == 1
    stamps = [int(headers["webhook-timestamp"]) for headers, _ in receiver.requests]
    assert stamps == sorted(set(stamps))
    assert all(is_signed(one, secret_of(webhook)) for one in receiver.requests)


def test_after_eight_tries_a_message_waits_for_a_person(world: World, receiver: Receiver) -> None:
    a_webhook(world, receiver.url, EventKind.ISSUED)
    receiver.statuses = [500] * MOST_ATTEMPTS
    an_award(world)
    moment = timezone.now()
    for hour in range(30):
        work_all(clock=later(moment + timedelta(hours=hour)))
        work_all(clock=later(moment + timedelta(hours=hour, minutes=30)))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, MOST_ATTEMPTS)
    assert len(receiver.requests) == MOST_ATTEMPTS
    assert Job.objects.filter(state__in=["dead", "waiting"], task="deliver-webhook").count() == 0
    end = moment + timedelta(hours=30)
    redeliver(actor=world.owner, organization=world.organization, delivery_id=delivery.pk, at=end)
    work_all(clock=later(end))
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    assert receiver.requests[0][0]["webhook-id"] == receiver.requests[-1][0]["webhook-id"]


def test_an_address_that_failed_is_left_alone_a_while(world: World, receiver: Receiver) -> None:
    a_webhook(world, receiver.url, EventKind.ISSUED)
    receiver.statuses = [500, 500]
    moment = timezone.now()
    for name in ("mira", "ben", "cato"):
        an_award(world, name)
    work_all(clock=later(moment + timedelta(seconds=1)))
    assert len(receiver.requests) == 1
    for minute in range(1, 30):
        work_all(clock=later(moment + timedelta(minutes=minute)))
    assert {one.state for one in Delivery.objects.all()} == {DeliveryState.DELIVERED}


def test_an_address_that_failed_for_days_is_paused(world: World, receiver: Receiver) -> None:
    webhook = a_webhook(world, receiver.url, EventKind.ISSUED)
    receiver.statuses = [500, 500]
    an_award(world)
    moment = timezone.now()
    work_all(clock=later(moment))
    Webhook.objects.update(failing_since=moment - timedelta(days=4), rests_until=None)
    work_all(clock=later(moment + timedelta(minutes=1)))
    assert Webhook.objects.get().paused_at is not None
    assert Delivery.objects.get().state == DeliveryState.FAILED
    an_award(world, "ben")
    work_all(clock=later(moment + timedelta(minutes=2)))
    assert len(receiver.requests) == 2
    assert Delivery.objects.filter(state=DeliveryState.FAILED).count() == 2
    with pytest.raises(Conflict):
        redeliver_failed(**acting(world, webhook))
    resume_webhook(**acting(world, webhook))
    assert redeliver_failed(**acting(world, webhook)) == 2
    work_all()
    assert {one.state for one in Delivery.objects.all()} == {DeliveryState.DELIVERED}


def test_an_address_that_is_gone_is_told_nothing_more(world: World, receiver: Receiver) -> None:
    a_webhook(world, receiver.url, EventKind.ISSUED)
    receiver.statuses = [410]
    an_award(world)
    work_all()
    assert Webhook.objects.get().paused_at is not None
    assert "410" in Delivery.objects.get().last_error


def test_what_waits_for_a_webhook_that_ended_is_not_sent(world: World, receiver: Receiver) -> None:
    webhook = a_webhook(world, receiver.url, EventKind.ISSUED)
    receiver.statuses = [500]
    an_award(world)
    work_all()
    end_webhook(**acting(world, webhook))
    work_all(clock=later(timezone.now() + timedelta(hours=1)))
    assert len(receiver.requests) == 1
    assert Delivery.objects.get().state == DeliveryState.NEEDLESS


def test_for_a_day_messages_are_signed_with_the_former_secret_too(
    world: World, receiver: Receiver
) -> None:
    webhook = a_webhook(world, receiver.url)
    former = secret_of(webhook)
    moment = timezone.now()
    fresh = rotate_secret(**acting(world, webhook, moment), nonce="n" * 64)
    assert secret_of(fresh) != former
    assert secret_of(rotate_secret(**acting(world, webhook), nonce="n" * 64)) == secret_of(fresh)
    send_test(**acting(world, webhook))
    work_all()
    assert is_signed(receiver.requests[0], former)
    assert is_signed(receiver.requests[0], secret_of(fresh))
    send_test(**acting(world, webhook))
    work_all(clock=later(moment + timedelta(hours=25)))
    assert not is_signed(receiver.requests[1], former)
    assert is_signed(receiver.requests[1], secret_of(fresh))


def test_the_database_does_not_hold_the_secret(world: World) -> None:
    webhook = a_webhook(world, "https://hook.school.example/")
    secret = secret_of(webhook)
    assert secret not in str(Webhook.objects.values())
    assert secret not in str(AuditRow.objects.values())


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.school.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://hook.school.example:22/",
        "https://me@hook.school.example/",
        "https://printer.local/",
        "ftp://hook.school.example/",
        "hook",
    ],
)
def test_an_address_within_is_refused_where_it_is_written(world: World, url: str) -> None:
    with pytest.raises(MalformedDocument) as caught:
        a_webhook(world, url)
    assert caught.value.problem.pointer == "/url"
    assert not Webhook.objects.exists()


def test_a_name_that_leads_within_is_not_reached(
    world: World, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inner(*_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.8", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", inner)
    webhook = a_webhook(world, f"https://{HOST}/")
    send_test(**acting(world, webhook))
    work_all()
    assert "not on the public Internet" in Delivery.objects.get().last_error


def test_only_owners_act_and_strangers_find_nothing(world: World) -> None:
    webhook = a_webhook(world, "https://hook.school.example/")
    for actor in (world.colleague, world.stranger):
        said = {**acting(world, webhook), "actor": actor}
        for act in (end_webhook, resume_webhook, send_test, redeliver_failed):
            with pytest.raises(NotFound):
                act(**said)
    said = {**acting(world, webhook), "organization": world.foreign.organization}
    with pytest.raises(NotFound):
        end_webhook(**{**said, "actor": world.stranger})
    assert Webhook.objects.get().ended_at is None


def test_a_webhook_is_set_up_once_under_its_key(world: World, program: Program) -> None:
    body = {"url": "https://hook.school.example/", "events": ["run.ended", "credential.issued"]}
    first = program.post("/webhooks", body, key="hook-1")
    assert first.status_code == 201
    assert first.json()["secret"].startswith("whsec_")
    assert first.json()["events"] == ["credential.issued", "run.ended"]
    assert program.post("/webhooks", body, key="hook-1").content == first.content
    other = program.post("/webhooks", {**body, "events": ["run.ended"]}, key="hook-1")
    assert other.status_code == 409
    number = first.json()["id"]
    assert "secret" not in program.get(f"/webhooks/{number}").json()
    rotated = program.post(f"/webhooks/{number}/rotate", key="r-1").json()
    assert rotated["secret"] != first.json()["secret"]
    assert program.post(f"/webhooks/{number}/rotate", key="r-1").json() == rotated
    assert program.post("/webhooks", body, key="hook-1").json()["secret"] == ""
    assert program.post(f"/webhooks/{number}/test", key="t-1").status_code == 202
    (delivery,) = program.get(f"/webhooks/{number}/deliveries").json()["items"]
    assert (delivery["event"], delivery["state"]) == ("webhook.test", "waiting")
    again = program.post(f"/deliveries/{delivery['id']}/redeliver")
    assert again.json()["state"] == "waiting"
    assert program.delete(f"/webhooks/{number}").status_code == 204
    assert program.get(f"/webhooks/{number}").status_code == 404
    assert program.get("/webhooks").json()["items"] == []


@pytest.mark.parametrize("attempts", range(1, MOST_ATTEMPTS))
def test_the_waits_grow(attempts: int) -> None:
    assert 4 <= wait_s(attempts) <= 60_000
    if attempts > 1:
        assert wait_s(attempts) > wait_s(attempts - 1)
