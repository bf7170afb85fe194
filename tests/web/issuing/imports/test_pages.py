"""The way from another platform's export to awards here, through the pages."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from laurea.web.issuing.import_models import AwardElsewhere, Import, ImportState
from laurea.web.issuing.models import BulkRun
from laurea.web.operations.models import Job, JobState
from laurea.web.operations.worker import work_all
from tests.simulator import other_platforms as exports
from tests.web.conftest import World, signed_in
from tests.web.issuing.imports.importing import bring, elsewhere, imported

pytestmark = pytest.mark.django_db

UPLOAD = "/o/guild/import"


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.owner)


def words(response: Any) -> str:
    """What a page says, without its markup."""
    page = re.sub(r"<script.*?</script>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def send(client: Client, content: str, key: str = "1-set-key") -> Any:
    file = SimpleUploadedFile("export.csv", content.encode())
    return client.post(UPLOAD, {"file": file, "key": key}, follow=True)


def of(name: str, brought: Import) -> str:
    whole = f"issuing-import-{name}" if name else "issuing-import"
    return reverse(whole, args=["guild", brought.pk])


def test_from_the_file_to_the_report_and_to_signed_credentials(owner: Client, world: World) -> None:
    answer = send(owner, exports.CREDLY_CSV)
    said = words(answer)
    assert "An export of Credly" in said
    assert "Awards 2 Of them revoked 1" in said
    assert "Row 4" in said
    assert "not an address" in said
    brought = Import.objects.get()
    chosen = {"a0": str(world.achievement.pk), "a1": ""}
    said = words(owner.post(of("achievements", brought), chosen, follow=True))
    assert "2 awards would be added" in said
    assert "Mira Okonjo" in said
    brought.refresh_from_db()
    answer = owner.post(of("preview", brought), {"changes": brought.changes}, follow=True)
    assert "0 of 4 awards looked at." in words(answer)
    assert owner.get(of("progress", brought)).json()["has_ended"] is False
    work_all()
    assert owner.get(of("progress", brought)).json()["facts"] == ["2", "2"]
    said = words(owner.get(of("", brought)))
    assert "2 awards are imported" in said
    assert "Sign 1 credential" in said
    report = owner.get(of("report", brought)).content.decode("utf-8-sig")
    assert "b-1,https://badges.example.org/b-1,Weaving,mira@college.example" in report
    said = words(owner.post(of("sign", brought), follow=True))
    assert "Signed anew" in said
    assert BulkRun.objects.get().rows == 1
    assert "Nothing was left to sign." in words(owner.post(of("sign", brought), follow=True))


def test_an_award_made_elsewhere_is_never_shown_as_signed_here(owner: Client, world: World) -> None:
    imported(world, exports.CREDLY_CSV)
    award = elsewhere()["b-2"]
    page = owner.get(reverse("issuing-elsewhere-award", args=["guild", award.pk]))
    said = words(page)
    assert 'href="https://badges.example.org/b-2"' in page.content.decode()
    assert "It was not signed here" in said
    for kept in ("b-2", "2 January 2026", "Revoked there"):
        assert kept in said
    said = words(owner.get("/o/guild/elsewhere"))
    assert "2 awards made elsewhere" in said
    assert "Not signed here" in said
    assert "Ivo" not in words(owner.get("/o/guild/elsewhere", {"q": "mira@college.example"}))
    assert "Nothing fits" in words(owner.get("/o/guild/elsewhere", {"q": "nobody\0"}))


def test_what_cannot_be_read_is_said_under_the_field(owner: Client) -> None:
    for content in ("name,colour\nMira,blue\n", "%PDF-1.7", '{"a": 1}', ""):
        answer = send(owner, content)
        assert answer.status_code == 422
        assert "Move from another platform" in words(answer)
    assert "Choose the file" in words(owner.post(UPLOAD, {"key": "1"}, follow=True))
    assert not Import.objects.exists()


def test_a_choice_that_is_not_offered_is_refused(owner: Client, world: World) -> None:
    brought = bring(world, exports.CREDLY_CSV)
    answer = owner.post(of("achievements", brought), {"a0": str(world.foreign.pk)}, follow=True)
    assert answer.status_code == 422
    brought.refresh_from_db()
    assert brought.changes == 0


def test_what_changed_in_another_tab_is_not_started(owner: Client, world: World) -> None:
    brought = bring(world, exports.CREDLY_CSV)
    for changes in ("7", "", "x", "-1"):
        answer = owner.post(of("preview", brought), {"changes": changes}, follow=True)
        assert answer.status_code == 409
    brought.refresh_from_db()
    assert brought.state == ImportState.BROUGHT


def test_dates_in_two_orders_are_asked_about(owner: Client, world: World) -> None:
    table = exports.ACCREDIBLE_CSV.replace("2026-06-14", "06/07/2026").replace("2029-06-14", "")
    answer = send(owner, table)
    assert "1 date can be read in two ways." in words(answer)
    brought = Import.objects.get()
    answer = owner.post(of("achievements", brought), {"a0": ""}, follow=True)
    assert answer.status_code == 422
    answer = owner.post(of("achievements", brought), {"a0": "", "date_order": "dmy"}, follow=True)
    assert "6 July 2026" in words(answer)


def test_an_import_that_was_given_up_is_tried_again(owner: Client, world: World) -> None:
    brought = bring(world, exports.CREDLY_CSV)
    owner.post(of("preview", brought), {"changes": 0})
    Job.objects.filter(task="import-awards").update(state=JobState.DEAD, last_error="disk full")
    said = words(owner.get(of("", brought)))
    assert "The import was given up" in said
    assert "disk full" in said
    owner.post(of("retry", brought))
    work_all()
    assert AwardElsewhere.objects.count() == 2


def test_a_discarded_export_is_gone(owner: Client, world: World) -> None:
    brought = bring(world, exports.CREDLY_CSV)
    assert "was discarded" in words(owner.post(of("discard", brought), follow=True))
    assert owner.get(of("achievements", brought)).status_code == 404


def test_who_only_looks_sees_what_was_imported_and_acts_on_nothing(world: World) -> None:
    auditor = signed_in(world.colleague)
    assert auditor.get(UPLOAD).status_code == 403
    done = imported(world, exports.CREDLY_CSV)
    assert "2 awards are imported" in words(auditor.get(of("", done)))
    assert "Sign 1 credential" not in words(auditor.get(of("", done)))
    assert auditor.post(of("sign", done)).status_code == 403
    assert auditor.get("/o/guild/elsewhere").status_code == 200


def test_nobody_else_finds_an_import_or_an_award(world: World) -> None:
    done = imported(world, exports.CREDLY_CSV)
    award = elsewhere()["b-1"]
    stranger = signed_in(world.stranger)
    for name in ("", "achievements", "preview", "progress", "report"):
        assert stranger.get(of(name, done)).status_code == 404
    for name in ("sign", "retry", "discard"):
        assert stranger.post(of(name, done)).status_code == 404
    for slug in ("guild", "rope"):
        address = reverse("issuing-elsewhere-award", args=[slug, award.pk])
        assert stranger.get(address).status_code == 404


def test_badges_without_awards_become_drafts(owner: Client, world: World) -> None:
    brought = bring(world, [exports.BADGE_CLASS])
    owner.post(of("achievements", brought), {"a0": "draft"})
    brought.refresh_from_db()
    owner.post(of("preview", brought), {"changes": brought.changes})
    assert owner.get(of("", brought)).status_code == 200
    work_all()
    assert "Drafts of achievements 1" in words(owner.get(of("", brought)))
    draft = owner.get("/o/guild/achievements")
    assert "Weaving" in words(draft)


def test_the_credentials_lead_to_what_was_awarded_elsewhere(owner: Client, world: World) -> None:
    assert "/o/guild/elsewhere" not in owner.get("/o/guild/credentials").content.decode()
    imported(world, exports.CREDLY_CSV)
    assert "/o/guild/elsewhere" in owner.get("/o/guild/credentials").content.decode()
