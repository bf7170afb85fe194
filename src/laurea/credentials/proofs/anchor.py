"""Whether a root stands in a ledger, written there by the issuer while the key was in use.

The ledger is read through a `ChainReader`. Without one, or where it does not answer, nobody knows.
A ledger that does not exist proves nothing: anybody can name it (docs/adr/0024).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from laurea.credentials.addresses import address_refusal
from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, NotFound
from laurea.credentials.keys.resolution import KEY_DOCUMENT_ACCEPT
from laurea.credentials.limits import Limits
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.ports import AnchorRecord, ChainReader, Resolver
from laurea.credentials.problems import (
    ANCHOR_INVALID,
    ANCHOR_PRETENDED,
    ANCHOR_UNAVAILABLE,
    KEY_REVOKED,
    KEY_UNAUTHORIZED,
    Problem,
    ProblemType,
    Severity,
)
from laurea.credentials.proofs.merkle_proof import Anchor, MerkleProof
from laurea.credentials.report import Outcome
from laurea.credentials.timestamps import in_words
from laurea.credentials.wire.blockcerts import IssuingAddress, issuing_addresses


@dataclass(frozen=True, slots=True)
class AnchorFinding:
    """What became of an anchor; `is_proven` says whether a ledger was read, and `record` what."""

    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    is_proven: bool = False
    record: AnchorRecord | None = None


def check_anchors(
    proof: MerkleProof,
    profile: Mapping[str, Any] | None,
    *,
    chain: ChainReader | None,
    policy: VerificationPolicy,
    named_address: str | None = None,
) -> AnchorFinding:
    """Say whether the root of a Merkle proof stands in a ledger, on behalf of an issuer.

    Args:
        proof: whose path was followed from the document itself.
        profile: the issuer's profile as it was read at its address, or None.
        chain: reads ledgers.
        policy: `pretended_ledgers` says what an anchor in no ledger counts.
        named_address: the address that the document names as the one it was issued from.
    """
    anchor = proof.anchors[0]
    if any(one.is_pretended for one in proof.anchors):
        return _pretended(policy)
    if chain is None:
        return _unknown(f"The ledger ({anchor.ledger}) was not read: no reader of it was given.")
    try:
        record = chain.transaction(anchor.ledger, anchor.network, anchor.transaction)
    except NotFound as error:
        return _failed(ANCHOR_INVALID, error.problem.detail)
    except LaureaError as error:
        return _unknown(error.problem.detail)
    if not hmac.compare_digest(record.content, proof.root):
        return _failed(ANCHOR_INVALID, "The transaction in the ledger holds another root.")
    if named_address is not None and not _is_same(named_address, record.issuing_address):
        detail = "The transaction was made from another address than the document names."
        return _failed(KEY_UNAUTHORIZED, detail)
    if profile is None:
        return _unknown("Which addresses are the issuer's could not be found out.")
    return _on_behalf_of(record, anchor, issuing_addresses(profile))


def _on_behalf_of(
    record: AnchorRecord, anchor: Anchor, listed: Iterable[IssuingAddress]
) -> AnchorFinding:
    same = [one for one in listed if _is_same(one.address, record.issuing_address)]
    if not same:
        detail = f"The issuer does not list the address it was issued from ({anchor.ledger})."
        return _failed(KEY_UNAUTHORIZED, detail)
    if not any(one.is_in_use(record.at) for one in same):
        detail = (
            f"The issuer did not use that address on {in_words(record.at)}: "
            "it was not yet in use, or withdrawn."
        )
        return _failed(KEY_REVOKED, detail)
    return AnchorFinding(Outcome.PASSED, is_proven=True, record=record)


def _is_same(one: str, other: str) -> bool:
    # Addresses of Ethereum differ in case only to carry a checksum; those of Bitcoin do not.
    if one.startswith("0x") and other.startswith("0x"):
        return one.lower() == other.lower()
    return one == other


def _pretended(policy: VerificationPolicy) -> AnchorFinding:
    detail = "Its anchor is in a ledger for tests that does not exist. Anybody could have made it."
    if policy.pretended_ledgers:
        problem = Problem(ANCHOR_PRETENDED, detail, severity=Severity.WARNING)
        return AnchorFinding(Outcome.PASSED, (problem,))
    return AnchorFinding(Outcome.UNKNOWN, (Problem(ANCHOR_PRETENDED, detail),))


def _unknown(detail: str) -> AnchorFinding:
    return AnchorFinding(Outcome.UNKNOWN, (Problem(ANCHOR_UNAVAILABLE, detail),))


def _failed(kind: ProblemType, detail: str) -> AnchorFinding:
    return AnchorFinding(Outcome.FAILED, (Problem(kind, detail),))


@dataclass(frozen=True, slots=True)
class LedgerQuestion:
    """What is needed to look for the roots of one verification.

    Attributes:
        resolver: reads the issuer's profile.
        chain: reads ledgers, or None.
        policy: the verifier's demands.
        limits: `key_document_bytes` caps the profile.
    """

    resolver: Resolver
    chain: ChainReader | None
    policy: VerificationPolicy
    limits: Limits

    def ask(self, issuer_id: str, proof: MerkleProof) -> AnchorFinding:
        """Say whether a root stands in a ledger on behalf of the issuer of a W3C credential.

        An issuer that is known by a DID lists no addresses, so whose transaction it is stays open.
        """
        return check_anchors(
            proof, self._profile(issuer_id, proof), chain=self.chain, policy=self.policy
        )

    def _profile(self, issuer_id: str, proof: MerkleProof) -> Mapping[str, Any] | None:
        if self.chain is None or proof.anchors[0].is_pretended:
            return None
        origins = self.policy.own_origins
        if address_refusal(issuer_id, own_origins=origins) is not None:
            return None
        most = self.limits.key_document_bytes
        try:
            raw = self.resolver.fetch(issuer_id, accept=KEY_DOCUMENT_ACCEPT, max_bytes=most)
            profile = read_object(raw, limits=replace(self.limits, document_bytes=most))
        except LaureaError:
            return None
        return profile if profile.get("id") == issuer_id else None
