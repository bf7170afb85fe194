"""Signatures that name an address and no key."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.proofs.bitcoin_message import address_of_key, signing_address
from tests.simulator.ledger import a_signed_message, address_of

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
KEY = ec.derive_private_key(2026, ec.SECP256K1())


def test_the_generator_has_the_addresses_that_everybody_knows() -> None:
    numbers = ec.derive_private_key(1, ec.SECP256K1()).public_key().public_numbers()
    point = (numbers.x, numbers.y)
    compressed = address_of_key(point, "mainnet", is_compressed=True)
    assert compressed == "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"
    plain = address_of_key(point, "mainnet", is_compressed=False)
    assert plain == "1EHNa6Q4Jz2uvNExL497mE43ikXhwF6kZm"
    assert address_of_key(point, "testnet", is_compressed=True)[0] in "mn"


@given(secret=st.integers(1, ORDER - 1), message=st.text(max_size=60))
def test_whoever_signed_is_found(secret: int, message: str) -> None:
    key = ec.derive_private_key(secret, ec.SECP256K1())
    for is_compressed in (True, False):
        signature = a_signed_message(key, message, is_compressed=is_compressed)
        address = address_of(key, is_compressed=is_compressed)
        assert signing_address(signature, message, "mainnet") == address
        assert signing_address(signature, f"{message}x", "mainnet") != address


def changed(at: int, value: int) -> str:
    raw = bytearray(b64decode(a_signed_message(KEY, "7")))
    raw[at : at + (1 if at == 0 else 32)] = value.to_bytes(1 if at == 0 else 32)
    return b64encode(bytes(raw)).decode()


@pytest.mark.parametrize(
    "signature",
    [
        None,
        5,
        "",
        "not base64",
        "é",
        a_signed_message(KEY, "7")[:-4],
        a_signed_message(KEY, "7") + "\n",
        changed(0, 26),
        changed(0, 35),
        changed(1, 0),
        changed(33, 0),
        changed(1, ORDER),
        changed(33, ORDER),
        changed(1, 5),  # no point of the curve begins so
    ],
    ids=range(14),
)
def test_what_is_no_signature_is_refused(signature: Any) -> None:
    with pytest.raises(MalformedDocument) as caught:
        signing_address(signature, "7", "mainnet")
    assert caught.value.problem.type.slug == "proof-invalid"


def test_longer_messages_are_not_signed_so() -> None:
    assert signing_address(a_signed_message(KEY, "x" * 252), "x" * 252, "mainnet")
    with pytest.raises(MalformedDocument):
        signing_address(a_signed_message(KEY, "7"), "x" * 253, "mainnet")
