from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.credentials.errors import NotFound
from laurea.web.issuing.award import Wanted, reserve
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.claims.accept import decline
from laurea.web.issuing.finish import finish_award
from laurea.web.issuing.models import Credential, CredentialState, StatusList
from laurea.web.issuing.publish import publish_list
from laurea.web.issuing.revoke import revoke, revoke_many
from laurea.web.operations.models import AuditRow, Event
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import IssuerKey, Role
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import link_to
from tests.web.issuing.staff import client_of, fields_of, issue, words

pytestmark = pytest.mark.django_db
NOW = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def owner(world: World) -> Client:
    return client_of(world.owner)


@pytest.fixture
def credential(world: World) -> Credential:
    return issue(world, "ada")


def at(credential: Credential, rest: str = "") -> str:
    return f"/o/guild/credentials/{credential.pk}{rest}"


def test_the_page_says_what_to_whom_by_whom_and_where_it_stands(
    owner: Client, credential: Credential
) -> None:
    said = words(owner.get(at(credential)))
    assert "Weaving, version 1" in said
    assert "ada@example.org" in said
    assert "Awarded by Ottilie" in said
    assert "In force since 23 November 2026. It does not end." in said
    assert f"Place in the list {credential.status_index:,}" in said
    assert credential.issuer_key.public_key_multibase in said
    assert "Awarded and signed Ottilie 23 November 2026, 12:00 UTC" in said
    page = owner.get(at(credential)).content.decode()
    assert f'href="/c/{credential.pk}"' in page
    assert f'href="/c/{credential.pk}.json" download' in page


def test_results_are_named_as_the_achievement_names_them(owner: Client, world: World) -> None:
    credential = issue(world, "bea", results=(("", "91"),))
    assert "Results Result 91" in words(owner.get(at(credential)))


def test_revoking_takes_a_reason_and_shows_when_the_list_said_so(
    owner: Client, credential: Credential
) -> None:
    page = words(owner.get(at(credential, "/revoke")))
    assert "Revoking cannot be undone." in page
    assert "Everybody who looks at the credential reads this." in page
    empty = owner.post(at(credential, "/revoke"), {"reason": "  "}, follow=True)
    assert empty.status_code == 422
    assert "Say why." in words(empty)
    answer = owner.post(at(credential, "/revoke"), {"reason": "Awarded to another person."})
    assert answer.headers["Location"] == at(credential)
    said = words(owner.get(at(credential)))
    assert "Revoked on 23 November 2026. Reason: Awarded to another person." in said
    assert "The public list is being published" in said
    publish_list(StatusList.objects.get(purpose="revocation").pk, at=NOW + timedelta(seconds=2))
    said = words(owner.get(at(credential)))
    assert "The public list says so Published on 23 November 2026, 13:00 UTC." in said
    assert "Revoked Ottilie 23 November 2026, 13:00 UTC" in said
    assert "/revoke" not in owner.get(at(credential)).content.decode()


def test_a_revocation_is_sent_twice_and_done_once(owner: Client, credential: Credential) -> None:
    for _ in range(2):
        answer = owner.post(at(credential, "/revoke"), {"reason": "A mistake."})
        assert answer.status_code == 302
    assert AuditRow.objects.filter(action="credential.revoke").count() == 1
    other = owner.post(at(credential, "/revoke"), {"reason": "Another reason."}, follow=True)
    assert other.status_code == 409
    assert "A reason that was given stays." in words(other)
    assert owner.get(at(credential, "/revoke")).headers["Location"] == at(credential)


def test_a_reason_too_long_is_refused_under_its_field(
    owner: Client, credential: Credential
) -> None:
    response = owner.post(at(credential, "/revoke"), {"reason": "a" * 501}, follow=True)
    assert response.status_code == 422
    assert "at most 500 characters" in words(response)
    assert "a" * 501 in response.content.decode()


