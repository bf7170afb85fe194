"""Merkle proofs of Blockcerts: one root in a ledger stands for many documents.

Two ways of writing them are read: as JSON members (MerkleProof2017, and the receipts of Chainpoint
before it), and as CBOR in base58btc (MerkleProof2019 and the cryptosuite merkle-proof-2019). What a
proof calls the hash of its document is compared with the document itself and then never used again.

Spec: https://w3c-ccg.github.io/lds-merkle-proof-2019/
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.multibase import decode_multibase
from laurea.credentials.problems import PROOF_INVALID, Problem
from laurea.credentials.proofs.cbor import read_cbor
from laurea.credentials.properties import strings_of
from laurea.ledger.path import Side, Step, root_of_path

CRYPTOSUITE: Final = "merkle-proof-2019"
MOCK: Final = "mock"
"""The name that ledgers have here which do not exist."""

_DIGEST_BYTES: Final = 32
_HEXADECIMAL: Final = re.compile(f"[0-9a-f]{{{2 * _DIGEST_BYTES}}}")
_TYPES_2017: Final = frozenset({"MerkleProof2017", "Extension"})
_MEMBERS_2017: Final = frozenset({"type", "merkleRoot", "targetHash", "proof", "anchors"})
_ANCHOR_MEMBERS: Final = frozenset({"sourceId", "type", "chain"})
_CHAINPOINT: Final = "ChainpointSHA256v2"
_LONGEST_PATH: Final = 64
_ROOT, _TARGET, _ANCHORS, _PATH = 0, 1, 2, 3
_LEDGERS: Final = {-1: MOCK, 0: "btc", 1: "eth"}
_NETWORKS: Final = {-1: MOCK, 1: "mainnet", 3: "testnet", 4: "rinkeby", 5: "goerli", 6: "sepolia"}
_CHAINS: Final = {
    "bitcoinMainnet": ("btc", "mainnet"),
    "bitcoinTestnet": ("btc", "testnet"),
    "bitcoinRegtest": ("btc", "regtest"),
    "ethereumMainnet": ("eth", "mainnet"),
    "ethereumRopsten": ("eth", "ropsten"),
    "mockchain": (MOCK, MOCK),
}
_ANCHOR_TYPES: Final = {"BTCOpReturn": "btc", "ETHData": "eth", "Mock": MOCK, "MockChain": MOCK}
_PRETENDED: Final = frozenset({MOCK, "regtest"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a root was written down: a ledger, its network, and the id of the transaction."""

    ledger: str
    network: str
    transaction: str

    @property
    def is_pretended(self) -> bool:
        """Whether anybody can make such an anchor, because no ledger stands behind it."""
        return self.ledger in _PRETENDED or self.network in _PRETENDED


@dataclass(frozen=True, slots=True)
class MerkleProof:
    """A Merkle proof as it stands: nothing of it is checked yet."""

    root: bytes
    target: bytes
    path: tuple[Step, ...]
    anchors: tuple[Anchor, ...]

    def leads_from(self, digest: bytes) -> bool:
        """Say whether the path leads from a document's own hash, 32 bytes, to the root."""
        return hmac.compare_digest(self.target, digest) and hmac.compare_digest(
            root_of_path(digest, self.path), self.root
        )


def is_merkle_proof(proof: Mapping[str, Any]) -> bool:
    """Say whether a proof of a W3C credential is a Merkle proof of 2019.

    >>> is_merkle_proof({"type": "DataIntegrityProof", "cryptosuite": "merkle-proof-2019"})
    True
    """
    kind, suite = proof.get("type"), proof.get("cryptosuite")
    return (kind == "MerkleProof2019" and suite is None) or (
        kind == "DataIntegrityProof" and suite == CRYPTOSUITE
    )


def read_merkle_proof_2019(value: object) -> MerkleProof:
    """Return the Merkle proof in a `proofValue`.

    Raises:
        MalformedDocument: `proof-invalid`: it is no such value.
        LimitExceeded: it is too long.

    >>> read_merkle_proof_2019("z11")
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: The signature does not fit the document: ...
    """
    if not isinstance(value, str) or not value.startswith("z"):
        raise _malformed("The proofValue is not base58btc: it must begin with z.")
    found = _pairs(read_cbor(decode_multibase(value), negative=True))
    if found.keys() != {_ROOT, _TARGET, _ANCHORS, _PATH}:
        raise _malformed("The proofValue does not hold what a Merkle proof consists of.")
    return MerkleProof(
        _packed_digest(found[_ROOT]),
        _packed_digest(found[_TARGET]),
        tuple(_packed_step(step) for step in _steps(found[_PATH])),
        tuple(_packed_anchor(_pairs(one)) for one in _listed(found[_ANCHORS])),
    )


def read_merkle_proof_2017(signature: object) -> MerkleProof:
    """Return the Merkle proof that the `signature` of a Blockcert 2 is.

    Raises:
        MalformedDocument: `proof-invalid`: it is none.
    """
    if not isinstance(signature, Mapping):
        raise _malformed("The signature is not an object.")
    kinds = strings_of(signature.get("type"))
    if "MerkleProof2017" not in kinds or not _TYPES_2017.issuperset(kinds):
        raise _malformed("The signature is of a kind that is not read here.")
    _require_known(signature, _MEMBERS_2017)
    return _written_out(signature, tuple(_anchor(one) for one in _listed(signature.get("anchors"))))


