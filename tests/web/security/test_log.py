from __future__ import annotations

import io
import logging
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.claims.links import draw_link
from laurea.web.issuing.models import Credential
from laurea.web.security.log import WithoutSecretAddresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Any:
    """What the handler of the settings would write."""
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(WithoutSecretAddresses())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_no_answer_of_the_claim_page_writes_its_token(
    log: io.StringIO, awarded: Credential
) -> None:
    now = timezone.now()
    address = draw_link(open_claim(awarded.pk, at=now).pk, at=now).address
    path = address.removeprefix("http://localhost:8000")
    token = path.rpartition("/")[2]
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path).status_code == 403
    accept(actor=None, credential_id=awarded.pk, at=now)
    client = Client()
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 409
    assert client.put(path).status_code == 405
    assert client.get(f"{path}x").status_code == 404
    assert client.get(f"{path}/nowhere").status_code == 404
    for _ in range(61):
        client.get(path)
    said = log.getvalue()
    for word in ("Forbidden", "Gone", "Conflict", "Method Not Allowed", "Too Many Requests"):
        assert word in said
    assert "/claim/…" in said
    assert token not in said


def test_other_lines_stay_as_they_are(log: io.StringIO) -> None:
    logging.getLogger("laurea").warning("%s of %d: 100 %%", "one", 2)
    assert log.getvalue() == "one of 2: 100 %\n"
