"""What is revoked is published: whoever is killed in between, and however many race for it."""

from __future__ import annotations

import json
import os
import random
import signal
import time

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.web.installation import Installation, end, until
from tests.web.issuing.test_killed import count

KILLS = 2
RACERS = 24
AT_MOST_S = 60.0

SETTING = """
from datetime import UTC, datetime
from laurea.web.accounts.models import Account
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.award import Wanted, reserve, sign_and_store
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
at = datetime.now(UTC)
owner = Account.objects.create_user("ottilie@example.org")
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
weaving = define_achievement(actor=owner, organization=guild, at=at, document={
    "name": "Weaving", "description": "Weaves linen.", "criteria": {"narrative": "An ell."}})
rows = [Wanted(key=str(n), email=f"p{n}@example.org", valid_from=at) for n in range(ROWS)]
sign_and_store(reserve(weaving, rows, at=at), actor="test", at=at)
"""

REVOKE_TEN = """
from datetime import UTC, datetime
from laurea.web.accounts.models import Account
from laurea.web.issuing.models import Credential
from laurea.web.issuing.revoke import revoke
owner = Account.objects.get()
for pk in Credential.objects.filter(state="issued").values_list("pk", flat=True)[:10]:
    revoke(actor=owner, credential_id=pk, reason="In error.", at=datetime.now(UTC))
"""

RACE = """
import json, sys
from datetime import UTC, datetime
from threading import Event, Thread
from django.db import connection
from laurea.credentials.status.bitstring import StatusList as Bits
from laurea.web.accounts.models import Account
from laurea.web.issuing.models import Credential, StatusList
from laurea.web.issuing.publish import publish_list, published_list
from laurea.web.issuing.revoke import revoke

owner, list_id = Account.objects.get(), StatusList.objects.get(purpose="revocation").pk
pks = list(Credential.objects.values_list("pk", flat=True))
done, faults, versions = Event(), [], set()

def guarded(work):
    def run(*arguments):
        try:
            work(*arguments)
        except BaseException as error:
            faults.append(repr(error))
        finally:
            connection.close()
    return run

def revoke_some(mine):
    for pk in mine:
        revoke(actor=owner, credential_id=pk, reason="In error.", at=datetime.now(UTC))

def publish_on():
    while not done.is_set():
        publish_list(list_id, at=datetime.now(UTC))

def read_on():
    version, moment, bits = 0, None, 0
    while not done.is_set():
        found = published_list(list_id)
        now = int.from_bytes(Bits.from_credential(json.loads(found.document)).bits)
        if found.version < version or (moment and found.published_at < moment):
            faults.append(f"{found.version} after {version}")
        if bits & ~now:
            faults.append("a revocation was taken back")
        if found.version > version and moment and found.published_at <= moment:
            faults.append("two versions of one moment")
        version, moment, bits = found.version, found.published_at, now
        versions.add(version)

revokers = [Thread(target=guarded(revoke_some), args=(pks[n::4],)) for n in range(4)]
others = [Thread(target=guarded(publish_on)) for _ in range(3)]
others += [Thread(target=guarded(read_on)) for _ in range(2)]
for thread in others + revokers: thread.start()
for thread in revokers: thread.join()
done.set()
for thread in others: thread.join()
last = publish_list(list_id, at=datetime.now(UTC))
bits = Bits.from_credential(json.loads(last.document))
places = Credential.objects.values_list("status_index", flat=True)
print(json.dumps({
    "faults": faults, "seen": len(versions), "version": last.version,
    "unrevoked": sum(not bits.value(place) for place in places),
    "set": int.from_bytes(bits.bits).bit_count(),
    "waiting": sum(one.changes - one.published_changes for one in StatusList.objects.all()),
}))
"""

UNPUBLISHED = "SELECT sum(changes - published_changes) FROM issuing_statuslist"


@pytest.mark.django_db
def test_what_was_revoked_is_published_although_workers_are_killed(
    installation: Installation, database: BaseDatabaseWrapper
) -> None:
    begin = f"ROWS = 60{SETTING}"
    luck = random.Random(20261123)
    for _ in range(KILLS):
        installation.python(begin + REVOKE_TEN)
        begin = ""
        assert count(database, UNPUBLISHED) > 0
        with installation.process("worker") as worker:
            # between its start and the publication, which is due after two seconds
            time.sleep(0.5 + luck.random() * 2.5)
            os.killpg(worker.pid, signal.SIGKILL)
    begun = time.monotonic()
    with installation.process("worker") as worker:
        until(lambda: count(database, UNPUBLISHED) == 0, patience_s=AT_MOST_S)
        took_s = time.monotonic() - begun
        end(worker)
    assert took_s < AT_MOST_S
    assert count(database, "SELECT sum(changes) FROM issuing_statuslist") == 10 * KILLS


@pytest.mark.django_db
def test_no_reader_ever_sees_a_list_step_back(installation: Installation) -> None:
    found = json.loads(installation.python(f"ROWS = {RACERS}{SETTING}{RACE}"))
    assert found["faults"] == []
    assert (found["unrevoked"], found["set"], found["waiting"]) == (0, RACERS, 0)
    assert found["version"] > 2
    assert found["seen"] > 1
