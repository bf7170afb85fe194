"""A small world for the tests of the server: two organizations and the people around them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.account.internal.userkit import user_id_to_str
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from laurea.web.accounts.access import Account
from laurea.web.accounts.second_factor import enrol_authenticator_app
from laurea.web.catalog.access import Achievement
from laurea.web.catalog.artwork import DRAW_IMAGE
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.models import Credential
from laurea.web.operations.models import Job
from laurea.web.organizations import keys
from laurea.web.organizations.access import Membership, Organization, Role
from laurea.web.organizations.found import found_organization

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSWORD = "four plainly invented words"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What the authenticator apps of tests share with the server."""


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
        """A new member of the organization, with a second factor."""
        account = with_second_factor(an_account(name))
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


def with_second_factor(account: Account) -> Account:
    """The same account, with an authenticator app that knows SECRET."""
    enrol_authenticator_app(account, SECRET)
    return account


def signed_in(account: Account) -> Client:
    """A client that signed in a moment ago, as views want that ask again before they act."""
    client = Client()
    client.force_login(account)
    session = client.session
    records = [{"method": "password", "at": time.time(), "email": account.email}]
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = user_id_to_str(account)
    session.save()
    return client


@pytest.fixture(autouse=True)
def _fresh(settings: Settings, tmp_path: Path) -> None:
    """Keys of each test in a folder of its own; nothing counted yet."""
    settings.KEY_FOLDER = tmp_path / "keys"
    settings.LAUREA_LETTERS_PER_MINUTE = 10**9
    keys._opened.cache_clear()
    if settings.IS_ON_SQLITE:
        cache.clear()  # on PostgreSQL it is part of the transaction that is undone


@pytest.fixture
def world(db: None) -> World:
    owner, colleague, stranger = map(an_account, ("ottilie", "casimir", "severin"))
    with_second_factor(owner)
    with_second_factor(stranger)
    guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=NOON)
    other = found_organization(actor=stranger, slug="rope", legal_name="Ropewalk", at=NOON)
    Membership(organization=guild, account=colleague, role=Role.AUDITOR, since=NOON).save(
        force_insert=True
    )
    keys.add_issuer_key(actor=owner, organization=guild, passphrase=None, at=NOON)
    weaving = define_achievement(
        actor=owner, organization=guild, document=an_achievement(), at=NOON
    )
    rope = define_achievement(
        actor=stranger, organization=other, document=an_achievement(name="Rope"), at=NOON
    )
    # Nobody works here, and a job that waits since NOON would make the server look unwell.
    Job.objects.filter(task=DRAW_IMAGE).delete()
    return World(
        organization=guild,
        owner=owner,
        colleague=colleague,
        stranger=stranger,
        achievement=weaving,
        foreign=rope,
    )


@pytest.fixture
def awarded(world: World) -> Credential:
    """Weaving, awarded to somebody who has no account."""
    wanted = Wanted(key="1", email="mira@example.org", name="Mira Okonjo", valid_from=NOON)
    return award(actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON)
