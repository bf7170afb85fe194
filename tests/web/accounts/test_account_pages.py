"""The pages of allauth in our words, and the letters they send."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from laurea.credentials.errors import Unavailable
from laurea.web.accounts.access import Account
from laurea.web.accounts.adapters import SecondFactorAdapter
from laurea.web.accounts.enrol import enrol_administrator
from laurea.web.operations.models import AuditRow
from tests.web.accounts.codes import code_of
from tests.web.conftest import NOON, PASSWORD, SECRET, an_account, signed_in, with_second_factor

pytestmark = pytest.mark.django_db


def enrol() -> Account:
    return enrol_administrator(email="rosa@example.org", name="Rosa", password=PASSWORD, at=NOON)


def text(response: Any) -> str:
    body = response.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", body, flags=re.DOTALL))


def test_who_signs_up_is_sent_a_letter_and_signs_in_by_it(client: Client) -> None:
    form = {"name": " Lena  Learner ", "email": "lena@example.org", "password1": PASSWORD}
    assert client.get(reverse("account_signup")).status_code == 200
    sent = client.post(reverse("account_signup"), form)
    assert sent.headers["Location"] == reverse("account_email_verification_sent")
    (letter,) = mail.outbox
    assert letter.subject == "Confirm your address"
    link = re.search(r"http://\S+", str(letter.body))
    assert link is not None
    page = client.get(link[0])
    assert "lena@example.org is yours" in text(page)
    client.post(link[0])
    assert EmailAddress.objects.get(email="lena@example.org").verified
    client.post(link[0])
    assert AuditRow.objects.filter(action="account.confirm-address").count() == 1
    assert Account.objects.get(email="lena@example.org").name == "Lena Learner"


def test_a_mail_server_that_is_down_breaks_no_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise SMTPServerDisconnected("gone")

    enrol()
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)
    answer = client.post(
        reverse("account_reset_password"), {"email": "rosa@example.org"}, follow=True
    )
    assert answer.status_code == 200
    assert "could not be sent" in text(answer)


def test_a_forgotten_password_is_chosen_anew_once(client: Client) -> None:
    enrol()
    client.post(reverse("account_reset_password"), {"email": "rosa@example.org"})
    link = re.search(r"http://\S+", str(mail.outbox[0].body))
    assert link is not None
    page = client.get(link[0], follow=True)
    chosen = {"password1": "another invented sentence", "password2": "another invented sentence"}
    client.post(page.redirect_chain[-1][0], chosen)
    account = Account.objects.get()
    assert account.check_password("another invented sentence")
    assert "used already" in text(Client().get(link[0], follow=True))


def test_an_unknown_address_is_told_the_same_and_gets_a_letter_that_says_so(
    client: Client,
) -> None:
    form = {"email": "nobody@example.org"}
    answer = client.post(reverse("account_reset_password"), form)
    assert answer.headers["Location"] == reverse("account_reset_password_done")
    assert "There is none" in mail.outbox[0].body


def test_a_new_address_counts_once_its_letter_was_opened() -> None:
    account = enrol()
    client = signed_in(account)
    client.post(reverse("account_email"), {"email": "rr@example.org", "action_add": "1"})
    assert "Not confirmed yet" in text(client.get(reverse("account_email")))
    link = re.search(r"http://\S+confirm\S+", str(mail.outbox[-1].body))
    assert link is not None
    client.post(link[0])
    client.post(reverse("account_email"), {"email": "rr@example.org", "action_primary": "1"})
    account.refresh_from_db()
    assert account.email == "rr@example.org"


def test_a_change_of_what_one_signs_in_with_is_noted() -> None:
    account = with_second_factor(an_account("lena"))
    account.set_password(PASSWORD)
    account.save()
    own = EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )[0]
    other = EmailAddress.objects.create(user=account, email="lena@home.example", verified=True)
    browser = signed_in(account)
    addresses = reverse("account_email")
    browser.post(addresses, {"action_primary": "", "email": other.email})
    browser.post(addresses, {"action_remove": "", "email": own.email})
    browser.post(reverse("mfa_deactivate_totp"))
    new = "another invented sentence"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    browser.post(reverse("account_change_password"), form)
    rows = AuditRow.objects.filter(subject=str(account.pk)).order_by("position")
    assert [row.action for row in rows] == [
        "account.change-primary-address",
        "account.remove-address",
        "account.remove-app",
        "account.change-password",
    ]
    assert {row.actor for row in rows} == {str(account.pk)}
    assert [row.body for row in rows] == [{}, {}, {}, {}]


def test_a_letter_about_security_says_when_in_our_form() -> None:
    client = signed_in(enrol())
    new = "another invented sentence"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), form, headers={"Host": "127.0.0.1"})
    said = str(mail.outbox[-1].body)
    assert re.search(r"on \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC", said), said
    assert "Sent by Laurea at localhost:8000." in said


def test_codes_of_an_app_are_sealed_in_the_database() -> None:
    account = with_second_factor(an_account("ottilie"))
    kept = Authenticator.objects.get(user=account).data["secret"]
    assert SECRET not in kept
    assert SecondFactorAdapter().decrypt(kept) == SECRET


def test_what_another_secret_key_sealed_is_refused_in_words(settings: Any) -> None:
    sealed = SecondFactorAdapter().encrypt(SECRET)
    settings.SECRET_KEY = "another installation's secret"
    with pytest.raises(Unavailable) as refused:
        SecondFactorAdapter().decrypt(sealed)
    assert "copy of the data folder" in refused.value.problem.detail


def test_a_code_signs_in_once_and_is_refused_the_second_time() -> None:
    with_second_factor(enrol())
    code = code_of(SECRET)
    for again, expected in ((False, 302), (True, 422)):
        client = Client()
        client.post(reverse("account_login"), {"login": "rosa@example.org", "password": PASSWORD})
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert answer.status_code == expected, again
        assert (client.get(reverse("account_email")).status_code == 200) is not again


def test_recovery_codes_are_shown_once() -> None:
    client = signed_in(with_second_factor(enrol()))
    client.post(reverse("mfa_generate_recovery_codes"))
    first = client.get(reverse("mfa_view_recovery_codes"))
    codes = re.findall(r"\b\d{4} \d{4}\b", text(first))
    assert len(set(codes)) == 10
    link = r'download="[^"]+" href="data:text/plain;charset=utf-8,([^"]+)"'
    file = re.search(link, first.content.decode())
    assert file is not None
    assert unquote(file[1]).splitlines()[2:] == codes
    again = client.get(reverse("mfa_view_recovery_codes"))
    assert not re.findall(r"\b\d{4} ?\d{4}\b", text(again))


def test_a_name_is_changed_and_noted_once() -> None:
    account = enrol()
    client = signed_in(account)
    for _ in range(2):
        assert (
            client.post(reverse("account-name"), {"name": " Rosa  Registrar "}).status_code == 302
        )
    account.refresh_from_db()
    assert account.name == "Rosa Registrar"
    assert AuditRow.objects.filter(action="account.rename").count() == 1


def test_what_a_person_chose_of_light_and_dark_is_kept_and_leads_back(client: Client) -> None:
    chosen = {"theme": "dark", "next": "/verify"}
    assert client.post(reverse("appearance"), chosen).headers["Location"] == "/verify"
    assert 'data-theme="dark"' in client.get("/verify").content.decode()
    client.post(reverse("appearance"), {"theme": "system", "next": "/verify"})
    assert "data-theme" not in client.get("/verify").content.decode()


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_the_choice_leads_nowhere_else(client: Client, next_: str) -> None:
    answer = client.post(reverse("appearance"), {"theme": "dark", "next": next_})
    assert answer.headers["Location"] == "/"


def test_the_page_of_parts_is_for_administrators_with_a_second_factor(client: Client) -> None:
    assert client.get(reverse("style")).headers["Location"].startswith("/accounts/login")
    client.force_login(with_second_factor(an_account("lena")))
    assert client.get(reverse("style")).status_code == 404
    administrator = enrol()
    client.force_login(administrator)
    assert client.get(reverse("style")).headers["Location"] == reverse("account-second-factor")
    with_second_factor(administrator)
    assert client.get(reverse("style")).status_code == 200


def test_signing_in_a_moment_ago_is_enough_and_six_minutes_ago_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = signed_in(enrol())
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    late = (timezone.now() + timedelta(minutes=6)).timestamp()
    monkeypatch.setattr("time.time", lambda: late)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
