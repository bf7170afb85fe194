from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.models import BulkRun, Credential, CredentialState, RunState
from laurea.web.issuing.roster_models import RosterDraft, RosterMend
from laurea.web.operations.models import AuditRow
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World, an_achievement, signed_in
from tests.web.issuing.rosters.bringing import a_roster, brought, filled_in, of, upload
from tests.web.issuing.staff import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(world.owner)


def agree(client: Client, draft: RosterDraft) -> Any:
    """Agree to the guess of the columns."""
    page = client.get(of("columns", draft))
    return client.post(of("columns", draft), filled_in(page))


def sent(client: Client, where: str, fields: dict[str, str]) -> Any:
    """What a browser shows after it sent a form."""
    answer = client.post(where, fields)
    assert answer.status_code == 302
    return client.get(answer.headers["Location"])


def start(client: Client, draft: RosterDraft) -> BulkRun:
    """Start the run of a roster."""
    page = client.get(of("start", draft))
    response = client.post(of("start", draft), filled_in(page))
    assert response.status_code == 302, words(response)
    return BulkRun.objects.get(pk=response.headers["Location"].split("/")[-1])


def test_a_roster_goes_from_file_to_report(client: Client, world: World) -> None:
    draft = brought(client, world, a_roster(5))
    columns = client.get(of("columns", draft))
    assert filled_in(columns)["column-1"] == "e-mail"
    assert "learner2@college.example" in words(columns)
    assert agree(client, draft).headers["Location"] == of("rows", draft)
    assert "5 rows are ready" in words(client.get(of("rows", draft)))
    run = start(client, draft)
    assert (run.rows, run.state) == (5, RunState.RUNNING)
    page = client.get(reverse("issuing-run", args=["guild", run.pk]))
    assert "0 of 5 rows done." in words(page)
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.content.decode()
    work_all()
    page = client.get(reverse("issuing-run", args=["guild", run.pk]))
    assert "5 credentials are issued" in words(page)
    assert "http-equiv" not in page.content.decode()
    names = set(Credential.objects.values_list("recipient_email", "recipient_name"))
    assert ("learner2@college.example", "Learner 2") in names
    assert len(names) == 5


def test_what_a_roster_says_stands_in_its_credentials(client: Client, world: World) -> None:
    roster = (
        "e-mail,name,awarded,valid until,evidence,result\n"
        "ada@example.org,Ada,2026-11-02,2028-11-02,https://portfolio.example/ada,91\n"
    )
    draft = brought(client, world, roster)
    start(client, draft)
    work_all()
    document = json.loads(bytes(Credential.objects.get().document or b""))
    assert document["validFrom"].startswith("2026-11-02T")
    assert document["validUntil"].startswith("2028-11-02T23:59:59")
    assert document["evidence"][0]["id"] == "https://portfolio.example/ada"
    assert document["credentialSubject"]["result"][0]["value"] == "91"


def test_bad_rows_are_mended_in_place_several_at_once(client: Client, world: World) -> None:
    draft = brought(client, world, a_roster(60, bad=(7, 19, 33, 39, 44, 47, 59)))
    page = client.get(of("rows", draft))
    assert "7 rows need you" in words(page)
    assert "53 rows are ready" in words(page)
    fields = filled_in(page)
    assert fields["cell-7-1"] == "learner7@college"
    fields |= {f"cell-{row}-1": f"l{row}@college.example" for row in (7, 19, 33, 39, 44)}
    fields |= {"cell-47-1": "still@wrong", "aside-59": "1", "then": "start"}
    response = client.post(of("rows", draft), fields, follow=True)
    said = words(response)
    assert "7 rows were changed. 1 row still needs you." in said
    assert "still@wrong" in response.content.decode()
    fields = filled_in(response) | {"cell-47-1": "l47@college.example", "then": "start"}
    response = client.post(of("rows", draft), fields)
    assert response.headers["Location"] == of("start", draft)
    run = start(client, draft)
    work_all()
    run.refresh_from_db()
    assert (run.issued, run.refused) == (59, 0)
    assert Credential.objects.filter(recipient_email="l47@college.example").exists()
    report = client.get(reverse("issuing-run-report", args=["guild", run.pk])).content.decode()
    lines = {int(row["row"]): row for row in csv.DictReader(io.StringIO(report.lstrip("\ufeff")))}
    assert len(lines) == 60
    assert lines[59]["outcome"] == "set-aside"
    assert lines[7]["credential"].startswith("http://localhost:8000/c/")


def test_a_form_left_open_takes_back_nothing_that_was_mended_since(
    client: Client, world: World
) -> None:
    draft = brought(client, world, a_roster(5, bad=(3, 4)))
    page = client.get(of("rows", draft))
    first, second = filled_in(page), filled_in(page)
    client.post(of("rows", draft), first | {"cell-3-1": "three@college.example"})
    client.post(of("rows", draft), second | {"cell-4-1": "four@college.example"})
    assert "5 rows are ready" in words(client.get(of("rows", draft)))


