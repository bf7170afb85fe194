"""The secret of a webhook, and the signature of a message: Standard Webhooks 1.0.

A message is signed with HMAC-SHA256 over its id, the moment of sending and its body. Whoever gets
it computes the same with the secret, refuses what is older than five minutes, and takes one id
once: then nobody can send it a second time.

Spec: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.utils.crypto import salted_hmac

from laurea.web.api.access import Webhook

PREFIX: Final = "whsec_"
FORMER_LASTS: Final = timedelta(hours=24)
"""For so long messages are signed with the former secret too."""


def new_nonce() -> str:
    """Return what a new secret is made from, beside the secret key of the installation."""
    return secrets.token_hex(32)


def nonce_of(name: str) -> str:
    """Return what a secret is made from that a program asks for under a name of its own."""
    return hashlib.sha256(name.encode()).hexdigest()


def secret_of(webhook: Webhook) -> str:
    """Return the secret of a webhook as its receiver keeps it."""
    return PREFIX + base64.b64encode(_key(webhook, webhook.nonce)).decode("ascii")


def signature_of(webhook: Webhook, message_id: str, body: bytes, *, at: datetime) -> str:
    """Return the header that signs a message, with the former secret too while that counts."""
    nonces = [webhook.nonce]
    if webhook.former_nonce and webhook.former_until is not None and at < webhook.former_until:
        nonces.append(webhook.former_nonce)
    return " ".join(sign(_key(webhook, one), message_id, body, at=at) for one in nonces)


def sign(key: bytes, message_id: str, body: bytes, *, at: datetime) -> str:
    """Return one signature.

    >>> from datetime import UTC
    >>> sign(b"secret", "msg_1", b"{}", at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    'v1,tte/W9lqteLVmgkPid4CZQ0pqVq0PwDf0fXYwl/2UL8='
    """
    said = f"{message_id}.{int(at.timestamp())}.".encode() + body
    digest = hmac.new(key, said, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


def _key(webhook: Webhook, nonce: str) -> bytes:
    made_of = f"{webhook.pk}|{nonce}"
    return salted_hmac("laurea.webhook", made_of, algorithm="sha256").digest()