def test_who_signed_in_long_ago_is_asked_again_and_nothing_is_lost(
    world: World, credential: Credential
) -> None:
    world.owner.set_password("four plainly invented words")
    world.owner.save()
    client = client_of(world.owner, signed_in_s_ago=301)
    asked = client.post(at(credential, "/revoke"), {"reason": "A mistake."})
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    credential.refresh_from_db()
    assert credential.state == CredentialState.ISSUED
    done = client.post(asked.headers["Location"], {"password": "four plainly invented words"})
    assert done.headers["Location"] == at(credential)
    credential.refresh_from_db()
    assert credential.revocation_reason == "A mistake."


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DESIGNER, Role.REVIEWER])
def test_who_only_looks_gets_a_sentence_and_no_button(
    world: World, credential: Credential, role: Role
) -> None:
    client = client_of(world.join("looker", role))
    response = client.get(at(credential))
    assert "You see everything here. Deciding takes an owner or an issuer." in words(response)
    assert "/revoke" not in response.content.decode()
    for answer in (
        client.get(at(credential, "/revoke")),
        client.post(at(credential, "/revoke"), {"reason": "A mistake."}),
    ):
        assert answer.status_code == 403
        assert "Revoking takes an owner or an issuer" in words(answer)
    credential.refresh_from_db()
    assert credential.state == CredentialState.ISSUED


def test_strangers_find_nothing(world: World, credential: Credential) -> None:
    client = client_of(world.stranger)
    for slug in ("guild", "rope"):
        for rest in ("", "/revoke"):
            where = f"/o/{slug}/credentials/{credential.pk}{rest}"
            assert client.get(where).status_code == 404
    where = f"/o/rope/credentials/{credential.pk}/revoke"
    assert client.post(where, {"reason": "A mistake."}).status_code == 404


def test_a_credential_is_found_under_its_own_organization_only(
    world: World, credential: Credential
) -> None:
    world.join("mia", Role.OWNER)
    assert client_of(world.owner).get(f"/o/rope/credentials/{credential.pk}").status_code == 404


def test_many_revoked_at_once_each_know_it(owner: Client, world: World) -> None:
    two = [issue(world, "ada"), issue(world, "bea")]
    revoke_many(
        actor=world.owner, credential_ids=[one.pk for one in two], reason="A mistake.", at=NOW
    )
    for one in two:
        assert "Revoked Ottilie 23 November 2026, 13:00 UTC" in words(owner.get(at(one)))


def test_who_gets_no_letter_is_said(
    owner: Client, credential: Credential, settings: Settings
) -> None:
    settings.HAS_MAIL = True
    assert "Ada is told, with the reason you write." in words(owner.get(at(credential, "/revoke")))
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "Ada gets no letter." in words(owner.get(at(credential, "/revoke")))
    settings.HAS_MAIL = False
    assert "Ada gets no letter." in words(owner.get(at(credential, "/revoke")))


def test_a_declined_award_is_revoked_with_a_reason_at_hand_or_seen_and_left(
    owner: Client, world: World
) -> None:
    two = [issue(world, "bea"), issue(world, "cleo")]
    for one in two:
        decline(actor=None, proof=link_to(one), at=NOW)
    assert "2 people declined an award" in words(owner.get("/o/guild/"))
    letters = owner.get("/o/guild/letters")
    assert words(letters).count("Seen") == 2
    page = owner.get(at(two[0]))
    assert "The recipient declined it. It stays in force until it is revoked." in words(page)
    form = owner.get(at(two[0], "/revoke?why=declined"))
    assert fields_of(form)["reason"] == "The recipient declined it."
    assert owner.post(at(two[0], "/revoke"), fields_of(form)).status_code == 302
    auditor = client_of(world.colleague)
    assert auditor.post(at(two[1], "/declined")).status_code == 403
    assert "Seen" not in words(auditor.get("/o/guild/letters"))
    for _ in range(2):
        said = words(owner.post(at(two[1], "/declined"), follow=True))
        assert "stays in force until it is revoked" in said
    assert AuditRow.objects.filter(action="claim.seen").count() == 1
    assert "declined an award" not in words(owner.get("/o/guild/"))
    assert "Seen, leave it in force" not in words(owner.get(at(two[1])))


