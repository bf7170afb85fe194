"""A mail server on this machine that can misbehave: refuse, hang, hang up, forget to answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Answer = Callable[[str], str | None]
"""Says of an address what the server answers; None lets it pass, "hang up" ends the connection."""

_TAKEN: Final = "250 2.0.0 Taken"


@dataclass
class MailServer:
    """What arrived, in order, and what the server does with which address.

    Attributes:
        to_recipient: the answer to the address of a recipient.
        to_letter: the answer to a letter, once it has arrived in full.
        connections: how many were opened.
    """

    arrived: list[EmailMessage] = field(default_factory=list)
    to_recipient: Answer = lambda _address: None
    to_letter: Answer = lambda _address: None
    connections: int = 0
    port: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = self.to_recipient(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return await self._given(server, answer or "250 OK")

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.to_letter(envelope.rcpt_tos[0])
        if answer is None or answer in ("hang up", "hang"):
            letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
            with self._lock:
                self.arrived.append(letter)
        return await self._given(server, answer or _TAKEN)

    async def _given(self, server: SMTP, answer: str) -> str:
        if answer == "hang":
            await asyncio.sleep(3600)
        if answer == "hang up":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """Run a mail server on a free port of this machine."""
    server = MailServer()
    controller = _Listening(server, hostname="127.0.0.1", port=port)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop(no_assert=True)


class _Listening(Controller):
    """Listens at whichever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
