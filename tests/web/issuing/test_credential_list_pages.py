from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from laurea.web.catalog.define import define_achievement
from laurea.web.issuing import credential_list_pages
from laurea.web.issuing.claims.access import note_asked_again, open_claim
from laurea.web.issuing.credential_export import HEADER
from laurea.web.issuing.models import Credential
from laurea.web.issuing.revoke import revoke
from laurea.web.operations.models import AuditRow
from laurea.web.organizations.access import IssuerKey, Role
from tests.web.conftest import NOON, World, an_achievement
from tests.web.issuing.staff import client_of, issue, words

pytestmark = pytest.mark.django_db
NOW = NOON + timedelta(hours=1)
LIST = "/o/guild/credentials"
EXPORT = "/o/guild/credentials/export"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def owner(world: World) -> Client:
    return client_of(world.owner)


@pytest.fixture
def several(world: World) -> dict[str, Credential]:
    IssuerKey.objects.update(valid_from=NOON - timedelta(days=90))
    made = {
        "ada": issue(world, "ada"),
        "bea": issue(world, "bea", did="did:key:z6MkBea"),
        "cleo": issue(
            world, "cleo", valid_from=datetime(2026, 9, 14, tzinfo=UTC), valid_until=NOON
        ),
        "dora": issue(world, "dora"),
    }
    revoke(actor=world.owner, credential_id=made["dora"].pk, reason="A mistake.", at=NOON)
    return made


def shown(response: Any) -> set[str]:
    said = words(response)
    return {name for name in ("ada", "bea", "cleo", "dora") if f"{name}@example.org" in said}


def test_all_are_shown_the_latest_first(owner: Client, several: dict[str, Credential]) -> None:
    response = owner.get(LIST)
    assert shown(response) == {"ada", "bea", "cleo", "dora"}
    said = words(response)
    assert "4 credentials" in said
    assert said.index("ada@") < said.index("cleo@")
    assert "Revoked A mistake." in said


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=ADA", {"ada"}),
        ("q=bea@example.org", {"bea"}),
        ("q=z6MkBea", {"bea"}),
        ("q=nobody", set()),
        ("state=issued", {"ada", "bea"}),
        ("state=expired", {"cleo"}),
        ("state=not-yet", set()),
        ("state=revoked", {"dora"}),
        ("state=reserved", set()),
        ("state=link-wanted", {"bea"}),
        ("until=2026-10-01", {"cleo"}),
        ("since=2026-11-23", {"ada", "bea", "dora"}),
        ("since=2026-11-23&state=issued&q=b", {"bea"}),
    ],
)
def test_a_search_finds_what_was_asked_for(
    owner: Client, several: dict[str, Credential], asked: str, found: set[str]
) -> None:
    open_claim(several["bea"].pk, at=NOON)
    note_asked_again(several["bea"].pk, NOON)
    response = owner.get(f"{LIST}?{asked}")
    assert response.status_code == 200
    assert shown(response) == found
    if not found:
        assert "Nothing fits" in words(response)


def test_what_begins_tomorrow_is_not_found_among_what_is_in_force(
    owner: Client, several: dict[str, Credential]
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    Credential.objects.filter(pk=several["ada"].pk).update(valid_from=tomorrow)
    assert shown(owner.get(f"{LIST}?state=issued")) == {"bea"}
    assert shown(owner.get(f"{LIST}?state=not-yet")) == {"ada"}


def test_the_address_of_a_credential_finds_it(
    owner: Client, several: dict[str, Credential]
) -> None:
    asked = f"http://localhost:8000/c/{several['ada'].pk}"
    assert shown(owner.get(LIST, {"q": asked})) == {"ada"}


def test_achievements_are_chosen_by_name(owner: Client, world: World) -> None:
    other = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Linen"),
        at=NOON,
    )
    issue(world, "ada")
    assert shown(owner.get(LIST, {"achievement": str(other.series)})) == set()
    assert shown(owner.get(LIST, {"achievement": str(world.achievement.series)})) == {"ada"}
    assert "Rope" not in words(owner.get(LIST)).replace("Ropewalk", "")


