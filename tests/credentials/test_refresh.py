"""A newer version from the issuer: asked once, after the proof, and never trusted unsigned."""

from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.report import Outcome, Verdict, VerificationReport
from laurea.credentials.verify import verify
from tests.simulator.issuer import NOW, Issuer

URL = "https://school.example/credentials/1/newest"
SERVICE = {"id": URL, "type": "1EdTechCredentialRefresh"}
ID = "urn:uuid:00000000-0000-4000-8000-000000000001"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
ASKING = VerificationPolicy(refresh=True)


@pytest.fixture
def academy() -> Issuer:
    return Issuer.by_did_key()


def a_document(issuer: Issuer, **changes: Any) -> dict[str, Any]:
    document = issuer.unsigned(**({"id": ID, "refreshService": SERVICE} | changes))
    return document | {"@context": [*document["@context"], EXTENSIONS]}


def a_credential(issuer: Issuer, **changes: Any) -> dict[str, Any]:
    return issuer.sign(a_document(issuer, **changes))


def report(
    document: Any, issuer: Issuer, policy: VerificationPolicy = ASKING
) -> VerificationReport:
    return verify(document, at=NOW, resolver=issuer.web, policy=policy)


def refresh_of(found: VerificationReport) -> Outcome | None:
    outcomes = [check.outcome for check in found.checks if check.name == "refresh"]
    return outcomes[0] if outcomes else None


def test_without_a_service_there_is_no_such_check(academy: Issuer) -> None:
    found = report(academy.sign(academy.unsigned()), academy)
    assert refresh_of(found) is None


def test_by_default_nothing_is_asked_and_nothing_decided(academy: Issuer) -> None:
    found = report(a_credential(academy), academy, VerificationPolicy())
    assert (found.verdict, refresh_of(found)) == (Verdict.VALID, Outcome.UNKNOWN)
    assert academy.web.asked == []


def test_the_newer_version_is_the_one_that_is_judged(academy: Issuer) -> None:
    ended = a_credential(academy, validUntil="2026-07-01T00:00:00Z")
    assert report(ended, academy, VerificationPolicy()).verdict is Verdict.INVALID
    academy.web.publish(URL, a_credential(academy, validFrom="2026-08-01T00:00:00Z"))
    found = report(ended, academy)
    assert (found.verdict, refresh_of(found)) == (Verdict.VALID, Outcome.PASSED)
    academy.web.publish(URL, a_credential(academy, validUntil="2026-10-01T00:00:00Z"))
    assert report(a_credential(academy), academy).verdict is Verdict.INVALID


def test_a_newer_version_is_asked_for_once_and_not_again(academy: Issuer) -> None:
    academy.web.publish(URL, a_credential(academy, validFrom="2026-08-01T00:00:00Z"))
    report(a_credential(academy), academy)
    assert academy.web.asked == [URL]


def test_what_is_no_newer_version_leaves_the_original(academy: Issuer) -> None:
    eve = Issuer.by_did_key("eve")
    others = [
        a_credential(academy, id="urn:uuid:00000000-0000-4000-8000-000000000002"),
        a_credential(academy, validFrom="2026-01-01T00:00:00Z"),
        a_credential(eve),
        eve.sign(a_document(academy)),
        {**a_credential(academy), "name": "Changed"},
        {name: v for name, v in a_credential(academy).items() if name != "proof"},
    ]
    ended = a_credential(academy, validUntil="2026-07-01T00:00:00Z")
    for other in others:
        academy.web.publish(URL, other)
        found = report(a_credential(academy), academy)
        assert (found.verdict, refresh_of(found)) == (Verdict.VALID, Outcome.UNKNOWN)
        assert report(ended, academy).verdict is Verdict.INVALID
    for raw in (b"", b"<html>", b"[]"):
        academy.web.publish(URL, raw)
        assert refresh_of(report(a_credential(academy), academy)) is Outcome.UNKNOWN
    academy.web.lag(URL)
    assert report(a_credential(academy), academy).verdict is Verdict.VALID


def test_nothing_is_asked_where_the_signature_does_not_hold(academy: Issuer) -> None:
    academy.web.publish(URL, a_credential(academy))
    found = report({**a_credential(academy), "name": "Changed"}, academy)
    assert (found.verdict, refresh_of(found)) == (Verdict.INVALID, Outcome.UNKNOWN)
    assert academy.web.asked == []


@pytest.mark.parametrize(
    "service",
    [
        {"id": URL, "type": "1EdTechRevocationList"},
        {"id": "http://school.example/1", "type": "1EdTechCredentialRefresh"},
        {"id": "https://169.254.169.254/1", "type": "1EdTechCredentialRefresh"},
    ],
)
def test_what_is_not_followed_is_not_asked(academy: Issuer, service: Any) -> None:
    found = report(a_credential(academy, refreshService=service), academy)
    assert refresh_of(found) is Outcome.UNKNOWN
    assert academy.web.asked == []
