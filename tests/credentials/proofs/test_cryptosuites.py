"""One contract for all cryptosuites: the published vectors, and what every suite must refuse."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from laurea.credentials.canon import Canonicalizer, bundled
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.did_key import did_key
from laurea.credentials.keys.multibase import base64url_encode
from laurea.credentials.keys.multikey import to_multikey
from laurea.credentials.keys.public_key import (
    KeyKind,
    PublicKey,
    elliptic_bytes,
    read_public_key,
)
from laurea.credentials.keys.resolution import ResolvedKey, resolve_verification_method
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from laurea.credentials.ports import Signer
from laurea.credentials.proofs.cryptosuite import (
    ALGORITHMS,
    Cryptosuite,
    read_proof_value,
    write_proof_value,
)
from laurea.credentials.proofs.data_integrity import ProofChecker
from laurea.credentials.proofs.disclosure import DocumentKey, derive, sign_base
from laurea.credentials.proofs.suites import PROOF_TYPES, READ_ONLY, SUITES
from laurea.credentials.report import Outcome
from laurea.integrations.keystore.key_file import create_key
from laurea.integrations.keystore.private_key import signer_for
from tests.simulator.documents import a_credential

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CONTEXTS = {
    "JsonWebSignature2020": "https://w3id.org/security/suites/jws-2020/v1",
    "Ed25519Signature2020": "https://w3id.org/security/suites/ed25519-2020/v1",
    "EcdsaSecp256k1Signature2019": "https://w3id.org/security/suites/secp256k1-2019/v1",
}


def pairs(*tables: Mapping[str, Cryptosuite]) -> list[Any]:
    return [
        pytest.param(suite, kind, id=f"{suite.name}-{kind.value}")
        for table in tables
        for suite in table.values()
        for kind in sorted(suite.keys, key=lambda kind: kind.value)
    ]


PAIRS = pairs(SUITES)
EVERY_PAIR = pairs(SUITES, READ_ONLY, PROOF_TYPES)


@dataclass(frozen=True)
class Secp256k1Signer:
    """Signs by ES256K, which nothing here does outside of tests."""

    secret: ec.EllipticCurvePrivateKey
    verification_method: str
    algorithm: str = "ES256K"

    def sign_many(self, messages: Sequence[bytes], reservation: str | None) -> list[bytes]:
        found = [
            decode_dss_signature(self.secret.sign(message, ec.ECDSA(hashes.SHA256())))
            for message in messages
        ]
        return [r.to_bytes(32) + s.to_bytes(32) for r, s in found]


def a_secp256k1_key(seed: int) -> tuple[str, PublicKey, Signer]:
    secret = ec.derive_private_key(2026 + seed, ec.SECP256K1())
    key = read_public_key(KeyKind.SECP256K1, elliptic_bytes(secret.public_key()))
    method = f"{did_key(key)}#{to_multikey(key)}"
    return method, key, Secp256k1Signer(secret, method)


def a_key(kind: KeyKind, seed: int) -> tuple[str, PublicKey, Signer]:
    if kind is KeyKind.SECP256K1:
        return a_secp256k1_key(seed)
    key = create_key(kind, name="Guild", random=Random(seed).randbytes)
    method = key.verification_method
    return method.id, method.public_key, signer_for(key.private, method.id)


def signed(suite: Cryptosuite, kind: KeyKind, seed: int = 1) -> dict[str, Any]:
    """A made-up credential with a proof of this suite."""
    method_id, _, signer = a_key(kind, seed)
    document = {name: v for name, v in a_credential(Random(seed)).items() if name != "proof"}
    document["issuer"] = method_id.partition("#")[0]
    if suite.is_derived is not None:
        return disclosed(document, kind, signer)
    if suite.name in PROOF_TYPES:
        return signed_by_type(suite, kind, document, signer)
    options: dict[str, Any] = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.name,
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": method_id,
        "proofPurpose": "assertionMethod",
    }
    hashed = {**options, "@context": document["@context"]}
    data = suite.digest(hashed, kind, bundled()) + suite.digest(document, kind, bundled())
    (signature,) = signer.sign_many([data], None)
    kept = options if suite.injects_context else hashed
    return {**document, "proof": {**kept, "proofValue": write_proof_value(signature)}}


def signed_by_type(
    suite: Cryptosuite, kind: KeyKind, document: dict[str, Any], signer: Signer
) -> dict[str, Any]:
    """A proof from before Data Integrity."""
    context = CONTEXTS[suite.name]
    document["@context"] = [*document["@context"], context]
    options = {
        "type": suite.name,
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    hashed = {**options, "@context": document["@context"]}
    data = suite.digest(hashed, kind, bundled()) + suite.digest(document, kind, bundled())
    if suite.value == "jws":
        return {**document, "proof": {**options, "jws": a_detached_jws(signer, data)}}
    (signature,) = signer.sign_many([data], None)
    return {**document, "proof": {**options, "proofValue": write_proof_value(signature)}}


def a_detached_jws(signer: Signer, data: bytes, **header: Any) -> str:
    header = {"alg": signer.algorithm, "b64": False, "crit": ["b64"]} | header
    protected = base64url_encode(json.dumps(header).encode())
    (signature,) = signer.sign_many([protected.encode() + b"." + data], None)
    return f"{protected}..{base64url_encode(signature)}"


def disclosed(document: dict[str, Any], kind: KeyKind, signer: Signer) -> dict[str, Any]:
    """All of a document, shown by its holder."""
    _, public_key, own = a_key(kind, 1_000)
    base = sign_base(
        document,
        mandatory=["/issuer", "/validFrom"],
        signer=signer,
        document_key=DocumentKey(public_key, own, bytes(range(32))),
        created=NOW,
    )
    return derive(base, [""])


def check(
    document: Mapping[str, Any],
    canonicalizer: Canonicalizer | None = None,
    policy: VerificationPolicy = DEFAULT_POLICY,
) -> tuple[Outcome, list[str]]:
    """The outcome of the proofs of a document, whoever its issuer is."""
    canonicalizer = canonicalizer or bundled()
    usual = SUITES["eddsa-rdfc-2022"]
    unsecured = {name: value for name, value in document.items() if name != "proof"}

    def resolve(method: object, purpose: str) -> ResolvedKey:
        base = str(method).partition("#")[0]
        return resolve_verification_method(method, issuer_id=base, purpose=purpose)

    checker = ProofChecker(
        document=document,
        digest=usual.digest(unsecured, KeyKind.ED25519, canonicalizer),
        canonicalizers=(canonicalizer,),
        resolve_key=resolve,
        at=NOW,
        policy=policy,
        limits=DEFAULT_LIMITS,
    )
    found, _ = checker.check()
    return found.outcome, [problem.type.slug for problem in found.problems]


@pytest.mark.parametrize(("suite", "kind"), EVERY_PAIR)
@pytest.mark.parametrize("seed", range(4))
def test_what_a_suite_signs_it_accepts(suite: Cryptosuite, kind: KeyKind, seed: int) -> None:
    remarks = ["proof-partial"] if suite.is_derived else []
    assert check(signed(suite, kind, seed)) == (Outcome.PASSED, remarks)


@pytest.mark.parametrize(("suite", "kind"), EVERY_PAIR)
def test_any_change_of_document_or_proof_is_refused(suite: Cryptosuite, kind: KeyKind) -> None:
    good = signed(suite, kind)
    for name, value in (("validFrom", "2026-01-01T00:00:01Z"), ("id", "urn:other")):
        assert check({**good, name: value})[0] is Outcome.FAILED
    for name, value in (
        ("created", "2026-01-01T00:00:01Z"),
        ("proofPurpose", "authentication"),
        ("verificationMethod", a_key(kind, 99)[0]),
        ("domain", "verifier.example"),
        ("nonce", "1"),
    ):
        changed = {**good, "proof": {**good["proof"], name: value}}
        assert check(changed)[0] is Outcome.FAILED, name


@pytest.mark.parametrize(("suite", "kind"), pairs(SUITES, READ_ONLY))
def test_a_proof_of_one_suite_is_none_of_another(suite: Cryptosuite, kind: KeyKind) -> None:
    good = signed(suite, kind)
    for other in (*SUITES.values(), *READ_ONLY.values()):
        if other is not suite:
            proof = {**good["proof"], "cryptosuite": other.name}
            assert check({**good, "proof": proof})[0] is Outcome.FAILED
            proof.pop("@context", None)
            assert check({**good, "proof": proof})[0] is Outcome.FAILED


@pytest.mark.parametrize(("suite", "kind"), PAIRS)
def test_signatures_that_are_none_are_refused(suite: Cryptosuite, kind: KeyKind) -> None:
    good = signed(suite, kind)
    text = good["proof"]["proofValue"]
    raw = read_proof_value(text, kind)
    for bad in (
        None,
        5,
        "",
        text[1:],
        "u" + text[1:],
        text + " ",
        write_proof_value(raw[:-1]),
        write_proof_value(raw + b"\0"),
        write_proof_value(bytes(len(raw))),
        write_proof_value(b"\xff" * len(raw)),
    ):
        changed = {**good, "proof": {**good["proof"], "proofValue": bad}}
        assert check(changed) == (Outcome.FAILED, ["proof-invalid"]) or bad == text + " "
        assert check(changed)[0] is Outcome.FAILED


EVERY = SUITES | READ_ONLY | PROOF_TYPES


@pytest.mark.parametrize("suite", EVERY.values(), ids=list(EVERY))
def test_a_key_of_another_kind_is_refused(suite: Cryptosuite) -> None:
    good = signed(suite, next(iter(suite.keys)))
    for kind in ALGORITHMS.keys() - suite.keys:
        proof = {**good["proof"], "verificationMethod": a_key(kind, 5)[0]}
        assert check({**good, "proof": proof}) == (Outcome.FAILED, ["key-invalid"])


KOBLITZ = VerificationPolicy(secp256k1=True)


def a_base_proof_by_secp256k1() -> dict[str, Any]:
    """All of a document, shown by its holder, where the issuer's key is on the other curve."""
    secret = ec.derive_private_key(2026, ec.SECP256K1())
    method, _, _ = a_secp256k1_key(0)
    document = {name: v for name, v in a_credential(Random(3)).items() if name != "proof"}
    document["issuer"] = method.partition("#")[0]
    return disclosed(document, KeyKind.P256, Secp256k1Signer(secret, method, "ES256"))