def test_a_letter_that_was_printed_is_not_called_sent(
    owner: Client, credential: Credential, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    work_all(clock=lambda: NOW)
    assert "Printed, not sent" in words(owner.get(at(credential)))
    said = words(owner.get("/o/guild/letters"))
    assert "It was printed where the server runs, and left for nobody." in said
    assert "Every letter was sent" not in said
    assert "Letters are printed where the server runs" in words(owner.get("/o/guild/"))


def test_what_was_begun_and_not_signed_says_so(owner: Client, credential: Credential) -> None:
    Credential.objects.update(state=CredentialState.RESERVED, document=None, issued_at=None)
    response = owner.get(at(credential))
    assert "Nobody was given it." in words(response)
    assert f"/c/{credential.pk}" not in response.content.decode()
    assert owner.get(at(credential, "/revoke")).status_code == 302


def test_one_version_of_the_list_tells_of_all_that_came_before_it(
    owner: Client, world: World
) -> None:
    first, second = issue(world, "ada"), issue(world, "bea")
    revoke(actor=world.owner, credential_id=first.pk, reason="A mistake.", at=NOON)
    publish_list(StatusList.objects.get(purpose="revocation").pk, at=NOON + timedelta(seconds=3))
    revoke(actor=world.owner, credential_id=second.pk, reason="A mistake.", at=NOW)
    assert "The public list says so" in words(owner.get(at(first)))
    assert "is being published" in words(owner.get(at(second)))


@pytest.fixture
def begun(world: World) -> Credential:
    """An award that was reserved and then stopped."""
    wanted = Wanted(key="ida", email="ida@example.org", name="Ida", valid_from=NOON)
    (reserved,) = reserve(world.achievement, [wanted], at=NOON)
    return reserved


def test_an_award_that_was_begun_is_finished_by_a_button_once(
    owner: Client, world: World, begun: Credential
) -> None:
    assert "Finish the award" in words(owner.get(at(begun)))
    for _press in range(2):
        answer = owner.post(at(begun, "/finish"), follow=True)
        assert answer.redirect_chain == [(at(begun), 302)]
        assert "Awarded and signed." in words(answer)
    begun.refresh_from_db()
    assert (begun.state, begun.status_list.given_out) == (CredentialState.ISSUED, 1)
    assert AuditRow.objects.filter(action="credential.issue").count() == 1
    assert Event.objects.filter(name="credential.issued").count() == 1
    assert "Finish the award" not in words(owner.get(at(begun)))


def test_who_may_not_award_is_offered_no_button_and_finishes_nothing(
    world: World, begun: Credential
) -> None:
    for account in (world.colleague, world.join("dario", Role.DESIGNER)):
        client = client_of(account)
        said = words(client.get(at(begun)))
        assert "Finish" not in said
        assert "What was done" not in said
        assert client.post(at(begun, "/finish")).status_code == 403
    assert client_of(world.stranger).post(at(begun, "/finish")).status_code == 404
    with pytest.raises(NotFound):
        finish_award(actor=world.colleague, credential_id=begun.pk, at=NOON)
    begun.refresh_from_db()
    assert begun.state == CredentialState.RESERVED


def test_a_key_that_cannot_sign_now_leaves_the_award_begun_and_says_why(
    owner: Client, begun: Credential
) -> None:
    IssuerKey.objects.update(valid_until=NOON + timedelta(minutes=1))
    said = words(owner.post(at(begun, "/finish"), follow=True))
    assert "no key that signs" in said
    begun.refresh_from_db()
    assert begun.state == CredentialState.RESERVED
    assert "Finish the award" in said


def test_rows_of_a_run_are_left_to_the_run(owner: Client, world: World) -> None:
    row = Wanted(key="1", email="ida@example.org", valid_from=NOON)
    run = start_run(
        actor=world.owner, achievement_id=world.achievement.pk, rows=[row], key="run", at=NOON
    )
    (reserved,) = reserve(world.achievement, [replace(row, key=f"run:{run.pk}:1")], at=NOON)
    assert "Finish the award" not in words(owner.get(at(reserved)))
    assert "A run began this award" in words(owner.post(at(reserved, "/finish"), follow=True))
    reserved.refresh_from_db()
    assert reserved.state == CredentialState.RESERVED
