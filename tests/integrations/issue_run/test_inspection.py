"""What counts against a credential that was just signed, or is looked at again on resuming."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest

from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify
from laurea.integrations.issue_run.inspection import faults_of
from tests.simulator.issuer import Issuer
from tests.simulator.resolver import MemoryResolver

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


LIST = "https://school.example/status/1"
ENTRY = {
    "id": f"{LIST}#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": LIST,
}


@pytest.fixture
def web() -> MemoryResolver:
    return MemoryResolver()


@pytest.fixture
def issuer(web: MemoryResolver) -> Issuer:
    return Issuer.by_did_key(web=web)


def test_a_credential_that_was_revoked_since_was_signed_rightly(
    issuer: Issuer, web: MemoryResolver
) -> None:
    issuer.publish_list(LIST, revoked=[7])
    signed = orjson.dumps(issuer.signed(credentialStatus=ENTRY))
    assert verify(signed, at=AT, resolver=web).verdict is Verdict.INVALID
    assert faults_of(signed, at=AT, resolver=web) == ()


def test_a_list_that_does_not_answer_counts_against_it(issuer: Issuer, web: MemoryResolver) -> None:
    signed = orjson.dumps(issuer.signed(credentialStatus=ENTRY))
    (problem,) = faults_of(signed, at=AT, resolver=web)
    assert problem.type.slug == "status-unavailable"


def test_a_change_after_signing_counts_against_it(issuer: Issuer) -> None:
    changed = {**issuer.signed(), "name": "Something else"}
    assert faults_of(orjson.dumps(changed), at=AT)
