"""A run goes through although its workers are killed: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.web.installation import Installation, end, until

ROWS = 450
KILLS = 2

START = f"""
from datetime import UTC, datetime
from laurea.web.accounts.models import Account
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
at = datetime.now(UTC)
owner = Account.objects.create_user("ottilie@example.org")
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
weaving = define_achievement(actor=owner, organization=guild, at=at, document={{
    "name": "Weaving", "description": "Weaves linen.", "criteria": {{"narrative": "An ell."}}}})
rows = [Wanted(key=str(n), email=f"p{{n}}@example.org", valid_from=at) for n in range({ROWS})]
start_run(actor=owner, achievement_id=weaving.pk, rows=rows, key="run", at=at, chunk_rows=5)
"""


def count(database: BaseDatabaseWrapper, query: str) -> int:
    with database.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_run_whose_workers_are_killed_issues_every_row_once(
    installation: Installation, database: BaseDatabaseWrapper
) -> None:
    installation.python(START)
    issued = "SELECT count(*) FROM issuing_credential WHERE state = 'issued'"
    luck = random.Random(20261123)
    for _ in range(KILLS):
        before = count(database, issued)
        with installation.process("worker") as worker:
            until(lambda before=before: count(database, issued) > before)  # type: ignore[misc]
            time.sleep(luck.random() * 0.15)
            os.killpg(worker.pid, signal.SIGKILL)
    with installation.process("worker") as worker:
        done = "SELECT count(*) FROM issuing_bulkrun WHERE state = 'done'"
        until(lambda: count(database, done) == 1)
        end(worker)
    assert count(database, "SELECT count(*) FROM issuing_credential") == ROWS
    assert count(database, issued) == ROWS
    assert count(database, "SELECT issued FROM issuing_bulkrun") == ROWS
    places = (
        "SELECT count(*) FROM (SELECT DISTINCT status_list_id, status_index"
        " FROM issuing_credential) AS places"
    )
    assert count(database, places) == ROWS
    for name in ("'credential.issued'", "'run.ended'"):
        query = f"SELECT count(*) FROM operations_event WHERE name = {name}"  # noqa: S608
        assert count(database, query) == (ROWS if "issued" in name else 1)
    assert count(database, "SELECT count(*) FROM issuing_unsequencedentry") == ROWS
    left = "SELECT count(*) FROM operations_job WHERE task = 'issue-chunk' AND state <> 'done'"
    assert count(database, left) == 0
    report = installation.python(
        "from laurea.web.operations.audit import check_chain; print(check_chain().bad_position)"
    )
    assert report.strip() == "None"