def test_a_row_set_aside_can_be_taken_back(client: Client, world: World) -> None:
    draft = brought(client, world, a_roster(3, bad=(3,)))
    client.post(of("rows", draft), filled_in(client.get(of("rows", draft))) | {"aside-3": "1"})
    page = client.get(of("rows", draft))
    assert "2 rows are ready" in words(page)
    assert "1 row is set aside" in words(page)
    client.post(of("rows", draft), filled_in(page) | {"back-3": "1"})
    assert "1 row needs you" in words(client.get(of("rows", draft)))


def test_who_stands_twice_or_holds_it_already_is_said_and_asked_about(
    client: Client, world: World
) -> None:
    first = brought(client, world, a_roster(2))
    start(client, first)
    work_all()
    roster = a_roster(4) + "Learner 4,LEARNER4@college.example,2026-11-05,91\n"
    draft = brought(client, world, roster)
    page = client.get(of("rows", draft))
    said = words(page)
    assert "1 row has the address of a row further up." in said
    assert (
        "Rows 4 and 6 have the same e-mail address. Row 4 is kept, and row 6 is left out." in said
    )
    assert "2 rows are left out." in said
    assert "--allow-duplicates" not in said
    assert "2 rows are ready" in said
    answers = filled_in(page) | {"duplicates": "yes", "again": "yes"}
    client.post(of("rows", draft), answers)
    assert "5 rows are ready" in words(client.get(of("rows", draft)))


def test_a_wrong_guess_is_corrected_in_place(client: Client, world: World) -> None:
    roster = "Wer,Kontakt,E-mail\nAda,ada@example.org,none\nBo,bo@example.org,none\n"
    draft = brought(client, world, roster)
    fields = filled_in(client.get(of("columns", draft)))
    assert fields["column-2"] == "e-mail"
    fields |= {"column-0": "name", "column-1": "e-mail", "column-2": ""}
    assert client.post(of("columns", draft), fields).status_code == 302
    draft.refresh_from_db()
    assert draft.mapping == {"e-mail": "#2", "name": "#1"}
    assert "2 rows are ready" in words(client.get(of("rows", draft)))


def test_columns_that_nobody_recognises_are_chosen_by_people(client: Client, world: World) -> None:
    draft = brought(client, world, "Alpha;Beta\nAda;ada@example.org\n")
    page = client.get(of("columns", draft))
    said = words(page)
    assert "--map" not in said
    assert "Choose below what each column becomes." in said
    assert "One thing is left to choose" in said
    refused = sent(client, of("columns", draft), filled_in(page))
    assert refused.status_code == 422
    fields = filled_in(page) | {"column-1": "e-mail"}
    assert client.post(of("columns", draft), fields).status_code == 302
    assert "1 row is ready" in words(client.get(of("rows", draft)))


def test_two_columns_for_one_field_are_refused_with_what_was_chosen(
    client: Client, world: World
) -> None:
    draft = brought(client, world, a_roster(2))
    fields = filled_in(client.get(of("columns", draft))) | {"column-0": "e-mail"}
    response = sent(client, of("columns", draft), fields)
    assert response.status_code == 422
    assert "Another column becomes this as well." in words(response)
    assert filled_in(response)["column-0"] == "e-mail"
    draft.refresh_from_db()
    assert draft.mapping == {}


def test_a_date_that_can_be_read_two_ways_is_asked_openly(client: Client, world: World) -> None:
    draft = brought(client, world, "e-mail,awarded\nada@example.org,06/11/2026\n")
    page = client.get(of("columns", draft))
    assert "Which day is 06/11/2026?" in words(page)
    assert "6 November 2026" in words(page)
    assert "11 June 2026" in words(page)
    rows = words(client.get(of("rows", draft)))
    assert "1 row needs you" in rows
    assert "--date-order" not in rows
    client.post(of("columns", draft), filled_in(page) | {"order": "dmy"})
    assert "1 row is ready" in words(client.get(of("rows", draft)))


def test_a_result_that_the_achievement_does_not_allow_is_mended(
    client: Client, world: World
) -> None:
    described = {
        "id": "urn:uuid:7f3ae0f6-1f0a-4b7f-9d1e-0f6c1b2a3d4e",
        "type": ["ResultDescription"],
        "name": "Quiz",
        "resultType": "Percent",
        "valueMin": "0",
        "valueMax": "100",
    }
    achievement = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Spinning", resultDescription=[described]),
        at=NOON,
    )
    address = reverse("issuing-roster-upload", args=["guild", achievement.pk])
    response = client.post(address, {"text": "e-mail,result\nada@example.org,120\n", "key": "1"})
    draft = RosterDraft.objects.get()
    assert response.headers["Location"] == of("columns", draft)
    page = client.get(of("rows", draft))
    assert "A number from 0 to 100 is wanted." in words(page)
    assert filled_in(page)["cell-2-1"] == "120"
    client.post(of("rows", draft), filled_in(page) | {"cell-2-1": "92"})
    assert "1 row is ready" in words(client.get(of("rows", draft)))


