from __future__ import annotations

import io
import os
import resource
import stat
import sys
import threading
from pathlib import Path

import pytest

from laurea.credentials.errors import (
    Conflict,
    LaureaError,
    LimitExceeded,
    MalformedDocument,
    NotFound,
    Unavailable,
)
from laurea.credentials.problems import PARSING, Problem
from laurea.integrations import files
from laurea.integrations.files import (
    file_in_making,
    naming,
    read_file,
    refuse_existing,
    write_file,
)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_read_up_to_its_limit_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(b"12345")
    assert read_file(path, max_bytes=5) == b"12345"
    with pytest.raises(LimitExceeded) as refusal:
        read_file(path, max_bytes=4)
    assert "roster.csv" in refusal.value.problem.detail


def test_a_file_of_two_gigabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(LimitExceeded):
        read_file(path, max_bytes=1024)


def test_a_file_without_end_is_refused_at_the_limit() -> None:
    with pytest.raises(LimitExceeded):
        read_file("/dev/zero", max_bytes=1024)


@pytest.mark.parametrize("content", [b"12345", b"1234567"])
def test_a_dash_is_standard_input_with_the_same_limit(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    if len(content) == 5:
        assert read_file("-", max_bytes=5) == content
    else:
        with pytest.raises(LimitExceeded):
            read_file("-", max_bytes=5)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("absent", NotFound),
        (".", MalformedDocument),
        ("a-file/below", Unavailable),
        ("nul\0byte", MalformedDocument),
        ("half\ud800", MalformedDocument),
        ("n" * 300, Unavailable),
        ("circle", Unavailable),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, kind: type[LaureaError]) -> None:
    (tmp_path / "a-file").write_bytes(b"")
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(kind) as refusal:
        read_file(tmp_path / name, max_bytes=10)
    assert refusal.value.problem.type.slug == "file-unreadable"
    assert refusal.value.problem.detail


def test_a_file_that_breaks_off_while_it_is_read_says_so() -> None:
    with pytest.raises(Unavailable) as refusal:
        read_file("/proc/self/mem", max_bytes=10)
    assert refusal.value.problem.type.slug == "file-unreadable"


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_written_whole_and_nothing_is_left_beside_it(
    tmp_path: Path, durable: bool
) -> None:
    write_file(tmp_path / "a", b"content", durable=durable)
    assert (tmp_path / "a").read_bytes() == b"content"
    assert names_in(tmp_path) == ["a"]


def test_the_permissions_are_those_asked_for(tmp_path: Path) -> None:
    write_file(tmp_path / "secret", b"", mode=0o600)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_no_file_is_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("a", "dangling", "."):
        with pytest.raises(Conflict) as refusal:
            write_file(tmp_path / name, b"new")
        assert refusal.value.problem.type.slug == "file-exists"
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a", "dangling"]


def test_a_file_is_replaced_where_that_is_asked(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    write_file(tmp_path / "a", b"new", replace=True)
    assert (tmp_path / "a").read_bytes() == b"new"
    assert names_in(tmp_path) == ["a"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("absent/a", NotFound), ("a-file/a", Unavailable), ("n" * 300, Unavailable)],
)
def test_what_cannot_be_written_is_named_and_leaves_nothing(
    tmp_path: Path, name: str, kind: type[LaureaError]
) -> None:
    (tmp_path / "a-file").write_bytes(b"")
    with pytest.raises(kind) as refusal:
        write_file(tmp_path / name, b"x")
    assert refusal.value.problem.type.slug == "file-unwritable"
    assert names_in(tmp_path) == ["a-file"]


def test_a_folder_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Unavailable):
        write_file(tmp_path / "folder", b"x", replace=True)
    assert names_in(tmp_path) == ["folder"]


def test_writing_that_breaks_off_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    try:
        with pytest.raises(Unavailable) as refusal:
            write_file(tmp_path / "a", bytes(200_000), replace=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refusal.value.problem.type.slug == "file-unwritable"
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a"]


def test_a_folder_that_takes_no_files_says_so() -> None:
    with pytest.raises(LaureaError) as refusal:
        write_file("/proc/laurea", b"x")
    assert refusal.value.problem.type.slug == "file-unwritable"


def test_an_empty_name_is_the_folder_itself() -> None:
    with pytest.raises(Conflict):
        refuse_existing("")


def test_a_disk_without_second_names_still_gets_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    write_file(tmp_path / "a", b"first")
    with pytest.raises(Conflict):
        write_file(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"
    assert names_in(tmp_path) == ["a"]


def test_a_file_in_the_making_has_no_name_until_it_is_complete(tmp_path: Path) -> None:
    with file_in_making(tmp_path / "a") as file:
        file.write(b"one, ")
        assert "a" not in names_in(tmp_path)
        file.write(b"two")
    assert (tmp_path / "a").read_bytes() == b"one, two"
    assert names_in(tmp_path) == ["a"]


def test_a_file_that_is_given_up_in_the_making_leaves_nothing(tmp_path: Path) -> None:
    def give_up() -> None:
        with file_in_making(tmp_path / "a") as file:
            file.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        give_up()
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("kind", [MalformedDocument, LimitExceeded])
def test_a_problem_with_what_a_file_holds_names_the_file(kind: type[LaureaError]) -> None:
    with pytest.raises(kind) as refusal, naming("school.json"):
        raise kind(Problem(PARSING, "A bracket is missing.", "/name"))
    assert refusal.value.problem.detail == "school.json: A bracket is missing."
    assert refusal.value.problem.pointer == "/name"


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    def write() -> None:
        with (tmp_path / "pipe").open("wb") as pipe:
            pipe.write(b"a" * 100_000)

    writer = threading.Thread(target=write)
    writer.start()
    assert read_file(tmp_path / "pipe", max_bytes=100_000) == b"a" * 100_000
    writer.join()


def test_a_pipe_into_which_nobody_writes_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PATIENCE_MS", 20)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unavailable, match="is a pipe"):
        read_file(tmp_path / "pipe", max_bytes=10)


def test_a_pipe_that_gives_too_much_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    # opened for both, so that there is a writer although nobody else takes part
    with os.fdopen(os.open(tmp_path / "pipe", os.O_RDWR), "r+b", buffering=0) as pipe:
        pipe.write(b"a" * 100)
        with pytest.raises(LimitExceeded):
            read_file(tmp_path / "pipe", max_bytes=10)
