"""A public ledger in memory, and issuers who anchor the roots of their trees in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from laurea.credentials.canon import canonical_nquads
from laurea.credentials.errors import NotFound, Unavailable
from laurea.credentials.ports import AnchorRecord
from laurea.credentials.problems import FETCH_FAILED, NOT_FOUND, Problem
from laurea.credentials.proofs.cbor import Item, write_cbor
from laurea.credentials.proofs.cryptosuite import write_proof_value

ADDRESS = "1LaureaHaldenWorksAcademyIssues"
ANCHORED = datetime(2026, 1, 16, 12, tzinfo=UTC)


@dataclass(slots=True)
class MemoryLedger:
    """Implements the port `ChainReader`."""

    records: dict[tuple[str, str, str], AnchorRecord] = field(default_factory=dict)
    is_silent: bool = False

    def anchor(self, root: bytes, **changes: Any) -> str:
        """Write a root down and return the id of the transaction."""
        transaction = hashlib.sha256(root).hexdigest()
        values = {"content": root, "at": ANCHORED, "issuing_address": ADDRESS, **changes}
        self.records["btc", "mainnet", transaction] = AnchorRecord(**values)
        return transaction

    def transaction(self, ledger: str, network: str, transaction: str) -> AnchorRecord:
        """Answer with what was written down."""
        if self.is_silent:
            raise Unavailable(Problem(FETCH_FAILED, "The ledger did not answer."))
        try:
            return self.records[ledger, network, transaction]
        except KeyError:
            raise NotFound(Problem(NOT_FOUND, "There is no such transaction.")) from None


def a_tree(digest: bytes, others: Sequence[bytes]) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Return the root of a tree in which a digest stands beside others, and its path."""
    root, path = digest, []
    for number, other in enumerate(others):
        side = "left" if number % 2 else "right"
        pair = other + root if side == "left" else root + other
        path.append((side, other))
        root = hashlib.sha256(pair).digest()
    return root, path


OTHERS = (hashlib.sha256(b"one").digest(), hashlib.sha256(b"two").digest())


def anchored_2017(
    document: Mapping[str, Any], ledger: MemoryLedger, **record: Any
) -> dict[str, Any]:
    """Return a Blockcert 2 whose root stands in the ledger."""
    digest = hashlib.sha256(canonical_nquads(document)).digest()
    root, path = a_tree(digest, OTHERS)
    signature = {
        "type": ["MerkleProof2017", "Extension"],
        "merkleRoot": root.hex(),
        "targetHash": digest.hex(),
        "proof": [{side: other.hex()} for side, other in path],
        "anchors": [
            {
                "sourceId": ledger.anchor(root, **record),
                "type": "BTCOpReturn",
                "chain": "bitcoinMainnet",
            }
        ],
    }
    return {**document, "signature": signature}


def merkle_value(digest: bytes, anchor: list[Any], others: Sequence[bytes] = OTHERS) -> str:
    """Return the `proofValue` of a MerkleProof2019."""
    root, path = a_tree(digest, others)

    def packed(text: str) -> bytes:
        return write_cbor(text)

    steps = [[0 if side == "left" else 1, packed(other.hex())] for side, other in path]
    members: Item = [
        [3, steps],
        [0, packed(root.hex())],
        [1, packed(digest.hex())],
        [2, [anchor]],
    ]
    return write_proof_value(write_cbor(members))
