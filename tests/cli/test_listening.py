from __future__ import annotations

import datetime as dt
import socket
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import NameOID

from laurea.cli.listening import address_to_listen_at, demand_certificate
from laurea.credentials.errors import Unavailable

PEM = serialization.Encoding.PEM
PKCS8 = serialization.PrivateFormat.PKCS8


def write_certificate(folder: Path, name: str, passphrase: bytes = b"") -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "guild.example")])
    begins = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / f"{name}.chain.pem", folder / f"{name}.key.pem"
    chain.write_bytes(certificate.public_bytes(PEM))
    how: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        how = serialization.BestAvailableEncryption(passphrase)
    private.write_bytes(key.private_bytes(PEM, PKCS8, how))
    return chain, private


@pytest.mark.enable_socket
def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port} of 127.0.0.1 is taken.*--port"):
            address_to_listen_at("127.0.0.1", port)
    assert address_to_listen_at("127.0.0.1", port) == "127.0.0.1"


@pytest.mark.enable_socket
@pytest.mark.parametrize("host", ["198.51.100.7", "a" * 300, "\x00"])
def test_a_host_that_is_not_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Unavailable, match=r"no address of this machine.*--host"):
        address_to_listen_at(host, 8000)


@pytest.mark.enable_socket
def test_a_name_of_this_machine_becomes_its_address() -> None:
    assert address_to_listen_at("localhost", 0) in ("127.0.0.1", "::1")


def test_a_certificate_with_its_key_is_accepted(tmp_path: Path) -> None:
    demand_certificate(*write_certificate(tmp_path, "own"))


def test_what_is_no_certificate_or_not_readable_is_refused_in_words(tmp_path: Path) -> None:
    chain, key = write_certificate(tmp_path, "own")
    other = write_certificate(tmp_path, "other")[1]
    locked = write_certificate(tmp_path, "locked", b"four plainly invented words")
    text = tmp_path / "notes.txt"
    text.write_text("no PEM at all")
    for pair, said in (
        ((tmp_path / "absent.pem", key), "absent.pem cannot be read: No such file"),
        ((chain, tmp_path), "cannot be read: Is a directory"),
        ((chain, other), "that of another certificate"),
        (locked, "encrypted"),
        ((text, key), "as PEM"),
        ((chain, text), "as PEM"),
    ):
        with pytest.raises(Unavailable, match=said):
            demand_certificate(*pair)
