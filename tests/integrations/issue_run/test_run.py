from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.errors import Conflict, LaureaError, MalformedDocument, Unavailable
from laurea.credentials.ports import Signer
from laurea.credentials.problems import FILE_UNWRITABLE, Problem
from laurea.credentials.report import Verdict
from laurea.integrations.files import write_file
from laurea.integrations.issue_run import open_run
from laurea.integrations.issue_run import run as run_module
from laurea.integrations.keystore.key_file import KeyFile
from tests.simulator.office import BEGUN, PERCENT, RUBRIC, STATUS_URL, Office

ADDRESS = "learner.3@example.org"


@dataclass(frozen=True)
class Signs:
    """A signer that counts, and that can be made to sign something else than it is given."""

    inner: Signer
    counts: list[int]
    lies: bool = False

    @property
    def verification_method(self) -> str:
        return self.inner.verification_method

    @property
    def algorithm(self) -> str:
        return self.inner.algorithm

    def sign_many(self, messages: Sequence[bytes], reservation: str | None) -> list[bytes]:
        assert reservation
        self.counts.append(len(messages))
        return self.inner.sign_many([b"lie"] * len(messages) if self.lies else messages, None)


def key_with(office: Office, *, lies: bool = False) -> tuple[KeyFile, list[int]]:
    counts: list[int] = []
    return replace(office.key, signer=Signs(office.key.signer, counts, lies)), counts


def test_every_learner_gets_one_credential_that_verifies(office: Office) -> None:
    office.enrol_many(12)
    run, outcomes = office.issue(status_url=STATUS_URL)
    assert (run.tally.issued, run.tally.refused, run.row_count) == (12, 0, 12)
    assert [report.verdict for report in office.reports(at=BEGUN)] == [Verdict.VALID] * 12
    assert [each["file"] for each in office.report()] == [each.file for each in outcomes]
    assert len({each.id for each in outcomes}) == 12
    assert sorted(path.name for path in office.out.iterdir() if path.suffix != ".json") == [
        "report.csv",
        "run.journal",
        "status",
    ]


def test_what_a_row_says_stands_in_its_credential(office: Office) -> None:
    office.define(resultDescription=[PERCENT, RUBRIC])
    office.enrol(
        [
            ADDRESS,
            "Ada",
            "did:example:ada",
            "2026-06-14",
            "2028-06-14",
            "91,5",
            "Holds",
            "https://p.example.org/a",
        ],
        header=(
            *("email", "name", "DID", "awarded", "valid until"),
            *("Result: Final test", "Result: Seam", "evidence"),
        ),
    )
    office.issue(include_name=True)
    (credential,) = office.credentials()
    assert credential["issuer"]["id"] == office.key.did
    assert credential["validFrom"] == "2026-06-14T00:00:00Z"
    assert credential["validUntil"] == "2028-06-14T23:59:59Z"
    assert credential["evidence"][0]["id"] == "https://p.example.org/a"
    subject = credential["credentialSubject"]
    assert subject["id"] == "did:example:ada"
    assert subject["identifier"][1]["identityHash"] == "Ada"
    assert subject["result"] == [
        {"type": ["Result"], "resultDescription": PERCENT["id"], "value": "91.5"},
        {
            "type": ["Result"],
            "achievedLevel": "urn:example:seam:1",
            "resultDescription": RUBRIC["id"],
        },
    ]


def test_a_bad_row_is_named_and_does_not_stop_the_others(office: Office) -> None:
    office.define(resultDescription=[PERCENT])
    office.enrol(
        ["a@example.org", "90", ""],
        ["nobody", "90", ""],
        ["b@example.org", "900", ""],
        ["A@Example.org", "90", ""],
        ["c@example.org", "90", "2020-01-01"],
        ["d@example.org", "", ""],
        header=("email", "result", "valid until"),
    )
    run, outcomes = office.issue()
    assert [each.number for each in outcomes if each.is_issued] == [2, 7]
    assert run.tally.refused_by == {
        "row-email": 1,
        "row-result": 1,
        "row-duplicate": 1,
        "row-date": 1,
    }
    refused = (office.out / "refused.csv").read_text("utf-8-sig").splitlines()
    assert refused[0] == "email,result,valid until,Row,Reason"
    assert [line.split(",")[3] for line in refused[1:]] == ["3", "4", "6"]
    assert [line["row"] for line in office.report()] == ["2", "3", "4", "5", "6", "7"]


def test_recipients_are_hashed_and_not_readable_anywhere_in_the_folder(office: Office) -> None:
    office.enrol(["Secret.Person@example.org", "Ada Secret"], header=("email", "name"))
    office.issue(status_url=STATUS_URL, bake="svg")
    everything = b"".join((*office.contents().values(), *map(str.encode, office.contents())))
    assert b"secret" not in everything.lower()
    (report,) = office.reports(at=BEGUN)
    assert report.verdict is Verdict.VALID


