from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from laurea.client import MessageRefused, read_message
from laurea.client.webhooks import OLDEST

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
BODY = json.dumps(
    {
        "type": "credential.issued",
        "timestamp": "2026-11-23T12:00:00Z",
        "data": {"credentials": [{"id": "1"}]},
    }
).encode()


def headers(body: bytes = BODY, *, key: bytes = KEY, stamp: str = "") -> dict[str, str]:
    """The headers of a message, as Standard Webhooks has them."""
    stamp = stamp or str(int(NOON.timestamp()))
    digest = hmac.digest(key, f"msg_1.{stamp}.".encode() + body, "sha256")
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": "v1," + base64.b64encode(digest).decode(),
    }


def test_a_message_is_read_once_it_is_certain_who_sent_it() -> None:
    message = read_message(BODY, headers(), SECRET, at=NOON)
    assert (message.id, message.type, message.timestamp) == ("msg_1", "credential.issued", NOON)
    assert message.said == {"credentials": [{"id": "1"}]}


def test_one_of_several_signatures_is_enough() -> None:
    said = headers()
    said["Webhook-Signature"] = f"v1,AAAA v2,zzzz {said['Webhook-Signature']}"
    assert read_message(BODY, said, SECRET, at=NOON).id == "msg_1"


@pytest.mark.parametrize("apart", [OLDEST, -OLDEST])
def test_a_message_is_taken_for_five_minutes(apart: timedelta) -> None:
    assert read_message(BODY, headers(), SECRET, at=NOON + apart).id == "msg_1"
    beyond = apart + (apart / abs(apart)) * timedelta(seconds=1)
    with pytest.raises(MessageRefused, match="just now"):
        read_message(BODY, headers(), SECRET, at=NOON + beyond)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BODY + b" ", headers()),
        (BODY, headers(key=bytes(32))),
        (BODY, {**headers(), "Webhook-Id": "msg_2"}),
        (BODY, {**headers(), "Webhook-Signature": ""}),
        (BODY, {**headers(), "Webhook-Signature": "v1,\u00e9"}),
        (BODY, {**headers(), "Webhook-Timestamp": ""}),
        (BODY, {**headers(), "Webhook-Timestamp": "9" * 13}),
        (BODY, {**headers(), "Webhook-Timestamp": "-1"}),
        (BODY, {}),
    ],
)
def test_what_is_not_the_servers_is_refused(body: bytes, said: dict[str, str]) -> None:
    with pytest.raises(MessageRefused):
        read_message(body, said, SECRET, at=NOON)


def test_a_secret_that_is_none_and_a_moment_without_zone_are_bugs_of_the_caller() -> None:
    with pytest.raises(ValueError, match="secret"):
        read_message(BODY, headers(), "whsec_no secret", at=NOON)
    with pytest.raises(ValueError, match="zone"):
        read_message(BODY, headers(), SECRET, at=NOON.replace(tzinfo=None))
