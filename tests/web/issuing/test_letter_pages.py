from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from laurea.web.accounts.access import Account
from laurea.web.issuing.claims.accept import decline
from laurea.web.issuing.claims.access import note_asked_again
from laurea.web.issuing.letter_pages import ROWS
from laurea.web.issuing.letters.access import LetterState
from laurea.web.issuing.models import Credential, Letter
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import link_to

pytestmark = pytest.mark.django_db
PATH = "/o/guild/letters"


def words(response: Any) -> str:
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def letter(awarded: Credential) -> Letter:
    work_all(clock=lambda: NOON)
    return Letter.objects.get()


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def issuer(world: World) -> Client:
    return signed_in(world.join("isolde", Role.ISSUER))


def test_letters_are_listed_with_what_became_of_them(issuer: Client, letter: Letter) -> None:
    said = words(issuer.get(PATH))
    assert "Every letter was sent" in said
    assert "mira@example.org" in said
    assert "All (1)" in said


def test_before_the_first_letter_the_page_says_what_will_appear(
    issuer: Client, world: World
) -> None:
    assert "No letters here" in words(issuer.get(PATH))


def test_what_was_not_delivered_says_why_and_is_sent_again(issuer: Client, letter: Letter) -> None:
    Letter.objects.update(state=LetterState.FAILED, last_error="The mail server said: 550 No")
    page = issuer.get(PATH)
    assert "1 letter was not delivered" in words(page)
    assert "The mail server said: 550 No" in words(page)
    outbox.outbox.clear()
    answer = issuer.post(f"{PATH}/{letter.pk}/again", follow=True)
    assert "The letter is sent again." in words(answer)
    assert "waits to be sent already" in words(
        issuer.post(f"{PATH}/{letter.pk}/again", follow=True)
    )
    work_all()
    assert len(outbox.outbox) == 1


def test_all_of_them_are_sent_again_by_one_button(issuer: Client, letter: Letter) -> None:
    Letter.objects.update(state=LetterState.FAILED)
    assert "1 letter is sent again." in words(issuer.post(f"{PATH}/again", follow=True))
    assert "Nothing was left" in words(issuer.post(f"{PATH}/again", follow=True))


def test_letters_of_one_state_are_shown_alone(issuer: Client, letter: Letter) -> None:
    assert "mira@example.org" not in words(issuer.get(f"{PATH}?state=failed"))
    assert "mira@example.org" in words(issuer.get(f"{PATH}?state=sent"))
    assert "mira@example.org" in words(issuer.get(f"{PATH}?state=nonsense&page=zzz"))


def test_many_letters_are_shown_in_pages(issuer: Client, letter: Letter) -> None:
    others = Credential.objects.filter(pk=letter.credential_id)
    row = others.values().get()
    for number in range(ROWS):
        changes = {"id": None, "key": f"copy {number}", "status_index": number}
        copy = Credential.objects.create(**{**row, **changes, "id": _uuid(number)})
        Letter.objects.create(
            organization_id=letter.organization_id,
            credential=copy,
            kind=letter.kind,
            state=letter.state,
            created_at=NOON,
            changed_at=NOON,
        )
    assert "1 to 50 of 51" in words(issuer.get(PATH))
    assert "51 to 51 of 51" in words(issuer.get(f"{PATH}?page=2"))


def _uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def test_who_declined_and_who_needs_a_link_is_counted_first(
    issuer: Client, awarded: Credential, letter: Letter
) -> None:
    note_asked_again(awarded.pk, NOON)
    assert "Mira Okonjo needs a new link to Weaving" in words(issuer.get(PATH))
    decline(actor=None, proof=link_to(awarded), at=NOON)
    said = words(issuer.get(PATH))
    assert "Mira Okonjo declined Weaving" in said
    assert "needs a new link" not in said


def test_where_no_mail_is_sent_the_page_says_what_to_do(issuer: Client, settings: Settings) -> None:
    settings.HAS_MAIL = False
    assert "Hand on a claim link" in words(issuer.get(PATH))


def test_an_auditor_reads_and_sends_nothing(world: World, letter: Letter) -> None:
    auditor = signed_in(world.colleague)
    page = auditor.get(PATH)
    assert page.status_code == 200
    assert "Send again" not in words(page)
    for path in (f"{PATH}/{letter.pk}/again", f"{PATH}/again"):
        refused = auditor.post(path)
        assert refused.status_code == 403
        assert "Sending letters takes an owner or an issuer" in words(refused)


def test_strangers_see_no_letters(world: World, letter: Letter) -> None:
    stranger = signed_in(world.stranger)
    for path in (PATH, reverse("organization-claim", args=["guild", letter.credential_id])):
        assert stranger.get(path).status_code == 404
    # An organization of one's own is no way to the letters of another.
    own = reverse("organization-letter", args=["rope", letter.pk])
    assert stranger.post(own).status_code in {302, 404}
    assert Letter.objects.get().round == 1
    assert Client().get(PATH).status_code == 302
