"""A demo world whose making is killed in the middle is made whole by making it again."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.web.installation import until

KILLS = 2
SIZE = 30
MAKE = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from laurea.demo.folder import open_folder, take_environment
folder = open_folder(Path(sys.argv[1]), port=None, at=datetime(2026, 11, 23, 12, tzinfo=UTC))
take_environment(folder)
import laurea.web.application
from laurea.demo.world import plan_world
world = plan_world(folder, size={SIZE})
for part in world.parts:
    for _ in part.make():
        pass
print(world.credentials)
"""
ISSUED = "SELECT count(*) FROM issuing_credential WHERE state <> 'reserved'"


def words(folder: Path) -> list[str]:
    return [sys.executable, "-W", "error", "-c", MAKE, str(folder)]


def make(folder: Path) -> int:
    done = subprocess.run(words(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def count(folder: Path, query: str) -> int:
    try:
        with closing(sqlite3.connect(folder / "laurea.sqlite3")) as database:
            return int(database.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # the tables are not there yet


def dump(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "laurea.sqlite3")) as database:
        return list(database.iterdump())


def test_a_world_broken_off_in_the_middle_is_made_whole(tmp_path: Path) -> None:
    folder, luck = tmp_path / "demo", random.Random(20261123)
    for _ in range(KILLS):
        before = count(folder, ISSUED)
        with subprocess.Popen(
            words(folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            until(lambda before=before: count(folder, ISSUED) > before)  # type: ignore[misc]
            time.sleep(luck.random() * 0.3)
            os.killpg(process.pid, signal.SIGKILL)
    planned = make(folder)
    assert count(folder, ISSUED) == planned
    assert count(folder, "SELECT count(*) FROM issuing_credential") == planned
    assert count(folder, "SELECT count(*) FROM operations_job WHERE state <> 'done'") == 0
    places = "SELECT DISTINCT status_list_id, status_index FROM issuing_credential"
    assert count(folder, f"SELECT count(*) FROM ({places})") == planned  # noqa: S608
    issued = "SELECT count(*) FROM operations_event WHERE name = 'credential.issued'"
    assert count(folder, issued) == planned
    whole = dump(folder)
    assert make(folder) == planned
    assert dump(folder) == whole
