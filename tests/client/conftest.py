"""A server on this machine that answers as it is told, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Answer:
    """What is answered; None hangs up without a word."""

    status: int | None = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Scripted(ThreadingHTTPServer):
    """Gives each request the next of `answers`, and the last one ever after."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers = [Answer(body={})]
        self.asked: list[Asked] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Talk(BaseHTTPRequestHandler):
    server: Scripted

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
        self.server.asked.append(asked)
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self.close_connection = True
        if answer.status is None:
            return
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - as the library calls them

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the library has it
        """Say nothing."""


@pytest.fixture
def scripted(socket_enabled: None) -> Iterator[Scripted]:
    with Scripted() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()
