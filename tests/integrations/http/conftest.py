"""A real TLS server on this machine that does as it is told, and badly where it is told so."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "status.school.example"

Behaviour = Callable[[socket.socket, bytes], None]


def answer(body: bytes, status: str = "200 OK", **headers: str) -> Behaviour:
    """Answer as a server should, with headers whose names are given with underscores."""
    given = {"Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    raw = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
    return lambda stream, _: stream.sendall(raw)


@dataclass(slots=True)
class Server:
    """Listens on 127.0.0.1; `behaviour` is what it does with each connection."""

    port: int
    tls: ssl.SSLContext
    authority: Path
    behaviour: Behaviour = field(default_factory=lambda: answer(b"{}"))
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/status/1"

    @property
    def client_tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                stream, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.attend, args=(stream,), daemon=True).start()

    def attend(self, raw: socket.socket) -> None:
        with suppress(OSError), raw, self.tls.wrap_socket(raw, server_side=True) as stream:
            request = b""
            while b"\r\n\r\n" not in request:
                piece = stream.recv(4096)
                if not piece:
                    return
                request += piece
            # Who hangs up on what it has not read breaks off the connection for the other side.
            while len(request) < _length(request):
                request += stream.recv(4096)
            self.requests.append(request)
            self.behaviour(stream, request)


def _length(request: bytes) -> int:
    """How long a request is by what its head says, its body included."""
    head, gap, _ = request.partition(b"\r\n\r\n")
    said = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return len(head + gap) + (int(said[1]) if said else 0)


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a certificate that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    folder = tmp_path_factory.mktemp("certificates")
    return {name: _certificate(folder, name) for name in (HOST, "evil.example")}


@pytest.fixture
def server(certificates: dict[str, tuple[Path, Path]], socket_enabled: None) -> Iterator[Server]:
    certificate, key = certificates[HOST]
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = Server(listener.getsockname()[1], tls, certificate)
        attending = threading.Thread(target=running.serve, args=(listener,), daemon=True)
        attending.start()
        yield running
        listener.shutdown(socket.SHUT_RDWR)
    attending.join(timeout=5)
