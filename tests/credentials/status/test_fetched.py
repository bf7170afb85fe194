from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from laurea.credentials.errors import LimitExceeded, MalformedDocument, NotFound, Unavailable
from laurea.credentials.limits import Limits
from laurea.credentials.problems import PROOF_INVALID, Problem
from laurea.credentials.proofs.envelope import Envelope
from laurea.credentials.report import Outcome
from laurea.credentials.status.bitstring import StatusList
from laurea.credentials.status.fetched import ListVerdict, fetch_status_list
from laurea.credentials.status.new_list import new_status_list
from laurea.credentials.status.revocation_list import RevocationList
from tests.simulator.resolver import MemoryResolver

URL = "https://school.example/status/1"
SIGNED = new_status_list(
    URL, issuer="did:example:1", valid_from=datetime(2026, 11, 1, tzinfo=UTC)
) | {"proof": {"type": "DataIntegrityProof"}}
Proof = tuple[Outcome, tuple[Problem, ...]]


def good(document: Mapping[str, Any], _envelope: Envelope | None) -> Proof:
    return Outcome.PASSED, ()


def bad(document: Mapping[str, Any], _envelope: Envelope | None) -> Proof:
    return Outcome.FAILED, (Problem(PROOF_INVALID, "The list was changed."),)


def never(document: Mapping[str, Any], _envelope: Envelope | None) -> Proof:
    raise AssertionError(document)


def fetched(document: Any, verify_proof: Any = never, limits: Limits = Limits()) -> ListVerdict:  # noqa: B008
    web = MemoryResolver()
    web.publish(URL, document)
    return fetch_status_list(URL, resolver=web, verify_proof=verify_proof, limits=limits)


def test_a_signed_list_comes_with_the_outcome_of_its_proof() -> None:
    verdict = fetched(SIGNED, good)
    assert isinstance(verdict.content, StatusList)
    assert (verdict.proof, verdict.problems) == (Outcome.PASSED, ())
    verdict = fetched(SIGNED, bad)
    assert isinstance(verdict.content, StatusList)
    assert (verdict.proof, verdict.problems[0].type) == (Outcome.FAILED, PROOF_INVALID)


def test_a_list_without_proof_is_not_taken_as_signed() -> None:
    verdict = fetched({name: value for name, value in SIGNED.items() if name != "proof"})
    assert verdict.proof is Outcome.NOT_DECLARED
    assert verdict.problems[0].type.slug == "proof-missing"


def test_a_revocation_list_needs_no_proof() -> None:
    verdict = fetched({"revokedCredential": []})
    assert isinstance(verdict.content, RevocationList)
    assert (verdict.proof, verdict.problems) == (Outcome.NOT_DECLARED, ())


def test_a_signed_document_that_is_no_list_says_so() -> None:
    verdict = fetched(SIGNED | {"type": ["VerifiableCredential"]}, good)
    assert verdict.content is None
    assert verdict.problems[0].type.slug == "status-invalid"


def test_a_list_may_be_larger_than_a_credential_but_not_than_its_own_limit() -> None:
    limits = Limits(document_bytes=10, status_list_bytes=10_000)
    assert fetched(SIGNED, good, limits).content is not None
    with pytest.raises(Unavailable):
        fetched(SIGNED, good, Limits(status_list_bytes=10))
    with pytest.raises(LimitExceeded):
        fetched(SIGNED, good, Limits(depth=1))


@pytest.mark.parametrize("raw", [b"", b"[]", b"<html>", b"\xff\xfe{"])
def test_what_is_no_json_object_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedDocument):
        fetched(raw)


def test_silence_and_emptiness_are_passed_on() -> None:
    web = MemoryResolver()
    with pytest.raises(NotFound):
        fetch_status_list(URL, resolver=web, verify_proof=never)
    web.lag(URL)
    with pytest.raises(Unavailable):
        fetch_status_list(URL, resolver=web, verify_proof=never)
