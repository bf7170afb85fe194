"""The audit trail as owners and auditors read it."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import laurea.web
from laurea.web.issuing.models import Credential
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.trail import pages
from laurea.web.issuing.trail.words import DEEDS
from laurea.web.operations.audit import check_chain, note_chain_check
from laurea.web.operations.models import AuditRow
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World, signed_in

TRAIL = "/o/guild/audit"
LATER = NOON + timedelta(days=2)


def words(answer: Any) -> str:
    body = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.fixture
def auditor(world: World, awarded: Credential) -> Client:
    revoke(actor=world.owner, credential_id=awarded.pk, reason="A mistake", at=LATER)
    return signed_in(world.colleague)


def streamed(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_an_auditor_reads_who_did_what_to_what_and_when(auditor: Client) -> None:
    said = words(auditor.get(TRAIL))
    assert "Awarded and signed 1 credential" in said
    assert "Achievement defined" in said
    assert "Ottilie" in said
    assert "Weaving" in said
    assert "Mira Okonjo" in said  # whose credential was revoked
    assert "23 November 2026, 12:00 UTC" in said
    assert "Rope" not in said


@pytest.mark.parametrize(
    ("asked", "found", "left"),
    [
        ({"deed": "credential.revoke"}, "1 credential", "Achievement defined Ottilie"),
        ({"since": "2026-11-24"}, "Revoked", "Key made Ottilie"),
        ({"until": "2026-11-24"}, "Key made Ottilie", "Revoked 1 credential"),
    ],
)
def test_it_is_searched_by_person_deed_and_day(
    auditor: Client, asked: dict[str, str], found: str, left: str
) -> None:
    said = words(auditor.get(TRAIL, asked))
    assert found in said
    assert left not in said


def test_it_is_searched_by_who_did_it(auditor: Client, world: World) -> None:
    said = words(auditor.get(TRAIL, {"who": str(world.owner.pk)}))
    assert "Key made Ottilie" in said
    assert auditor.get(TRAIL, {"who": str(world.stranger.pk)}).status_code == 422


def test_where_nothing_fits_it_is_said(auditor: Client) -> None:
    assert "Nothing fits" in words(auditor.get(TRAIL, {"deed": "run.start"}))


def test_a_span_that_ends_before_it_begins_is_refused(auditor: Client) -> None:
    page = auditor.get(TRAIL, {"since": "2026-11-24", "until": "2026-11-23"})
    assert page.status_code == 422
    assert "before the day it begins" in words(page)


def test_whether_the_chain_holds_is_said(auditor: Client) -> None:
    rows = AuditRow.objects.count()
    assert f"The chain holds: {rows} entries of this server" in words(auditor.get(TRAIL))
    AuditRow.objects.filter(position=2).update(subject="another")
    assert "Row 2 does not fit" in words(auditor.get(TRAIL))


def test_a_long_chain_is_read_by_the_worker(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_READ_AT_ONCE", 0)
    assert "has not been read yet" in words(auditor.get(TRAIL))
    report = check_chain()
    note_chain_check(report, at=NOON)
    assert f"The chain holds: {report.rows} entries of this server" in words(auditor.get(TRAIL))


def test_what_was_found_is_exported_whole_and_noted(auditor: Client, world: World) -> None:
    export = f"{TRAIL}/export"
    lines = streamed(auditor.post(export, {"form": "jsonl"})).splitlines()
    rows = [json.loads(line) for line in lines]
    theirs = AuditRow.objects.filter(organization=world.organization.pk)
    assert [row["position"] for row in rows] == sorted(row["position"] for row in rows)
    assert len(rows) == theirs.exclude(action="audit.export").count()
    assert {"Ottilie"} <= {row["name"] for row in rows}
    answer = auditor.post(export, {"form": "csv", "deed": "key.add"})
    assert answer.headers["Content-Disposition"].endswith('.csv"')
    assert len(streamed(answer).splitlines()) == 2
    assert [row.body["rows"] for row in theirs.filter(action="audit.export")] == [len(rows), 1]


@pytest.mark.parametrize("name", ["=1+1", "\uff1d1+1", "@SUM(1)"])
def test_a_spreadsheet_program_computes_nothing_of_an_export(
    auditor: Client, world: World, name: str
) -> None:
    world.owner.name = name
    world.owner.save()
    answer = auditor.post(f"{TRAIL}/export", {"form": "csv", "deed": "key.add"})
    _header, row = csv.reader(io.StringIO(streamed(answer)))
    assert f"'{name}" in row
    assert name not in row


@pytest.mark.parametrize("role", [Role.DESIGNER, Role.ISSUER, Role.REVIEWER])
def test_others_of_the_house_are_told_who_reads_it(world: World, role: Role) -> None:
    client = signed_in(world.join("edda", role))
    for answer in (client.get(TRAIL), client.post(f"{TRAIL}/export")):
        assert answer.status_code == 403
        assert "owners and auditors" in words(answer)
    assert TRAIL not in client.get("/o/guild/members").content.decode()


def test_it_stands_in_the_menu_of_those_who_read_it(world: World) -> None:
    for account in (world.owner, world.colleague):
        assert f'href="{TRAIL}"' in signed_in(account).get("/o/guild/members").content.decode()
    assert signed_in(world.stranger).get(TRAIL).status_code == 404


def test_an_export_asks_again_who_it_is(world: World) -> None:
    client = Client()
    client.force_login(world.owner)
    answer = client.post(f"{TRAIL}/export", {"form": "csv"})
    assert "reauthenticate" in answer.headers["Location"]


def test_a_long_trail_comes_in_pages(auditor: Client, world: World) -> None:
    last = AuditRow.objects.latest("position").position
    AuditRow.objects.bulk_create(
        AuditRow(
            position=last + number,
            at=LATER,
            actor=str(world.owner.pk),
            action="draft.save",
            subject="draft",
            organization=world.organization.pk,
            digest=bytes(32),
        )
        for number in range(1, 121)
    )
    said = words(auditor.get(TRAIL, {"deed": "draft.save", "page": "3"}))
    assert "101 to 120 of 120" in said


def test_every_deed_that_is_noted_with_an_organization_has_a_word() -> None:
    noted = set()
    for path in Path(laurea.web.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "audit":
                has_organization = any(one.arg == "organization" for one in node.keywords)
                if has_organization and isinstance(node.args[0], ast.Constant):
                    noted.add(str(node.args[0].value))
    assert noted <= set(DEEDS)
