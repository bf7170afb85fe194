"""Blockcerts 1.2: what was hashed, who signed inside, and what revokes (docs/adr/0030).

The part named `document` is hashed as RDFC-1.0 writes it under the one context of the format. Its
`signature` is over the `uid`, by the key of the address from which the root was written down.

Spec: https://github.com/blockchain-certificates/cert-schema, version 1.2
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.contexts import load_context
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.ports import AnchorRecord
from laurea.credentials.problems import (
    ANCHOR_UNAVAILABLE,
    PROOF_INVALID,
    REVOKED,
    STATUS_UNAVAILABLE,
    Problem,
)
from laurea.credentials.proofs.anchor import AnchorFinding
from laurea.credentials.proofs.bitcoin_message import can_find_addresses, signing_address
from laurea.credentials.proofs.merkle_proof import MerkleProof, read_chainpoint
from laurea.credentials.report import Check, Outcome
from laurea.credentials.wire.blockcerts_1 import CONTEXT, UNSIGNED, network_of

_COLON_WORD: Final = "image:signature"
_PLAIN_WORD: Final = "imageSignature"
_CONTEXT_READ: Final = "urn:laurea:blockcerts-1"
_STATUS: Final = "status"


@dataclass(frozen=True, slots=True)
class ReadBlockcert1:
    """A Merkle proof that leads from the document, and the address whose key signed inside."""

    proof: MerkleProof
    signed_by: str | None


def read_anchored_1(document: Mapping[str, Any], canonicalizer: Canonicalizer) -> ReadBlockcert1:
    """Return the Merkle proof of a Blockcert 1, once it leads from the document to its root.

    Args:
        document: as it was received, built as `check_blockcert_1` asks.
        canonicalizer: any; the context of the format is put beside its own.

    Returns:
        The proof, and the address that signed inside; None where no address can be found on this
        machine.

    Raises:
        MalformedDocument: `proof-invalid`; or a word of the document means nothing.
        LimitExceeded: the document asks for more work than one may.
    """
    inside = document["document"]
    network = network_of(document)
    if network is None:
        place = "/document/recipient/publicKey"
        raise _invalid("The address of the recipient is of no ledger that is known here.", place)
    try:
        proof = read_chainpoint(document["receipt"], network)
    except MalformedDocument as error:
        raise MalformedDocument(replace(error.problem, pointer="/receipt")) from error
    if not proof.leads_from(digest_of(inside, canonicalizer)):
        detail = "This is not what stands in the tree: it was changed, or belongs to another tree."
        raise _invalid(detail, "/document")
    if not can_find_addresses():
        return ReadBlockcert1(proof, None)
    uid = inside["assertion"]["uid"]
    return ReadBlockcert1(proof, signing_address(inside["signature"], uid, network))


def digest_of(inside: Mapping[str, Any], canonicalizer: Canonicalizer) -> bytes:
    """Return the SHA-256 of what stands in the tree for the `document` of a Blockcert 1.

    Raises:
        MalformedDocument: a word of it means nothing.
        LimitExceeded: it asks for more work than one may.
    """
    certificate = {name: value for name, value in inside["certificate"].items() if name != UNSIGNED}
    award = {
        _PLAIN_WORD if name == _COLON_WORD else name: value
        for name, value in inside["assertion"].items()
    }
    read = {**inside, "@context": _CONTEXT_READ, "certificate": certificate, "assertion": award}
    own = canonicalizer.with_contexts({_CONTEXT_READ: _context()})
    return hashlib.sha256(own.nquads(read)).digest()


@cache
def _context() -> Mapping[str, Any]:
    """Return the context of the format as JSON-LD 1.1 can read it.

    It gives a word with a colon, which 1.0 allowed. The address that the word stands for is the
    same.
    """
    (words,) = load_context(CONTEXT)["@context"]
    meaning = words[_COLON_WORD]["@id"]
    prefix, _, rest = meaning.partition(":")
    others = {name: value for name, value in words.items() if name != _COLON_WORD}
    return {"@context": {**others, _PLAIN_WORD: {"@id": words[prefix] + rest}}}


def without_address() -> AnchorFinding:
    """Return what is found where the signature inside cannot be compared with an address."""
    detail = "This machine does not know RIPEMD-160, so whose signature stands inside stays open."
    return AnchorFinding(Outcome.UNKNOWN, (Problem(ANCHOR_UNAVAILABLE, detail),))


def check_spent(addresses: frozenset[str], record: AnchorRecord | None) -> Check:
    """Say whether an award was revoked by spending what the transaction sent to some address.

    Args:
        addresses: those that revoke it.
        record: the transaction, where it was read.
    """
    if not addresses:
        sentence = "Neither issuer nor award names an address that would revoke it."
        return Check(_STATUS, Outcome.NOT_DECLARED, sentence)
    if record is None or record.spent is None:
        detail = "Whether the outputs of the transaction were spent was not read in the ledger."
        problem = Problem(STATUS_UNAVAILABLE, detail)
        sentence = "Whether it was revoked could not be found out."
        return Check(_STATUS, Outcome.UNKNOWN, sentence, (problem,))
    if addresses & record.spent:
        problem = Problem(REVOKED, "The issuer spent the output that stands for it.")
        return Check(_STATUS, Outcome.FAILED, "The issuer revoked it.", (problem,))
    return Check(_STATUS, Outcome.PASSED, "The outputs that stand for it are not spent.")


def _invalid(detail: str, where: str) -> MalformedDocument:
    return MalformedDocument(Problem(PROOF_INVALID, detail, where))