def test_files_are_named_by_row_and_not_by_person(office: Office) -> None:
    office.enrol_many(1)
    _, (outcome,) = office.issue()
    assert outcome.id is not None
    short = outcome.id.removeprefix("urn:uuid:")[:8]
    assert outcome.file == f"0000002-{short}.json"


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_each_credential_is_baked_into_a_picture_of_its_own(office: Office, kind: Any) -> None:
    office.enrol_many(3)
    _, outcomes = office.issue(bake=kind)
    assert office.baked_as_written(kind)
    assert all(each.image and (office.out / each.image).is_file() for each in outcomes)


def test_status_entries_are_scattered_over_a_list_that_can_be_published(office: Office) -> None:
    office.enrol_many(20)
    run, _ = office.issue(status_url=STATUS_URL)
    entries = [each["credentialStatus"] for each in office.credentials()]
    indexes = [int(each["statusListIndex"]) for each in entries]
    assert len(set(indexes)) == 20
    assert indexes != sorted(indexes)
    (address,) = run.status_lists
    assert {each["statusListCredential"] for each in entries} == {address}
    (path,) = office.out.glob("status/*")
    assert address == f"{STATUS_URL}/{path.name}"
    assert json.loads(path.read_bytes())["id"] == address


def test_two_runs_never_share_a_status_list(office: Office) -> None:
    office.enrol_many(1)
    one, _ = office.issue(status_url=STATUS_URL)
    other, _ = office.issue(status_url=STATUS_URL, out=office.folder / "other")
    assert set(one.status_lists).isdisjoint(other.status_lists)


