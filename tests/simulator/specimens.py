"""One document of each kind that is made or judged here, small and signed, with what it needs.

For tests that put the same question to every suite and every format.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from laurea.credentials.baking import bake
from laurea.credentials.canon import bundled
from laurea.credentials.keys.did_key import did_key
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from laurea.credentials.ports import Signer
from laurea.credentials.proofs import ed25519_signature_2020
from laurea.credentials.proofs.cryptosuite import Cryptosuite, write_proof_value
from laurea.credentials.proofs.disclosure import DocumentKey, derive, sign_base
from laurea.credentials.proofs.sd_jwt_writing import bind_selective_token, sign_selective_token
from laurea.credentials.proofs.suites import SUITES
from laurea.credentials.proofs.token_writing import sign_credential_token, sign_presentation_token
from laurea.credentials.received import read_received
from laurea.credentials.report import VerificationReport
from laurea.credentials.signing import SigningPlan
from laurea.credentials.verify import verify
from laurea.integrations.keystore.private_key import (
    generate_private_key,
    public_key_of,
    signer_for,
)
from tests.simulator.documents import V2
from tests.simulator.issuer import NOW, SIGNED, Issuer, stamp
from tests.simulator.ledger import ADDRESS, MemoryLedger, anchored_2017
from tests.simulator.old_issuer import OB2, OldIssuer
from tests.simulator.pdf import plain, with_files
from tests.simulator.resolver import MemoryResolver
from tests.simulator.status import new_entry

TOKEN_KEYS = (KeyKind.ED25519, KeyKind.P256, KeyKind.P384, KeyKind.RSA)
STATUS_LIST = "https://school.example/status/1"
BOUND = VerificationPolicy(challenge="c-1", domain="desk.example")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>'


@dataclass(frozen=True, slots=True)
class Specimen:
    """The bytes of a document, and the Web, the ledger and the demands it is judged with."""

    content: bytes
    web: MemoryResolver = field(default_factory=MemoryResolver)
    policy: VerificationPolicy = DEFAULT_POLICY
    ledger: MemoryLedger | None = None

    def report(self, content: bytes | None = None) -> VerificationReport:
        """Judge it, or other bytes in its place, as a file is judged that somebody brings."""
        received = read_received(self.content if content is None else content)
        return verify(
            received.document, at=NOW, resolver=self.web, policy=self.policy, chain=self.ledger
        )


def a_png() -> bytes:
    """Return a PNG of one grey point."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return len(content).to_bytes(4, "big") + kind + content + checksum.to_bytes(4, "big")

    header = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    points = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + header + points + chunk(b"IEND", b"")


def a_key(kind: KeyKind, seed: int = 1) -> tuple[str, Signer]:
    """Return the did:key of a key that is always the same, and its signer."""
    private = generate_private_key(kind, Random(seed).randbytes)
    did = did_key(public_key_of(private))
    return did, signer_for(private, f"{did}#{did.removeprefix('did:key:')}")


def unsigned(issuer_id: str, **changes: Any) -> dict[str, Any]:
    """Return a credential that is small and has texts, a number, an array and an object."""
    document = Issuer(issuer_id, "Fachschule Übersee", []).unsigned(**changes)
    document["credentialSubject"]["achievement"]["creditsAvailable"] = 2.5
    document["credentialSubject"]["achievement"]["tag"] = ["robot", "Übung"]
    return document


def with_proof(suite: Cryptosuite, kind: KeyKind, document: dict[str, Any]) -> bytes:
    """Sign as this program issues."""
    _, signer = a_key(kind)
    template = {name: value for name, value in document.items() if name != "id"}
    plan = SigningPlan(template, signer=signer, created=SIGNED, suite=suite)
    (signed,) = plan.sign([{"id": document["id"]}])
    assert isinstance(signed, bytes), signed
    return signed


def with_base_proof() -> dict[str, Any]:
    """Return what an issuer gives to a holder who may show parts of it."""
    issuer_id, signer = a_key(KeyKind.P256)
    own = generate_private_key(KeyKind.P256, Random(7).randbytes)
    document_key = DocumentKey(public_key_of(own), signer_for(own, "urn:own"), bytes(range(32)))
    return sign_base(
        unsigned(issuer_id),
        mandatory=["/issuer", "/validFrom"],
        signer=signer,
        document_key=document_key,
        created=SIGNED,
    )


def _selective_token(*, is_bound: bool) -> str:
    issuer_id, signer = a_key(KeyKind.ED25519)
    holder = generate_private_key(KeyKind.P256, Random(3).randbytes)
    token = sign_selective_token(
        unsigned(issuer_id),
        disclosable=["/name", "/credentialSubject/achievement/tag/1"],
        signer=signer,
        created=SIGNED,
        random=Random(5).randbytes,
        holder_key=public_key_of(holder) if is_bound else None,
    )
    if not is_bound:
        return token
    signer = signer_for(holder, "urn:holder")
    assert BOUND.challenge is not None
    assert BOUND.domain is not None
    return bind_selective_token(
        token, signer=signer, created=SIGNED, challenge=BOUND.challenge, domain=BOUND.domain
    )


def _presentation() -> dict[str, Any]:
    holder = Issuer.by_did_key("mira")
    credential = unsigned(Issuer.by_did_key().id)
    credential["credentialSubject"]["id"] = holder.id
    return {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": holder.id,
        "verifiableCredential": [Issuer.by_did_key().sign(credential)],
    }


