from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.integrations.issue_run.journal import (
    FILE_NAME,
    Journal,
    read_journal,
    require_same_origin,
    write_journal,
)

JOURNAL = Journal(
    datetime(2026, 11, 20, 9, tzinfo=UTC), bytes(range(32)), {"the roster": "a1", "--bake": "png"}
)


def test_a_journal_is_read_as_it_was_written_and_is_its_owners_alone(tmp_path: Path) -> None:
    write_journal(tmp_path, JOURNAL)
    assert read_journal(tmp_path) == JOURNAL
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_a_journal_is_never_overwritten(tmp_path: Path) -> None:
    write_journal(tmp_path, JOURNAL)
    with pytest.raises(Conflict):
        write_journal(tmp_path, JOURNAL)


def test_the_seed_is_not_shown() -> None:
    assert JOURNAL.seed.hex() not in repr(JOURNAL)
    assert repr(JOURNAL.seed) not in repr(JOURNAL)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "another"},
        {"seed": None},
        {"seed": "00"},
        {"seed": "no hexadecimal digits"},
        {"at": "yesterday"},
        {"at": None},
        {"origin": []},
    ],
)
def test_a_damaged_journal_is_named(tmp_path: Path, changes: dict[str, object]) -> None:
    write_journal(tmp_path, JOURNAL)
    path = tmp_path / FILE_NAME
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes))
    with pytest.raises(MalformedDocument) as refusal:
        read_journal(tmp_path)
    assert refusal.value.problem.type.slug == "run-resume"
    assert str(path) in refusal.value.problem.detail


@pytest.mark.parametrize("content", [b"", b"{", b"[]", bytes(100)])
def test_a_journal_that_is_no_json_object_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(MalformedDocument):
        read_journal(tmp_path)


def test_a_folder_without_a_journal_has_none(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_journal(tmp_path)


@pytest.mark.parametrize(
    ("origin", "named"),
    [
        ({"the roster": "a2", "--bake": "png"}, "the roster."),
        ({"the roster": "a1"}, "--bake."),
        ({"the roster": "a1", "--bake": "png", "--status": "x"}, "--status."),
        ({}, "--bake, the roster."),
    ],
)
def test_other_input_is_refused_by_its_name(origin: dict[str, str], named: str) -> None:
    with pytest.raises(Conflict) as refusal:
        require_same_origin(JOURNAL, origin)
    assert f"something else: {named}" in refusal.value.problem.detail


def test_the_same_input_is_welcome() -> None:
    require_same_origin(JOURNAL, dict(JOURNAL.origin))
