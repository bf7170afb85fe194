"""A program with tokens: one organization seen through the API."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from laurea.web.accounts.access import Account
from laurea.web.api.make_token import make_token
from laurea.web.api.scopes import Scope, scopes_of
from laurea.web.organizations.access import Organization, roles_of
from tests.web.conftest import World

_NUMBERS = count()


def a_token(
    account: Account,
    organization: Organization,
    scopes: Collection[Scope] | None = None,
    *,
    at: datetime | None = None,
) -> str:
    """A token with these scopes, or all that its maker may give."""
    at = at or timezone.now()
    drawn = make_token(
        actor=account,
        organization=organization,
        name="Student records",
        scopes=scopes_of(roles_of(account, organization)) if scopes is None else scopes,
        expires_at=at + timedelta(days=30),
        key=f"form-{next(_NUMBERS)}",
        at=at,
    )
    return drawn.secret


@dataclass(slots=True)
class Program:
    """A program that calls the API with a token, or without one."""

    token: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def headers(self, key: str | None = None) -> dict[str, str]:
        said = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return said | ({"Idempotency-Key": key} if key else {})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers())

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Any:
        return self.client.post(
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body),
            content_type="application/json",
            headers=self.headers(key),
        )

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1{path}", headers=self.headers())


@pytest.fixture
def program(world: World) -> Program:
    """The owner's program, which may do everything."""
    return Program(a_token(world.owner, world.organization))


def an_award(world: World, **changes: Any) -> dict[str, Any]:
    """What a program sends to award Weaving to somebody."""
    return {
        "achievement": str(world.achievement.pk),
        "recipient": {"email": "mira@example.org", "name": "Mira Okonjo"},
        **changes,
    }
