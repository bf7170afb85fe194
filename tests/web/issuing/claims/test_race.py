from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.web.installation import Installation
from tests.web.issuing.claims.race import race

ROUNDS, CLIENTS = 3, 20


@pytest.fixture
def installation(tmp_path: Path, socket_enabled: None) -> Iterator[Installation]:
    url = ""
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS raced")
            cursor.execute("CREATE DATABASE raced")
        host = connection.settings_dict["HOST"]
        url = f"postgresql://laurea@/raced?host={host}"
    made = Installation(tmp_path / "data", url)
    made.run("init", "--no-administrator")
    yield made
    if url:
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE raced WITH (FORCE)")


@pytest.mark.django_db
def test_of_all_who_take_one_link_at_once_exactly_one_gets_it(installation: Installation) -> None:
    """The script beside this file runs the race at full length."""
    processes = 2 if installation.database_url else 1
    outcome = race(installation, rounds=ROUNDS, clients=CLIENTS, processes=processes)
    assert outcome.winners == [1] * ROUNDS
    assert set(outcome.statuses) <= {302, 409, 410}
    assert outcome.stored == (ROUNDS, ROUNDS, ROUNDS)
