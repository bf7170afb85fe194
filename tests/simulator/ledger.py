"""A public ledger in memory, and issuers who anchor the roots of their trees in it."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from laurea.credentials.assertions.anchored_1 import digest_of
from laurea.credentials.canon import bundled, canonical_nquads
from laurea.credentials.errors import MalformedDocument, NotFound, Unavailable
from laurea.credentials.ports import AnchorRecord
from laurea.credentials.problems import FETCH_FAILED, NOT_FOUND, Problem
from laurea.credentials.proofs.bitcoin_message import address_of_key, signing_address
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


def address_of(key: ec.EllipticCurvePrivateKey, *, is_compressed: bool = True) -> str:
    """Return the address of a key in the main ledger of Bitcoin."""
    numbers = key.public_key().public_numbers()
    return address_of_key((numbers.x, numbers.y), "mainnet", is_compressed=is_compressed)


def a_signed_message(
    key: ec.EllipticCurvePrivateKey, message: str, *, is_compressed: bool = True
) -> str:
    """Return a message signed with the key of an address, in base64."""
    text = message.encode()
    content = b"\x18Bitcoin Signed Message:\n" + bytes([len(text)]) + text
    digest = hashlib.sha256(hashlib.sha256(content).digest()).digest()
    scheme = ec.ECDSA(Prehashed(hashes.SHA256()), deterministic_signing=True)
    r, s = decode_dss_signature(key.sign(digest, scheme))
    address = address_of(key, is_compressed=is_compressed)
    for number in range(4):
        header = 27 + number + (4 if is_compressed else 0)
        found = b64encode(bytes([header]) + r.to_bytes(32) + s.to_bytes(32)).decode()
        try:
            if signing_address(found, message, "mainnet") == address:
                return found
        except MalformedDocument:
            continue
    raise AssertionError("one of the four keys is the one that signed")


def anchored_1(
    inside: Mapping[str, Any], ledger: MemoryLedger, others: Sequence[bytes] = OTHERS, **record: Any
) -> dict[str, Any]:
    """Return a Blockcert 1 around its `document`, the root in the ledger."""
    digest = digest_of(inside, bundled())
    root, path = a_tree(digest, others)
    return {
        "@context": "https://w3id.org/blockcerts/v1",
        "type": "BlockchainCertificate",
        "document": dict(inside),
        "receipt": {
            "@context": "https://w3id.org/chainpoint/v2",
            "type": "ChainpointSHA256v2",
            "merkleRoot": root.hex(),
            "targetHash": digest.hex(),
            "proof": [{side: other.hex()} for side, other in path],
            "anchors": [{"sourceId": ledger.anchor(root, **record), "type": "BTCOpReturn"}],
        },
    }
