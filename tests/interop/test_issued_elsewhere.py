"""Credentials that other people's software issued, verified here and by one another."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest

from tests.interop.peers import EVERYBODY, LAUREA, OPENVC, PEERS, Document, issue, judge

pytestmark = pytest.mark.interop

SEED = bytes(range(32))
CREDENTIAL: Document = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:6a8b2a5e-2e1b-4a9e-9a57-1c1f6f0b7d11",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Teamwork — Zusammenarbeit 团队合作",
    "issuer": {"id": "did:key:replaced", "type": ["Profile"], "name": "Fachschule Übersee"},
    "validFrom": "2024-03-01T09:00:00Z",
    "validUntil": "2094-03-01T09:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityHash": "maren.holm@example.org",
                "identityType": "emailAddress",
                "hashed": False,
            }
        ],
        "achievement": {
            "id": "https://schule.example.org/achievements/teamwork",
            "type": ["Achievement"],
            "name": "Teamwork",
            "description": "Works with others towards a shared aim.",
            "criteria": {"narrative": "Led one **group project** and took part in two."},
            "achievementType": "Badge",
            "creditsAvailable": 2.5,
            "tag": ["group work", "Übung"],
            "resultDescription": [
                {
                    "id": "urn:uuid:0e2f3bb1-63b0-4a4c-8f0d-d5b0c4a2f0a1",
                    "type": ["ResultDescription"],
                    "name": "Final mark",
                    "resultType": "Percent",
                    "valueMin": "0",
                    "valueMax": "100",
                }
            ],
        },
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:0e2f3bb1-63b0-4a4c-8f0d-d5b0c4a2f0a1",
                "value": "91.5",
            }
        ],
    },
    "evidence": [{"id": "https://schule.example.org/e/1?a=1&b=ü", "type": ["Evidence"]}],
}


@pytest.fixture(scope="module", params=PEERS)
def issued(request: pytest.FixtureRequest) -> Document:
    return issue(request.param, copy.deepcopy(CREDENTIAL), SEED)


@pytest.mark.parametrize("verifier", EVERYBODY)
def test_what_a_peer_issues_verifies_with_everybody(issued: Document, verifier: str) -> None:
    (judgement,) = judge(verifier, [issued], {})
    assert (judgement.verified, judgement.error) == (True, None)


def test_what_a_peer_issues_and_somebody_changes_is_refused_here(issued: Document) -> None:
    changed = copy.deepcopy(issued)
    changed["credentialSubject"]["result"][0]["value"] = "99.5"
    (judgement,) = judge(LAUREA, [changed], {})
    assert not judgement.verified
    assert judgement.error is not None
    assert judgement.error.startswith("proof-invalid")


def test_a_peers_expired_credential_is_refused_here() -> None:
    past = copy.deepcopy(CREDENTIAL) | {"validUntil": "2024-03-02T09:00:00Z"}
    assert datetime.fromisoformat(past["validUntil"]) < datetime.now(UTC)
    (judgement,) = judge(LAUREA, [issue(OPENVC, past, SEED)], {})
    assert not judgement.verified
    assert judgement.steps["proof"]
    assert not judgement.steps["validity"]
