from __future__ import annotations

import nacl.bindings
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.multibase import base64url_encode, multibase_encode
from laurea.credentials.keys.multikey import parse_multikey, to_multikey
from laurea.credentials.keys.public_key import CURVES, KeyKind, elliptic_bytes

RAW = nacl.bindings.crypto_sign_seed_keypair(bytes(32))[0]


def refusal_of(text: str) -> tuple[str, str]:
    with pytest.raises(MalformedDocument) as refusal:
        parse_multikey(text)
    return refusal.value.problem.type.slug, refusal.value.problem.detail


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        (KeyKind.P256, "zDna"),
        (KeyKind.P384, "z82L"),
        (KeyKind.P521, "z2J9"),
        (KeyKind.SECP256K1, "zQ3s"),
    ],
)
def test_elliptic_keys_read_back_from_the_text_they_are_written_as(
    kind: KeyKind, begins: str
) -> None:
    raw = elliptic_bytes(ec.derive_private_key(99, CURVES[kind]).public_key())
    code = {"zDna": b"\x80\x24", "z82L": b"\x81\x24", "z2J9": b"\x82\x24", "zQ3s": b"\xe7\x01"}
    text = multibase_encode(code[begins] + raw)
    assert text.startswith(begins)
    key = parse_multikey(text)
    assert (key.kind, key.raw) == (kind, raw)
    assert to_multikey(key) == text


def test_an_encryption_key_is_refused_by_name() -> None:
    assert "X25519" in refusal_of(multibase_encode(b"\xec\x01" + RAW))[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        "z6Mk",
        multibase_encode(RAW),
        multibase_encode(b"\xed\x01" + RAW[:-1]),
        multibase_encode(b"\xed\x01" + RAW + b"\0"),
        multibase_encode(b"\x01\xed" + RAW),
        multibase_encode(b"\xed" + RAW),
        multibase_encode(b"\x80\x24" + RAW),
        "u" + base64url_encode(b"\xed\x01" + RAW),
        multibase_encode(b"\xed\x01" + RAW) + "\n",
        "z0" + multibase_encode(b"\xed\x01" + RAW)[2:],
        "z" + "1" * 10_000_000,
    ],
    ids=range(13),
)
def test_what_is_no_sound_multikey_is_an_invalid_key(text: str) -> None:
    assert refusal_of(text)[0] == "key-invalid"


@given(st.integers(0, 46), st.characters(exclude_categories=[]))
def test_a_changed_character_never_gives_the_same_key(place: int, character: str) -> None:
    text = multibase_encode(b"\xed\x01" + RAW)
    changed = text[: place + 1] + character + text[place + 2 :]
    try:
        key = parse_multikey(changed)
    except MalformedDocument:
        return
    assert (key.raw == RAW) == (changed == text)
