"""For those who are told what happens: whether a message is the server's, and is told once.

A message is signed as Standard Webhooks says. Keep the `id` of each that was dealt with for as
long as `OLDEST`, and leave out what comes again: then nobody can send one a second time.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from laurea.client.errors import ClientError

OLDEST: Final = timedelta(minutes=5)
"""A message is refused that was sent earlier, or later, than this from now."""
_PREFIX: Final = "whsec_"


class MessageRefused(ClientError):
    """The message is not the server's, or not of now."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a server told.

    Attributes:
        id: names the message; the same each time it is sent.
        type: what happened, as in `credential.issued`.
        timestamp: when it happened.
        said: what is said of it.
    """

    id: str
    type: str
    timestamp: datetime
    said: Mapping[str, Any]


def read_message(body: bytes, headers: Mapping[str, str], secret: str, *, at: datetime) -> Message:
    """Return what a message says, once it is certain who sent it.

    Args:
        body: the body of the request, as it came.
        headers: its headers, in whatever case.
        secret: the secret of the webhook: `whsec_…`.
        at: the moment, timezone-aware.

    Raises:
        MessageRefused: it is not signed with the secret, or was not sent just now.
        ValueError: the secret is none, or `at` has no zone (a bug of the caller).
    """
    if at.tzinfo is None:
        raise ValueError("the moment has no zone")
    said = {name.lower(): value for name, value in headers.items()}
    number, stamp = said.get("webhook-id", ""), said.get("webhook-timestamp", "")
    if not stamp.isdecimal() or len(stamp) > 12 or not number:
        raise MessageRefused("The message carries no id, or no moment.")
    if abs(at - datetime.fromtimestamp(int(stamp), UTC)) > OLDEST:
        raise MessageRefused("The message was not sent just now. Is your clock right?")
    wanted = _signature(secret, number, stamp, body)
    if not any(
        hmac.compare_digest(wanted.encode(), one.encode())
        for one in said.get("webhook-signature", "").split(" ")
    ):
        raise MessageRefused("The message is not signed with this secret.")
    found = json.loads(body)
    moment = datetime.fromisoformat(found["timestamp"])
    return Message(number, found["type"], moment, found["data"])


def _signature(secret: str, number: str, stamp: str, body: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret is none") from error
    digest = hmac.digest(key, f"{number}.{stamp}.".encode() + body, "sha256")
    return "v1," + base64.b64encode(digest).decode("ascii")
