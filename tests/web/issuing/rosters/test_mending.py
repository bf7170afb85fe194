"""Mending rosters: what falls short, what others changed meanwhile, and numbers that stay."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.models import BulkRun, Credential
from laurea.web.issuing.roster_models import RosterDraft
from laurea.web.operations.models import AuditRow
from laurea.web.operations.worker import work_all
from tests.web.conftest import NOON, World, an_achievement, signed_in
from tests.web.issuing.rosters.bringing import a_roster, brought, filled_in, of
from tests.web.issuing.staff import words

pytestmark = pytest.mark.django_db

QUIZ = {
    "id": "urn:uuid:7f3ae0f6-1f0a-4b7f-9d1e-0f6c1b2a3d4e",
    "type": ["ResultDescription"],
    "name": "Loom quiz",
    "resultType": "Percent",
    "requiredValue": "80",
}
ESSAY = {
    "id": "urn:uuid:7f3ae0f6-1f0a-4b7f-9d1e-0f6c1b2a3d4f",
    "type": ["ResultDescription"],
    "name": "Essay",
    "resultType": "LetterGrade",
    "allowedValue": ["D", "C", "B", "A"],
    "requiredValue": "C",
}


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(world.owner)


def bring(client: Client, world: World, text: str, *results: dict[str, Any]) -> RosterDraft:
    """A roster for an achievement with results, as it is brought."""
    achievement = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Spinning", resultDescription=list(results)),
        at=NOON,
    )
    address = reverse("issuing-roster-upload", args=["guild", achievement.pk])
    answer = client.post(address, {"text": text, "key": "1"})
    return RosterDraft.objects.get(pk=answer.headers["Location"].split("/")[-2])


def mend(client: Client, draft: RosterDraft, **fields: str) -> Any:
    """Send the form of the rows as it is shown, with changes; return what is shown then."""
    found = filled_in(client.get(of("rows", draft)))
    sent = found | {name.replace("_", "-"): text for name, text in fields.items()}
    return client.post(of("rows", draft), sent, follow=True)


def start(client: Client, draft: RosterDraft) -> BulkRun:
    answer = client.post(of("start", draft), filled_in(client.get(of("start", draft))))
    return BulkRun.objects.get(pk=answer.headers["Location"].split("/")[-1])


def run_page(client: Client, run: BulkRun) -> str:
    return words(client.get(reverse("issuing-run", args=["guild", run.pk])))


SHORT = (
    "e-mail,name,Loom quiz\nada@example.org,Ada,61\nbo@example.org,Bo,90\ncy@example.org,Cy,140\n"
)


def test_a_column_called_like_a_result_is_known_without_being_chosen(
    client: Client, world: World
) -> None:
    draft = bring(client, world, SHORT, QUIZ)
    assert filled_in(client.get(of("columns", draft)))["column-2"] == "result"
    both = "e-mail,essay,loom QUIZ\nada@example.org,B,90\n"
    draft = bring(client, world, both, QUIZ, ESSAY)
    fields = filled_in(client.get(of("columns", draft)))
    assert (fields["column-1"], fields["column-2"]) == ("result:Essay", "result:Loom quiz")
    assert "1 row is ready" in words(client.get(of("rows", draft)))


def test_a_row_that_falls_short_is_awarded_on_purpose_or_left_out(
    client: Client, world: World
) -> None:
    draft = bring(client, world, SHORT, QUIZ)
    page = client.get(of("rows", draft))
    said = words(page)
    assert "2 rows need you" in said
    assert "the achievement requires “80”, and “61” is less." in said
    assert "A number from 0 to 100 is wanted." in said
    assert "purpose-4" not in page.content.decode()
    said = words(mend(client, draft, purpose_2="1", aside_4="1"))
    assert "2 rows are ready" in said
    assert "It is awarded although a result falls short." in said
    assert "Of them on purpose, below what is required 1" in words(client.get(of("start", draft)))
    start(client, draft)
    work_all()
    purposes = dict(Credential.objects.values_list("recipient_email", "on_purpose"))
    assert purposes == {"ada@example.org": True, "bo@example.org": False}
    body = AuditRow.objects.filter(action="credential.issue").latest("position").body
    assert len(body["on_purpose"]) == 1
    assert AuditRow.objects.filter(action="roster.mend").latest("position").body["on_purpose"] == [
        2
    ]


def test_a_purpose_ends_when_it_is_taken_back_or_the_result_is_written_anew(
    client: Client, world: World
) -> None:
    draft = bring(client, world, SHORT, QUIZ)
    mend(client, draft, purpose_2="1", aside_4="1")
    assert "1 row needs you" in words(mend(client, draft, not_2="1"))
    mend(client, draft, purpose_2="1")
    client.post(of("rows", draft), {"cell-2-2": "12", "was-cell-2-2": "61"})
    said = words(client.get(of("rows", draft)))
    assert "“12” is less." in said
    assert "1 row needs you" in said


def test_what_falls_short_and_is_not_mended_can_be_mended_after_the_run(
    client: Client, world: World
) -> None:
    draft = bring(client, world, SHORT, QUIZ)
    run = start(client, draft)
    work_all()
    assert "2 rows have no credential" in run_page(client, run)
    report = client.get(reverse("issuing-run-report", args=["guild", run.pk])).content.decode()
    assert "2,below-required," in report


def test_two_tabs_that_write_the_same_cell_are_told_of_each_other(
    client: Client, world: World
) -> None:
    draft = brought(client, world, a_roster(5, bad=(3, 4)))
    stale = filled_in(client.get(of("rows", draft)))
    mend(client, draft, cell_3_1="first@college.example")
    answer = client.post(
        of("rows", draft),
        stale | {"cell-3-1": "second@college.example", "cell-4-1": "four@college.example"},
    )
    page = client.get(answer.headers["Location"])
    assert page.status_code == 409
    said = words(page)
    assert (
        "Changed meanwhile to “first@college.example”. You wrote “second@college.example”" in said
    )
    assert "5 rows are ready" in said  # and what did not collide is kept
    fields = filled_in(page)
    assert fields["cell-3-1"] == "second@college.example"
    assert client.post(of("rows", draft), fields).status_code == 302
    start(client, draft)
    work_all()
    held = set(Credential.objects.values_list("recipient_email", flat=True))
    assert {"second@college.example", "four@college.example"} <= held


def test_an_answer_that_was_not_touched_takes_back_nothing(client: Client, world: World) -> None:
    roster = a_roster(3) + "Learner 3,LEARNER3@college.example,2026-11-05,91\n"
    draft = brought(client, world, roster)
    stale = filled_in(client.get(of("rows", draft)))
    mend(client, draft, duplicates="yes")
    client.post(of("rows", draft), stale | {"aside-2": "1"})
    draft.refresh_from_db()
    assert draft.allow_duplicates


def test_what_is_written_for_a_file_read_otherwise_is_not_put_into_other_rows(
    client: Client, world: World
) -> None:
    draft = brought(client, world, a_roster(5, bad=(3,)))
    stale = filled_in(client.get(of("rows", draft)))
    client.post(of("reading", draft), {"encoding": "utf-8", "delimiter": ","})
    page = client.post(of("rows", draft), stale | {"cell-3-1": "typed@x.example"}, follow=True)
    assert page.status_code == 409
    assert "What you wrote was not kept: typed@x.example" in words(page)


def test_two_tabs_that_say_other_things_of_a_column_are_told_of_each_other(
    client: Client, world: World
) -> None:
    draft = brought(client, world, "Wer,Kontakt,E-mail\nAda,ada@example.org,bo@example.org\n")
    stale = filled_in(client.get(of("columns", draft)))
    client.post(of("columns", draft), stale | {"column-0": "name"})
    untouched = client.post(of("columns", draft), stale)
    assert untouched.headers["Location"] == of("rows", draft)
    draft.refresh_from_db()
    assert draft.mapping["name"] == "#1"
    page = client.post(of("columns", draft), stale | {"column-0": "given-name"}, follow=True)
    assert page.status_code == 409
    assert "Changed meanwhile to “Name”. You chose “Given name”." in words(page)
    client.post(of("columns", draft), filled_in(page))
    draft.refresh_from_db()
    assert draft.mapping["given-name"] == "#1"


def test_rows_keep_the_numbers_of_the_file_and_every_page_counts_alike(
    client: Client, world: World
) -> None:
    roster = a_roster(20, bad=(7, 19)) + "Learner 4,LEARNER4@college.example,2026-11-05,91\n"
    draft = brought(client, world, roster)
    mend(client, draft, aside_5="1")
    page = client.get(of("rows", draft))
    assert "3 rows need you" in words(page)
    assert "Get the 4 rows as CSV" in words(page)
    left = client.get(of("left", draft)).content.decode("utf-8-sig")
    assert [row["Row"] for row in csv.DictReader(io.StringIO(left))] == ["5", "7", "19", "22"]
    assert "Together 4" in words(client.get(of("start", draft)))
    run = start(client, draft)
    work_all()
    assert "4 rows have no credential" in run_page(client, run)
    today = client.get("/o/guild/").content.decode()
    assert ">4<" in today
    answer = client.post(reverse("issuing-run-rest", args=["guild", run.pk]))
    again = RosterDraft.objects.get(pk=answer.headers["Location"].split("/")[-2])
    page = client.get(of("rows", again))
    said = words(page)
    assert {"Row 5", "Row 7", "Row 19", "Row 22"} <= {
        f"Row {n}" for n in range(30) if f"Row {n} " in said
    }
    assert "The learner holds this achievement already." in said
    fields = filled_in(page)
    fields |= {"cell-7-1": "l7@college.example", "cell-22-1": "l22@college.example"}
    client.post(of("rows", again), fields)
    second = start(client, again)
    work_all()
    report = client.get(reverse("issuing-run-report", args=["guild", second.pk])).content
    rows = {
        row["row"]: row["outcome"]
        for row in csv.DictReader(io.StringIO(report.decode("utf-8-sig")))
    }
    assert rows == {"5": "set-aside", "7": "issued", "19": "refused", "22": "issued"}


def test_rows_that_were_taken_away_and_brought_again_keep_their_numbers(
    client: Client, world: World
) -> None:
    draft = brought(client, world, a_roster(9, bad=(8,)))
    taken = client.get(of("left", draft)).content.decode("utf-8-sig")
    again = brought(client, world, taken)
    assert "Row 8" in words(client.get(of("rows", again)))


LEVELS = {
    "id": "urn:uuid:7f3ae0f6-1f0a-4b7f-9d1e-0f6c1b2a3d50",
    "type": ["ResultDescription"],
    "name": "Presentation",
    "resultType": "RubricCriterionLevel",
    "rubricCriterionLevel": [
        {"id": f"urn:example:{name}", "type": ["RubricCriterionLevel"], "name": name}
        for name in ("Fair", "Good")
    ],
}


def test_each_error_of_a_row_stands_at_its_own_cell_all_at_once(
    client: Client, world: World
) -> None:
    text = "e-mail,Essay,Presentation,Loom quiz\nada@college,Z,Great,61\n"
    draft = bring(client, world, text, ESSAY, LEVELS, QUIZ)
    page = client.get(of("rows", draft)).content.decode()
    said = {
        place: re.search(rf'id="cell-2-{place}_said"[^>]*>(.*?)</div>', page)[1]  # type: ignore[index]
        for place in range(4)
    }
    assert "“Z” is no result for “Essay”" in said[1]
    assert "“Great” is no result for “Presentation”" in said[2]
    assert "“61” is less" in said[3]
    assert "is no result" not in said[0]
    for place in range(4):
        assert re.search(rf'name="cell-2-{place}"[^>]* aria-invalid="true"', page), place


def test_a_level_is_chosen_from_a_list(client: Client, world: World) -> None:
    draft = bring(client, world, "e-mail,Presentation\nada@example.org,Great\n", LEVELS)
    page = client.get(of("rows", draft)).content.decode()
    chooser = re.search(r'<select id="cell-2-1".*?</select>', page)
    assert chooser
    assert re.findall(r'<option value="([^"]*)"', chooser[0]) == ["Great", "", "Fair", "Good"]
    assert "1 row is ready" in words(mend(client, draft, cell_2_1="Good"))


def test_going_on_without_the_other_rows_keeps_what_was_typed(client: Client, world: World) -> None:
    draft = bring(client, world, SHORT, QUIZ)
    answer = mend(client, draft, cell_2_2="85", then="go-on")
    assert answer.redirect_chain[-1][0] == of("start", draft)
    assert "Credentials 2" in words(answer)


def test_rows_set_aside_are_still_counted_under_columns(client: Client, world: World) -> None:
    draft = bring(client, world, SHORT, QUIZ)
    mend(client, draft, aside_2="1")
    assert "3 rows" in words(client.get(of("columns", draft)))


def test_dates_that_no_column_is_read_as_are_named_before_it_is_issued(
    client: Client, world: World
) -> None:
    text = "e-mail,Handed over,Notes\nada@example.org,14/06/2026,\nbo@example.org,3/6/2026,late\n"
    draft = bring(client, world, text)
    for page in ("columns", "start"):
        said = words(client.get(of(page, draft)))
        assert "No column is read as the day of the award: all 2 rows are dated" in said, page
        assert "“Handed over” looks like dates." in said, page
        assert "“Notes”" not in said, page
    mapped = filled_in(client.get(of("columns", draft))) | {"column-1": "awarded"}
    client.post(of("columns", draft), mapped)
    assert "No column is read" not in words(client.get(of("start", draft)))
