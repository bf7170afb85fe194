"""`laurea serve` is killed twenty times while it issues 2,000 credentials: `make reliability`."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from tests.web.installation import Installation, end, free_port, until

ROWS = 2_000
KILLS = 20
LONGEST_RESUME_S = 5.0

START = f"""
from datetime import UTC, datetime
from laurea.web.accounts.models import Account
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
at = datetime.now(UTC)
owner = Account.objects.create_user("ottilie@guild.example")
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
weaving = define_achievement(actor=owner, organization=guild, at=at, document={{
    "name": "Weaving", "description": "Weaves linen.", "criteria": {{"narrative": "An ell."}}}})
rows = [Wanted(key=str(n), email=f"p{{n}}@guild.example", valid_from=at) for n in range({ROWS})]
start_run(actor=owner, achievement_id=weaving.pk, rows=rows, key="run", at=at, chunk_rows=20)
"""

VERIFY_ALL = """
from datetime import UTC, datetime
from laurea.credentials import verify
from laurea.credentials.errors import Unavailable
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.problems import FETCH_FAILED, Problem
from laurea.web.issuing.models import Credential
from laurea.web.issuing.own_documents import OwnDocuments, own_origins

class Nothing:
    def fetch(self, address, *, accept, max_bytes):
        raise Unavailable(Problem(FETCH_FAILED, f"{address} is not ours"))

own = OwnDocuments(Nothing())
at = datetime.now(UTC)
policy = VerificationPolicy(own_origins=own_origins())
print({str(verify(bytes(one.document), at=at, resolver=own, policy=policy).verdict.value)
       for one in Credential.objects.iterator()})
"""

COUNTS = {
    "SELECT count(*) FROM issuing_credential": ROWS,
    "SELECT count(DISTINCT key) FROM issuing_credential": ROWS,
    "SELECT count(*) FROM issuing_credential WHERE state = 'issued'": ROWS,
    "SELECT count(document) FROM issuing_credential": ROWS,
    "SELECT count(DISTINCT status_list_id || status_index) FROM issuing_credential": ROWS,
    "SELECT count(*) FROM operations_event WHERE name = 'credential.issued'": ROWS,
    "SELECT count(*) FROM issuing_unsequencedentry": ROWS,
    "SELECT count(*) FROM operations_job WHERE state = 'dead'": 0,
}


def count(file: Path, query: str) -> int:
    with sqlite3.connect(file, timeout=30) as database:
        return int(database.execute(query).fetchone()[0])


@pytest.mark.reliability
@pytest.mark.enable_socket
def test_nothing_is_lost_or_doubled_when_the_server_is_killed(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    file = installation.folder / "laurea.sqlite3"
    port = str(free_port())
    address = f"http://localhost:{port}"
    installation.run("init", "--no-administrator", LAUREA_PUBLIC_URL=address)
    installation.python(START, LAUREA_PUBLIC_URL=address)
    issued = "SELECT count(*) FROM issuing_credential WHERE state = 'issued'"
    luck = random.Random(20261123)
    resumed_s = []
    for kill in range(KILLS):
        before = count(file, issued)
        assert before < ROWS, f"the run was over before kill {kill + 1}"
        with installation.process("serve", "--port", port, LAUREA_PUBLIC_URL=address) as server:
            started = time.monotonic()
            if kill % 4 == 3:  # some die before they have done anything
                time.sleep(luck.random() * 2)
            else:
                until(lambda before=before: count(file, issued) > before)  # type: ignore[misc]
                resumed_s.append(time.monotonic() - started)
                time.sleep(luck.random() * 0.2)
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
    with installation.process("serve", "--port", port, LAUREA_PUBLIC_URL=address) as server:
        until(lambda: count(file, "SELECT count(*) FROM issuing_bulkrun WHERE state = 'done'") == 1)
        end(server)
    assert {query: count(file, query) for query in COUNTS} == COUNTS
    with sqlite3.connect(file) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    chain = "from laurea.web.operations.audit import check_chain; print(check_chain().bad_position)"
    assert installation.python(chain).strip() == "None"
    assert installation.python(VERIFY_ALL, LAUREA_PUBLIC_URL=address).strip() == "{'valid'}"
    assert max(resumed_s) <= LONGEST_RESUME_S, f"resumed after {max(resumed_s):.1f} s"
    sys.stderr.write(f"\n{KILLS} kills; resumed within {max(resumed_s):.1f} s, start-up included\n")
