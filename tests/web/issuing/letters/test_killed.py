from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import time
from collections import Counter

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.simulator.mail_server import MailServer, mail_server
from tests.web.installation import Installation, end, until

LETTERS, KILLS = 40, 2
A_MINUTE = 1_500
"""So that a kill comes in the middle."""
START = f"""
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
weaving = define_achievement(actor=owner, organization=guild, at=at, document={{
    "name": "Weaving", "description": "Weaves linen.", "criteria": {{"narrative": "An ell."}}}})
rows = [Wanted(key=str(n), email=f"p{{n}}@example.org", valid_from=at) for n in range({LETTERS})]
sign_and_store(reserve(weaving, rows, at=at), actor=str(owner.pk), at=at)
"""


def digests(database: BaseDatabaseWrapper) -> set[bytes]:
    with database.cursor() as cursor:
        cursor.execute("SELECT digest FROM issuing_claimlink")
        return {bytes(row[0]) for row in cursor.fetchall()}


def sent(database: BaseDatabaseWrapper) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM issuing_letter WHERE state = 'sent'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_killed_workers_double_one_letter_each_at_most_and_every_link_works(
    installation: Installation, database: BaseDatabaseWrapper, socket_enabled: None
) -> None:
    installation.python(START)
    luck = random.Random(20261123)
    with mail_server() as server:
        settings = {
            "LAUREA_EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "LAUREA_LETTERS_PER_MINUTE": str(A_MINUTE),
        }
        for _ in range(KILLS):
            before = len(server.arrived)
            with installation.process("worker", **settings) as worker:
                until(lambda before=before: len(server.arrived) > before)  # type: ignore[misc]
                time.sleep(luck.random() * 0.3)
                os.killpg(worker.pid, signal.SIGKILL)
        with installation.process("worker", **settings) as worker:
            until(lambda: sent(database) == LETTERS)
            end(worker)
    assert_everybody_got_one(server, digests(database))


def assert_everybody_got_one(server: MailServer, kept: set[bytes]) -> None:
    received = Counter(str(letter["To"]) for letter in server.arrived)
    assert set(received) == {f"p{number}@example.org" for number in range(LETTERS)}
    assert received.total() - LETTERS <= KILLS
    for letter in server.arrived:
        body = letter.get_body(("plain",))
        assert body is not None
        (token,) = re.findall(r"/claim/([\w-]{43})", body.get_content())
        assert hashlib.sha256(token.encode()).digest() in kept