def test_another_curve_signs_a_base_proof_only_where_the_policy_says_so() -> None:
    good = a_base_proof_by_secp256k1()
    assert check(good) == (Outcome.FAILED, ["key-invalid"])
    assert check(good, policy=KOBLITZ) == (Outcome.PASSED, ["proof-partial"])
    forged = {**good, "validFrom": "2020-01-01T00:00:00Z"}
    assert check(forged, policy=KOBLITZ) == (Outcome.FAILED, ["proof-invalid"])
    proof = {**good["proof"], "verificationMethod": a_secp256k1_key(5)[0]}
    assert check({**good, "proof": proof}, policy=KOBLITZ)[0] is Outcome.FAILED


@pytest.mark.parametrize("suite", EVERY.values(), ids=list(EVERY))
def test_no_other_suite_takes_another_curve_whatever_the_policy(suite: Cryptosuite) -> None:
    good = signed(suite, next(iter(suite.keys)))
    for kind in ALGORITHMS.keys() - suite.keys:
        proof = {**good["proof"], "verificationMethod": a_key(kind, 5)[0]}
        (outcome, slugs) = check({**good, "proof": proof}, policy=KOBLITZ)
        is_allowed = suite.koblitz and kind is KeyKind.SECP256K1
        wanted = ["proof-invalid"] if is_allowed else ["key-invalid"]
        assert (outcome, slugs) == (Outcome.FAILED, wanted)


