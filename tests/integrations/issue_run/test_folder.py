from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from laurea.credentials.errors import Conflict, LaureaError, NotFound, Unavailable
from laurea.integrations.issue_run.folder import RunFolder
from laurea.integrations.issue_run.journal import FILE_NAME, Journal, write_journal

JOURNAL = Journal(datetime(2026, 11, 20, 9, tzinfo=UTC), bytes(range(32)), {"the roster": "a1"})
LEFT_OVER = ".0123456789abcdef.part"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_missing_folder_is_made_when_it_is_claimed_and_not_before(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "out", resume=False)
    assert names(tmp_path) == []
    with ExitStack() as until:
        folder.claim(JOURNAL, until)
    assert names(tmp_path / "out") == [FILE_NAME]


@pytest.mark.parametrize("place", [".", "absent"])
def test_where_no_run_stands_none_is_taken_up(tmp_path: Path, place: str) -> None:
    with pytest.raises(Conflict) as refusal:
        RunFolder(tmp_path / place, resume=True)
    assert "holds no run to take up" in refusal.value.problem.detail
    assert names(tmp_path) == []


def test_an_empty_folder_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / LEFT_OVER).write_bytes(b"half")
    folder = RunFolder(tmp_path, resume=False)
    assert folder.journal is None
    with ExitStack() as until:
        folder.claim(JOURNAL, until)
    assert names(tmp_path) == [FILE_NAME]


@pytest.mark.parametrize("resume", [True, False])
@pytest.mark.parametrize("name", ["notes.txt", ".hidden", ".0123.part"])
def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path, name: str, resume: bool) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(Conflict) as refusal:
        RunFolder(tmp_path, resume=resume)
    assert "not empty" in refusal.value.problem.detail
    assert names(tmp_path) == [name]


def test_a_run_is_taken_up_only_where_that_is_asked(tmp_path: Path) -> None:
    write_journal(tmp_path, JOURNAL)
    with pytest.raises(Conflict) as refusal:
        RunFolder(tmp_path, resume=False)
    assert "--resume" in refusal.value.problem.detail
    assert RunFolder(tmp_path, resume=True).journal == JOURNAL


def test_what_a_killed_process_left_unfinished_is_removed(tmp_path: Path) -> None:
    write_journal(tmp_path, JOURNAL)
    (tmp_path / "status").mkdir()
    for folder in (tmp_path, tmp_path / "status"):
        (folder / LEFT_OVER).write_bytes(b"half")
    with ExitStack() as until:
        RunFolder(tmp_path, resume=True).claim(JOURNAL, until)
    assert names(tmp_path) == [FILE_NAME, "status"]
    assert names(tmp_path / "status") == []


def test_two_processes_do_not_work_in_one_folder(tmp_path: Path) -> None:
    with ExitStack() as until:
        RunFolder(tmp_path, resume=False).claim(JOURNAL, until)
        other = RunFolder(tmp_path, resume=True)
        with pytest.raises(Conflict) as refusal:
            other.claim(JOURNAL, until)
        assert "Another process" in refusal.value.problem.detail
    with ExitStack() as until:
        other.claim(JOURNAL, until)


def test_a_folder_that_somebody_made_meanwhile_is_not_taken(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "out", resume=False)
    (tmp_path / "out").mkdir()
    with ExitStack() as until, pytest.raises(Conflict):
        folder.claim(JOURNAL, until)
    assert names(tmp_path / "out") == []


def test_a_run_that_somebody_began_meanwhile_is_not_taken(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, resume=False)
    write_journal(tmp_path, JOURNAL)
    with ExitStack() as until, pytest.raises(Conflict):
        folder.claim(JOURNAL, until)


@pytest.mark.parametrize(
    ("place", "kind", "slug"),
    [
        ("file", Conflict, "file-exists"),
        ("file/out", Unavailable, "file-unwritable"),
        ("absent/out", NotFound, "file-unwritable"),
        ("n" * 300, Unavailable, "file-unwritable"),
        ("/proc/out", Unavailable, "file-unwritable"),
    ],
)
def test_a_place_where_no_folder_can_be_is_named(
    tmp_path: Path, place: str, kind: type[LaureaError], slug: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with ExitStack() as until, pytest.raises(kind) as refusal:
        RunFolder(tmp_path / place, resume=False).claim(JOURNAL, until)
    assert refusal.value.problem.type.slug == slug
    assert names(tmp_path) == ["file"]


def test_a_folder_that_takes_no_journal_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    folder = RunFolder(tmp_path / "out", resume=False)
    monkeypatch.setattr("os.fdopen", full)
    with ExitStack() as until, pytest.raises(Unavailable):
        folder.claim(JOURNAL, until)
    assert names(tmp_path) == []


def test_what_stands_there_already_is_not_written_again(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, resume=False)
    assert folder.keep("a.json", b"one") is False
    before = (tmp_path / "a.json").stat().st_ino
    assert folder.keep("a.json", b"one") is True
    assert (tmp_path / "a.json").stat().st_ino == before
    assert folder.keep("a.json", b"another") is False
    assert (tmp_path / "a.json").read_bytes() == b"another"


def test_a_status_list_that_stands_there_is_never_replaced(tmp_path: Path) -> None:
    """Even one that does not verify: it may say who was revoked."""
    folder = RunFolder(tmp_path, resume=False)
    made = folder.keep_list("1.json", lambda: b"new", lambda _: True)
    kept = folder.keep_list("1.json", lambda: b"newer", lambda content: content == b"new")
    assert (made, kept) == (b"new", b"new")
    with pytest.raises(Conflict, match="move it away"):
        folder.keep_list("1.json", lambda: b"newest", lambda _: False)
    assert (tmp_path / "status" / "1.json").read_bytes() == b"new"


def test_a_run_that_issued_nothing_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    for name in ("made", "missing"):
        folder = RunFolder(tmp_path / name, resume=False)
        with ExitStack() as until:
            folder.claim(JOURNAL, until)
            folder.keep_list("1.json", lambda: b"list", lambda _: False)
            folder.withdraw()
    assert names(tmp_path) == ["made"]
    assert names(tmp_path / "made") == []
