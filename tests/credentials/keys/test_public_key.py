from __future__ import annotations

import nacl.bindings
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.public_key import (
    CURVES,
    KeyKind,
    elliptic_bytes,
    read_public_key,
    rsa_bytes,
)

P = 2**255 - 19
# The y coordinates of the points of order eight, little-endian; the others are 0, 1 and -1.
ORDER_8 = (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
)


def an_ed25519_key(seed: int = 1) -> bytes:
    return nacl.bindings.crypto_sign_seed_keypair(bytes([seed]) * 32)[0]


def refusal_of(kind: KeyKind, raw: bytes) -> str:
    with pytest.raises(MalformedDocument) as refusal:
        read_public_key(kind, raw)
    return refusal.value.problem.type.slug


def is_read(kind: KeyKind, raw: bytes) -> bool:
    try:
        read_public_key(kind, raw)
    except MalformedDocument:
        return False
    return True


def small_order_encodings() -> list[bytes]:
    eighths = [int.from_bytes(bytes.fromhex(y), "little") for y in ORDER_8]
    ys = [0, 1, P - 1, *eighths, P, P + 1]
    return [(y | sign << 255).to_bytes(32, "little") for y in ys for sign in (0, 1)]


@pytest.mark.parametrize("raw", small_order_encodings(), ids=lambda raw: raw.hex()[:8])
def test_ed25519_points_of_small_order_are_refused(raw: bytes) -> None:
    assert refusal_of(KeyKind.ED25519, raw) == "key-invalid"


def test_ed25519_key_with_a_small_component_beside_the_prime_one_is_refused() -> None:
    order_4 = bytes(32)  # y = 0
    mixed = nacl.bindings.crypto_core_ed25519_add(an_ed25519_key(), order_4)
    assert refusal_of(KeyKind.ED25519, mixed) == "key-invalid"


@pytest.mark.parametrize("y", [P + 3, 2**255 - 1, 2])
def test_ed25519_bytes_that_are_no_canonical_point_are_refused(y: int) -> None:
    assert refusal_of(KeyKind.ED25519, y.to_bytes(32, "little")) == "key-invalid"


@given(st.binary(max_size=70))
def test_only_sound_ed25519_keys_are_read(raw: bytes) -> None:
    try:
        key = read_public_key(KeyKind.ED25519, raw)
    except MalformedDocument:
        return
    assert key.raw == raw
    assert nacl.bindings.crypto_core_ed25519_is_valid_point(raw)


@pytest.mark.parametrize("kind", list(CURVES), ids=lambda kind: kind.value)
def test_points_of_the_curve_are_read_and_others_refused(kind: KeyKind) -> None:
    raw = elliptic_bytes(ec.derive_private_key(12345, CURVES[kind]).public_key())
    assert read_public_key(kind, raw).raw == raw
    size = len(raw) - 1
    off_curve = [x for x in range(60) if not is_read(kind, b"\x02" + x.to_bytes(size))]
    assert 0 < len(off_curve) < 60
    assert refusal_of(kind, b"\x02" + off_curve[0].to_bytes(size)) == "key-invalid"
    for other in (raw[:-1], raw + b"\0", b"\x04" + raw[1:], b"\0", b"", b"\x02" + b"\xff" * size):
        assert refusal_of(kind, other) == "key-invalid"


@pytest.fixture(scope="module")
def rsa_2048() -> rsa.RSAPublicKey:
    return rsa.generate_private_key(65537, 2048).public_key()


def test_rsa_of_2048_bits_is_read_in_its_one_form(rsa_2048: rsa.RSAPublicKey) -> None:
    raw = rsa_bytes(rsa_2048)
    assert read_public_key(KeyKind.RSA, raw).algorithm == "RS256"
    assert refusal_of(KeyKind.RSA, raw + b"\0") == "key-invalid"
    assert refusal_of(KeyKind.RSA, raw[:-1]) == "key-invalid"
    assert refusal_of(KeyKind.RSA, b"") == "key-invalid"


def test_short_rsa_is_weak_and_overlong_rsa_is_refused() -> None:
    def with_bits(bits: int) -> bytes:
        return rsa_bytes(rsa.RSAPublicNumbers(65537, (1 << bits) - 1).public_key())

    assert refusal_of(KeyKind.RSA, with_bits(1024)) == "key-weak"
    assert refusal_of(KeyKind.RSA, with_bits(2047)) == "key-weak"
    assert refusal_of(KeyKind.RSA, with_bits(8200)) == "key-invalid"


@pytest.mark.parametrize(
    ("modulus", "exponent"), [((1 << 2048) - 2, 65537), ((1 << 2048) - 1, 2**32 + 1)]
)
def test_unsound_rsa_numbers_are_refused(modulus: int, exponent: int) -> None:
    raw = rsa_bytes(rsa.RSAPublicNumbers(exponent, modulus).public_key())
    assert refusal_of(KeyKind.RSA, raw) == "key-invalid"


def test_a_key_of_another_kind_in_rsa_clothes_is_refused(rsa_2048: rsa.RSAPublicKey) -> None:
    private = ec.derive_private_key(7, ec.SECP256R1())
    point = elliptic_bytes(private.public_key())
    assert refusal_of(KeyKind.RSA, point) == "key-invalid"
    for other in (private.public_key(), rsa_2048):
        named = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        assert refusal_of(KeyKind.RSA, named) == "key-invalid"
    assert refusal_of(KeyKind.P256, rsa_bytes(rsa_2048)) == "key-invalid"


def test_a_key_has_the_one_algorithm_of_its_curve() -> None:
    raw = elliptic_bytes(ec.derive_private_key(5, ec.SECP256K1()).public_key())
    assert read_public_key(KeyKind.SECP256K1, raw).algorithm == "ES256K"
