from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.web.accounts.access import Account
from laurea.web.issuing import bulk
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.claims.accept import decline
from laurea.web.issuing.claims.access import note_asked_again, open_claim
from laurea.web.issuing.letters.access import LetterKind, LetterState, add_letters
from laurea.web.issuing.models import StatusList
from laurea.web.issuing.publish import publish_list
from laurea.web.issuing.revoke import revoke
from laurea.web.operations.audit import check_chain, note_chain_check
from laurea.web.operations.models import AuditRow, Job, JobState
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import IssuerKey, Role
from laurea.web.organizations.found import found_organization
from tests.web.conftest import NOON, World, an_account
from tests.web.issuing.proofs import link_to
from tests.web.issuing.staff import client_of, issue, words

pytestmark = pytest.mark.django_db
NOW = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def owner(world: World) -> Client:
    return client_of(world.owner)


def today(client: Client) -> str:
    return words(client.get("/o/guild/"))


def start_a_run(world: World, *emails: str) -> None:
    rows = [Wanted(key=one, email=one, valid_from=NOON) for one in emails]
    start_run(actor=world.owner, achievement_id=world.achievement.pk, rows=rows, key="run", at=NOON)


def test_a_new_organization_is_led_to_its_first_achievement(world: World) -> None:
    found_organization(actor=world.owner, slug="mill", legal_name="The Mill", at=NOON)
    said = words(client_of(world.owner).get("/o/mill/"))
    assert "First an achievement, then an award" in said
    assert "Design an achievement" in said
    assert "Status lists None yet" in said


def test_with_an_achievement_it_is_led_to_the_first_award(owner: Client) -> None:
    said = today(owner)
    assert "Guild of Weavers can begin" in said
    assert "The achievement is defined; award it" in said


def test_who_only_looks_is_not_asked_to_act(world: World) -> None:
    auditor = client_of(world.colleague)
    response = auditor.get("/o/guild/")
    assert "award it" in words(response)
    assert b"/o/guild/award" not in response.content.partition(b'id="main"')[2]


def test_figures_count_by_day_and_week_and_only_ones_own(owner: Client, world: World) -> None:
    for key, days in (("ada", 0), ("bea", 0), ("cleo", 8)):
        IssuerKey.objects.update(valid_from=NOON - timedelta(days=30))
        issue(world, key, valid_from=NOON - timedelta(days=days))
    said = today(owner)
    assert "Nothing needs you" in said
    assert "Issued today 2" in said
    assert "Issued this week 2" in said
    assert "Issued in all 3" in said
    assert "Revoked 0" in said


def test_a_key_that_is_missing_is_the_first_thing(owner: Client, world: World) -> None:
    issue(world, "ada")
    IssuerKey.objects.update(compromised_at=NOON)
    said = today(owner)
    assert "1 thing needs you" in said
    assert "Nothing can be signed" in said
    assert "Signing key Failed" in said


def test_runs_are_shown_with_what_they_leave_to_a_person(owner: Client, world: World) -> None:
    late = Wanted(key="z", email="z@example.org", valid_from=NOON, valid_until=NOON.replace(day=1))
    fine = Wanted(key="y", email="y@example.org", valid_from=NOON)
    start_run(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        rows=[fine, late],
        key="run",
        at=NOON,
    )
    said = today(owner)
    assert "Latest runs" in said
    assert "0 of 2" in said
    work_all(clock=lambda: NOW)
    said = today(owner)
    assert "1 row of Weaving has no credential" in said
    assert "23 November 2026" in said


def test_rows_that_were_given_up_are_named(owner: Client, world: World) -> None:
    start_a_run(world, "a@example.org", "b@example.org")
    Job.objects.filter(task=bulk.ISSUE_CHUNK).update(state=JobState.DEAD, last_error="no")
    assert "2 rows of Weaving were given up" in today(owner)


def test_recipients_whom_the_news_did_not_reach_are_named(owner: Client, world: World) -> None:
    credential = issue(world, "ada")
    (letter,) = add_letters([credential.pk], LetterKind.CLAIM, at=NOON)
    assert letter is not None
    letter.state = LetterState.FAILED
    letter.save()
    open_claim(credential.pk, at=NOON)
    note_asked_again(credential.pk, NOON)
    said = today(owner)
    assert "2 things need you" in said
    assert "A letter could not be sent" in said
    assert "Somebody asks for a new claim link" in said


