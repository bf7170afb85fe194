from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.web.accounts.access import Account, account_with_email, has_administrator
from laurea.web.accounts.enrol import enrol_administrator
from tests.web.conftest import NOON, PASSWORD, an_account

pytestmark = pytest.mark.django_db


def enrol() -> Account:
    return enrol_administrator(email="Rosa@example.org", name="Rosa", password=PASSWORD, at=NOON)


def sign_in(client: Client, password: str = PASSWORD) -> int:
    form = {"login": "rosa@example.org", "password": password}
    return client.post(reverse("account_login"), form).status_code


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account_email")).status_code == 200


def test_an_administrator_signs_in_by_any_spelling_of_the_address(client: Client) -> None:
    enrol()
    assert sign_in(client) == 302
    assert is_signed_in(client)
    assert Session.objects.count() == 1


def test_passwords_are_kept_by_argon2id_with_the_agreed_figures() -> None:
    encoded = enrol().password
    assert identify_hasher(encoded).algorithm == "argon2"
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in encoded


def test_the_same_address_in_capitals_is_the_same_account() -> None:
    enrol()
    assert account_with_email("ROSA@EXAMPLE.ORG") is not None
    with pytest.raises(Conflict):
        enrol_administrator(email="rosa@EXAMPLE.org", name="", password=PASSWORD, at=NOON)
    assert has_administrator()


@pytest.mark.parametrize("password", ["short", "password1234", ""])
def test_passwords_that_everybody_uses_are_refused(password: str) -> None:
    with pytest.raises(MalformedDocument):
        enrol_administrator(email="r@example.org", name="", password=password, at=NOON)
    assert not Account.objects.exists()


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(client: Client) -> None:
    enrol()
    said = []
    for address in ("rosa@example.org", "nobody@example.org"):
        form = {"login": address, "password": "another invented sentence"}
        response = client.post(reverse("account_login"), form)
        said.append(response.content.decode().replace(address, ""))
    strip = [text.partition("<main")[2].partition("csrfmiddlewaretoken")[0] for text in said]
    assert strip[0] == strip[1]


def test_the_eleventh_wrong_password_is_asked_to_wait(client: Client) -> None:
    enrol()
    for _ in range(11):
        sign_in(client, "another invented sentence")
    sign_in(client)
    assert not is_signed_in(client)


def test_staff_are_signed_out_after_half_an_hour_and_learners_are_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner = an_account("lena")
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    staff_client, now = Client(), timezone.now()
    client.force_login(learner)
    staff_client.force_login(enrol())
    assert is_signed_in(client)
    assert is_signed_in(staff_client)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=31))
    assert is_signed_in(client)
    assert not is_signed_in(staff_client)


def test_staff_are_signed_out_after_twelve_hours_however_busy(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(enrol())
    now, minutes = timezone.now(), 0
    while is_signed_in(client):
        minutes += 20
        moment = now + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert minutes < 13 * 60
    assert minutes > 12 * 60


def test_the_session_is_renamed_when_somebody_signs_in(client: Client) -> None:
    enrol()
    client.get(reverse("account_login"))
    before = client.cookies.get("session")
    sign_in(client)
    assert before is None or client.cookies["session"].value != before.value
    assert client.cookies["session"]["httponly"]
    assert client.cookies["session"]["samesite"] == "Lax"
