from __future__ import annotations

import pytest

from laurea.credentials.errors import MalformedDocument, NotFound
from laurea.web.issuing.access import run_for
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.models import BulkChunk, BulkRun, Credential, CredentialState, RunState
from laurea.web.operations.models import Event, Job, JobState
from laurea.web.operations.worker import work_all
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db


def rows(number: int) -> list[Wanted]:
    return [Wanted(key=str(n), email=f"p{n}@example.org", valid_from=NOON) for n in range(number)]


def start(world: World, wanted: list[Wanted], key: str = "run") -> BulkRun:
    return start_run(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        rows=wanted,
        key=key,
        at=NOON,
        chunk_rows=20,
    )


def test_a_run_issues_every_row_once_and_says_so(world: World) -> None:
    run = start(world, rows(50))
    work_all(clock=lambda: NOON)
    assert Job.objects.filter(task="issue-chunk", state="done").count() == 3
    run.refresh_from_db()
    assert (run.state, run.issued, run.refused, run.ended_at) == (RunState.DONE, 50, 0, NOON)
    assert Credential.objects.filter(state=CredentialState.ISSUED).count() == 50
    assert Event.objects.filter(name="run.ended").count() == 1
    assert Event.objects.filter(name="credential.issued").count() == 50


def test_a_run_that_is_started_again_is_the_same_run(world: World) -> None:
    assert start(world, rows(5)).pk == start(world, rows(5)).pk
    work_all(clock=lambda: NOON)
    assert Credential.objects.count() == 5


def test_a_chunk_that_is_done_again_changes_nothing(world: World) -> None:
    run = start(world, rows(30))
    work_all(clock=lambda: NOON)
    Job.objects.update(state=JobState.WAITING)
    BulkChunk.objects.filter(number=0).update(state=RunState.RUNNING)
    BulkRun.objects.update(issued=10)
    work_all(clock=lambda: NOON)
    run.refresh_from_db()
    assert run.issued == 30
    assert Credential.objects.count() == 30
    assert Event.objects.filter(name="credential.issued").count() == 30


def test_rows_that_cannot_be_signed_are_named_and_stop_nobody(world: World) -> None:
    wanted = rows(10)
    bad = Wanted(key="bad", email="z@example.org", valid_from=NOON, valid_until=NOON.replace(day=1))
    run = start(world, [*wanted, bad])
    work_all(clock=lambda: NOON)
    run.refresh_from_db()
    assert (run.issued, run.refused) == (10, 1)
    (refusal,) = BulkChunk.objects.get().refusals
    assert refusal["key"] == "bad"
    assert refusal["problem"]["detail"].endswith(".")


def test_two_rows_under_one_key_are_a_bug(world: World) -> None:
    with pytest.raises(ValueError, match="same key"):
        start(world, [*rows(2), *rows(1)])


def test_runs_are_seen_from_inside_only(world: World) -> None:
    run = start(world, rows(1))
    assert run_for(world.colleague, run.pk) == run
    with pytest.raises(NotFound):
        run_for(world.stranger, run.pk)


@pytest.mark.parametrize("key", ["", "x" * 151, "two\nlines", "nul\x00", "\ud800"])
def test_a_key_under_which_nothing_can_be_reserved_is_refused_before_the_run_begins(
    world: World, key: str
) -> None:
    odd = Wanted(key=key, email="p@example.org", valid_from=NOON)
    with pytest.raises(MalformedDocument, match="1 to 150 printable"):
        start(world, [*rows(2), odd])
    assert not BulkRun.objects.exists()
    assert not Job.objects.filter(task="issue-chunk").exists()
