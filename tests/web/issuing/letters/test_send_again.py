from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as outbox
from pytest_django.fixtures import Settings

from laurea.credentials.errors import NotFound
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.letters.access import LetterState
from laurea.web.issuing.letters.ask_again import ask_again
from laurea.web.issuing.letters.send_again import send_again, send_failed_again
from laurea.web.issuing.models import ClaimLink, Credential, Letter
from laurea.web.operations.models import AuditRow, Job, JobState
from laurea.web.operations.worker import work_all
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db


def work() -> None:
    work_all(clock=lambda: NOON + timedelta(days=1))


@pytest.fixture
def letter(awarded: Credential) -> Letter:
    work()
    return Letter.objects.get()


def test_a_letter_is_sent_again_with_a_link_of_its_own(world: World, letter: Letter) -> None:
    assert len(outbox.outbox) == 1
    assert send_again(actor=world.owner, letter_id=letter.pk, at=NOON)
    assert not send_again(actor=world.owner, letter_id=letter.pk, at=NOON)
    work()
    assert len(outbox.outbox) == 2
    assert ClaimLink.objects.count() == 2
    assert len({message.extra_headers["Message-ID"] for message in outbox.outbox}) == 2
    assert AuditRow.objects.filter(action="letter.send-again").count() == 1


def test_all_that_failed_is_sent_again_at_once(world: World, letter: Letter) -> None:
    assert send_failed_again(actor=world.owner, slug="guild", at=NOON) == 0
    Letter.objects.update(state=LetterState.FAILED, attempts=8, last_error="No")
    assert send_failed_again(actor=world.owner, slug="guild", at=NOON) == 1
    work()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.last_error) == (LetterState.SENT, 1, "")


def test_nobody_sends_letters_of_others(world: World, letter: Letter) -> None:
    for who in (world.colleague, world.stranger):
        with pytest.raises(NotFound):
            send_again(actor=who, letter_id=letter.pk, at=NOON)
        with pytest.raises(NotFound):
            send_failed_again(actor=who, slug="guild", at=NOON)


def test_a_new_link_goes_to_the_same_address_five_times_an_hour(letter: Letter) -> None:
    for _ in range(9):
        ask_again(credential_id=letter.credential_id, at=NOON)
        work()
    assert [message.to for message in outbox.outbox] == [["mira@example.org"]] * 6


def test_somebody_whose_letter_still_waits_gets_one_and_not_two(awarded: Credential) -> None:
    for _ in range(3):
        ask_again(credential_id=awarded.pk, at=NOON)
    work()
    assert len(outbox.outbox) == 1


def test_where_no_mail_is_sent_the_organization_learns_that_a_link_is_wanted(
    awarded: Credential, settings: Settings
) -> None:
    settings.HAS_MAIL = False
    ask_again(credential_id=awarded.pk, at=NOON)
    assert open_claim(awarded.pk, at=NOON).asked_again_at == NOON
    work()
    assert not Letter.objects.exists()
    assert not Job.objects.filter(state=JobState.DEAD).exists()
