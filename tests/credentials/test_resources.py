from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from laurea.credentials.canon.contexts import context_copies
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.report import Outcome, Verdict, VerificationReport
from laurea.credentials.resources import check_resources
from laurea.credentials.verify import verify
from tests.simulator.issuer import NOW, Issuer

V2 = "https://www.w3.org/ns/credentials/v2"
PICTURE = "https://school.example/robot.png"


def pinned(url: str, content: bytes, **more: Any) -> dict[str, Any]:
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return {"id": url, "digestSRI": f"sha384-{digest}", **more}


def report(entries: Any, *, fetch: bool = False) -> tuple[VerificationReport, Issuer]:
    academy = Issuer.by_did_key()
    academy.web.publish(PICTURE, b"a picture")
    document = academy.sign(academy.unsigned(relatedResource=entries))
    policy = VerificationPolicy(related_resources=fetch)
    return verify(document, at=NOW, resolver=academy.web, policy=policy), academy


def outcome(found: VerificationReport) -> Outcome:
    (check,) = (check for check in found.checks if check.name == "resources")
    return check.outcome


def test_a_credential_that_pins_nothing_has_no_such_check() -> None:
    assert check_resources({}) == check_resources({"relatedResource": []}) == ()


def test_contexts_are_compared_and_nothing_is_fetched_for_it() -> None:
    (copy,) = context_copies(V2)
    found, academy = report([pinned(V2, copy)])
    assert (found.verdict, outcome(found)) == (Verdict.VALID, Outcome.PASSED)
    found, _ = report([pinned(V2, copy + b" ")])
    assert (found.verdict, outcome(found)) == (Verdict.INVALID, Outcome.FAILED)
    assert academy.web.asked == []


def test_other_resources_are_fetched_only_where_the_verifier_asks_for_it() -> None:
    found, academy = report([pinned(PICTURE, b"a picture")])
    assert (found.verdict, outcome(found)) == (Verdict.VALID, Outcome.UNKNOWN)
    assert academy.web.asked == []
    found, academy = report([pinned(PICTURE, b"a picture")], fetch=True)
    assert (found.verdict, outcome(found)) == (Verdict.VALID, Outcome.PASSED)
    assert academy.web.asked == [PICTURE]
    found, _ = report([pinned(PICTURE, b"another picture")], fetch=True)
    assert (found.verdict, outcome(found)) == (Verdict.INVALID, Outcome.FAILED)


def test_a_resource_that_does_not_answer_decides_nothing() -> None:
    found, _ = report([pinned("https://school.example/absent", b"")], fetch=True)
    assert (found.verdict, outcome(found)) == (Verdict.VALID, Outcome.UNKNOWN)
    found, academy = report([pinned("https://10.0.0.1/secret", b"")], fetch=True)
    assert outcome(found) is Outcome.UNKNOWN
    assert academy.web.asked == []


@pytest.mark.parametrize("entry", [{"id": V2}, {"digestSRI": "sha256-AA=="}, V2, 5, {"id": 5}])
def test_a_resource_must_be_pinned(entry: Any) -> None:
    (check,) = check_resources({"relatedResource": [entry]})
    assert check.outcome is Outcome.FAILED
