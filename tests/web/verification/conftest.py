"""What the tests of the room share: a simulated Internet, a credential, and a page's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from laurea.web.issuing.access import Credential
from laurea.web.issuing.award import Wanted, award
from laurea.web.verification import checking, credential_pages
from tests.simulator.resolver import MemoryResolver
from tests.web.conftest import NOON, World

Issue = Callable[..., Credential]


@pytest.fixture(autouse=True)
def internet(monkeypatch: pytest.MonkeyPatch) -> MemoryResolver:
    """An Internet in memory; nothing is kept from another test."""
    simulated = MemoryResolver()
    monkeypatch.setattr(checking, "_INTERNET", simulated)
    credential_pages._pages.clear()
    credential_pages._pictures.clear()
    return simulated


@pytest.fixture
def issue(world: World) -> Issue:
    """Award the achievement of the world, or another one."""

    def issued(**changes: Any) -> Credential:
        achievement = changes.pop("achievement", world.achievement)
        asked = {
            "key": "1",
            "email": "ada@example.org",
            "name": "Ada Example",
            "valid_from": NOON - timedelta(days=3650),
            **changes,
        }
        return award(
            actor=world.owner,
            achievement_id=achievement.pk,
            wanted=Wanted(**asked),
            at=timezone.now(),
        )

    return issued


@pytest.fixture
def credential(issue: Issue) -> bytes:
    """The signed bytes of a credential."""
    return bytes(issue().document or b"")


def words(response: Any) -> str:
    """The words of a page, without its marks and drawings."""
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)