@pytest.mark.parametrize("name", ["eddsa-jcs-2022", "ecdsa-jcs-2019"])
def test_the_contexts_of_a_jcs_proof_must_begin_those_of_the_document(name: str) -> None:
    suite = SUITES[name]
    good = signed(suite, next(iter(suite.keys)))
    more = {**good, "@context": [*good["@context"], "https://w3id.org/security/data-integrity/v2"]}
    assert check(more) == (Outcome.PASSED, [])
    turned = {**good, "@context": good["@context"][::-1]}
    assert check(turned)[0] is Outcome.FAILED


def test_a_context_in_an_rdfc_proof_is_refused() -> None:
    good = signed(SUITES["eddsa-rdfc-2022"], KeyKind.ED25519)
    proof = {**good["proof"], "@context": good["@context"]}
    assert check({**good, "proof": proof}) == (Outcome.FAILED, ["context-unknown"])


@pytest.mark.parametrize("name", [None, 5, [], {}, ["eddsa-rdfc-2022"], "", "eddsa-rdfc-2099"])
def test_a_cryptosuite_that_nobody_defined_is_refused(name: Any) -> None:
    good = signed(SUITES["eddsa-rdfc-2022"], KeyKind.ED25519)
    proof = {**good["proof"], "cryptosuite": name}
    assert check({**good, "proof": proof}) == (Outcome.FAILED, ["proof-suite-unsupported"])


