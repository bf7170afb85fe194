from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from laurea.web.operations.presence import forget_gone, is_gone, present

STAY = """
import sys, pathlib
from laurea.web.operations.presence import present
with present(pathlib.Path(sys.argv[1])) as name:
    print(name, flush=True)
    sys.stdin.read()
"""


def test_a_worker_that_lives_is_not_gone(tmp_path: Path) -> None:
    with present(tmp_path) as name:
        assert not is_gone(tmp_path, name)


def test_a_worker_that_ended_leaves_nothing(tmp_path: Path) -> None:
    with present(tmp_path) as name:
        pass
    assert not is_gone(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_was_killed_is_gone_at_once(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STAY, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        assert not is_gone(tmp_path, name)
        process.kill()
        process.wait()
        assert is_gone(tmp_path, name)
    forget_gone(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_of_workers_elsewhere_nothing_is_known(tmp_path: Path) -> None:
    assert not is_gone(tmp_path, "0123456789abcdef")
    assert not is_gone(tmp_path, "../escape")
