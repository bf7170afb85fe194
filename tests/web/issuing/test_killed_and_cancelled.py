"""A run that is cancelled while its worker is dead: what was begun is finished, no more."""

from __future__ import annotations

import os
import signal

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.web.installation import Installation, end, until
from tests.web.issuing.test_killed import START, count

CANCEL = """
from datetime import UTC, datetime
from laurea.web.accounts.models import Account
from laurea.web.issuing.cancel_run import cancel_run
from laurea.web.issuing.models import BulkRun
cancel_run(actor=Account.objects.get(), run_id=BulkRun.objects.get().pk, at=datetime.now(UTC))
"""


@pytest.mark.django_db
def test_a_run_cancelled_after_a_kill_finishes_what_was_begun_and_ends(
    installation: Installation, database: BaseDatabaseWrapper
) -> None:
    installation.python(START)
    issued = "SELECT count(*) FROM issuing_credential WHERE state = 'issued'"
    with installation.process("worker") as worker:
        until(lambda: count(database, issued) > 0)
        os.killpg(worker.pid, signal.SIGKILL)
    installation.python(CANCEL)
    with installation.process("worker") as worker:
        ended = "SELECT count(*) FROM issuing_bulkrun WHERE ended_at IS NOT NULL"
        until(lambda: count(database, ended) == 1)
        end(worker)
    done = "SELECT coalesce(sum(count), 0) FROM issuing_bulkchunk WHERE state = 'done'"
    cancelled = "SELECT count(*) FROM issuing_bulkchunk WHERE state = 'cancelled'"
    rows = count(database, done)
    assert rows > 0
    assert count(database, cancelled) > 0
    assert count(database, "SELECT count(*) FROM issuing_bulkchunk WHERE state = 'running'") == 0
    assert count(database, issued) == rows
    assert count(database, "SELECT count(*) FROM issuing_credential") == rows
    assert count(database, "SELECT issued FROM issuing_bulkrun") == rows
    assert count(database, "SELECT count(*) FROM operations_event WHERE name = 'run.ended'") == 1