def test_a_run_across_two_lists_makes_both(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.enrol_many(6)
    monkeypatch.setattr("laurea.integrations.issue_run.draws.LIST_ROWS", 5)
    run, _ = office.issue(status_url=STATUS_URL)
    assert len(run.status_lists) == len(list(office.out.glob("status/*"))) == 2
    assert {report.verdict for report in office.reports(at=BEGUN)} == {Verdict.VALID}


def test_a_profile_of_ones_own_must_belong_to_the_key(office: Office) -> None:
    office.enrol_many(1)
    profile = office.folder / "profile.json"
    profile.write_text(json.dumps({"id": office.key.did, "type": ["Profile"], "name": "Halden"}))
    office.issue(issuer=str(profile))
    assert office.credentials()[0]["issuer"]["name"] == "Halden"
    profile.write_text(json.dumps({"id": "did:web:halden.example.org", "type": ["Profile"]}))
    with pytest.raises(MalformedDocument) as refusal:
        office.issue(issuer=str(profile), out=office.folder / "other")
    assert refusal.value.problem.type.slug == "key-unauthorized"
    assert not (office.folder / "other").exists()


def test_an_achievement_may_name_the_contexts_that_its_credentials_name(office: Office) -> None:
    office.enrol_many(1)
    office.define(**{"@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]})
    office.issue()
    assert "@context" not in office.credentials()[0]["credentialSubject"]["achievement"]


def test_a_dry_run_tries_everything_and_neither_writes_nor_signs(office: Office) -> None:
    office.enrol(["a@example.org"], ["nobody"])
    key, counts = key_with(office)
    before = sorted(office.folder.iterdir())
    run, outcomes = office.issue(dry_run=True, key=key, status_url=STATUS_URL, bake="png")
    assert (run.tally.issued, run.tally.refused) == (1, 1)
    assert [each.file for each in outcomes] == [None, None]
    assert counts == []
    assert sorted(office.folder.iterdir()) == before


def test_a_run_in_which_every_row_is_refused_leaves_nothing(office: Office) -> None:
    office.enrol(["nobody"], ["no.one"])
    run, _ = office.issue()
    assert (run.tally.issued, run.tally.refused) == (0, 2)
    assert not office.out.exists()


def test_a_credential_that_does_not_verify_stops_the_run_before_it_is_written(
    office: Office,
) -> None:
    office.enrol_many(3)
    key, _ = key_with(office, lies=True)
    with pytest.raises(RuntimeError, match="row 2 does not verify"):
        office.issue(key=key)
    assert sorted(office.contents()) == ["run.journal"]


def test_awards_of_another_time_are_issued_as_well(office: Office) -> None:
    office.enrol(
        ["a@example.org", "2019-05-01", "2021-05-01"],
        ["b@example.org", "2026-11-21", ""],
        header=("email", "awarded", "valid until"),
    )
    run, _ = office.issue(status_url=STATUS_URL)
    assert run.tally.issued == 2
    past, future = office.reports(at=BEGUN)
    assert [p.type.slug for p in past.problems()] == ["expired"]
    assert [p.type.slug for p in future.problems()] == ["not-yet-valid"]


# ------------------------------------------------------------------ breaking off, taking up again


def broken_off(office: Office, batches: int, **changes: Any) -> None:
    with open_run(office.request(**changes)) as run:
        going = run.batches()
        for _ in range(batches):
            next(going)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "BATCH", 4)


@pytest.mark.parametrize("batches", [0, 1, 3])
@pytest.mark.usefixtures("small_batches")
def test_a_run_taken_up_again_ends_as_if_it_had_not_been_broken_off(
    office: Office, batches: int
) -> None:
    office.enrol_many(10)
    asked: dict[str, Any] = {"status_url": STATUS_URL, "bake": "svg"}
    broken_off(office, batches, **asked)
    stood = {name: content for name, content in office.contents().items() if name != "report.csv"}
    assert len(stood) == (1 if batches == 0 else 2 + 2 * min(4 * batches, 10))
    later = datetime.now(UTC)
    run, outcomes = office.issue(resume=True, at=later, **asked)
    assert run.tally.issued == 10
    contents = office.contents()
    assert stood.items() <= contents.items()
    assert len({each.id for each in outcomes}) == 10
    indexes = {each["credentialStatus"]["statusListIndex"] for each in office.credentials()}
    assert len(indexes) == 10
    assert office.baked_as_written("svg")
    assert {report.verdict for report in office.reports()} == {Verdict.VALID}
    assert [row["id"] for row in office.report()] == [each.id for each in outcomes]


@pytest.mark.usefixtures("small_batches")
def test_credentials_begin_when_the_run_began_and_not_when_it_was_taken_up_again(
    office: Office,
) -> None:
    office.enrol_many(6)
    broken_off(office, 1)
    office.issue(resume=True, at=BEGUN + timedelta(days=3))
    assert {each["validFrom"] for each in office.credentials()} == {"2026-11-20T09:00:00Z"}


@pytest.mark.parametrize("damage", [b"", b"{", None])
def test_a_file_that_was_damaged_or_lost_comes_back_byte_for_byte(
    office: Office, damage: bytes | None
) -> None:
    office.enrol_many(5)
    office.issue(bake="png")
    whole = office.contents()
    for path in sorted(office.out.glob("000000[34]*")):
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)
    office.issue(bake="png", resume=True)
    assert office.contents() == whole


def test_a_finished_run_can_be_taken_up_and_stays_the_same(office: Office) -> None:
    office.enrol_many(5)
    office.issue(status_url=STATUS_URL)
    before = {path: path.stat().st_ino for path in office.out.rglob("*.json")}
    whole = office.contents()
    office.issue(status_url=STATUS_URL, resume=True)
    assert office.contents() == whole
    assert {path: path.stat().st_ino for path in office.out.rglob("*.json")} == before


def test_a_second_run_into_the_same_folder_is_refused_and_changes_nothing(office: Office) -> None:
    office.enrol_many(2)
    office.issue()
    whole = office.contents()
    with pytest.raises(Conflict) as refusal:
        office.issue()
    assert "--resume" in refusal.value.problem.detail
    assert office.contents() == whole


def other_achievement(office: Office) -> None:
    office.define(description="Another.")


def other_roster(office: Office) -> None:
    office.enrol_many(3)


@pytest.mark.parametrize(
    ("change", "options", "named"),
    [
        (other_achievement, {}, "the achievement"),
        (other_roster, {}, "the roster"),
        (None, {"status_url": STATUS_URL}, "--status"),
        (None, {"bake": "png"}, "--bake"),
        (None, {"include_name": True}, "--include-name"),
        (None, {"date_order": "mdy"}, "--date-order"),
        (None, {"mapping": {"name": ""}}, "--map"),
    ],
)
def test_taking_up_with_other_input_is_refused_by_name(
    office: Office, change: Any, options: dict[str, Any], named: str
) -> None:
    office.enrol_many(2)
    office.issue()
    whole = office.contents()
    if change is not None:
        change(office)
    with pytest.raises(Conflict) as refusal:
        office.issue(resume=True, **options)
    assert refusal.value.problem.type.slug == "run-resume"
    assert f"something else: {named}." in refusal.value.problem.detail
    assert office.contents() == whole


def test_taking_up_with_another_key_is_refused_by_name(office: Office, tmp_path: Path) -> None:
    office.enrol_many(2)
    office.issue()
    (tmp_path / "other").mkdir()
    stranger = Office(tmp_path / "other")
    with pytest.raises(Conflict) as refusal:
        office.issue(resume=True, key=stranger.key)
    assert "the issuer's profile, the key." in refusal.value.problem.detail


@pytest.mark.usefixtures("small_batches")
def test_a_disk_that_is_full_breaks_off_and_the_run_can_be_finished(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.enrol_many(10)
    written: list[str] = []

    def until_full(path: Path, content: bytes, **options: Any) -> None:
        if len(written) == 7:
            raise Unavailable(Problem(FILE_UNWRITABLE, "The disk is full."))
        written.append(path.name)
        write_file(path, content, **options)

    with monkeypatch.context() as patch:
        patch.setattr("laurea.integrations.issue_run.folder.write_file", until_full)
        with pytest.raises(Unavailable):
            office.issue()
    assert len(office.credentials()) == 7
    assert not (office.out / "report.csv").exists()
    office.issue(resume=True)
    assert len(office.credentials()) == 10
    assert {each["outcome"] for each in office.report()} == {"issued"}


@pytest.mark.usefixtures("small_batches")
def test_a_roster_that_changes_under_way_breaks_off_the_run(office: Office) -> None:
    office.enrol_many(2_000)
    with open_run(office.request()) as run:
        going = run.batches()
        next(going)
        office.enrol_many(5)
        with pytest.raises(LaureaError):
            list(going)
    assert not (office.out / "report.csv").exists()
