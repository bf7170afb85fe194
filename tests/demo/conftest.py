"""A small demo world in the database of the tests, made once for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from laurea.demo.folder import DemoFolder
from laurea.demo.world import plan_world
from laurea.web.organizations import keys

BEGUN_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
SMALL = 30


def make(folder: DemoFolder) -> int:
    """Make what is missing of a small world; return how many credentials it has."""
    world = plan_world(folder, size=SMALL)
    return sum(sum(part.make()) for part in world.parts if part.name != "Database")


@pytest.fixture(scope="module")
def made(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[DemoFolder]:
    path = tmp_path_factory.mktemp("demo")
    folder = DemoFolder(
        path=path,
        public_url=settings.LAUREA_PUBLIC_URL,
        begun_at=BEGUN_AT,
        password="amber-anchor-barley-1234",
        seed="the seed of a world in tests",
    )
    keys._opened.cache_clear()
    with (
        override_settings(KEY_FOLDER=path / "keys", HAS_MAIL=False),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        make(folder)
        yield folder
        transaction.set_rollback(True)
    keys._opened.cache_clear()


@pytest.fixture
def small_world(made: DemoFolder, db: None) -> DemoFolder:
    """The world of the module; what a test changes in it is undone after the test."""
    return made
