"""What the tests of the server need before anything of it is imported: an environment.

With `LAUREA_TESTS_ON=postgresql` they run on a PostgreSQL server of their own, which is started
for the run and removed after it; without, on SQLite.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest

from tests.web.postgresql import PostgreSQL, find_binaries

_FOLDER = "LAUREA_TESTS_FOLDER"
_ABSENT = "Install PostgreSQL (Debian: postgresql) to run the tests on it."

_wants_postgresql = os.environ.get("LAUREA_TESTS_ON") == "postgresql"
_is_worker = _FOLDER in os.environ  # a process of pytest-xdist inherits what the first one made
_server: PostgreSQL | None = None


def _make_environment() -> None:
    folder = Path(tempfile.mkdtemp(prefix="laurea-tests-"))
    for name in [name for name in os.environ if name.startswith(("LAUREA_", "DATABASE_URL"))]:
        if name not in {"LAUREA_VECTORS", "LAUREA_THOROUGH", "LAUREA_TESTS_ON"}:
            del os.environ[name]
    os.environ[_FOLDER] = os.environ["LAUREA_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "laurea.web.settings"
    (folder / "secret.key").write_text("the secret of the tests, which guards nothing\n", "ascii")


if not _is_worker:
    _make_environment()
    if _wants_postgresql and find_binaries():
        _server = PostgreSQL.start()
        os.environ["DATABASE_URL"] = _server.url("postgres")
django.setup()


def pytest_unconfigure() -> None:
    if _server is not None:
        _server.stop()
    if not _is_worker:
        shutil.rmtree(os.environ[_FOLDER], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _wants_postgresql and not find_binaries():
        for item in items:
            item.add_marker(pytest.mark.skip(reason=_ABSENT))
