"""What issuers sign for selective disclosure, and what holders make of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from laurea.bench.world import an_achievement
from laurea.credentials.canon import Canonicalizer
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.disclosure import (
    DocumentKey,
    derive,
    mandatory_pointers,
    sign_base,
)
from laurea.credentials.proofs.ecdsa_sd_2023 import read_derived
from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify
from laurea.credentials.wire.ob3 import write_achievement
from laurea.integrations.keystore.key_file import create_key
from laurea.integrations.keystore.private_key import signer_for

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ISSUER = create_key(KeyKind.P256, name="Guild", random=Random(1).randbytes)
SIGNER = signer_for(ISSUER.private, ISSUER.verification_method.id)


def a_document_key(seed: int = 2) -> DocumentKey:
    key = create_key(KeyKind.P256, name="Once", random=Random(seed).randbytes)
    method = key.verification_method
    return DocumentKey(method.public_key, signer_for(key.private, method.id), bytes(range(32)))


def a_document() -> dict[str, Any]:
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:4a8d5c1e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER.profile["id"], "type": ["Profile"], "name": "Guild of Testers"},
        "validFrom": "2026-01-01T00:00:00Z",
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
            "achievement": write_achievement(an_achievement()),
            "result": [{"type": ["Result"], "value": "87"}],
        },
        "evidence": [
            {"id": "https://guild.example/work/1", "type": ["Evidence"], "name": "First"},
            {"id": "https://guild.example/work/2", "type": ["Evidence"], "name": "Second"},
        ],
    }


def a_base(**changes: Any) -> dict[str, Any]:
    document = a_document() | changes
    return sign_base(
        document,
        mandatory=mandatory_pointers(document, ["/credentialSubject/achievement"]),
        signer=SIGNER,
        document_key=a_document_key(),
        created=NOW,
    )


IDENTIFIER = "/credentialSubject/identifier"


@pytest.mark.parametrize(
    "pointers",
    [
        [IDENTIFIER],
        [IDENTIFIER, "/evidence/1"],
        [IDENTIFIER, "/credentialSubject/result"],
        ["/evidence/0/name", IDENTIFIER, "/evidence/1/name"],
        [""],
    ],
)
def test_every_part_that_is_shown_verifies_and_says_that_it_is_a_part(pointers: list[str]) -> None:
    report = verify(derive(a_base(), pointers), at=NOW)
    assert report.verdict is Verdict.VALID
    assert [problem.type.slug for problem in report.warnings] == ["proof-partial"]


def test_what_is_not_shown_is_not_there() -> None:
    text = json.dumps(derive(a_base(), [IDENTIFIER, "/evidence/1"]))
    assert "Second" in text
    assert "First" not in text
    assert "87" not in json.dumps(derive(a_base(), [IDENTIFIER])["credentialSubject"])


def test_the_base_proof_proves_nothing_to_others() -> None:
    report = verify(a_base(), at=NOW)
    assert report.verdict is Verdict.INVALID
    assert "holder derives" in next(report.problems()).detail


def test_what_a_verifier_needs_is_always_mandatory() -> None:
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
    entry |= {"statusListIndex": "1", "statusListCredential": "https://guild.example/status/1"}
    base = a_base(credentialStatus=entry, validUntil="2026-06-01T00:00:00Z")
    shown = derive(base, [IDENTIFIER])
    assert {"credentialStatus", "validUntil", "issuer", "validFrom"} <= shown.keys()
    assert verify(shown, at=NOW).verdict is Verdict.INVALID  # it has ended


@pytest.mark.parametrize(
    "remove", ["validFrom", "evidence", "credentialSubject", "issuer", "id", "type"]
)
def test_a_holder_cannot_take_away_more_from_what_was_derived(remove: str) -> None:
    shown = derive(a_base(), [IDENTIFIER, "/evidence"])
    assert verify(shown, at=NOW).verdict is Verdict.VALID
    less = {name: value for name, value in shown.items() if name != remove}
    assert verify(less, at=NOW).verdict is Verdict.INVALID


def test_parts_of_two_credentials_cannot_be_put_together() -> None:
    mine = derive(a_base(), [IDENTIFIER])
    other = a_document()
    other["credentialSubject"]["identifier"][0]["identityHash"] = "eve@example.org"
    theirs = derive(
        sign_base(
            other,
            mandatory=["/issuer"],
            signer=SIGNER,
            document_key=a_document_key(9),
            created=NOW,
        ),
        [""],
    )
    for document, donor in ((mine, theirs), (theirs, mine)):
        assert verify(document, at=NOW).verdict is Verdict.VALID
        mixed = {**document, "credentialSubject": donor["credentialSubject"]}
        assert verify(mixed, at=NOW).verdict is Verdict.INVALID
        assert verify({**document, "proof": donor["proof"]}, at=NOW).verdict is Verdict.INVALID


def test_one_thing_cannot_be_taken_apart_into_two() -> None:
    shown = derive(a_base(), [IDENTIFIER, "/credentialSubject/result"])
    proof = read_derived(shown["proof"]["proofValue"])
    assert len(set(proof.labels.values())) == len(proof.labels) > 2
    label = proof.labels[0]
    twins = type(proof)(
        proof.base_signature,
        proof.public_key,
        proof.signatures,
        dict.fromkeys(proof.labels, label),
        proof.mandatory,
    )
    forged = {**shown, "proof": {**shown["proof"], "proofValue": twins.to_text()}}
    assert verify(forged, at=NOW).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: {"signatures": proof.signatures[1:]},
        lambda proof: {"signatures": (*proof.signatures, proof.signatures[0])},
        lambda proof: {"signatures": proof.signatures[::-1]},
        lambda proof: {"mandatory": proof.mandatory[1:]},
        lambda _: {"mandatory": ()},
        lambda proof: {"mandatory": (*proof.mandatory, 9_999)},
        lambda _: {"labels": {}},
        lambda proof: {"labels": {**proof.labels, 77: bytes(32)}},
        lambda proof: {"public_key": proof.public_key[:-1] + b"\0"},
        lambda proof: {"public_key": b"\xed\x01" + proof.public_key[2:]},
        lambda _: {"base_signature": bytes(64)},
    ],
)
def test_a_derived_proof_with_anything_changed_is_refused(change: Any) -> None:
    shown = derive(a_base(), [IDENTIFIER])
    proof = read_derived(shown["proof"]["proofValue"])
    values = {name: getattr(proof, name) for name in type(proof).__slots__}
    forged = type(proof)(**(values | change(proof)))
    document = {**shown, "proof": {**shown["proof"], "proofValue": forged.to_text()}}
    assert verify(document, at=NOW).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "value", [None, 5, "", "z1", "u", "uAAAA", "u2V0BgA", "u2V0AgA", "u2V0BhUA", "u2V0Bhfb29vY"]
)
def test_what_is_no_proof_value_is_refused(value: Any) -> None:
    shown = derive(a_base(), [IDENTIFIER])
    document = {**shown, "proof": {**shown["proof"], "proofValue": value}}
    report = verify(document, at=NOW)
    assert report.verdict is Verdict.INVALID


def test_an_ordered_list_is_shown_as_a_whole_or_not_at_all() -> None:
    document = a_document()
    description = {
        "id": "urn:result:1",
        "type": ["ResultDescription"],
        "name": "Grade",
        "resultType": "LetterGrade",
        "allowedValue": ["A", "B", "C"],
    }
    document["credentialSubject"]["achievement"]["resultDescription"] = [description]
    base = sign_base(
        document,
        mandatory=mandatory_pointers(document),
        signer=SIGNER,
        document_key=a_document_key(),
        created=NOW,
    )
    place = "/credentialSubject/achievement/resultDescription/0/allowedValue"
    achievement = "/credentialSubject/achievement"
    assert verify(derive(base, [achievement, IDENTIFIER]), at=NOW).verdict is Verdict.VALID
    with pytest.raises(MalformedDocument, match="as a whole"):
        derive(base, [f"{place}/1"])
    (proof,) = (c for c in verify(derive(base, [place]), at=NOW).checks if c.name == "proof")
    assert proof.outcome.value == "passed"


def test_keys_of_other_kinds_and_naive_moments_are_bugs_of_the_caller() -> None:
    key = create_key(KeyKind.ED25519, name="Guild", random=Random(1).randbytes)
    other = signer_for(key.private, key.verification_method.id)
    for signer, created in ((other, NOW), (SIGNER, NOW.replace(tzinfo=None))):
        with pytest.raises(ValueError, match=r"ES256|zone"):
            sign_base(
                a_document(),
                mandatory=["/issuer"],
                signer=signer,
                document_key=a_document_key(),
                created=created,
            )


def test_a_credential_without_a_base_proof_derives_nothing() -> None:
    base = a_base()
    for proof in (None, [], [base["proof"]], derive(base, [IDENTIFIER])["proof"]):
        with pytest.raises(MalformedDocument):
            derive({**base, "proof": proof}, [IDENTIFIER])


class PublishedContexts:
    def __init__(self, folder: Path) -> None:
        entries = json.loads((folder / "contexts/contexts.json").read_text())
        self._files = {url: folder / entry["file"] for entry in entries for url in entry["urls"]}

    def load(self, url: str) -> dict[str, Any] | None:
        path = self._files.get(url)
        return json.loads(path.read_text()) if path else None


def test_the_vector_of_the_w3c_is_derived_byte_for_byte(vectors: Path) -> None:
    folder = vectors / "conformance/w3c-vc-di-ecdsa"
    canonicalizer = Canonicalizer(PublishedContexts(vectors / "conformance"))
    base = json.loads((folder / "ecdsa-sd-2023/prc/addSignedSDBase.json").read_text())
    pointers = json.loads((folder / "prCredSelective.json").read_text())
    wanted = json.loads((folder / "ecdsa-sd-2023/prc/derivedRevealDocument.json").read_text())
    assert derive(base, pointers, canonicalizer=canonicalizer) == wanted


def test_the_published_badge_with_a_derived_proof_is_valid(vectors: Path) -> None:
    path = vectors / "conformance/1edtech-public-validator/ob30/sd/derivedcredential.json"
    assert verify(path.read_bytes(), at=NOW).verdict is Verdict.VALID
