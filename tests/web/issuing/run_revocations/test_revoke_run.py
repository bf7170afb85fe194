from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.models import (
    BulkRun,
    Credential,
    CredentialState,
    Letter,
    LetterKind,
    RunRevocation,
    StatusList,
    StatusPurpose,
)
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.run_revocations import access as revocations
from laurea.web.issuing.run_revocations import revoke_run as revoking
from laurea.web.issuing.run_revocations.revoke_run import revoke_run
from laurea.web.operations.models import AuditRow, Event, Job, JobState
from laurea.web.operations.worker import work_all
from tests.web.conftest import NOON, World
from tests.web.issuing.staff import client_of, words

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)


@pytest.fixture
def run(world: World) -> BulkRun:
    """A run of 50 in three chunks, all of them issued."""
    run = start_run(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        rows=[Wanted(key=str(n), email=f"p{n}@example.org", valid_from=NOON) for n in range(50)],
        key="run",
        at=NOON,
        chunk_rows=20,
    )
    work_all(clock=lambda: NOON)
    return run


@pytest.fixture
def owner(world: World) -> Client:
    return client_of(world.owner)


def at(run: BulkRun, part: str = "") -> str:
    return reverse("issuing-run-revoke", args=["guild", run.pk]) + part


def do(world: World, run: BulkRun, *, expected: int = 50, reason: str = "A mistake.") -> None:
    revoke_run(actor=world.owner, run_id=run.pk, reason=reason, expected=expected, at=LATER)


def work() -> None:
    for seconds in (0, 5):
        work_all(clock=lambda: LATER + timedelta(seconds=seconds))  # noqa: B023 - called at once


def test_all_are_revoked_told_and_published_and_the_trail_says_so(
    world: World, run: BulkRun
) -> None:
    first = Credential.objects.order_by("pk")[0]
    revoke(actor=world.owner, credential_id=first.pk, reason="Asked for.", at=NOON)
    do(world, run, expected=49)
    work()
    revoked = Credential.objects.filter(state=CredentialState.REVOKED)
    assert revoked.count() == 50
    assert revoked.filter(revocation_reason="A mistake.").count() == 49
    found = RunRevocation.objects.get()
    assert (found.total, found.done, found.revoked) == (3, 3, 49)
    assert found.ended_at is not None
    assert Event.objects.filter(name="credential.revoked").count() == 50
    assert Letter.objects.filter(kind=LetterKind.REVOCATION).count() == 50
    listed = StatusList.objects.get(purpose=StatusPurpose.REVOCATION)
    assert listed.changes == listed.published_changes == 50
    row = AuditRow.objects.get(action="run.revoke")
    assert (row.actor, row.organization, row.body["credentials"]) == (
        str(world.owner.pk),
        world.organization.pk,
        49,
    )
    assert AuditRow.objects.filter(action="credential.revoke").count() == 4


def test_asked_for_twice_it_is_done_once_and_a_reason_stays(world: World, run: BulkRun) -> None:
    for _ in range(2):
        do(world, run)
    work()
    do(world, run)
    assert AuditRow.objects.filter(action="run.revoke").count() == 1
    with pytest.raises(Conflict, match="A mistake"):
        do(world, run, reason="Another.")


def test_what_is_not_asked_for_as_it_stands_revokes_nothing(world: World, run: BulkRun) -> None:
    with pytest.raises(Conflict, match="50 credentials"):
        do(world, run, expected=49)
    with pytest.raises(MalformedDocument):
        do(world, run, reason=" ")
    for account in (world.colleague, world.stranger):
        with pytest.raises(NotFound):
            revoke_run(actor=account, run_id=run.pk, reason="No.", expected=50, at=LATER)
    BulkRun.objects.update(ended_at=None)
    with pytest.raises(Conflict, match="Cancel it first"):
        do(world, run)
    assert not RunRevocation.objects.exists()
    assert not Credential.objects.filter(state=CredentialState.REVOKED).exists()


def test_a_worker_that_stops_leaves_chunks_whole_and_another_goes_on(
    world: World, run: BulkRun, monkeypatch: pytest.MonkeyPatch, owner: Client
) -> None:
    do(world, run)
    done: list[int] = []
    count = revocations.count_revoked_chunk

    def fail_second(*args: object, **kwargs: object) -> None:
        done.append(1)
        if len(done) == 2:
            raise RuntimeError("the power failed")
        count(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(revoking, "count_revoked_chunk", fail_second)
    work_all(clock=lambda: LATER)
    revoked = Credential.objects.filter(state=CredentialState.REVOKED).count()
    assert revoked in {30, 40}  # two whole chunks
    Job.objects.filter(task="revoke-chunk", state=JobState.WAITING).update(state=JobState.DEAD)
    page = words(owner.get(at(run)))
    assert "Now being revoked" in page
    assert "1 part could not be revoked" in page
    assert "2 of 3 parts of the run are done." in page
    assert owner.post(at(run, "/again")).status_code == 302
    work()
    assert "50 credentials are revoked" in words(owner.get(at(run)))


def test_the_page_takes_a_reason_and_the_number_typed(owner: Client, run: BulkRun) -> None:
    page = words(owner.get(at(run)))
    assert "Revoke all 50 credentials of this run" in page
    for sent, said in (
        ({"reason": "", "number": "50"}, "Say why."),
        ({"reason": "A mistake.", "number": ""}, "Type the number that stands above."),
        ({"reason": "A mistake.", "number": "all"}, "in figures"),
        ({"reason": "A mistake.", "number": "49"}, "There are 50 credentials of it in force"),
    ):
        refused = owner.post(at(run), sent, follow=True)
        assert refused.status_code in {409, 422}
        assert said in words(refused)
    assert not RunRevocation.objects.exists()
    answer = owner.post(at(run), {"reason": "A mistake.", "number": "50"})
    assert answer.headers["Location"] == at(run)
    assert "0 of 3 parts of the run are done." in words(owner.get(at(run)))
    here = reverse("issuing-run", args=["guild", run.pk])
    assert "All of this run is being revoked" in words(owner.get(here))
    work()
    assert owner.get(at(run, "/progress")).json()["has_ended"] is True
    page = words(owner.get(here))
    assert "All of this run is revoked" in page
    assert "Revoke all of it" not in page


def test_who_may_not_revoke_sees_how_far_it_is_and_is_told(
    world: World, owner: Client, run: BulkRun
) -> None:
    auditor, stranger = client_of(world.colleague), client_of(world.stranger)
    refused = auditor.get(at(run))
    assert refused.status_code == 403
    assert "Revoking takes an owner or an issuer" in words(refused)
    assert auditor.post(at(run), {"reason": "No.", "number": "50"}).status_code == 403
    assert stranger.get(at(run)).status_code == 404
    do(world, run)
    assert auditor.get(at(run)).status_code == 200
    assert auditor.post(at(run, "/again")).status_code == 403
    for part in ("", "/progress"):
        assert stranger.get(at(run, part)).status_code == 404


def test_who_signed_in_long_ago_is_asked_again(world: World, run: BulkRun) -> None:
    late = client_of(world.owner, signed_in_s_ago=3600)
    answer = late.post(at(run), {"reason": "A mistake.", "number": "50"})
    assert "/accounts/" in answer.headers["Location"]
    assert not RunRevocation.objects.exists()