class PublishedContexts:
    """The contexts of the vectors, some of which are for examples only."""

    def __init__(self, vectors: Path) -> None:
        folder = vectors / "conformance"
        entries = json.loads((folder / "contexts/contexts.json").read_text())
        self._files = {url: folder / entry["file"] for entry in entries for url in entry["urls"]}

    def load(self, url: str) -> Mapping[str, Any] | None:
        path = self._files.get(url)
        found: Mapping[str, Any] | None = json.loads(path.read_text()) if path else None
        return found


@pytest.mark.parametrize(
    "path",
    [
        "w3c-vc-di-eddsa/eddsa-rdfc-2022/signedDataInt.json",
        "w3c-vc-di-eddsa/eddsa-jcs-2022/signedJCS.json",
        "w3c-vc-di-eddsa/Ed25519Signature2020/signedEdSig.json",
        "w3c-vc-di-eddsa/proof-set-chain/signedProofSet2.json",
        "w3c-vc-di-eddsa/proof-set-chain/signedProofChain1.json",
        "w3c-vc-di-ecdsa/ecdsa-rdfc-2019-p256/signedECDSAP256.json",
        "w3c-vc-di-ecdsa/ecdsa-rdfc-2019-p384/signedECDSAP384.json",
        "w3c-vc-di-ecdsa/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json",
    ],
)
def test_the_vectors_of_the_w3c_are_accepted(vectors: Path, path: str) -> None:
    document = json.loads((vectors / "conformance" / path).read_text())
    canonicalizer = Canonicalizer(PublishedContexts(vectors))
    assert check(document, canonicalizer) == (Outcome.PASSED, [])
    assert check({**document, "name": "changed"}, canonicalizer)[0] is Outcome.FAILED


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"b64": True},
        {"crit": []},
        {"crit": ["b64", "exp"]},
        {"kid": "did:key:z6Mk"},
        {"jwk": {"kty": "OKP"}},
    ],
)
def test_a_detached_jws_with_another_header_is_refused(change: dict[str, Any]) -> None:
    suite = PROOF_TYPES["JsonWebSignature2020"]
    good = signed(suite, KeyKind.ED25519)
    _, _, signer = a_key(KeyKind.ED25519, 1)
    unsecured = {name: value for name, value in good.items() if name != "proof"}
    options = {name: value for name, value in good["proof"].items() if name != "jws"}
    hashed = {**options, "@context": good["@context"]}
    data = b"".join(suite.digest(part, KeyKind.ED25519, bundled()) for part in (hashed, unsecured))
    assert check({**good, "proof": {**options, "jws": a_detached_jws(signer, data)}}) == (
        Outcome.PASSED,
        [],
    )
    proof = {**options, "jws": a_detached_jws(signer, data, **change)}
    assert check({**good, "proof": proof}) == (Outcome.FAILED, ["proof-invalid"])


@pytest.mark.parametrize("jws", [None, "", "..", "e30..e30", "a.b.c", "a...b", 5, [], {}])
def test_what_is_no_detached_jws_is_refused(jws: Any) -> None:
    good = signed(PROOF_TYPES["JsonWebSignature2020"], KeyKind.P256)
    assert check({**good, "proof": {**good["proof"], "jws": jws}}) == (
        Outcome.FAILED,
        ["proof-invalid"],
    )


def test_a_proof_value_says_how_long_it_should_be() -> None:
    with pytest.raises(MalformedDocument, match="63 bytes, where 64"):
        read_proof_value(write_proof_value(bytes(63)), KeyKind.ED25519)