def test_the_audit_trail_was_not_read_then_whole_then_not(owner: Client, world: World) -> None:
    assert "Audit trail Could not check" in today(owner)
    note_chain_check(check_chain(), at=NOW)
    assert "Audit trail Passed Whole: " in today(owner)
    note_chain_check(check_chain(), at=NOW - timedelta(hours=9))
    assert "Audit trail Could not check" in today(owner)
    AuditRow.objects.filter(position=2).update(actor="somebody")
    note_chain_check(check_chain(), at=NOW)
    assert "Audit trail Failed Row 2 does not fit" in today(owner)


def test_a_revocation_that_waits_longer_than_a_minute_is_not_sound(
    owner: Client, world: World
) -> None:
    credential = issue(world, "ada")
    assert "Status lists Passed" in today(owner)
    at = NOW - timedelta(seconds=61)
    revoke(actor=world.owner, credential_id=credential.pk, reason="A mistake.", at=at)
    assert "Status lists Failed A change waits to be published" in today(owner)
    publish_list(StatusList.objects.get(purpose="revocation").pk, at=NOW)
    assert "Status lists Passed" in today(owner)


def test_jobs_that_wait_too_long_are_not_sound(owner: Client) -> None:
    assert "Work in the background Passed" in today(owner)
    Job(task="x", key="1", due_at=NOW - timedelta(minutes=7), added_at=NOON).save()
    assert "Work in the background Failed The oldest job waits for 7 minutes" in today(owner)


def test_without_mail_the_house_says_so(owner: Client, settings: Settings) -> None:
    settings.HAS_MAIL = False
    assert "Mail Not set This server sends no letters" in today(owner)


def test_strangers_find_nothing_and_nobody_is_asked_to_sign_in(
    world: World, client: Client
) -> None:
    assert client_of(world.stranger).get("/o/guild/").status_code == 404
    for path in ("/o/", "/o/guild/"):
        answer = client.get(path)
        assert answer.headers["Location"] == f"/accounts/login/?next={path}"


def lands_on(account: Account) -> str:
    return client_of(account).get("/o/").headers.get("Location", "")


def test_the_desk_leads_to_the_only_organization(world: World) -> None:
    assert lands_on(world.colleague) == "/o/guild/"


def test_who_works_for_several_chooses(world: World) -> None:
    found_organization(actor=world.owner, slug="mill", legal_name="The Mill", at=NOON)
    said = words(client_of(world.owner).get("/o/"))
    assert "Guild of Weavers" in said
    assert "The Mill" in said
    assert "Ropewalk" not in said


def test_a_learner_goes_to_the_wallet(world: World) -> None:
    assert lands_on(an_account("lena")) == "/wallet"


def test_after_signing_in_one_stands_at_the_desk(settings: Settings) -> None:
    assert settings.LOGIN_REDIRECT_URL == "desk"


@pytest.mark.parametrize("role", list(Role))
def test_everybody_inside_sees_the_desk_and_its_sections(world: World, role: Role) -> None:
    said = words(client_of(world.join("mia", role)).get("/o/guild/"))
    for section in ("Today", "Achievements", "Rosters", "Credentials", "Members", "Keys"):
        assert section in said


def test_the_section_one_is_in_is_marked(owner: Client) -> None:
    page = owner.get("/o/guild/credentials").content.decode()
    assert page.count('<a href="/o/guild/credentials" aria-current="page">Credentials') == 2
    assert '<a href="/o/guild/" aria-current' not in page


def test_the_sections_are_shown_inside_only(owner: Client) -> None:
    assert b'class="shell rooms"' in owner.get("/o/guild/").content
    assert b'class="shell rooms"' not in owner.get("/verify").content
    assert b"Guild of Weavers" in owner.get("/verify").content


def test_today_and_the_letters_say_alike_what_needs_somebody(owner: Client, world: World) -> None:
    kept, gone, asked = (issue(world, name) for name in ("ada", "bea", "cleo"))
    for credential in (kept, gone):
        decline(actor=None, proof=link_to(credential), at=NOON)
    for credential in (asked, kept):
        open_claim(credential.pk, at=NOON)
        note_asked_again(credential.pk, NOON)
    said, letters = today(owner), words(owner.get("/o/guild/letters"))
    assert "2 people declined an award" in said
    assert "Somebody asks for a new claim link" in said
    assert "Nothing needs you" not in said
    for who in ("Ada declined Weaving", "Bea declined Weaving", "Cleo needs a new link to Weaving"):
        assert who in letters
    wanted = words(owner.get("/o/guild/credentials?state=link-wanted"))
    assert "Cleo" in wanted
    assert "Ada" not in wanted
    for credential in (kept, gone, asked):
        revoke(actor=world.owner, credential_id=credential.pk, reason="In error.", at=NOON)
    assert "Nothing needs you" in today(owner)
    assert "What needs you" not in words(owner.get("/o/guild/letters"))
