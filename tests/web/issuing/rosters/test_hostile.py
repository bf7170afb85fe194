"""Rosters made to do harm, and rosters as offices keep them, brought with the form."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from laurea.web.issuing.roster_models import RosterDraft
from tests.integrations.roster.test_corpus import cases
from tests.interop.messy_roster import FAULTS, write_messy_roster
from tests.web.conftest import World, signed_in
from tests.web.issuing.rosters.bringing import a_roster, brought, of, upload
from tests.web.issuing.staff import words

pytestmark = pytest.mark.django_db
NO_VECTORS = not os.environ.get("LAUREA_VECTORS")


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(world.owner)


@pytest.mark.parametrize(("path", "case"), list(cases()))
def test_a_hostile_roster_comes_to_a_sentence(
    client: Client, world: World, path: Path, case: dict[str, Any]
) -> None:
    content = path.read_bytes()
    if case.get("stored") == "gzip":
        content = gzip.decompress(content)
    response = upload(client, world, content, name=path.name)
    accepted = case["expect"]["accept"]
    assert response.status_code == 302
    draft = RosterDraft.objects.first()
    if draft is None:
        refusal = shown(client, response)
        assert refusal.status_code == 422
        assert "error" in accepted
        assert 'class="error"' in refusal.content.decode()
        return
    for name in ("columns", "rows", "start"):
        assert client.get(of(name, draft)).status_code in {200, 302}, name


@pytest.mark.parametrize(
    "name",
    ["../../x.csv", "CON", "a" * 300 + ".csv", "r.csv\u202excod", "rows.svg.html", "<b>.csv", " "],
)
def test_whatever_a_file_is_called_it_is_only_shown(
    client: Client, world: World, name: str
) -> None:
    response = upload(client, world, a_roster(2), name=name)
    assert response.status_code in {302, 422}
    for draft in RosterDraft.objects.all():
        assert len(draft.file_name) <= 200
        assert draft.file_name.isprintable()
        assert "<b>" not in client.get(of("columns", draft)).content.decode()


def test_cells_of_harmful_kinds_are_stored_shown_and_reported(client: Client, world: World) -> None:
    roster = "e-mail,name\n=cmd|' /C calc'!A0,<script>alert(1)</script>\nx@,\"a\0b\"\n"
    draft = brought(client, world, roster)
    page = client.get(of("rows", draft)).content.decode()
    assert "<script>alert" not in page
    sent = {"cell-2-0": "\0\ufffe", "cell-9999999-3": "x", "cell-2-999": "x", "aside-x": "1"}
    assert client.post(of("rows", draft), sent).status_code == 302
    assert client.get(of("rows", draft)).status_code == 200
    assert "'=cmd" not in page
    left = client.get(of("left", draft)).content.decode()
    assert "\n=cmd" not in left


def shown(client: Client, response: Any) -> Any:
    """What a browser shows after it was led on."""
    return client.get(response.headers["Location"])


def test_a_file_beyond_the_limits_is_refused_with_what_to_do(client: Client, world: World) -> None:
    response = shown(client, upload(client, world, b"e-mail\n" + b"a@example.org\n" * 1_300_000))
    assert response.status_code == 422
    assert "at most 16 MB are read here." in words(response)
    assert "Split it" in words(response)
    wide = ",".join(["e-mail", *(f"c{n}" for n in range(200))])
    response = shown(client, upload(client, world, f"{wide}\na@example.org\n"))
    assert response.status_code == 422
    assert "201 columns" in words(response)
    many = "e-mail\n" + "".join(f"a{n}@example.org\n" for n in range(50_001))
    response = shown(client, upload(client, world, many))
    assert response.status_code == 422
    assert "more than 50,000 rows" in words(response)


def test_a_messy_roster_of_ten_thousand_is_looked_over(
    client: Client, world: World, tmp_path: Path
) -> None:
    path = tmp_path / "messy.csv"
    write_messy_roster(path, 10_000)
    draft = brought(client, world, path.read_bytes())
    page = words(client.get(of("rows", draft)))
    assert "rows need you" in page
    assert str(min(FAULTS)) in page
    assert "rows are ready" in page
