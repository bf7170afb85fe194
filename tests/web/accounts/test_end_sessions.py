"""Where somebody is signed in, and ending it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from laurea.credentials.errors import NotFound
from laurea.web.accounts.access import Account
from laurea.web.accounts.browsers import browser_name
from laurea.web.accounts.end_sessions import end_session
from laurea.web.accounts.forget_sessions import forget_ended_sessions
from laurea.web.operations.models import AuditRow
from laurea.web.operations.registry import Work
from tests.web.conftest import NOON, an_account, signed_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)
PAGE = "/accounts/sessions/"


def at(account: Account, user_agent: str) -> Client:
    client = signed_in(account)
    client.get(reverse("account-name"), headers={"User-Agent": user_agent})
    return client


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def is_in(client: Client) -> bool:
    return client.get(reverse("account-name")).status_code == 200


@pytest.mark.parametrize(
    ("said", "name"),
    [(FIREFOX, "Firefox on Linux"), (SAFARI, "Safari on iPhone"), (EDGE, "Edge on Windows")],
)
def test_a_browser_is_called_what_people_call_it(said: str, name: str) -> None:
    assert browser_name(said) == name


def test_each_browser_is_shown_and_one_is_signed_out() -> None:
    lena = an_account("lena")
    here, phone = at(lena, FIREFOX), at(lena, SAFARI)
    at(an_account("eve"), EDGE)
    said = words(here.get(PAGE))
    assert "Firefox on Linux This browser." in said
    assert "Safari on iPhone" in said
    assert "Edge" not in said
    other = UserSession.objects.get(user=lena, user_agent=SAFARI)
    answer = here.post(PAGE, {"session": other.pk}, follow=True)
    assert "Safari on iPhone is signed out." in words(answer)
    assert is_in(here)
    assert not is_in(phone)
    assert "signed out already" in words(here.post(PAGE, {"session": other.pk}, follow=True))
    assert AuditRow.objects.filter(action="account.end-sessions").count() == 1


def test_all_others_are_signed_out_at_once() -> None:
    lena = an_account("lena")
    here, others = at(lena, FIREFOX), [at(lena, SAFARI), at(lena, EDGE)]
    assert "2 other browsers are signed out" in words(here.post(PAGE, {"others": 1}, follow=True))
    assert is_in(here)
    assert not any(map(is_in, others))


def test_signing_out_this_browser_leads_to_signing_in() -> None:
    lena = an_account("lena")
    here = at(lena, FIREFOX)
    one = UserSession.objects.get(user=lena)
    assert here.post(PAGE, {"session": one.pk}).headers["Location"] == reverse("account_login")
    assert not is_in(here)


def test_nobody_signs_out_somebody_else() -> None:
    lena, eve = an_account("lena"), an_account("eve")
    theirs, hers = at(lena, FIREFOX), at(eve, EDGE)
    one = UserSession.objects.get(user=lena)
    with pytest.raises(NotFound):
        end_session(actor=eve, session_id=one.pk, at=NOON)
    # The page says no more than of one that is over, whosoever it was.
    said = words(hers.post(PAGE, {"session": one.pk}, follow=True))
    assert "signed out already" in said
    assert "Firefox" not in said
    assert UserSession.objects.filter(pk=one.pk).exists()
    assert not AuditRow.objects.filter(action="account.end-sessions").exists()
    assert is_in(theirs)


def test_what_is_over_is_forgotten() -> None:
    at(an_account("lena"), FIREFOX)
    Session.objects.all().delete()
    forget_ended_sessions(Work(key="", arguments={}, at=NOON, attempt=1, still_ours=lambda: None))
    assert not UserSession.objects.exists()
