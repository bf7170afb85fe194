"""Claims about signing plans: the bytes of the full algorithm, one problem a bad row."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from laurea.bench.world import an_achievement
from laurea.credentials.canon import bundled
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.ports import Signer
from laurea.credentials.problems import Problem
from laurea.credentials.proofs.suites import SUITES
from laurea.credentials.report import Verdict
from laurea.credentials.signing import SigningPlan
from laurea.credentials.verify import verify
from laurea.credentials.wire.ob3 import write_achievement
from laurea.integrations.keystore.key_file import create_key
from laurea.integrations.keystore.private_key import signer_for
from tests.simulator import documents

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
_CHUNKS = 8
_PER_CHUNK = 1_250 if os.environ.get("CI") or os.environ.get("LAUREA_THOROUGH") else 300
_AWARDS_A_TEMPLATE = 25


def a_signer(kind: KeyKind = KeyKind.ED25519) -> tuple[str, Signer]:
    key = create_key(kind, name="Guild", random=Random(1).randbytes)
    return str(key.profile["id"]), signer_for(key.private, key.verification_method.id)


def a_template(random: Random, issuer_id: str) -> dict[str, Any]:
    """What the credentials of a made-up achievement have in common."""
    document = documents.a_credential(random)
    return {
        "@context": document["@context"],
        "type": document["type"],
        "name": documents.a_text(random),
        "issuer": {"id": issuer_id, "type": ["Profile"], "name": documents.a_text(random)},
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": documents.an_achievement(random),
        },
    }


def an_overlay(random: Random) -> dict[str, Any]:
    """What one made-up award says beyond that."""
    subject: dict[str, Any] = {}
    if random.random() < 0.5:
        subject["id"] = documents.an_iri(random)
    if random.random() < 0.7 or not subject:
        subject["identifier"] = [documents.an_identity(random)]
    subject["result"] = [documents.a_result(random) for _ in range(random.randint(0, 2))]
    overlay: dict[str, Any] = {
        "id": f"urn:award:{random.getrandbits(80):x}",
        "validFrom": f"2026-01-{random.randint(1, 28):02}T00:00:00Z",
        "credentialSubject": subject,
        "evidence": [documents.an_evidence(random) for _ in range(random.randint(0, 2))],
    }
    if random.random() < 0.5:
        overlay["validUntil"] = "2036-01-01T00:00:00Z"
    if random.random() < 0.3:
        overlay["credentialStatus"] = documents.a_status_entry(random)
    return overlay


@pytest.mark.parametrize("chunk", range(_CHUNKS))
def test_a_plan_gives_the_bytes_of_the_full_algorithm(chunk: int) -> None:
    issuer_id, signer = a_signer()
    compared = 0
    for seed in range(_PER_CHUNK // _AWARDS_A_TEMPLATE):
        random = Random(f"{chunk}/{seed}")
        plan = SigningPlan(a_template(random, issuer_id), signer=signer, created=NOW)
        for _ in range(_AWARDS_A_TEMPLATE):
            overlay = an_overlay(random)
            full = bundled().nquads(plan.document(overlay))
            assert plan.canonical_nquads(overlay) == full
            compared += 1
    assert compared == _PER_CHUNK


def test_every_credential_of_a_batch_verifies_and_says_what_was_asked() -> None:
    issuer_id, signer = a_signer()
    random = Random(7)
    template = a_template(random, issuer_id)
    template["credentialSubject"]["achievement"] = write_achievement(an_achievement())
    plan = SigningPlan(template, signer=signer, created=NOW)
    overlays = [an_overlay(random) for _ in range(120)]
    for overlay, answer in zip(overlays, plan.sign(overlays), strict=True):
        assert isinstance(answer, bytes)
        credential = json.loads(answer)
        proof = credential.pop("proof")
        assert credential == plan.document(overlay)
        assert proof["created"] == "2026-11-01T12:00:00Z"
        assert verify(answer, at=NOW).verdict in {Verdict.VALID, Verdict.INDETERMINATE}


def outcomes(answers: Sequence[bytes | Problem]) -> list[str]:
    return [answer.type.slug if isinstance(answer, Problem) else "signed" for answer in answers]


def test_a_bad_row_is_named_and_does_not_stop_the_others() -> None:
    issuer_id, signer = a_signer()
    random = Random(3)
    plan = SigningPlan(a_template(random, issuer_id), signer=signer, created=NOW)
    good = {"validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {"id": "did:example:ada"}}
    rows = [{**good, "id": f"urn:uuid:{number}"} for number in range(6)]
    rows[1]["id"] = "no absolute IRI"
    rows[3]["validFrom"] = "2026-02-30T00:00:00Z"
    rows[4] = {**rows[4], "grade": "A+"}
    answers = plan.sign(rows)
    assert outcomes(answers) == [
        "signed",
        "malformed-value",
        "signed",
        "malformed-value",
        "undefined-term",
        "signed",
    ]
    refused = answers[1]
    assert isinstance(refused, Problem)
    assert refused.pointer == "/id"


@pytest.mark.parametrize("place", range(2, 9))
def test_an_impossible_date_is_refused_wherever_it_stands(place: int) -> None:
    """Also where the plan, which knows only strings, does the work."""
    issuer_id, signer = a_signer()
    plan = SigningPlan(a_template(Random(3), issuer_id), signer=signer, created=NOW)
    rows = [
        {
            "id": f"urn:uuid:{number}",
            "validFrom": "2026-02-30T00:00:00Z" if number == place else "2026-02-03T00:00:00Z",
            "credentialSubject": {"id": "did:example:ada"},
        }
        for number in range(10)
    ]
    expected = ["malformed-value" if number == place else "signed" for number in range(10)]
    assert outcomes(plan.sign(rows)) == expected


def test_a_key_of_another_kind_and_a_naive_moment_are_bugs_of_the_caller() -> None:
    issuer_id, signer = a_signer(KeyKind.RSA)
    with pytest.raises(ValueError, match="RS256"):
        SigningPlan(a_template(Random(1), issuer_id), signer=signer, created=NOW)
    issuer_id, signer = a_signer(KeyKind.P256)
    with pytest.raises(ValueError, match="ES256"):
        SigningPlan(
            a_template(Random(1), issuer_id),
            signer=signer,
            created=NOW,
            suite=SUITES["eddsa-jcs-2022"],
        )
    issuer_id, signer = a_signer()
    with pytest.raises(ValueError, match="zone"):
        SigningPlan(
            a_template(Random(1), issuer_id), signer=signer, created=NOW.replace(tzinfo=None)
        )


@pytest.mark.parametrize(
    ("kind", "suite"),
    [
        (KeyKind.ED25519, "eddsa-rdfc-2022"),
        (KeyKind.P256, "ecdsa-rdfc-2019"),
        (KeyKind.P384, "ecdsa-rdfc-2019"),
        (KeyKind.ED25519, "eddsa-jcs-2022"),
        (KeyKind.P256, "ecdsa-jcs-2019"),
        (KeyKind.P384, "ecdsa-jcs-2019"),
    ],
)
def test_a_plan_signs_by_every_suite_what_verifies(kind: KeyKind, suite: str) -> None:
    issuer_id, signer = a_signer(kind)
    asked = SUITES[suite] if "jcs" in suite else None
    template = a_template(Random(2), issuer_id)
    template["credentialSubject"]["achievement"] = write_achievement(an_achievement())
    plan = SigningPlan(template, signer=signer, created=NOW, suite=asked)
    overlays = [{**an_overlay(Random(3)), "id": f"urn:award:{number}"} for number in range(6)]
    for raw in plan.sign(overlays):
        assert isinstance(raw, bytes)
        document = json.loads(raw)
        assert document["proof"]["cryptosuite"] == suite
        checks = {check.name: check.outcome.value for check in verify(raw, at=NOW).checks}
        assert checks["proof"] == checks["structure"] == "passed"


def test_a_template_that_cannot_be_signed_refuses_every_row_by_name() -> None:
    issuer_id, signer = a_signer()
    template = a_template(Random(1), issuer_id)
    achievement = write_achievement(an_achievement())
    template["credentialSubject"]["achievement"] = {**achievement, "grade": "A+"}
    plan = SigningPlan(template, signer=signer, created=NOW)
    rows = [an_overlay(Random(number)) for number in range(3)]
    assert outcomes(plan.sign(rows)) == ["undefined-term"] * 3


def test_the_overlay_does_not_replace_what_the_template_says_of_the_achievement() -> None:
    issuer_id, signer = a_signer()
    plan = SigningPlan(a_template(Random(1), issuer_id), signer=signer, created=NOW)
    forged = {"credentialSubject": {"achievement": {"id": "urn:forged"}}}
    document = plan.document({**an_overlay(Random(2)), **forged})
    assert document["credentialSubject"]["achievement"] != {"id": "urn:forged"}
