"""Blockcerts 2: assertions of Open Badges 2 whose Merkle root stands in a ledger.

The document itself is hashed, as RDFC-1.0 writes it without its proof; the path is followed from
that hash, and the root is looked for in the ledger. What no context defines would not be hashed, so
it is refused before.

Spec: https://github.com/blockchain-certificates/cert-schema, https://w3id.org/blockcerts/v2
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from laurea.credentials.assertions.issuer import FoundIssuer
from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.inline import named_contexts
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.ports import ChainReader
from laurea.credentials.problems import PROOF_INVALID, PROOF_MISSING, Problem
from laurea.credentials.proofs.anchor import AnchorFinding, check_anchors
from laurea.credentials.proofs.merkle_proof import MerkleProof, read_merkle_proof_2017
from laurea.credentials.report import Outcome
from laurea.credentials.wire.blockcerts import address_in

_SIGNATURE: Final = "signature"


def read_anchored(raw: Mapping[str, Any], canonicalizer: Canonicalizer) -> MerkleProof:
    """Return the Merkle proof of a Blockcert 2, once it leads from the document to its root.

    Args:
        raw: the document as it was received.
        canonicalizer: the published contexts.

    Raises:
        MalformedDocument: `proof-missing`, `proof-invalid`; or a word of the document means
            nothing that could be hashed.
        LimitExceeded: the document asks for more work than one may.
    """
    if _SIGNATURE not in raw:
        detail = "It is to be verified by a Merkle proof, and comes without one."
        raise MalformedDocument(Problem(PROOF_MISSING, detail, "/signature"))
    try:
        proof = read_merkle_proof_2017(raw[_SIGNATURE])
    except MalformedDocument as error:
        problem = replace(error.problem, pointer=f"/{_SIGNATURE}{error.problem.pointer}")
        raise MalformedDocument(problem) from error
    unsecured = {name: value for name, value in raw.items() if name != _SIGNATURE}
    named, inner = named_contexts(unsecured)
    digest = hashlib.sha256(canonicalizer.with_contexts(inner).nquads(named)).digest()
    if not proof.leads_from(digest):
        detail = "This is not what stands in the tree: it was changed, or belongs to another tree."
        raise MalformedDocument(Problem(PROOF_INVALID, detail, "/signature"))
    return proof


def check_anchored(
    proof: MerkleProof,
    named_address: str | None,
    issuer: FoundIssuer,
    *,
    chain: ChainReader | None,
    policy: VerificationPolicy,
) -> AnchorFinding:
    """Say whether the root of a Blockcert 1 or 2 stands in the ledger on behalf of its issuer.

    Args:
        proof: as `read_anchored` returned it.
        named_address: from which the document says, or shows, that it was issued.
        issuer: as its profile was read.
        chain: reads ledgers.
        policy: the verifier's demands.
    """
    if issuer.address is None and not proof.anchors[0].is_pretended:
        detail = "The issuer has no address, so nobody says from where it issues."
        return AnchorFinding(Outcome.FAILED, (Problem(PROOF_INVALID, detail, "/badge/issuer"),))
    return check_anchors(
        proof,
        issuer.told if issuer.address is not None else None,
        chain=chain,
        policy=policy,
        named_address=named_address,
    )


def address_named(told: Mapping[str, Any]) -> str | None:
    """Return the address from which a Blockcert 2, in plain words, says that it was issued."""
    verification = told.get("verification")
    named = verification.get("publicKey") if isinstance(verification, Mapping) else None
    return address_in(named)
