from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
import urllib3

from laurea.client import (
    ApiError,
    AwardWanted,
    Client,
    ReasonWanted,
    Recipient,
    Unexpected,
    Unreachable,
)
from tests.client.conftest import Answer, Scripted

NUMBER = UUID(int=7)
HEALTH = {"status": "ok"}
NO_ROOM = {"type": "about:blank", "title": "Too many requests", "detail": "Wait.", "status": 429}
WANTED = AwardWanted(achievement=NUMBER, recipient=Recipient(email="mira@example.org"))


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(scripted: Scripted, waits: list[float]) -> Iterator[Client]:
    pool = urllib3.PoolManager()
    yield Client(scripted.url, "laurea_secret", http=pool, sleep=waits.append)
    pool.clear()


def test_a_request_carries_token_key_and_what_is_wanted(scripted: Scripted, client: Client) -> None:
    with pytest.raises(Unexpected):  # the server that is played here answers {}
        client.create_award(WANTED, idempotency_key="order-1")
    (asked,) = scripted.asked
    assert (asked.method, asked.path) == ("POST", "/api/v1/awards")
    assert asked.headers["Authorization"] == "Bearer laurea_secret"
    assert asked.headers["Idempotency-Key"] == "order-1"
    said = json.loads(asked.body)
    assert said["achievement"] == str(NUMBER)
    assert said["recipient"]["email"] == "mira@example.org"
    assert "validUntil" not in said


def test_a_key_is_made_where_none_is_named_and_is_the_same_at_each_try(
    scripted: Scripted, client: Client, waits: list[float]
) -> None:
    scripted.answers = [Answer(None), Answer(503, NO_ROOM), Answer(201, {})]
    with pytest.raises(Unexpected):
        client.create_award(WANTED)
    keys = {one.headers["Idempotency-Key"] for one in scripted.asked}
    assert len(keys) == 1
    assert len(scripted.asked) == 3
    assert waits == [0.25, 0.5]


def test_it_waits_as_long_as_the_server_asks_and_gives_up_in_the_end(
    scripted: Scripted, client: Client, waits: list[float]
) -> None:
    scripted.answers = [Answer(429, NO_ROOM, {"Retry-After": "7"})]
    with pytest.raises(ApiError) as refusal:
        client.list_runs()
    assert waits == [7.0, 7.0, 7.0]
    assert (refusal.value.status, refusal.value.retry_after_s) == (429, 7.0)
    assert refusal.value.detail == "Wait."


def test_it_never_waits_longer_than_a_minute(
    scripted: Scripted, client: Client, waits: list[float]
) -> None:
    scripted.answers = [Answer(503, NO_ROOM, {"Retry-After": "86400"}), Answer(200, b"{}")]
    with pytest.raises(Unexpected):
        client.list_runs()
    assert waits == [60.0]


def test_what_is_refused_for_good_is_not_asked_again(
    scripted: Scripted, client: Client, waits: list[float]
) -> None:
    problem = {
        "type": "urn:laurea:problem:not-found",
        "title": "Not found",
        "detail": "There is no such credential.",
        "pointer": "/credential",
        "errors": [{"detail": "None."}],
    }
    scripted.answers = [Answer(404, problem)]
    with pytest.raises(ApiError, match="There is no such credential") as refusal:
        client.revoke_credential(NUMBER, ReasonWanted(reason="In error."))
    assert refusal.value.type == "urn:laurea:problem:not-found"
    assert (refusal.value.title, refusal.value.pointer) == ("Not found", "/credential")
    assert refusal.value.errors == ({"detail": "None."},)
    assert (len(scripted.asked), waits) == (1, [])


def test_a_request_that_is_being_answered_is_asked_for_again(
    scripted: Scripted, client: Client, waits: list[float]
) -> None:
    busy = {"type": "urn:laurea:problem:request-under-way", "title": "Under way"}
    scripted.answers = [Answer(409, busy, {"Retry-After": "2"}), Answer(201, {})]
    with pytest.raises(Unexpected):
        client.create_award(WANTED, idempotency_key="order-1")
    assert waits == [2.0]


def test_what_has_no_key_and_changes_something_is_sent_once(
    scripted: Scripted, client: Client
) -> None:
    scripted.answers = [Answer(503, NO_ROOM)]
    with pytest.raises(ApiError):
        client.call("DELETE", "/api/v1/webhooks/1")
    assert len(scripted.asked) == 1


def test_nobody_there_is_told_apart_from_a_refusal(
    waits: list[float], socket_enabled: None
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = Client(f"http://127.0.0.1:{port}", "laurea_secret", tries=2, sleep=waits.append)
    with pytest.raises(Unreachable):
        client.list_runs()
    assert len(waits) == 1


def test_it_goes_nowhere_else_with_the_token(scripted: Scripted, client: Client) -> None:
    scripted.answers = [Answer(302, b"", {"Location": "http://127.0.0.1:9/elsewhere"})]
    with pytest.raises(ApiError) as refusal:
        client.list_runs()
    assert refusal.value.status == 302
    assert len(scripted.asked) == 1


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"items": 3}'])
def test_an_answer_that_cannot_be_read_says_so(
    scripted: Scripted, client: Client, body: bytes
) -> None:
    scripted.answers = [Answer(200, body)]
    with pytest.raises(Unexpected):
        client.list_runs()


def test_what_is_looked_for_is_written_into_the_address(scripted: Scripted, client: Client) -> None:
    scripted.answers = [Answer(200, {"items": [], "next": None})]
    since = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert client.list_credentials(issued_from=since, recipient="a+b@example.org").items == ()
    (asked,) = scripted.asked
    assert asked.path == (
        "/api/v1/credentials?recipient=a%2Bb%40example.org&issuedFrom=2026-11-23T12%3A00%3A00%2B00%3A00"
    )


@pytest.mark.parametrize("server", ["http://badges.school.example", "ftp://localhost", "badges"])
def test_a_token_is_never_sent_in_the_clear(server: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Client(server, "laurea_secret")


def test_the_token_is_not_printed() -> None:
    assert repr(Client("https://a.example/", "laurea_secret")) == "Client('https://a.example')"
