from __future__ import annotations

import os
from typing import Any

import nacl.bindings
import nacl.exceptions
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import MalformedDocument, Unavailable
from laurea.integrations.keystore import encryption
from laurea.integrations.keystore.encryption import Argon2Cost, seal, unseal

CHEAP = Argon2Cost(operations=1, memory_bytes=8 * 1024)
PASSPHRASE = "four plain words here"
SECRET = b"the private key"


def sealed(passphrase: str = PASSPHRASE, cost: Argon2Cost = CHEAP) -> dict[str, Any]:
    return seal(SECRET, passphrase, bound_to="did:key:z", random=os.urandom, cost=cost)


def refusal_of(envelope: dict[str, Any], passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(MalformedDocument) as refusal:
        unseal(envelope, passphrase, bound_to="did:key:z")
    return refusal.value.problem.type.slug


@given(
    st.binary(min_size=1, max_size=3000), st.text(st.characters(exclude_categories=()), min_size=1)
)
def test_what_was_sealed_opens_with_its_passphrase(secret: bytes, passphrase: str) -> None:
    if any("\ud800" <= c <= "\udfff" and not "\udc80" <= c <= "\udcff" for c in passphrase):
        passphrase = "plain"
    envelope = seal(secret, passphrase, bound_to="x", random=os.urandom, cost=CHEAP)
    assert unseal(envelope, passphrase, bound_to="x") == secret


def test_the_default_cost_is_above_what_the_posture_asks() -> None:
    cost = Argon2Cost()
    assert cost.operations >= 2
    assert cost.memory_bytes >= 19 * 1024**2


def test_no_two_envelopes_are_alike_and_none_shows_the_secret() -> None:
    first, second = sealed(), sealed()
    assert {first[k] == second[k] for k in ("salt", "nonce", "ciphertext", "checksum")} == {False}
    assert SECRET not in repr(first).encode()


def test_accents_may_be_typed_composed_or_decomposed() -> None:
    assert unseal(sealed("s\u00e9same"), "se\u0301same", bound_to="did:key:z") == SECRET


@pytest.mark.parametrize("wrong", ["", "four plain words her", "Four plain words here"])
def test_another_passphrase_is_told_from_damage(wrong: str) -> None:
    assert refusal_of(sealed(), wrong) == "passphrase-wrong"


@pytest.mark.parametrize(
    "change",
    [
        {"operations": 2},
        {"operations": 0},
        {"operations": True},
        {"operations": 10**12},
        {"memoryBytes": 10**15},
        {"memoryBytes": 1},
        {"memoryBytes": "8192"},
        {"salt": "AAAA"},
        {"salt": None},
        {"nonce": "****"},
        {"ciphertext": ""},
        {"checksum": None},
        {"checksum": "\u00e9"},
        {"more": 1},
    ],
    ids=str,
)
def test_any_change_is_damage(change: dict[str, Any]) -> None:
    assert refusal_of(sealed() | change) == "key-file"


@pytest.mark.parametrize(
    "change",
    [
        {"operations": 0},
        {"operations": 1.5},
        {"memoryBytes": 2**40},
        {"memoryBytes": 1},
        {"salt": "AAAA"},
        {"nonce": "AAAA"},
        {"ciphertext": 7},
        {"ciphertext": "A"},
        {"ciphertext": "AAAA"},
    ],
    ids=str,
)
def test_numbers_that_fit_their_checksum_are_still_checked(change: dict[str, Any]) -> None:
    envelope = {k: v for k, v in (sealed() | change).items() if k != "checksum"}
    envelope["checksum"] = encryption._checksum(envelope, "did:key:z")
    assert refusal_of(envelope) in ("key-file", "passphrase-wrong")


def test_a_secret_moved_to_another_identity_does_not_open() -> None:
    with pytest.raises(MalformedDocument):
        unseal(sealed(), "four plain words here", bound_to="did:key:other")


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: object) -> bytes:
        raise nacl.exceptions.RuntimeError("Unexpected failure in key derivation")

    monkeypatch.setattr(nacl.bindings, "crypto_pwhash_alg", no_memory)
    with pytest.raises(Unavailable) as refusal:
        sealed(cost=Argon2Cost())
    assert "256 MiB of memory" in refusal.value.problem.detail
