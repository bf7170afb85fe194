"""An installation of its own for tests that start, race and kill real processes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from tests.web.installation import Installation


@pytest.fixture
def other_name(db: None) -> str:
    """The name of the installation's database on PostgreSQL: another for each test process."""
    return f"{connection.settings_dict['NAME']}_other"


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    """The data folder of an installation that was just made; each test works on a copy."""
    folder = tmp_path_factory.mktemp("made") / "data"
    Installation(folder).run("init", "--no-administrator")
    return folder


@pytest.fixture
def installation(made_once: Path, tmp_path: Path, other_name: str) -> Iterator[Installation]:
    folder = tmp_path / "data"
    shutil.copytree(made_once, folder)
    if connection.vendor != "postgresql":
        yield Installation(folder)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {other_name}")
        cursor.execute(f"CREATE DATABASE {other_name}")
    url = f"postgresql://laurea@/{other_name}?host={connection.settings_dict['HOST']}"
    made = Installation(folder, url)
    made.run("init", "--no-administrator")
    yield made
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {other_name} WITH (FORCE)")


@pytest.fixture
def database(installation: Installation, other_name: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection to the installation's own database, beside that of the tests."""
    changed = {"NAME": str(installation.folder / "laurea.sqlite3")}
    if installation.database_url:
        changed = {"NAME": other_name}
    handler = ConnectionHandler({"default": {**connection.settings_dict, **changed}})
    other = handler["default"]
    yield other
    other.close()
