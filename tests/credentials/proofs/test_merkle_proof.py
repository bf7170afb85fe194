"""Merkle proofs are read strictly, and lead only from their own document."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError
from laurea.credentials.proofs.cbor import write_cbor
from laurea.credentials.proofs.cryptosuite import write_proof_value
from laurea.credentials.proofs.merkle_proof import (
    Anchor,
    is_merkle_proof,
    read_merkle_proof_2017,
    read_merkle_proof_2019,
)
from tests.simulator.ledger import merkle_value

DIGEST = hashlib.sha256(b"document").digest()
ANCHOR = [[0, 0], [1, 3], [2, write_cbor("ab" * 32)]]


def test_a_proof_leads_from_its_own_document_alone() -> None:
    proof = read_merkle_proof_2019(merkle_value(DIGEST, ANCHOR))
    assert proof.anchors == (Anchor("btc", "testnet", "ab" * 32),)
    assert not proof.anchors[0].is_pretended
    assert proof.leads_from(DIGEST)
    assert not proof.leads_from(proof.root)
    assert not proof.leads_from(hashlib.sha256(b"another").digest())


@given(st.binary(max_size=80))
def test_whatever_the_bytes_only_our_errors_leave(content: bytes) -> None:
    with pytest.raises(LaureaError):
        read_merkle_proof_2019(write_proof_value(content))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    "type merkleRoot targetHash proof anchors left right chain".split()
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=10,
    )
)
def test_whatever_the_json_only_our_errors_leave(value: Any) -> None:
    for signature in (value, {"type": "MerkleProof2017", "merkleRoot": "0" * 64, "proof": value}):
        with pytest.raises(LaureaError):
            read_merkle_proof_2017(signature)


@pytest.mark.parametrize(
    "anchor",
    [
        {"type": "BTCOpReturn", "chain": "ethereumMainnet", "sourceId": "x"},
        {"type": "Other", "chain": "bitcoinMainnet", "sourceId": "x"},
        {"type": "BTCOpReturn", "chain": "other", "sourceId": "x"},
        {"type": "BTCOpReturn", "chain": "bitcoinMainnet", "sourceId": 1},
        "x",
    ],
)
def test_an_anchor_in_an_unknown_place_is_none(anchor: Any) -> None:
    signature = {
        "type": "MerkleProof2017",
        "merkleRoot": DIGEST.hex(),
        "targetHash": DIGEST.hex(),
        "proof": [],
    }
    with pytest.raises(LaureaError):
        read_merkle_proof_2017({**signature, "anchors": [anchor]})


def test_only_proofs_of_2019_are_called_so() -> None:
    assert is_merkle_proof({"type": "MerkleProof2019"})
    assert not is_merkle_proof({"type": "MerkleProof2019", "cryptosuite": "eddsa-rdfc-2022"})
    assert not is_merkle_proof({"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"})


@pytest.mark.parametrize(
    "change",
    [
        {"type": ["MerkleProof2017", "Dxtension"]},
        {"note": "x"},
        {"merkleRoot": "AB" * 32},
        {"proof": [{"left": "ab" * 32, "Right": "cd" * 32}]},
        {"anchors": [{"sourceId": "ab" * 32, "type": "BTCOpReturn", "bhain": "bitcoinTestnet"}]},
    ],
)
def test_a_proof_of_2017_says_nothing_that_is_not_read(change: dict[str, Any]) -> None:
    signature = {
        "type": ["MerkleProof2017", "Extension"],
        "merkleRoot": "ab" * 32,
        "targetHash": "ab" * 32,
        "proof": [],
        "anchors": [{"sourceId": "ab" * 32, "type": "BTCOpReturn", "chain": "bitcoinTestnet"}],
    }
    assert read_merkle_proof_2017(signature).anchors == (Anchor("btc", "testnet", "ab" * 32),)
    with pytest.raises(LaureaError):
        read_merkle_proof_2017(signature | change)
