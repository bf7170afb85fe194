from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.models import BulkChunk
from laurea.web.issuing.run_report import in_order
from laurea.web.operations.worker import work_all
from tests.web.conftest import NOON, World
from tests.web.issuing.staff import client_of, words

pytestmark = pytest.mark.django_db
KEYS = ["10", "9", "007", "7", "٣", "²", "-1", "1e3", "9" * 150, "=1+1", "Ada & <Bea>"]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=1))


def run_of(world: World, *, refused: bool) -> str:
    results = (("Grade", "1"), ("Grade", "2")) if refused else ()
    rows = [
        Wanted(key=key, email=f"p{n}@example.org", valid_from=NOON, results=results)
        for n, key in enumerate(KEYS)
    ]
    run = start_run(
        actor=world.owner, achievement_id=world.achievement.pk, rows=rows, key="run", at=NOON
    )
    work_all(clock=lambda: NOON)
    return f"/o/guild/runs/{run.pk}"


@pytest.mark.parametrize("refused", [True, False])
def test_rows_of_any_name_stand_in_the_report_each_by_itself(
    world: World, *, refused: bool
) -> None:
    page = run_of(world, refused=refused)
    answer = client_of(world.owner).get(f"{page}/report")
    assert answer.status_code == 200
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    names = [line["row"].removeprefix("'") for line in lines]
    assert sorted(names) == sorted(KEYS)
    assert names == sorted(KEYS, key=in_order)
    assert {line["outcome"] for line in lines} == {"refused" if refused else "issued"}


@pytest.mark.parametrize("refused", [True, False])
def test_a_run_with_rows_of_any_name_has_its_page(world: World, *, refused: bool) -> None:
    page = run_of(world, refused=refused)
    said = words(client_of(world.owner).get(page))
    if refused:
        assert f"{len(KEYS)} rows have no credential" in said
        assert all(key in said for key in KEYS)


def test_keys_that_were_stored_before_they_were_judged_break_no_page(world: World) -> None:
    page = run_of(world, refused=True)
    for chunk in BulkChunk.objects.all():
        refusals = [{**one, "key": "9" * 5_000 + str(n)} for n, one in enumerate(chunk.refusals)]
        rows = [{**row, "key": refusals[n]["key"]} for n, row in enumerate(chunk.rows)]
        BulkChunk.objects.filter(pk=chunk.pk).update(refusals=refusals, rows=rows)
    client = client_of(world.owner)
    for path in (page, f"{page}/report", f"{page}/progress"):
        assert client.get(path).status_code == 200


def test_rows_of_a_roster_stand_in_the_order_of_their_numbers() -> None:
    assert sorted(["b", "10", "9", "1", "a"], key=in_order) == ["1", "9", "10", "a", "b"]