def _compact(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _proofs() -> Iterator[tuple[str, Specimen]]:
    for suite in SUITES.values():
        for kind in sorted(suite.keys, key=lambda kind: kind.value):
            document = unsigned(a_key(kind)[0])
            yield f"{suite.name} {kind.value}", Specimen(with_proof(suite, kind, document))
    yield "ecdsa-sd-2023", Specimen(_compact(derive(with_base_proof(), [""])))


_ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"


def _by_type(document: dict[str, Any]) -> dict[str, Any]:
    """Return a proof from before Data Integrity, which names its suite by its type."""
    _, signer = a_key(KeyKind.ED25519)
    suite = ed25519_signature_2020.SUITE
    proof = {
        "type": suite.name,
        "created": stamp(SIGNED),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    options = {**proof, "@context": document["@context"]}
    digests = [suite.digest(one, KeyKind.ED25519, bundled()) for one in (options, document)]
    (signature,) = signer.sign_many([b"".join(digests)], None)
    return {**proof, "proofValue": write_proof_value(signature)}


def _proof_sets() -> Iterator[tuple[str, Specimen]]:
    for kind in (KeyKind.ED25519, KeyKind.P256):
        document = unsigned(a_key(kind)[0])
        suites = [suite for suite in SUITES.values() if kind in suite.keys]
        proofs = [json.loads(with_proof(suite, kind, document))["proof"] for suite in suites]
        yield f"two proofs {kind.value}", Specimen(_compact({**document, "proof": proofs}))
    did, _ = a_key(KeyKind.ED25519)
    document = unsigned(did)
    document["@context"] = [*document["@context"], _ED25519_2020]
    first = with_proof(SUITES["eddsa-rdfc-2022"], KeyKind.ED25519, document)
    proofs = [json.loads(first)["proof"], _by_type(document)]
    yield "two proofs, one by type", Specimen(_compact({**document, "proof": proofs}))
    issuer = Issuer.by_did_key()
    document = issuer.unsigned()
    earlier = issuer.proof(document, id="urn:proof:1")
    later = issuer.proof(document, previous=[earlier], previousProof="urn:proof:1")
    yield "proof chain", Specimen(_compact({**document, "proof": [earlier, later]}))


def _tokens() -> Iterator[tuple[str, Specimen]]:
    for kind in TOKEN_KEYS:
        did, signer = a_key(kind)
        token = sign_credential_token(unsigned(did), signer=signer, created=SIGNED)
        yield f"VC-JWT {signer.algorithm}", Specimen(token.encode())
    yield "SD-JWT", Specimen(_selective_token(is_bound=False).encode())
    yield "SD-JWT bound", Specimen(_selective_token(is_bound=True).encode(), policy=BOUND)


def _others() -> Iterator[tuple[str, Specimen]]:
    issuer = Issuer.by_did_key()
    credential = _compact(issuer.signed())
    yield "PNG", Specimen(bake(credential, a_png()))
    yield "SVG", Specimen(bake(credential, SVG))
    yield "PDF", Specimen(plain(with_files({"credential.json": credential})))
    issuer.publish_list(STATUS_LIST, revoked=[7])
    listed = issuer.signed(credentialStatus=new_entry(STATUS_LIST, 8))
    yield "status list", Specimen(_compact(listed), issuer.web)
    yield "endorsement", Specimen(_compact(issuer.endorsement()))
    yield "CLR", Specimen(_compact(issuer.clr([issuer.signed()])))
    holder = Issuer.by_did_key("mira")
    asked: dict[str, Any] = {"challenge": BOUND.challenge, "domain": BOUND.domain}
    presented = holder.sign(_presentation(), proofPurpose="authentication", **asked)
    yield "presentation", Specimen(_compact(presented), policy=BOUND)
    token = sign_presentation_token(
        _presentation(), signer=holder.signer(), created=SIGNED, **asked
    )
    yield "presentation token", Specimen(token.encode(), policy=BOUND)


def _older() -> Iterator[tuple[str, Specimen]]:
    school = OldIssuer()
    yield "Open Badges 2 hosted", Specimen(_compact(school.hosted()), school.web)
    yield "Open Badges 2 signed", Specimen(school.signed().encode(), school.web)
    chained, ledger = OldIssuer("guild.example"), MemoryLedger()
    key = f"ecdsa-koblitz-pubkey:{ADDRESS}"
    contexts = [OB2, "https://w3id.org/blockcerts/v2"]
    profile = chained.profile(publicKey=[{"id": key, "created": "2025-01-01T00:00:00Z"}])
    chained.web.publish(profile["id"], {**profile, "@context": contexts})
    verification = {"type": ["MerkleProofVerification2017", "Extension"], "publicKey": key}
    assertion = chained.assertion(verification=verification)
    document = anchored_2017({**assertion, "@context": contexts, "id": "urn:uuid:1"}, ledger)
    yield "Blockcerts 2", Specimen(_compact(document), chained.web, ledger=ledger)


_FAMILIES: tuple[Callable[[], Iterator[tuple[str, Specimen]]], ...] = (
    _proofs,
    _proof_sets,
    _tokens,
    _others,
    _older,
)


@cache
def specimens() -> dict[str, Specimen]:
    """Return the specimens by name; each of them is valid."""
    return dict(pair for family in _FAMILIES for pair in family())
