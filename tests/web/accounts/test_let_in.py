"""Coming in where no letter leaves the machine, and links that are handed over instead."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from laurea.credentials.errors import Conflict, NotFound
from laurea.web.accounts import let_in
from laurea.web.accounts.access import Account, verified_addresses
from laurea.web.accounts.enrol import enrol_administrator
from laurea.web.accounts.let_in import confirm_address, link_that_confirms, link_to_new_password
from laurea.web.operations.models import AuditRow
from tests.web.conftest import NOON, PASSWORD, an_account, signed_in, with_second_factor

pytestmark = pytest.mark.django_db

LENA = {"name": "Lena", "email": "lena@example.org", "password1": PASSWORD}
PAGES = ("account_reset_password", "account_reset_password_done", "account_email_verification_sent")


@pytest.fixture(params=["dummy", "console"])
def without_letters(settings: Settings, request: pytest.FixtureRequest) -> str:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{request.param}.EmailBackend"
    settings.HAS_MAIL = request.param == "console"
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = True
    return str(request.param)


def text(response: Any) -> str:
    body = response.content.decode().partition("<main")[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def with_address(name: str) -> Account:
    account = an_account(name)
    EmailAddress.objects.create(user=account, email=account.email, primary=True)
    return account


def test_no_page_says_that_a_letter_is_on_its_way_where_none_leaves(
    client: Client, without_letters: str
) -> None:
    for name in PAGES:
        said = text(client.get(reverse(name)))
        assert "on its way" not in said, name
        assert "We send" not in said, name
        assert "letter has" not in said, name


def test_a_learner_comes_in_without_a_letter_and_claims_nothing_by_the_address(
    client: Client, without_letters: str
) -> None:
    page = client.post(reverse("account_signup"), LENA, follow=True)
    account = Account.objects.get(email="lena@example.org")
    assert page.wsgi_request.user == account
    assert "on its way" not in page.content.decode()
    assert verified_addresses(account) == frozenset()
    said = text(client.get(reverse("account_email")))
    assert "Not confirmed yet" in said
    assert "open the link in our letter" not in said
    assert signed_in(account).get(reverse("mfa_activate_totp")).status_code == 200


def test_an_address_that_is_taken_is_not_taken_again(client: Client, without_letters: str) -> None:
    with_address("lena")
    page = client.post(reverse("account_signup"), LENA)
    assert page.status_code == 422
    assert "There is an account with this address already" in text(page)


def test_an_administrator_hands_out_a_link_that_confirms_for_whoever_opens_it(
    settings: Settings,
) -> None:
    rosa = enrol_administrator(email="rosa@example.org", name="Rosa", password=PASSWORD, at=NOON)
    administrator = signed_in(with_second_factor(rosa))
    squatter, lena = an_account("eve"), with_address("lena")
    EmailAddress.objects.create(user=squatter, email="lena@example.org")
    form = {"email": "Lena@example.org", "what": "confirm"}
    page = administrator.post(reverse("account-let-in"), form)
    found = re.search(r"http://localhost:8000(/accounts/confirm-address/[^<\s]+)", text(page))
    assert found is not None
    assert not mail.outbox
    path = found[1]
    assert Client().get(path).headers["Location"].startswith("/accounts/login/")
    assert "does not have" in text(administrator.get(path))
    client = signed_in(lena)
    assert "lena@example.org is yours" in text(client.get(path))
    client.post(path)
    assert verified_addresses(lena) == {"lena@example.org"}
    assert verified_addresses(squatter) == frozenset()
    assert signed_in(squatter).post(path).status_code == 409
    assert "confirmed already" in text(administrator.post(reverse("account-let-in"), form))
    actions = set(AuditRow.objects.values_list("action", flat=True))
    assert {"account.link-confirming", "account.confirm-address"} <= actions


def test_a_link_to_a_new_password_works_once() -> None:
    lena = with_address("lena")
    link = link_to_new_password(actor=None, email="lena@example.org", at=NOON)
    client = Client()
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    chosen = {"password1": "another invented sentence", "password2": "another invented sentence"}
    client.post(page.redirect_chain[-1][0], chosen)
    lena.refresh_from_db()
    assert lena.check_password("another invented sentence")


def test_an_address_that_somebody_only_wrote_down_opens_no_account(db: None) -> None:
    EmailAddress.objects.create(user=an_account("eve"), email="lena@example.org")
    with pytest.raises(NotFound):
        link_to_new_password(actor=None, email="lena@example.org", at=NOON)


def test_a_link_is_too_old_after_three_days(monkeypatch: pytest.MonkeyPatch) -> None:
    lena = with_address("lena")
    token = link_that_confirms(actor=None, email=lena.email, at=NOON).rstrip("/").split("/")[-1]
    monkeypatch.setattr(let_in, "VALID_FOR_S", -1)
    with pytest.raises(NotFound):
        confirm_address(actor=lena, token=token, at=NOON + timedelta(days=4))
    assert verified_addresses(lena) == frozenset()


def test_nothing_is_made_for_an_address_that_nobody_has_or_that_counts_already() -> None:
    rosa = enrol_administrator(email="rosa@example.org", name="Rosa", password=PASSWORD, at=NOON)
    with pytest.raises(NotFound):
        link_that_confirms(actor=rosa, email="nobody@example.org", at=NOON)
    with pytest.raises(Conflict):
        link_that_confirms(actor=rosa, email="rosa@example.org", at=NOON)


def test_only_administrators_hand_out_links(db: None) -> None:
    client = signed_in(with_second_factor(an_account("eve")))
    form = {"email": "rosa@example.org", "what": "password"}
    assert client.get(reverse("account-let-in")).status_code == 404
    assert client.post(reverse("account-let-in"), form).status_code == 404


@pytest.mark.parametrize(
    ("name", "form", "sentence"),
    [
        ("account_login", {"login": "rosa@", "password": "x"}, "This is no e-mail address."),
        ("account_signup", {**LENA, "email": "lena@"}, "This is no e-mail address."),
        ("account_signup", {**LENA, "password1": "short"}, "fewer than 12 characters"),
        ("account_signup", {**LENA, "password1": "password1234"}, "too common"),
        ("account_reset_password", {"email": ""}, "Fill this in."),
    ],
)
def test_a_form_of_an_account_is_refused_in_our_words_with_422(
    client: Client, name: str, form: dict[str, str], sentence: str
) -> None:
    page = client.post(reverse(name), form)
    assert page.status_code == 422
    assert sentence in text(page)
