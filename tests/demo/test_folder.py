"""The demo's folder is begun once, and never is a folder of something else taken for it."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.demo.folder import (
    alone_in,
    first_free_port,
    is_port_free,
    open_folder,
    take_environment,
)
from tests.demo.conftest import BEGUN_AT


@pytest.fixture
def _environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def test_a_folder_is_begun_once(tmp_path: Path) -> None:
    begun = open_folder(tmp_path / "demo", port=8123, at=BEGUN_AT)
    assert begun.public_url == "http://localhost:8123"
    assert stat.S_IMODE((tmp_path / "demo").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "demo/demo.json").stat().st_mode) == 0o600
    assert open_folder(tmp_path / "demo", port=None, at=BEGUN_AT.replace(year=2030)) == begun
    assert len(begun.password) > 12
    assert begun.password not in repr(begun)


def test_a_world_keeps_its_port(tmp_path: Path) -> None:
    open_folder(tmp_path, port=8123, at=BEGUN_AT)
    with pytest.raises(Conflict, match="lives at http://localhost:8123"):
        open_folder(tmp_path, port=8124, at=BEGUN_AT)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "laurea.sqlite3").write_bytes(b"somebody's")
    with pytest.raises(Conflict, match="no demo"):
        open_folder(tmp_path, port=8123, at=BEGUN_AT)
    assert [path.name for path in tmp_path.iterdir()] == ["laurea.sqlite3"]


def test_a_note_that_was_spoilt_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text("{}")
    with pytest.raises(MalformedDocument, match="not what laurea demo wrote"):
        open_folder(tmp_path, port=None, at=BEGUN_AT)


def test_only_one_process_fills_a_world(tmp_path: Path) -> None:
    folder = open_folder(tmp_path, port=8123, at=BEGUN_AT)
    with alone_in(folder), pytest.raises(Conflict, match="Another"), alone_in(folder):
        pass
    with alone_in(folder):
        pass


@pytest.mark.enable_socket
def test_a_port_in_use_is_passed_over() -> None:
    first = first_free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first))
        taken.listen()
        assert not is_port_free(first)
        assert first_free_port() > first


@pytest.mark.usefixtures("_environment")
def test_the_environment_of_another_server_is_forgotten(tmp_path: Path) -> None:
    folder = open_folder(tmp_path, port=8123, at=BEGUN_AT)
    os.environ["DATABASE_URL"] = "postgresql://production/database"
    os.environ["LAUREA_EMAIL_URL"] = "smtps://mail.school.example"
    take_environment(folder)
    assert "DATABASE_URL" not in os.environ
    assert os.environ["LAUREA_EMAIL_URL"] == "none:"
    assert os.environ["LAUREA_DATA"] == str(tmp_path)
    assert os.environ["LAUREA_PUBLIC_URL"] == "http://localhost:8123"
