"""`laurea demo`: what it prints, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PORT = "8765"  # of addresses only: nothing listens


def run(folder: Path, *more: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "laurea", "demo", "--no-serve"]
    done = subprocess.run(
        [*command, "--data", str(folder), *more], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def test_the_world_is_made_and_said_as_json(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    first = run(folder, "--json", "--port", PORT)
    said = json.loads(first.stdout)
    assert set(said) == {"url", "data", "begun_at", "credentials", "seconds", "logins", "sights"}
    assert said["url"] == f"http://localhost:{PORT}"
    assert said["data"] == str(folder)
    assert said["credentials"] > 400
    assert set(said["seconds"]) == {"Database", "Accounts", "Organizations", "Eighteen months"}
    assert len(said["logins"]) == 8
    for login in said["logins"]:
        assert set(login) == {"name", "part", "email", "password", "totp_secret", "totp_code"}
        assert len(login["totp_code"]) == (6 if login["totp_secret"] else 0)
    assert all(sight["url"].startswith(said["url"]) for sight in said["sights"])
    steps = [line.split("  ")[1] for line in first.stderr.splitlines()]
    assert steps == list(said["seconds"])


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert "no demo" in run(tmp_path, code=5).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_wrong_usage(tmp_path: Path, port: str) -> None:
    assert "port" in run(tmp_path / "demo", "--port", port, code=64).stderr
