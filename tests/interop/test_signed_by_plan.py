"""What a signing plan signs, judged by other people's verifiers: unusual values, withdrawn awards.

The plan computes canonical N-Quads of its own accord; each peer computes them with another
implementation. So a value that one of them writes differently is refused here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from laurea.credentials import SigningPlan
from laurea.credentials.keys.did_key import did_key
from laurea.credentials.keys.public_key import KeyKind, read_public_key
from laurea.credentials.status.new_list import new_status_list
from tests.interop.peers import EVERYBODY, OPENVC, Document, judge
from tests.simulator.status import new_entry

pytestmark = pytest.mark.interop

LIST = "https://badges.example.org/status/revocation-1"
CREATED = datetime(2025, 6, 1, 12, tzinfo=UTC)
CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
UNUSUAL = {
    "quotes and backslashes": '"twice" \\n is not a line break \\\\ \'',
    "line breaks": "one\ntwo\r\nthree\rfour\u2028five\u2029six\u0085seven",
    "tabs and trailing spaces": "\ta \t b  \u00a0 ",
    "controls": "bell\u0007 back\u0008 feed\u000c unit\u001f delete\u007f zero-width\u200b",
    "N-Quads inside": '<urn:x> "y"^^<http://www.w3.org/2001/XMLSchema#string> _:c14n0 .',
    "JSON-LD inside": '@type {"@value": 1} @id',
    "markers": "urn:laurea-slot:0123456789abcdef:0: urn:laurea-slot:proof:",
    "astral letters": "\U0001f393 \U0001d49c \U0010ffff",
    "letters decomposed": "e\u0301 A\u030a \u1100\u1161 \u0344",
    "right to left": "\u202b\u05e9\u05dc\u202c \u200f\u0645\u0631\u062d\u200e",
    "noncharacters": "\ufffe \uffff \ufdd0",
    "a number": "1E21",
    "a date": "2024-02-30T25:61:61Z",
    "nothing but a space": " ",
    "long": "ä€𝄞" * 5_000,
}
# PyLD, with which openvc canonicalises, leaves control characters as they are. RDFC-1.0, section
# 5, writes them as escapes, as we and the others do.
KNOWN_TO_DIFFER = {OPENVC: {"controls"}}


@dataclass(frozen=True, slots=True)
class KeyInMemory:
    """A signer for tests, with a key that is no secret."""

    private: Ed25519PrivateKey
    algorithm: str = "EdDSA"

    @property
    def did(self) -> str:
        raw = self.private.public_key().public_bytes_raw()
        return did_key(read_public_key(KeyKind.ED25519, raw))

    @property
    def verification_method(self) -> str:
        return f"{self.did}#{self.did.removeprefix('did:key:')}"

    def sign_many(self, messages: Sequence[bytes], reservation: str | None) -> list[bytes]:
        return [self.private.sign(message) for message in messages]


SIGNER = KeyInMemory(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
ISSUER = {"id": SIGNER.did, "type": ["Profile"], "name": "Fachschule Übersee"}


def signed(template: Mapping[str, Any], overlays: Sequence[Mapping[str, Any]]) -> list[Document]:
    plan = SigningPlan(template, signer=SIGNER, created=CREATED)
    answers = plan.sign(overlays)
    assert [answer for answer in answers if not isinstance(answer, bytes)] == []
    return [json.loads(answer) for answer in answers if isinstance(answer, bytes)]


def template(**more: Any) -> Document:
    return {
        "@context": list(CONTEXTS),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": ISSUER,
        "validFrom": "2025-06-01T12:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:1d3f0f6b-9a4e-4f63-8a8a-9f7f6d7d2a11",
                "type": ["Achievement"],
                "name": "Surveying",
                "description": "Measures a field.",
                "criteria": {"narrative": "Three fields measured."},
                **more,
            },
        },
    }


def overlay(number: int, **more: Any) -> Document:
    return {
        "id": f"urn:uuid:1d3f0f6b-9a4e-4f63-8a8a-9f7f6d7d{number:04}",
        "credentialSubject": {"id": f"did:example:learner-{number}"},
        **more,
    }


@pytest.fixture(scope="module")
def unusual() -> list[Document]:
    awards = [
        overlay(number, name=text, evidence=[{"type": ["Evidence"], "narrative": text}])
        for number, text in enumerate(UNUSUAL.values())
    ]
    templates = [
        signed(template(humanCode=text, tag=[text, "x"]), [overlay(100 + number)])[0]
        for number, text in enumerate(UNUSUAL.values())
    ]
    return [*signed(template(), awards), *templates]


@pytest.mark.parametrize("verifier", EVERYBODY)
def test_unusual_values_are_signed_as_everybody_reads_them(
    unusual: list[Document], verifier: str
) -> None:
    judgements = judge(verifier, unusual, {})
    refused = {
        name: judgement.error
        for name, judgement in zip([*UNUSUAL, *UNUSUAL], judgements, strict=True)
        if not judgement.verified
    }
    assert set(refused) == KNOWN_TO_DIFFER.get(verifier, set()), refused


@pytest.fixture(scope="module")
def awards_and_list() -> tuple[list[Document], Document]:
    awards = [
        overlay(number, credentialStatus=new_entry(LIST, number)) for number in (7, 8, 131_071)
    ]
    unsigned = new_status_list(LIST, issuer=SIGNER.did, valid_from=CREATED, set_indexes=(8,))
    (published,) = signed(unsigned, [{}])
    return signed(template(), awards), published


@pytest.mark.parametrize("verifier", EVERYBODY)
def test_everybody_refuses_the_withdrawn_award_and_no_other(
    awards_and_list: tuple[list[Document], Document], verifier: str
) -> None:
    awards, published = awards_and_list
    judgements = judge(verifier, awards, {LIST: published})
    assert [judgement.verified for judgement in judgements] == [True, False, True], judgements


@pytest.mark.parametrize("verifier", EVERYBODY)
def test_nobody_relies_on_a_status_list_that_somebody_changed(
    awards_and_list: tuple[list[Document], Document], verifier: str
) -> None:
    awards, published = awards_and_list
    cleared = new_status_list(LIST, issuer=SIGNER.did, valid_from=CREATED)
    forged = {**published, "credentialSubject": cleared["credentialSubject"]}
    judgements = judge(verifier, awards, {LIST: forged})
    assert [judgement.verified for judgement in judgements] == [False] * 3, judgements
