from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from laurea.web.design.parts import Link, Notice
from laurea.web.issuing.kept_forms import kept_form, show_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionStore:
    return SessionStore()


def request(session: Any, method: str, path: str = "/form", **said: str) -> HttpRequest:
    found: HttpRequest = getattr(RequestFactory(), method)(path, said)
    found.session = session
    return found


def sent(session: Any, **typed: str) -> str:
    """The address that a sending leads to."""
    answer = show_again(request(session, "post", csrfmiddlewaretoken="x", **typed), step="review")
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def kept(session: Any, address: str, path: str = "/form") -> Any:
    named = parse_qs(urlsplit(address).query)
    return kept_form(request(session, "get", path, form=named["form"][0]))


def test_what_was_sent_is_found_where_it_was_sent_and_nowhere_else(session: SessionStore) -> None:
    address = sent(session, name="Ada")
    assert address.startswith("/form?step=review&form=")
    assert dict(kept(session, address).sent.items()) == {"name": "Ada"}
    assert kept(session, address, "/other") is None
    assert kept(SessionStore(), address) is None


def test_a_notice_comes_back_as_it_was(session: SessionStore) -> None:
    notice = Notice(title="One", sentence="Two", kind="failed", link=Link("Three", "/three"))
    answer = show_again(request(session, "post"), notice=notice, status=409)
    found = kept(session, answer.headers["Location"])
    assert (found.notice, found.status) == (notice, 409)


def test_the_last_five_are_kept_and_of_long_ones_fewer(session: SessionStore) -> None:
    addresses = [sent(session, name=str(number)) for number in range(6)]
    assert [kept(session, one) is None for one in addresses] == [True, *[False] * 5]
    long = [sent(session, name="a" * 1_400_000) for _ in range(3)]
    assert [kept(session, one) is None for one in (*addresses, *long)] == [
        *[True] * 7,
        False,
        False,
    ]


@pytest.mark.parametrize("broken", [None, [], "x", {}])
def test_a_session_that_holds_something_else_keeps_nothing(
    session: SessionStore, broken: object
) -> None:
    session["kept_forms"] = broken
    assert kept_form(request(session, "get", form="x")) is None
    assert kept(session, sent(session, name="Ada")).sent["name"] == "Ada"