def read_chainpoint(receipt: object, network: str) -> MerkleProof:
    """Return the Merkle proof that the `receipt` of a Blockcert 1 is.

    Args:
        receipt: whatever JSON stands there.
        network: which Bitcoin ledger its anchors are in, which it does not say.

    Raises:
        MalformedDocument: `proof-invalid`: it is none.
    """
    if not isinstance(receipt, Mapping) or receipt.get("type") != _CHAINPOINT:
        raise _malformed("The receipt is of a kind that is not read here.")
    _require_known(receipt, _MEMBERS_2017 | {"@context"})
    anchors = []
    for one in _listed(receipt.get("anchors")):
        if not isinstance(one, Mapping) or one.get("type") != "BTCOpReturn" or len(one) != 2:
            raise _malformed("An anchor is in a ledger that is not known here.")
        transaction = one.get("sourceId")
        if not isinstance(transaction, str) or _HEXADECIMAL.fullmatch(transaction) is None:
            raise _malformed("An anchor names no transaction.")
        anchors.append(Anchor("btc", network, transaction))
    return _written_out(receipt, tuple(anchors))


def _written_out(signature: Mapping[str, Any], anchors: tuple[Anchor, ...]) -> MerkleProof:
    steps = []
    for step in _steps(signature.get("proof")):
        sides = [side for side in Side if isinstance(step, Mapping) and side.value in step]
        if len(sides) != 1 or len(step) != 1:
            raise _malformed("A step of the path has not one side.")
        steps.append(Step(sides[0], _digest(step[sides[0].value])))
    return MerkleProof(
        _digest(signature.get("merkleRoot")),
        _digest(signature.get("targetHash")),
        tuple(steps),
        anchors,
    )


def _anchor(value: Any) -> Anchor:
    if not isinstance(value, Mapping):
        raise _malformed("An anchor is not an object.")
    _require_known(value, _ANCHOR_MEMBERS)
    ledger, network = _CHAINS.get(str(value.get("chain")), ("", ""))
    kind = _ANCHOR_TYPES.get(str(value.get("type")), "")
    transaction = value.get("sourceId")
    if MOCK in (kind, ledger):
        return Anchor(MOCK, MOCK, "")
    if "chain" not in value:
        ledger, network = kind, "mainnet"  # named from version 2.0 on
    if not isinstance(transaction, str) or ledger != kind:
        raise _malformed("An anchor is in a ledger that is not known here.")
    return Anchor(ledger, network, transaction)


def _packed_anchor(members: Mapping[int, Any]) -> Anchor:
    ledger = _LEDGERS.get(members.get(0, 0)) if isinstance(members.get(0), int) else None
    if ledger == MOCK:
        return Anchor(MOCK, MOCK, "")
    network = _NETWORKS.get(members.get(1, 0)) if isinstance(members.get(1), int) else None
    transaction = _unpacked(members.get(2))
    if ledger is None or network is None or not isinstance(transaction, str):
        raise _malformed("An anchor is in a ledger that is not known here.")
    return Anchor(ledger, network, transaction)


def _packed_step(step: Any) -> Step:
    if not isinstance(step, Sequence) or isinstance(step, (str, bytes)) or len(step) != 2:
        raise _malformed("A step of the path is not a side and a hash.")
    side, digest = step
    if side not in (0, 1) or isinstance(side, bool):
        raise _malformed("A step of the path has no side.")
    return Step((Side.LEFT, Side.RIGHT)[side], _packed_digest(digest))


def _pairs(value: Any) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for pair in _listed(value):
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], int):
            raise _malformed("The proofValue is not made of pairs.")
        if pair[0] in found:
            raise _malformed("The proofValue says something twice.")
        found[pair[0]] = pair[1]
    return found


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value or len(value) > _LONGEST_PATH:
        raise _malformed("Something that must be a list, and not empty, is none.")
    return value


def _steps(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > _LONGEST_PATH:
        raise _malformed("The path is not a list, or too long.")
    return value


def _unpacked(value: Any) -> Any:
    return read_cbor(value) if isinstance(value, bytes) else value


def _packed_digest(value: Any) -> bytes:
    inner = _unpacked(value)
    if isinstance(inner, bytes) and len(inner) == _DIGEST_BYTES:
        return inner
    return _digest(inner)


def _digest(value: Any) -> bytes:
    if not isinstance(value, str) or _HEXADECIMAL.fullmatch(value) is None:
        raise _malformed("A hash of the proof is not 32 bytes in hexadecimal, in small letters.")
    return bytes.fromhex(value)


def _require_known(value: Mapping[str, Any], members: frozenset[str]) -> None:
    """Refuse a member that is not known: no hash covers the proof itself."""
    if not members.issuperset(value):
        raise _malformed("The proof says more than a Merkle proof consists of.")


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(PROOF_INVALID, detail))
