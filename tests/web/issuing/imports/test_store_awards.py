"""What was awarded elsewhere is stored as it was, once, and signed anew only if asked for."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.db import IntegrityError, transaction

from laurea.credentials.errors import Conflict, LimitExceeded, MalformedDocument, NotFound
from laurea.web.catalog.access import drafts_of
from laurea.web.issuing.access import Credential
from laurea.web.issuing.cancel_run import cancel_run
from laurea.web.issuing.import_models import AwardElsewhere, Import, ImportBatch, ImportState
from laurea.web.issuing.imports import reading
from laurea.web.issuing.imports.access import runs_signing
from laurea.web.issuing.imports.choose import DRAFT
from laurea.web.issuing.imports.discard import discard_import, forget_old_imports
from laurea.web.issuing.imports.preview import preview_import
from laurea.web.issuing.imports.report import import_report
from laurea.web.issuing.imports.sign import left_to_sign, sign_imported
from laurea.web.issuing.imports.start import start_import
from laurea.web.issuing.imports.store_awards import store_awards
from laurea.web.issuing.imports.upload import upload_export
from laurea.web.issuing.models import Letter
from laurea.web.operations.registry import Work
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Role
from tests.simulator import other_platforms as exports
from tests.web.conftest import NOON, World
from tests.web.issuing.imports.importing import bring, carry_out, choose, elsewhere, imported

pytestmark = pytest.mark.django_db


def lines(brought: Import) -> list[dict[str, str]]:
    text = import_report(brought).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def documents() -> list[dict[str, Any]]:
    signed = Credential.objects.exclude(document=None)
    return [orjson.loads(bytes(one.document or b"")) for one in signed]


def test_awards_are_kept_with_their_ids_addresses_and_dates(world: World) -> None:
    done = imported(world, exports.CREDLY_CSV)
    assert done.state == ImportState.DONE
    assert bytes(done.content) == b""
    kept = elsewhere()
    assert set(kept) == {"b-1", "b-2"}
    first = kept["b-1"]
    assert first.url == "https://badges.example.org/b-1"
    assert first.awarded_at == datetime(2026, 6, 14, tzinfo=UTC)
    assert first.recipient_email == "mira@college.example"
    assert first.achievement == world.achievement  # of the same name
    assert (first.is_revoked, kept["b-2"].is_revoked) == (False, True)
    assert Credential.objects.count() == 0


def test_importing_twice_changes_nothing(world: World) -> None:
    imported(world, exports.CREDLY_CSV)
    before = list(AwardElsewhere.objects.order_by("pk").values())
    again = imported(world, exports.CREDLY_CSV, key="2")
    assert list(AwardElsewhere.objects.order_by("pk").values()) == before
    assert [line["outcome"] for line in lines(again)] == [
        *("here-already", "here-already", "refused", "refused"),
    ]


def test_the_same_form_sent_again_is_one_import(world: World) -> None:
    assert bring(world, exports.CREDLY_CSV).pk == bring(world, exports.CREDLY_CSV).pk


def test_a_preview_says_what_comes_of_it_and_writes_nothing(world: World) -> None:
    table = exports.ACCREDIBLE_CSV
    imported(world, table)
    more = "\n".join([*table.splitlines(), table.splitlines()[1], table.splitlines()[1]])
    brought = bring(world, more.replace("9002", "9003"), key="2")
    seen = preview_import(brought, shown=1)
    assert (seen.new, seen.standing, seen.doubles, seen.refused) == (1, 1, 2, 0)
    assert [one.original_id for one in seen.first] == ["9003"]
    assert AwardElsewhere.objects.count() == 2
    done = carry_out(world, brought)
    outcomes = [line["outcome"] for line in lines(done)]
    assert outcomes == ["here-already", "imported", "double", "double"]


def test_what_counted_as_nothing_counts_once_somebody_says_so(world: World) -> None:
    carry_out(world, choose(world, bring(world, exports.CREDLY_CSV), {}))
    assert elsewhere()["b-1"].achievement is None
    brought = bring(world, exports.CREDLY_CSV, key="2")
    assert preview_import(brought, shown=0).counted == 2
    carry_out(world, brought)
    assert elsewhere()["b-1"].achievement == world.achievement


def test_a_draft_is_made_of_what_is_not_defined_here_and_only_once(world: World) -> None:
    for key in ("1", "2"):
        brought = choose(world, bring(world, exports.BADGR_JSON, key=key), {"c-1": DRAFT})
        carry_out(world, brought)
    (draft,) = drafts_of(world.organization)
    fields = draft.written["fields"]
    assert draft.name == "Weaving"
    assert fields["criteria"] == "Weave an ell of linen."
    assert fields["criteria_url"] == "https://guild.example.org/weaving"
    assert fields["tags"] == "loom, linen"
    assert elsewhere()["a-1"].achievement is None


def test_drafts_take_a_designer_and_nothing_is_begun_without(world: World) -> None:
    issuer = world.join("imke", Role.ISSUER)
    brought = choose(world, bring(world, exports.BADGR_JSON), {"c-1": DRAFT})
    with pytest.raises(NotFound):
        start_import(actor=issuer, import_id=brought.pk, changes=brought.changes, at=NOON)
    assert Import.objects.get().state == ImportState.BROUGHT


def test_nothing_is_started_unseen_or_said_of_what_was_started(world: World) -> None:
    brought = bring(world, exports.CREDLY_CSV)
    with pytest.raises(Conflict):
        start_import(actor=world.owner, import_id=brought.pk, changes=7, at=NOON)
    carry_out(world, brought)
    with pytest.raises(Conflict):
        choose(world, brought, {})
    with pytest.raises(Conflict):
        discard_import(actor=world.owner, import_id=brought.pk, at=NOON)


def test_nobody_else_brings_chooses_or_starts(world: World) -> None:
    brought = bring(world, exports.CREDLY_CSV)
    for actor in (world.colleague, world.stranger):
        with pytest.raises(NotFound):
            start_import(actor=actor, import_id=brought.pk, changes=0, at=NOON)
        with pytest.raises(NotFound):
            sign_imported(actor=actor, import_id=brought.pk, sends_letters=False, at=NOON)
        with pytest.raises(NotFound):
            upload_export(
                actor=actor,
                organization=world.organization,
                content=exports.CREDLY_CSV.encode(),
                file_name="",
                key="",
                at=NOON,
            )
    with pytest.raises(NotFound):
        choose(world, brought, {"t-1": str(world.foreign.pk)})
    with pytest.raises(NotFound):
        choose(world, brought, {"t-1": "no id at all"})


def test_an_import_that_was_stopped_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 1)
    brought = bring(world, exports.CREDLY_CSV)
    start_import(actor=world.owner, import_id=brought.pk, changes=0, at=NOON)
    asked = 0

    def stop_the_third_time() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise InterruptedError

    work = Work(str(brought.pk), {}, NOON, 1, stop_the_third_time)
    with pytest.raises(InterruptedError):
        store_awards(work)
    assert ImportBatch.objects.count() == 2
    store_awards(replace(work, still_ours=lambda: None))
    store_awards(replace(work, still_ours=lambda: None))
    assert ImportBatch.objects.count() == 4
    assert set(elsewhere()) == {"b-1", "b-2"}


def test_dates_in_two_orders_are_read_once_somebody_says(world: World) -> None:
    table = exports.ACCREDIBLE_CSV.replace("2026-06-14", "06/07/2026").replace("2029-06-14", "")
    brought = bring(world, table)
    assert (brought.counts["open_dates"], brought.counts["refused"]) == (1, 1)
    brought = choose(world, brought, brought.mapping, "dmy")
    assert brought.counts["refused"] == 0
    carry_out(world, brought)
    assert elsewhere()["9001"].awarded_at == datetime(2026, 7, 6, tzinfo=UTC)


def test_signed_anew_they_say_where_and_when_they_were_awarded_first(world: World) -> None:
    done = imported(world, exports.CREDLY_CSV)
    assert len(left_to_sign(done, at=NOON)) == 1  # the other one is revoked
    (run,) = sign_imported(actor=world.owner, import_id=done.pk, sends_letters=False, at=NOON)
    assert sign_imported(actor=world.owner, import_id=done.pk, sends_letters=True, at=NOON) == []
    work_all(clock=lambda: NOON)
    (document,) = documents()
    assert document["validFrom"] == "2026-06-14T00:00:00Z"
    assert document["validUntil"] == "2029-06-14T23:59:59Z"
    origin, shown = document["evidence"]
    assert origin["id"] == "https://badges.example.org/b-1"
    assert "Credly" in origin["name"]
    assert "under the id b-1" in origin["narrative"]
    assert shown["id"] == "https://works.example.org/1"
    assert left_to_sign(Import.objects.get(), at=NOON) == []
    assert runs_signing(done.pk) == [run]
    assert lines(done)[0]["signed here as"] == document["id"]


@pytest.mark.parametrize("tells", [False, True])
def test_no_letter_is_written_unless_somebody_asks_for_it(world: World, *, tells: bool) -> None:
    done = imported(world, exports.CREDLY_CSV)
    sign_imported(actor=world.owner, import_id=done.pk, sends_letters=tells, at=NOON)
    work_all(clock=lambda: NOON)
    assert Letter.objects.count() == int(tells)


def test_what_has_ended_or_names_no_address_is_not_signed_anew(world: World) -> None:
    done = imported(world, exports.BADGR_CSV.replace("2029-06-14", "2026-07-01"))
    assert left_to_sign(done, at=NOON) == []
    assert sign_imported(actor=world.owner, import_id=done.pk, sends_letters=False, at=NOON) == []


def test_what_an_earlier_file_brought_is_signed_from_a_later_one(world: World) -> None:
    carry_out(world, choose(world, bring(world, exports.CREDLY_CSV), {}))
    later = imported(world, exports.CREDLY_CSV, key="2")
    (run,) = sign_imported(actor=world.owner, import_id=later.pk, sends_letters=False, at=NOON)
    assert run.rows == 1
    work_all(clock=lambda: NOON)
    for brought in Import.objects.all():
        assert left_to_sign(brought, at=NOON) == []


def test_what_a_cancelled_run_left_can_be_signed_again(world: World) -> None:
    done = imported(world, exports.CREDLY_CSV)
    (run,) = sign_imported(actor=world.owner, import_id=done.pk, sends_letters=False, at=NOON)
    cancel_run(actor=world.owner, run_id=run.pk, at=NOON)
    (again,) = sign_imported(actor=world.owner, import_id=done.pk, sends_letters=False, at=NOON)
    assert again != run
    work_all(clock=lambda: NOON)
    assert len(documents()) == 1
    assert sign_imported(actor=world.owner, import_id=done.pk, sends_letters=False, at=NOON) == []


def test_a_report_is_no_formula(world: World) -> None:
    table = exports.ACCREDIBLE_CSV.replace("9001,Mira", "=1+1,Mira")
    found = lines(imported(world, table))
    assert found[0]["original id"] == "'=1+1"
    assert found[1]["recipient"] == "ivo@college.example"


def test_exports_that_nobody_started_are_forgotten_after_a_month(world: World) -> None:
    bring(world, exports.CREDLY_CSV)
    done = imported(world, exports.BADGR_CSV, key="2")
    forget_old_imports(Work("every:1", {}, NOON + timedelta(days=29), 1, lambda: None))
    assert Import.objects.count() == 2
    forget_old_imports(Work("every:1", {}, NOON + timedelta(days=31), 1, lambda: None))
    assert Import.objects.get() == done


def test_what_is_no_export_or_too_large_is_not_kept(world: World) -> None:
    with pytest.raises(MalformedDocument):
        bring(world, "name,colour\nMira,blue\n")
    with pytest.raises(LimitExceeded):
        bring(world, "x" * (17 * 1024 * 1024))
    assert not Import.objects.exists()


def test_the_database_keeps_an_award_of_a_platform_once(world: World) -> None:
    imported(world, exports.CREDLY_CSV)
    row = AwardElsewhere.objects.get(original_id="b-1")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
