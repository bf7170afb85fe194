"""A receiver of webhooks: a real TLS server on this machine, under a public name."""

from __future__ import annotations

import base64
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from laurea.web.api.webhooks import reach
from tests.integrations.http.conftest import _certificate

HOST = "hook.school.example"


@dataclass(slots=True)
class Receiver:
    """Takes messages, and answers each with the next of `statuses`; then with 200."""

    port: int
    statuses: list[int] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/laurea"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.requests]

    def attend(self, raw: socket.socket, tls: ssl.SSLContext) -> None:
        try:
            with raw, tls.wrap_socket(raw, server_side=True) as stream:
                self.requests.append(_read(stream))
                status = self.statuses.pop(0) if self.statuses else 200
                stream.sendall(f"HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n".encode())
        except OSError:
            return


def _read(stream: ssl.SSLSocket) -> tuple[dict[str, str], bytes]:
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += stream.recv(4096)
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().splitlines()[1:]]
    headers = {name.lower(): value for name, _, value in lines}
    while len(body) < int(headers["content-length"]):
        body += stream.recv(4096)
    return headers, body


def is_signed(request: tuple[dict[str, str], bytes], secret: str) -> bool:
    """Whether a message is signed with a secret, as a receiver would find out."""
    headers, body = request
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.digest(key, said, "sha256")).decode()
    return wanted in headers["webhook-signature"].split(" ")


@pytest.fixture
def receiver(
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    socket_enabled: None,
) -> Iterator[Receiver]:
    certificate, key = _certificate(tmp_path, HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    found = socket.getaddrinfo

    def as_dns_says(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return found("127.0.0.1" if name == HOST else name, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", as_dns_says)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = Receiver(listener.getsockname()[1])
        settings.LAUREA_WEBHOOK_HOSTS = frozenset({(HOST, running.port)})
        reach._dialling.cache_clear()
        attending = threading.Thread(target=_serve, args=(running, listener, tls), daemon=True)
        attending.start()
        yield running
        listener.shutdown(socket.SHUT_RDWR)
    attending.join(timeout=5)
    reach._dialling.cache_clear()


def _serve(running: Receiver, listener: socket.socket, tls: ssl.SSLContext) -> None:
    while True:
        try:
            raw, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=running.attend, args=(raw, tls), daemon=True).start()
