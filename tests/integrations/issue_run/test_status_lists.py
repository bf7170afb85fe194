from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from laurea.credentials.keys.did_key import did_key
from laurea.credentials.status.bitstring import StatusList
from laurea.credentials.verify import verify
from laurea.integrations.issue_run.inspection import faults_of
from laurea.integrations.issue_run.status_lists import StatusLists
from laurea.integrations.keystore.private_key import public_key_of, signer_for
from tests.simulator.issuer import a_private_key

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def lists() -> StatusLists:
    private = a_private_key("academy")
    did = did_key(public_key_of(private))
    signer = signer_for(private, f"{did}#{did.removeprefix('did:key:')}")
    return StatusLists(
        address="https://badges.example.org/status",
        run="0a1b2c",
        issuer=did,
        signer=signer,
        at=AT,
    )


def test_a_list_is_signed_in_force_and_revokes_nobody(lists: StatusLists) -> None:
    signed = lists.signed(2)
    document = json.loads(signed)
    assert document["id"] == "https://badges.example.org/status/0a1b2c-2.json"
    assert faults_of(signed, at=AT) == ()
    assert verify(signed, at=AT).verdict.value == "valid"
    held = StatusList.from_credential(document)
    assert held.entries() == 131_072
    assert not any(held.bits)


def test_the_same_list_has_the_same_bytes_whenever_it_is_made(lists: StatusLists) -> None:
    assert lists.signed(1) == lists.signed(1)


def test_an_entry_points_at_its_list_and_index(lists: StatusLists) -> None:
    entry = lists.entry(2, 4711)
    assert entry.status_list_credential == lists.url(2)
    assert entry.status_list_index == "4711"
    assert entry.id == f"{lists.url(2)}#4711"


def test_a_list_that_was_changed_by_its_issuer_is_kept_and_a_damaged_one_is_not(
    lists: StatusLists,
) -> None:
    later = replace(lists, at=AT + timedelta(days=2))
    now = AT + timedelta(days=3)
    assert lists.is_whole(1, later.signed(1), at=now)
    for content in (b"", b"{}", b"[]", lists.signed(1)[:-9], lists.signed(2)):
        assert not lists.is_whole(1, content, at=now)
    forged = json.loads(lists.signed(1))
    forged["issuer"] = "did:example:eve"
    assert not lists.is_whole(1, json.dumps(forged).encode(), at=now)
