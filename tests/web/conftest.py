"""A small world for the tests of the server: two organizations and the people around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from pytest_django.fixtures import Settings

from laurea.web.accounts.access import Account
from laurea.web.catalog.access import Achievement
from laurea.web.catalog.define import define_achievement
from laurea.web.organizations import keys
from laurea.web.organizations.access import Membership, Organization, Role
from laurea.web.organizations.found import found_organization

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSWORD = "four plainly invented words"


def an_achievement(**changes: Any) -> dict[str, Any]:
    """An Achievement as an organization would write it."""
    return {
        "name": "Weaving",
        "description": "Weaves linen on a floor loom.",
        "criteria": {"narrative": "Weave an ell of linen."},
        **changes,
    }


@dataclass(frozen=True, slots=True)
class World:
    """One organization with an owner and a colleague, one of a stranger, and nobody."""

    organization: Organization
    owner: Account
    colleague: Account
    stranger: Account
    achievement: Achievement
    foreign: Achievement

    @property
    def nobody(self) -> AnonymousUser:
        return AnonymousUser()

    def join(self, name: str, role: Role) -> Account:
        """A new member of the organization."""
        account = an_account(name)
        Membership(organization=self.organization, account=account, role=role, since=NOON).save(
            force_insert=True
        )
        return account


def an_account(name: str, **fields: Any) -> Account:
    """An account without a usable password, which is quick to make."""
    account = Account(email=f"{name}@example.org", name=name.capitalize(), **fields)
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


@pytest.fixture(autouse=True)
def _fresh(settings: Settings, tmp_path: Path) -> None:
    """Keys of each test in a folder of its own; nothing counted yet."""
    settings.KEY_FOLDER = tmp_path / "keys"
    keys._opened.cache_clear()
    if settings.IS_ON_SQLITE:
        cache.clear()  # on PostgreSQL it is part of the transaction that is undone


@pytest.fixture
def world(db: None) -> World:
    owner, colleague, stranger = map(an_account, ("ottilie", "casimir", "severin"))
    guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=NOON)
    other = found_organization(actor=stranger, slug="rope", legal_name="Ropewalk", at=NOON)
    Membership(organization=guild, account=colleague, role=Role.AUDITOR, since=NOON).save(
        force_insert=True
    )
    keys.add_issuer_key(actor=owner, organization=guild, passphrase=None, at=NOON)
    return World(
        organization=guild,
        owner=owner,
        colleague=colleague,
        stranger=stranger,
        achievement=define_achievement(
            actor=owner, organization=guild, document=an_achievement(), at=NOON
        ),
        foreign=define_achievement(
            actor=stranger, organization=other, document=an_achievement(name="Rope"), at=NOON
        ),
    )