def test_a_row_without_a_last_day_is_valid_as_long_as_the_achievement_says(
    client: Client, world: World
) -> None:
    achievement = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Spinning"),
        valid_months=18,
        at=NOON,
    )
    days = "ada@example.org,2026-11-02,\nbo@example.org,2026-11-02,2026-12-24\n"
    text = f"e-mail,awarded,valid until\n{days}"
    address = reverse("issuing-roster-upload", args=["guild", achievement.pk])
    client.post(address, {"text": text, "key": "1"})
    draft = RosterDraft.objects.get()
    agree(client, draft)
    assert "for 18 months, where the row names no last day" in words(client.get(of("start", draft)))
    start(client, draft)
    work_all()
    ends = dict(Credential.objects.values_list("recipient_email", "valid_until"))
    assert {who: str(end) for who, end in ends.items()} == {
        "ada@example.org": "2028-05-02 23:59:59+00:00",
        "bo@example.org": "2026-12-24 23:59:59+00:00",
    }


def test_how_the_file_is_read_can_be_said(client: Client, world: World) -> None:
    draft = brought(client, world, "e-mail;name\nzoe@example.org;Zoë\n".encode("mac-roman"))
    client.post(of("reading", draft), {"encoding": "mac-roman", "delimiter": ";"})
    page = words(client.get(of("columns", draft)))
    assert "Zoë" in page
    client.post(of("reading", draft), {"encoding": "no such", "delimiter": "no such"})
    draft.refresh_from_db()
    assert (draft.encoding, draft.delimiter) == ("", "")


def test_the_same_form_sent_twice_is_one_roster_and_one_run(client: Client, world: World) -> None:
    first = upload(client, world, a_roster(3), key="same")
    assert (
        upload(client, world, a_roster(3), key="same").headers["Location"]
        == first.headers["Location"]
    )
    upload(client, world, a_roster(4), key="same")
    assert RosterDraft.objects.count() == 2
    draft = RosterDraft.objects.get(pk=first.headers["Location"].split("/")[-2])
    fields = filled_in(client.get(of("start", draft)))
    places = {client.post(of("start", draft), fields).headers["Location"] for _ in range(2)}
    assert len(places) == BulkRun.objects.count() == 1
    assert AuditRow.objects.filter(action="run.start").count() == 1


def test_nothing_is_started_that_was_not_seen(client: Client, world: World) -> None:
    draft = brought(client, world, a_roster(3))
    fields = filled_in(client.get(of("start", draft)))
    client.post(of("rows", draft), {"aside-2": "1"})
    response = sent(client, of("start", draft), fields)
    assert response.status_code == 409
    assert "changed in the meantime" in words(response)
    assert "2 learners" in words(response)
    assert not BulkRun.objects.exists()


def test_a_roster_that_was_started_does_not_change(client: Client, world: World) -> None:
    draft = brought(client, world, a_roster(3))
    run = start(client, draft)
    page = reverse("issuing-run", args=["guild", run.pk])
    for name in ("columns", "rows", "start", "reading"):
        response = client.post(of(name, draft), {"cell-2-1": "x"})
        assert response.headers["Location"] == page, name
    assert client.post(of("discard", draft)).status_code == 409
    assert not RosterMend.objects.exists()


def test_issuing_many_asks_again_who_it_is(world: World) -> None:
    client = Client()
    client.force_login(world.owner)
    draft = brought(client, world, a_roster(3))
    response = client.post(of("start", draft), {"changes": "0"})
    assert response.status_code == 302
    assert "/accounts/" in response.headers["Location"]
    assert not BulkRun.objects.exists()


def test_after_the_run_only_what_the_report_needs_is_kept(client: Client, world: World) -> None:
    draft = brought(client, world, a_roster(3, bad=(3,)))
    run = start(client, draft)
    work_all()
    draft.refresh_from_db()
    assert bytes(draft.content) == b""
    assert [one["row"] for one in draft.rest] == [3]
    assert not RosterMend.objects.exists()
    page = client.get(reverse("issuing-run", args=["guild", run.pk]))
    assert "1 row has no credential" in words(page)
    response = client.post(reverse("issuing-run-rest", args=["guild", run.pk]))
    again = RosterDraft.objects.exclude(pk=draft.pk).get()
    assert response.headers["Location"] == of("rows", again)
    page = client.get(of("rows", again))
    assert "1 row needs you" in words(page)
    client.post(of("rows", again), filled_in(page) | {"cell-3-1": "three@college.example"})
    start(client, again)
    work_all()
    assert Credential.objects.filter(state=CredentialState.ISSUED).count() == 3
    assert client.post(reverse("issuing-run-rest", args=["guild", run.pk])).status_code == 302
    assert RosterDraft.objects.count() == 2


