"""Blockcerts 2 and 3: the hash of the document, the path from it, and the root in a ledger."""

from __future__ import annotations

import copy
import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from laurea.credentials.canon import canonical_nquads
from laurea.credentials.keys.multikey import to_multikey
from laurea.credentials.keys.public_key import KeyKind, elliptic_bytes, read_public_key
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.proofs.cbor import write_cbor
from laurea.credentials.report import IssuerTrust, Verdict, VerificationReport
from laurea.credentials.verify import verify
from tests.simulator.ledger import ADDRESS, MemoryLedger, a_tree, anchored_2017, merkle_value
from tests.simulator.old_issuer import OB2, OldIssuer

AT = datetime(2026, 11, 1, tzinfo=UTC)
CONTEXTS = [OB2, "https://w3id.org/blockcerts/v2"]
NAMED = f"ecdsa-koblitz-pubkey:{ADDRESS}"


@pytest.fixture
def school() -> OldIssuer:
    school = OldIssuer()
    publish_keys(school, {"id": NAMED, "created": "2025-01-01T00:00:00Z"})
    return school


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


def publish_keys(school: OldIssuer, *keys: dict[str, Any]) -> None:
    profile = school.profile(publicKey=list(keys))
    school.web.publish(profile["id"], {**profile, "@context": CONTEXTS})


def unsigned(school: OldIssuer, **changes: Any) -> dict[str, Any]:
    verification = {"type": ["MerkleProofVerification2017", "Extension"], "publicKey": NAMED}
    document = school.assertion(verification=verification)
    return {**document, "@context": CONTEXTS, "id": "urn:uuid:1", **changes}


def judge(
    document: Any, school: OldIssuer, ledger: MemoryLedger | None, **demands: Any
) -> VerificationReport:
    policy = VerificationPolicy(**demands)
    return verify(document, at=AT, resolver=school.web, policy=policy, chain=ledger)


def slugs(report: VerificationReport, name: str = "proof") -> list[str]:
    return [p.type.slug for check in report.checks if check.name == name for p in check.problems]