@pytest.mark.parametrize(
    "asked",
    ["since=never", "state=lost", "achievement=7", "since=2026-11-23&until=2026-11-01"],
)
def test_what_is_not_understood_is_said_under_its_field(
    owner: Client, several: dict[str, Credential], asked: str
) -> None:
    response = owner.get(f"{LIST}?{asked}")
    assert response.status_code == 422
    assert 'class="errors"' in response.content.decode()
    assert shown(response) == set()


def test_the_last_of_all_days_may_be_asked_for(
    owner: Client, several: dict[str, Credential]
) -> None:
    response = owner.get(f"{LIST}?until=9999-12-31")
    assert response.status_code == 200
    assert shown(response) == shown(owner.get(LIST))


def test_pages_keep_what_was_asked_for(
    owner: Client, several: dict[str, Credential], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credential_list_pages, "ROWS", 2)
    first = owner.get(f"{LIST}?q=example")
    assert "1 to 2 of 4" in words(first)
    assert f"{LIST}?q=example&amp;page=2" in first.content.decode()
    second = owner.get(f"{LIST}?q=example&page=2")
    assert shown(first) | shown(second) == {"ada", "bea", "cleo", "dora"}
    assert words(owner.get(f"{LIST}?q=example&page=99")).count("3 to 4 of 4") == 1


def test_an_empty_list_leads_to_the_first_award(owner: Client, world: World) -> None:
    assert "Nothing was awarded yet" in words(owner.get(LIST))
    page = client_of(world.colleague).get(LIST).content.decode().partition('id="main"')[2]
    assert "/o/guild/award" not in page


def exported(response: Any) -> list[dict[str, str]]:
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_export_has_what_was_found_and_is_audited(
    owner: Client, several: dict[str, Credential]
) -> None:
    response = owner.post(EXPORT, {"state": "revoked"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="credentials-guild-2026-11-23.csv"' in response.headers["Content-Disposition"]
    assert response.streaming
    (row,) = exported(response)
    assert tuple(row) == HEADER
    assert row["credential"] == f"http://localhost:8000/c/{several['dora'].pk}"
    assert (row["email"], row["state"]) == ("dora@example.org", "revoked")
    assert (row["revoked_at"], row["revocation_reason"]) == ("2026-11-23T12:00:00Z", "A mistake.")
    audited = AuditRow.objects.get(action="credential.export")
    assert audited.body == {"rows": 1}


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(owner: Client, world: World, beginning: str) -> None:
    one = issue(world, "eve", name=f"{beginning}cmd|' /C calc'!A0")
    Credential.objects.filter(pk=one.pk).update(recipient_name=f"{beginning}cmd|' /C calc'!A0")
    (row,) = exported(owner.post(EXPORT))
    assert row["name"] == f"'{beginning}cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.OWNER, True),
        (Role.ISSUER, True),
        (Role.AUDITOR, True),
        (Role.DESIGNER, False),
        (Role.REVIEWER, False),
    ],
)
def test_some_roles_export_and_others_are_told_so(world: World, role: Role, may: bool) -> None:
    issue(world, "ada")
    client = client_of(world.join("mia", role))
    assert ("Export as CSV" in words(client.get(LIST))) is may
    response = client.post(EXPORT)
    assert response.status_code == (200 if may else 403)
    assert AuditRow.objects.filter(action="credential.export").exists() is may


def test_who_signed_in_long_ago_is_asked_again_before_an_export(world: World) -> None:
    issue(world, "ada")
    client = client_of(world.owner, signed_in_s_ago=301)
    answer = client.post(EXPORT)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not AuditRow.objects.filter(action="credential.export").exists()


def test_strangers_find_nothing(world: World) -> None:
    issue(world, "ada")
    client = client_of(world.stranger)
    assert client.get(LIST).status_code == 404
    assert client.post(EXPORT).status_code == 404
    assert shown(client.get("/o/rope/credentials")) == set()
    assert exported(client.post("/o/rope/credentials/export")) == []
