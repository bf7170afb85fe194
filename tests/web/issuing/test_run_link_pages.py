from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.claims.links import draw_link
from laurea.web.issuing.models import BulkRun, ClaimLink, Credential
from laurea.web.issuing.revoke import revoke
from laurea.web.operations.models import AuditRow
from laurea.web.operations.worker import work_all
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import link_to
from tests.web.issuing.staff import client_of, fields_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(world: World, settings: Settings) -> BulkRun:
    """A run of five, of whom the last one has a name that a spreadsheet would compute."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.HAS_MAIL = False
    names = ["Ada", "Bea", "Cleo", "Dora", "=1+1"]
    rows = [
        Wanted(key=str(n), email=f"p{n}@example.org", name=name, valid_from=NOON)
        for n, name in enumerate(names, 2)
    ]
    run = start_run(
        actor=world.owner, achievement_id=world.achievement.pk, rows=rows, key="run", at=NOON
    )
    work_all(clock=lambda: NOON)
    return run


@pytest.fixture
def owner(world: World) -> Client:
    return client_of(world.owner)


def at(run: BulkRun) -> str:
    return reverse("issuing-run-links", args=["guild", run.pk])


def file_of(response: Any) -> list[dict[str, str]]:
    assert response.headers["Content-Type"] == "text/csv"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_where_no_letter_leaves_the_run_says_how_to_get_the_links(
    owner: Client, run: BulkRun
) -> None:
    page = owner.get(reverse("issuing-run", args=["guild", run.pk]))
    assert "No letter leaves this server" in words(page)
    assert at(run) in page.content.decode()


def test_each_who_has_not_answered_gets_a_new_link_and_those_before_are_void(
    owner: Client, world: World, run: BulkRun
) -> None:
    ada, bea, *others = Credential.objects.order_by("recipient_email")
    old = draw_link(others[0].pk, at=NOON)
    accept(actor=None, proof=link_to(ada), at=NOON)
    revoke(actor=world.owner, credential_id=bea.pk, reason="A mistake.", at=NOON)
    page = owner.get(at(run))
    assert "opens nothing any more" in words(page)
    form = fields_of(page)
    rows = file_of(owner.post(at(run), form))
    assert [(row["row"], row["name"], row["address"]) for row in rows] == [
        ("4", "Cleo", "p4@example.org"),
        ("5", "Dora", "p5@example.org"),
        ("6", "'=1+1", "p6@example.org"),
    ]
    for row in rows:
        path = re.sub(r"^http://localhost:8000", "", row["link"])
        assert Client().get(path).status_code == 200
    path = old.address.removeprefix("http://localhost:8000")
    assert "Weaving" not in words(Client().get(path))
    assert file_of(owner.post(at(run), form)) == rows  # the same form, the same links
    assert ClaimLink.objects.exclude(claim=ada.pk).count() == 3
    body = AuditRow.objects.filter(action="claim.links").latest("position").body
    assert body == {"run": str(run.pk), "rows": 3}
    assert all(row["link"].rpartition("/")[2] not in str(body) for row in rows)


def test_the_rows_can_be_chosen(owner: Client, run: BulkRun) -> None:
    form = fields_of(owner.get(at(run)))
    rows = file_of(owner.post(at(run), form | {"rows": "2, 4-5"}))
    assert [row["row"] for row in rows] == ["2", "4", "5"]
    for typed, status, said in (
        ("two", 422, "Write rows and ranges of rows"),
        ("5-2", 422, "Write rows and ranges of rows"),
        ("1-9999999", 422, "Write rows and ranges of rows"),
        ("77", 409, "nobody is left"),
    ):
        refused = owner.post(at(run), form | {"rows": typed}, follow=True)
        assert refused.status_code == status
        assert said in words(refused)
        assert fields_of(refused)["rows"] == typed


def test_who_may_not_is_told_and_a_stranger_finds_nothing(world: World, run: BulkRun) -> None:
    refused = client_of(world.colleague).get(at(run))
    assert refused.status_code == 403
    assert "Claim links take an owner or an issuer" in words(refused)
    assert client_of(world.stranger).get(at(run)).status_code == 404
    late = client_of(world.owner, signed_in_s_ago=3600)
    assert "/accounts/" in late.post(at(run), {"key": "k"}).headers["Location"]
    assert not ClaimLink.objects.exists()
