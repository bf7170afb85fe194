"""Of a certificate its key and its time are read, as the other reader reads them."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError
from laurea.credentials.keys.certificate import read_certificate
from laurea.credentials.keys.public_key import KeyKind
from laurea.integrations.keystore.private_key import generate_private_key, public_key_of

TIMES = (
    (datetime(1951, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)),
    (datetime(2024, 2, 29, 12, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)),
    (datetime(2055, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
)


def a_certificate(kind: KeyKind, begins: datetime, ends: datetime) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Übersee" * 8)])
    key = generate_private_key(kind, Random(1).randbytes)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), 2**150)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, None if kind is KeyKind.ED25519 else hashes.SHA256())
    )
    return built.public_bytes(Encoding.DER)


GOOD = a_certificate(KeyKind.ED25519, *TIMES[1])
"""The same bytes in every process, because Ed25519 signs without chance."""


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.P256, KeyKind.P384])
@pytest.mark.parametrize(("begins", "ends"), TIMES)
def test_key_and_time_are_those_of_the_certificate(
    kind: KeyKind, begins: datetime, ends: datetime
) -> None:
    content = a_certificate(kind, begins, ends)
    other = x509.load_der_x509_certificate(content)
    found = read_certificate(base64.b64encode(content).decode())
    assert (found.begins, found.ends) == (begins, ends)
    assert (other.not_valid_before_utc, other.not_valid_after_utc) == (begins, ends)
    assert found.public_key == public_key_of(generate_private_key(kind, Random(1).randbytes))
    assert found.sha256 == hashlib.sha256(content).digest()


@pytest.mark.parametrize("length", range(0, len(GOOD), 3))
def test_a_certificate_that_is_cut_off_is_refused(length: int) -> None:
    with pytest.raises(LaureaError):
        read_certificate(base64.b64encode(GOOD[:length]).decode())


@pytest.mark.parametrize("text", ["", "*", "é", "MIIB\n", base64.b64encode(GOOD + b"0").decode()])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(LaureaError):
        read_certificate(text)


@given(place=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_gives_an_error_of_ours_or_another_digest(place: int, byte: int) -> None:
    content = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    try:
        found = read_certificate(base64.b64encode(content).decode())
    except LaureaError:
        return
    assert found.sha256 == hashlib.sha256(content).digest()


@given(st.binary(max_size=60))
def test_any_bytes_give_errors_of_ours(content: bytes) -> None:
    for kind in (0x30, 0x17, 0xA0):
        with pytest.raises(LaureaError):
            read_certificate(base64.b64encode(bytes([kind, len(content)]) + content).decode())
