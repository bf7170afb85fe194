from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.claims.links import draw_link
from laurea.web.issuing.models import Credential
from laurea.web.security.log import WithoutSecretAddresses, without_secret_addresses
from tests.web.issuing.proofs import link_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the one handler writes that the settings made."""
    (handler,) = (
        one
        for one in logging.getLogger().handlers
        if any(isinstance(kept, WithoutSecretAddresses) for kept in one.filters)
    )
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_no_answer_of_the_claim_page_writes_its_token(
    log: io.StringIO, awarded: Credential
) -> None:
    now = timezone.now()
    address = draw_link(open_claim(awarded.pk, at=now).pk, at=now).address
    path = address.removeprefix("http://localhost:8000")
    token = path.rpartition("/")[2]
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path).status_code == 403
    accept(actor=None, proof=link_to(awarded, now), at=now)
    client = Client()
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 302  # sent twice, it leads to what stands
    assert client.put(path).status_code == 405
    assert client.get(f"{path}x").status_code == 404
    assert client.get(f"{path}/nowhere").status_code == 404
    assert client.get(path.upper()).status_code == 404
    for _ in range(61):
        client.get(path)
    said = log.getvalue()
    for word in ("Forbidden", "Gone", "Method Not Allowed", "Too Many Requests"):
        assert word in said
    assert "/claim/…" in said
    assert token not in said
    assert token.upper() not in said


@pytest.mark.parametrize(
    "place",
    [
        "/claim/%s",
        "/Claim/%s",
        "/claim//%s",
        "/claim/%s/again",
        "/invitations/%s",
        "/accounts/password/reset/key/%s/",
        "/accounts/confirm-address/%s/",
        "/accounts/confirm-email/%s/",
    ],
)
def test_no_refused_form_writes_the_token_of_its_address(log: io.StringIO, place: str) -> None:
    path = place % "4w-kR3x1"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"a": "b"}).status_code in {403, 404}
    strict.get(path)
    said = log.getvalue()
    assert f": {place % '…'}\n" in said
    assert "kR3x1" not in said


@pytest.mark.parametrize(
    "said",
    [
        'GET "/setup?token=kR3x1 HTTP/1.1" 200',
        "https://laurea.example/setup/?lang=de&TOKEN=kR3x1",
        "Conflict: /claim/kR3x1/",
        "Forbidden (Referer checking failed - https://laurea.example/claim/kR3x1?a does not match)",
    ],
)
def test_nor_does_any_other_line(said: str) -> None:
    assert "kR3x1" not in without_secret_addresses(said)


def test_nor_does_a_traceback(log: io.StringIO) -> None:
    try:
        raise ValueError("/claim/kR3x1")
    except ValueError:
        logging.getLogger("laurea").exception("It failed.")
    assert "ValueError: /claim/…\n" in log.getvalue()


def test_a_request_for_another_host_takes_one_line(log: io.StringIO) -> None:
    assert Client().get("/", headers={"Host": "other.example"}).status_code == 400
    (line,) = log.getvalue().splitlines()
    assert "DisallowedHost" in line
    assert "other.example" in line


def test_what_fails_is_written_with_its_traceback(log: io.StringIO) -> None:
    try:
        raise ValueError("a fault")
    except ValueError:
        logging.getLogger("django.request").exception("Failed.", extra={"status_code": 500})
    assert "Traceback" in log.getvalue()


def test_other_lines_stay_as_they_are(log: io.StringIO) -> None:
    logging.getLogger("laurea").warning("%s of %d: 100 %%", "one", 2)
    assert log.getvalue().endswith(" WARNING laurea: one of 2: 100 %\n")