def test_an_anchored_assertion_is_valid_and_its_issuer_known(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    document = anchored_2017(unsigned(school), ledger)
    trusted = frozenset({school.at("profile")})
    report = judge(document, school, ledger, trusted_issuers=trusted)
    assert report.verdict is Verdict.VALID
    assert report.issuer_trust is IssuerTrust.TRUSTED


def test_without_a_reader_of_the_ledger_it_stays_open(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    document = anchored_2017(unsigned(school), ledger)
    report = judge(document, school, None)
    assert (report.verdict, slugs(report)) == (Verdict.INDETERMINATE, ["anchor-unavailable"])
    assert report.issuer_trust is IssuerTrust.UNPROVEN
    ledger.is_silent = True
    assert judge(document, school, ledger).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize(
    ("record", "slug"),
    [
        ({"content": bytes(32)}, "anchor-invalid"),
        ({"issuing_address": "1SomebodyElse"}, "key-unauthorized"),
        ({"at": datetime(2024, 12, 31, tzinfo=UTC)}, "key-revoked"),
    ],
)
def test_a_transaction_counts_only_with_this_root_by_the_issuer_in_time(
    school: OldIssuer, ledger: MemoryLedger, record: dict[str, Any], slug: str
) -> None:
    document = anchored_2017(unsigned(school), ledger, **record)
    report = judge(document, school, ledger)
    assert (report.verdict, slugs(report)) == (Verdict.INVALID, [slug])


def test_a_transaction_that_is_not_there_anchors_nothing(school: OldIssuer) -> None:
    document = anchored_2017(unsigned(school), MemoryLedger())
    assert slugs(judge(document, school, MemoryLedger())) == ["anchor-invalid"]


def test_an_address_that_the_issuer_does_not_list_issues_nothing(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    publish_keys(school, {"id": "ecdsa-koblitz-pubkey:1Other"})
    report = judge(anchored_2017(unsigned(school), ledger), school, ledger)
    assert slugs(report) == ["key-unauthorized"]


@pytest.mark.parametrize("end", ["revoked", "expires"])
def test_an_address_out_of_use_issues_nothing_more(
    school: OldIssuer, ledger: MemoryLedger, end: str
) -> None:
    document = anchored_2017(unsigned(school), ledger)
    publish_keys(school, {"id": NAMED, end: "2026-01-16T11:59:59Z"})
    assert slugs(judge(document, school, ledger)) == ["key-revoked"]
    publish_keys(school, {"id": NAMED, end: "2026-01-17T00:00:00Z"})
    assert judge(document, school, ledger).verdict is Verdict.VALID


def test_every_word_and_every_step_counts(school: OldIssuer, ledger: MemoryLedger) -> None:
    document = anchored_2017(unsigned(school), ledger)
    for change in (
        {"issuedOn": "2026-01-15T09:00:01Z"},
        {"recipient": {"type": "email", "identity": "eve@example.org", "hashed": False}},
        {"badge": school.at("other")},
        {"unheardOf": "x"},
    ):
        assert judge({**document, **change}, school, ledger).verdict is Verdict.INVALID
    for name in ("merkleRoot", "targetHash"):
        forged = copy.deepcopy(document)
        forged["signature"][name] = "00" * 32
        assert slugs(judge(forged, school, ledger)) == ["proof-invalid"]
    swapped = copy.deepcopy(document)
    swapped["signature"]["proof"].reverse()
    assert slugs(judge(swapped, school, ledger)) == ["proof-invalid"]
    short = copy.deepcopy(document)
    short["signature"]["proof"].pop()
    assert slugs(judge(short, school, ledger)) == ["proof-invalid"]


@pytest.mark.parametrize(
    "signature",
    [None, [], {}, {"type": "MerkleProof2017"}, {"type": "MerkleProof2017", "anchors": []}, "x"],
)
def test_a_proof_that_is_none_proves_nothing(school: OldIssuer, signature: Any) -> None:
    report = judge({**unsigned(school), "signature": signature}, school, None)
    assert (report.verdict, slugs(report)) == (Verdict.INVALID, ["proof-invalid"])
    assert slugs(judge(unsigned(school), school, None)) == ["proof-missing"]


def test_an_anchored_assertion_is_revoked_by_the_issuers_list(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    document = anchored_2017(unsigned(school), ledger)
    school.web.publish(school.at("revocations"), school.revocations({"id": "urn:uuid:1"}))
    report = judge(document, school, ledger)
    assert (report.verdict, slugs(report, "status")) == (Verdict.INVALID, ["revoked"])


def pretended(school: OldIssuer) -> dict[str, Any]:
    document = unsigned(school)
    root, path = a_tree(hashlib.sha256(canonical_nquads(document)).digest(), [])
    assert not path
    anchors = [{"type": "Mock", "sourceId": "x", "chain": "mockchain"}]
    proof = {"merkleRoot": root.hex(), "targetHash": root.hex(), "proof": [], "anchors": anchors}
    return {**document, "signature": {"type": ["MerkleProof2017", "Extension"], **proof}}


def test_an_anchor_in_no_ledger_proves_nothing(school: OldIssuer, ledger: MemoryLedger) -> None:
    report = judge(pretended(school), school, ledger)
    assert (report.verdict, slugs(report)) == (Verdict.INDETERMINATE, ["anchor-pretended"])
    trusted = frozenset({school.at("profile")})
    lenient = judge(
        pretended(school), school, ledger, pretended_ledgers=True, trusted_issuers=trusted
    )
    assert (lenient.verdict, lenient.issuer_trust) == (Verdict.VALID, IssuerTrust.UNPROVEN)
    assert [problem.type.slug for problem in lenient.warnings] == ["anchor-pretended"]


def test_an_inner_context_may_add_words_and_no_other_meanings(school: OldIssuer) -> None:
    for inner, verdict in (
        ({"nonce": "https://school.example/nonce"}, Verdict.INDETERMINATE),
        ({"badge": "https://school.example/badge"}, Verdict.INVALID),
        ({"worth": "badge"}, Verdict.INVALID),
        ({"worth": "@type"}, Verdict.INVALID),
        ({"@vocab": "https://school.example/"}, Verdict.INVALID),
    ):
        document = {**pretended(school), "@context": [*CONTEXTS, inner]}
        assert judge(document, school, None).verdict is verdict, inner


# ------------------------------------------------------------------------ version 3


def blockcert_3(school: OldIssuer, anchor: list[Any], **changes: Any) -> dict[str, Any]:
    unsecured: dict[str, Any] = {
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/blockcerts/v3"],
        "id": "urn:uuid:2",
        "type": ["VerifiableCredential", "BlockcertsCredential"],
        "issuer": school.at("profile"),
        "issuanceDate": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": "did:example:holder"},
    }
    digest = hashlib.sha256(canonical_nquads(unsecured)).digest()
    proof = {
        "type": "MerkleProof2019",
        "created": "2026-01-15T09:00:00.123",
        "proofPurpose": "assertionMethod",
        "verificationMethod": school.at("profile#key-1"),
        "proofValue": merkle_value(digest, anchor),
        **changes,
    }
    return {**unsecured, "proof": proof}


def publish_controller(school: OldIssuer) -> None:
    raw = elliptic_bytes(ec.derive_private_key(7, ec.SECP256K1()).public_key())
    method = {
        "id": school.at("profile#key-1"),
        "type": "Multikey",
        "controller": school.at("profile"),
        "publicKeyMultibase": to_multikey(read_public_key(KeyKind.SECP256K1, raw)),
    }
    school.web.publish(
        school.at("profile"),
        school.profile(
            publicKey=[{"id": NAMED}], verificationMethod=[method], assertionMethod=[method["id"]]
        ),
    )


def in_btc(transaction: str) -> list[Any]:
    return [[0, 0], [1, 1], [2, write_cbor(transaction)]]


def test_a_blockcert_3_is_valid_once_its_root_is_in_the_ledger(
    school: OldIssuer, ledger: MemoryLedger
) -> None:
    publish_controller(school)
    draft = blockcert_3(school, in_btc("00"))
    digest = hashlib.sha256(
        canonical_nquads({name: value for name, value in draft.items() if name != "proof"})
    ).digest()
    root, _ = a_tree(digest, [hashlib.sha256(b"one").digest(), hashlib.sha256(b"two").digest()])
    document = blockcert_3(school, in_btc(ledger.anchor(root)))
    report = judge(document, school, ledger)
    assert (report.verdict, report.issuer_trust) == (Verdict.VALID, IssuerTrust.UNLISTED)
    assert judge(document, school, None).verdict is Verdict.INDETERMINATE
    document["credentialSubject"]["id"] = "did:example:eve"
    assert slugs(judge(document, school, ledger)) == ["proof-invalid"]


@pytest.mark.parametrize(
    "change",
    [
        {"proofPurpose": "authentication"},
        {"created": "yesterday"},
        {"verificationMethod": "https://evil.example/profile#key-1"},
        {"proofValue": "z11"},
        {"proofValue": "uAAAA"},
        {"proofValue": None},
    ],
)
def test_a_blockcert_3_keeps_the_rules_of_all_proofs(
    school: OldIssuer, ledger: MemoryLedger, change: dict[str, Any]
) -> None:
    publish_controller(school)
    document = blockcert_3(school, in_btc("00"), **change)
    assert judge(document, school, ledger).verdict is Verdict.INVALID
