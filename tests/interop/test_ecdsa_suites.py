"""ECDSA proofs, selective disclosure among them, between this program and Digital Bazaar's."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from random import Random
from typing import Any

import pytest

from laurea.credentials.canon import contexts
from laurea.credentials.canon.contexts import known_contexts
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.disclosure import DocumentKey, derive, sign_base
from laurea.credentials.report import Verdict
from laurea.credentials.signing import SigningPlan
from laurea.credentials.verify import verify
from laurea.integrations.keystore.key_file import create_key
from laurea.integrations.keystore.private_key import signer_for
from tests.interop.conftest import ACHIEVEMENT
from tests.interop.peers import FOLDER, Document

pytestmark = pytest.mark.interop

CURVES = {KeyKind.P256: "P-256", KeyKind.P384: "P-384"}
ALWAYS = ["/issuer", "/validFrom", "/credentialSubject/achievement"]
SHOWN = ["/credentialSubject/identifier", "/evidence/1"]


def ask(requests: Sequence[Document]) -> list[Document]:
    """Put questions to the peer; each run of it answers all of them."""
    folder = files(contexts)
    paths = {url: str(folder / copy.file) for url, copy in known_contexts().items()}
    done = subprocess.run(
        ["node", "suites_peer.mjs"],
        cwd=FOLDER,
        input=json.dumps({"contexts": paths, "requests": requests}),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[Document] = json.loads(done.stdout)
    return answers


def a_credential(issuer_id: str) -> Document:
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:0c7dc2d4-7d0b-4d3e-9a51-0d6f0a4f9c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer_id, "type": ["Profile"], "name": "Schule für Erste Hilfe"},
        "validFrom": "2025-03-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "mira@example.org",
                    "identityType": "emailAddress",
                }
            ],
            "achievement": ACHIEVEMENT,
        },
        "evidence": [
            {"id": f"https://schule.example.org/e/{n}", "type": ["Evidence"], "name": f"急{n}"}
            for n in range(3)
        ],
    }


def a_signer(kind: KeyKind, seed: int = 1) -> tuple[str, Any, Any]:
    key = create_key(kind, name="Schule", random=Random(seed).randbytes)
    method = key.verification_method
    return str(key.profile["id"]), signer_for(key.private, method.id), method.public_key


def own_verdict(document: Document) -> Verdict:
    return verify(document, at=datetime.now(UTC)).verdict


def a_base() -> Document:
    issuer_id, signer, _ = a_signer(KeyKind.P256)
    _, own, public_key = a_signer(KeyKind.P256, 2)
    return sign_base(
        a_credential(issuer_id),
        mandatory=ALWAYS,
        signer=signer,
        document_key=DocumentKey(public_key, own, bytes(range(32))),
        created=datetime(2025, 3, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("kind", CURVES)
def test_what_is_signed_here_verifies_there_and_the_other_way_round(kind: KeyKind) -> None:
    issuer_id, signer, _ = a_signer(kind)
    unsigned = a_credential(issuer_id)
    template = {name: value for name, value in unsigned.items() if name != "id"}
    plan = SigningPlan(template, signer=signer, created=datetime(2025, 3, 1, tzinfo=UTC))
    (raw,) = plan.sign([{"id": unsigned["id"]}])
    assert isinstance(raw, bytes)
    ours = json.loads(raw)
    question = {"suite": "ecdsa-rdfc-2019", "curve": CURVES[kind]}
    answers = ask(
        [
            question | {"operation": "verify", "document": ours},
            question | {"operation": "verify", "document": ours | {"name": "Changed"}},
            question | {"operation": "issue", "document": a_credential("did:example:1")},
        ]
    )
    assert [answer.get("verified") for answer in answers] == [True, False, None], answers
    theirs = answers[2]["document"]
    assert own_verdict(theirs) is Verdict.VALID
    assert own_verdict(theirs | {"name": "Changed"}) is Verdict.INVALID


def test_a_base_proof_made_here_is_derived_from_and_verified_there() -> None:
    base = a_base()
    (answer,) = ask([{"operation": "derive", "document": base, "pointers": SHOWN}])
    theirs = answer["document"]
    ours = derive(base, SHOWN)
    assert own_verdict(theirs) is own_verdict(ours) is Verdict.VALID
    assert theirs["proof"]["proofValue"] == ours["proof"]["proofValue"]
    verdicts = ask(
        [
            {"operation": "verify", "suite": "ecdsa-sd-2023", "document": document}
            for document in (ours, theirs, ours | {"validFrom": "2025-03-02T00:00:00Z"})
        ]
    )
    assert [verdict["verified"] for verdict in verdicts] == [True, True, False], verdicts


def test_a_base_proof_made_there_is_derived_from_and_verified_here() -> None:
    request = {"operation": "issue", "suite": "ecdsa-sd-2023", "curve": "P-256"}
    (answer,) = ask([request | {"document": a_credential("did:example:1"), "pointers": ALWAYS}])
    base = answer["document"]
    assert own_verdict(base) is Verdict.INVALID
    ours = derive(base, SHOWN)
    (derived, verdict) = ask(
        [
            {"operation": "derive", "document": base, "pointers": SHOWN},
            {"operation": "verify", "suite": "ecdsa-sd-2023", "document": ours},
        ]
    )
    assert own_verdict(ours) is own_verdict(derived["document"]) is Verdict.VALID
    assert verdict["verified"], verdict
