"""The REST API of a Laurea server, for programs in Python.

    from laurea.client import AwardWanted, Client, Recipient

    client = Client("https://badges.college.example", token)
    client.create_award(
        AwardWanted(achievement=achievement_id, recipient=Recipient(email="mira@example.org")),
        idempotency_key="enrolment-4711",
    )

`models` and `operations` are written from the server's OpenAPI document by
`scripts/client_from_openapi.py`.
"""

from __future__ import annotations

from laurea.client.errors import ApiError, ClientError, Unexpected, Unreachable
from laurea.client.models import (
    AchievementWanted,
    AwardWanted,
    EvidenceWanted,
    ReasonWanted,
    Recipient,
    ResultWanted,
    RowWanted,
    RunWanted,
    WebhookWanted,
)
from laurea.client.operations import Client
from laurea.client.webhooks import Message, MessageRefused, read_message

__all__ = [
    "AchievementWanted",
    "ApiError",
    "AwardWanted",
    "Client",
    "ClientError",
    "EvidenceWanted",
    "Message",
    "MessageRefused",
    "ReasonWanted",
    "Recipient",
    "ResultWanted",
    "RowWanted",
    "RunWanted",
    "Unexpected",
    "Unreachable",
    "WebhookWanted",
    "read_message",
]