def test_rosters_are_seen_by_those_who_issue_and_by_nobody_outside(world: World) -> None:
    draft = brought(signed_in(world.owner), world, a_roster(3))
    issuer = signed_in(world.join("ivo", Role.ISSUER))
    assert issuer.get(of("rows", draft)).status_code == 200
    for account, status in ((world.colleague, 403), (world.stranger, 404)):
        for name in ("columns", "rows", "start", "left"):
            response = signed_in(account).get(of(name, draft))
            assert response.status_code == status
            assert ("Rosters take an owner or an issuer" in words(response)) is (status == 403)
    foreign = of("rows", draft).replace("guild", "rope")
    assert signed_in(world.owner).get(foreign).status_code == 404


def test_discarding_deletes_the_file(client: Client, world: World) -> None:
    draft = brought(client, world, a_roster(3))
    response = client.post(of("discard", draft), follow=True)
    assert "was discarded" in words(response)
    assert not RosterDraft.objects.exists()
    assert AuditRow.objects.filter(action="roster.discard").count() == 1


def test_the_list_leads_on(client: Client, world: World) -> None:
    page = client.get(reverse("issuing-rosters", args=["guild"]))
    assert "No roster was brought yet" in words(page)
    chosen = {"achievement": str(world.achievement.pk)}
    response = client.get(reverse("issuing-rosters", args=["guild"]), chosen)
    assert response.headers["Location"].endswith(f"/achievements/{world.achievement.pk}/roster")
    draft = brought(client, world, a_roster(3))
    assert "autumn.csv" in words(client.get(reverse("issuing-rosters", args=["guild"])))
    start(client, draft)
    listed = words(client.get(reverse("issuing-rosters", args=["guild"])))
    assert "autumn.csv" not in listed
    assert "0 of 3" in listed


def test_the_template_is_a_roster_that_is_understood(client: Client, world: World) -> None:
    address = reverse("issuing-roster-template", args=["guild", world.achievement.pk])
    content = client.get(address).content
    draft = brought(client, world, content + b"ada@example.org,Ada,,,\r\n")
    assert "1 row is ready" in words(client.get(of("rows", draft)))


def test_what_is_no_roster_is_refused_under_its_field(client: Client, world: World) -> None:
    for content, sentence in (
        (b"", "The file is empty."),
        (b"e-mail,name\n", "Nobody stands below the header"),
        (b"\x89PNG\r\n\x1a\n", "The file is a picture."),
        (b'e-mail,name\n"ada@example.org,Ada\nb@example.org,B\n', "A quotation mark"),
    ):
        response = client.get(upload(client, world, content).headers["Location"])
        assert response.status_code == 422, content
        assert sentence in words(response), words(response)
    address = reverse("issuing-roster-upload", args=["guild", world.achievement.pk])
    response = sent(client, address, {"key": "1"})
    assert response.status_code == 422
    assert "Choose a file, or paste the rows below." in words(response)
    assert not RosterDraft.objects.exists()


def test_rows_that_are_pasted_from_a_spreadsheet_are_read(client: Client, world: World) -> None:
    address = reverse("issuing-roster-upload", args=["guild", world.achievement.pk])
    text = "Name\tE-mail\r\nAda\tada@example.org\r\n"
    response = client.post(address, {"text": text, "key": "1"})
    draft = RosterDraft.objects.get()
    assert response.headers["Location"] == of("columns", draft)
    assert "tab, utf-8" in words(client.get(of("columns", draft)))


def test_many_bad_rows_are_spread_over_pages(client: Client, world: World) -> None:
    draft = brought(client, world, a_roster(80, bad=tuple(range(2, 62))))
    first = client.get(of("rows", draft))
    assert "60 rows need you" in words(first)
    assert len([name for name in filled_in(first) if name.startswith("cell-")]) == 25
    last = client.get(of("rows", draft) + "?page=3")
    assert "cell-61-1" in filled_in(last)
    assert client.get(of("rows", draft) + "?page=999999").status_code == 200


def test_the_rows_that_need_somebody_can_be_taken_away_as_csv(client: Client, world: World) -> None:
    draft = brought(client, world, a_roster(5, bad=(3,)))
    content = client.get(of("left", draft)).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert row["Row"] == "3"
    assert row["mail"] == "learner3@college"
