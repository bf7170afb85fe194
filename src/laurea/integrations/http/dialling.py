"""Connections to public hosts over https, and to no others.

- A host's addresses are looked up once; all must be public, and the connection goes to one of
  those, so that a second look-up cannot move it.
- The certificate must be the host's.
- One deadline covers everything: look-up, connection, headers, content.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from time import monotonic
from typing import Final, TypeVar
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPSConnection

from laurea import __version__
from laurea.credentials.addresses import HTTPS_PORT, address_refusal
from laurea.credentials.errors import Unavailable
from laurea.credentials.problems import FETCH_FAILED, FETCH_FORBIDDEN, Problem, ProblemType
from laurea.integrations.http.public_networks import is_public

LookUp = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host name, for a port; raises `OSError` where there are none."""
Answer = TypeVar("Answer")

USER_AGENT: Final = f"laurea/{__version__}"
_CONNECTION_ERRORS: Final = (OSError, HTTPException, urllib3.exceptions.HTTPError)
_TRIED_ADDRESSES: Final = 4


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the IP addresses of a host name as the machine's own resolver gives them.

    Raises:
        OSError: the name is not known, or nobody answered.
    """
    found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(slots=True)
class Request:
    """One request under way, and the connection that is cut when its time is up."""

    url: str
    deadline: float
    connection: HTTPSConnection | None = None
    is_abandoned: bool = False
    host: str = field(init=False)
    port: int = field(init=False)
    target: str = field(init=False)

    def __post_init__(self) -> None:
        """Take the address apart; it has been judged already."""
        parts = urlsplit(self.url)
        self.host = parts.hostname or ""
        self.port = parts.port or HTTPS_PORT
        self.target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    @property
    def authority(self) -> str:
        """The host as the header `Host` names it."""
        return self.host if self.port == HTTPS_PORT else f"{self.host}:{self.port}"

    def remaining_s(self) -> float:
        """Return how much time is left, in seconds.

        Raises:
            Unavailable: none is.
        """
        remaining = self.deadline - monotonic()
        if self.is_abandoned or remaining <= 0:
            raise unavailable(f"{self.url} did not answer in time.")
        return remaining

    def abandon(self) -> None:
        """Cut the connection, so that whoever waits for it wakes up."""
        self.is_abandoned = True
        stream = self.connection.sock if self.connection else None
        if stream is not None:
            try:
                stream.shutdown(socket.SHUT_RDWR)
            except OSError:
                # The other side was quicker.
                return


@dataclass(frozen=True, slots=True)
class Dialling:
    """Whom one may connect to. Safe to use from several threads.

    Attributes:
        allowed: hosts with ports that are asked although the port is not 443 or the address
            not public. For tests and for servers within an institution's own network.
        look_up: gives the IP addresses of a host name.
        tls: how certificates are judged; the default trusts what the machine trusts.
    """

    allowed: Collection[tuple[str, int]] = ()
    look_up: LookUp = look_up
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def ask(
        self,
        url: str,
        *,
        timeout_s: float,
        talk: Callable[[HTTPSConnection, Request], Answer],
        deadline: float | None = None,
    ) -> Answer:
        """Connect to the host of an address and return what talking to it comes to.

        Args:
            url: the address.
            timeout_s: the most that everything together may take, in seconds.
            talk: sends what is to be sent, and reads the answer.
            deadline: when that time ends, on the clock of `monotonic`, where it began before.

        Raises:
            Unavailable: `fetch-forbidden`: the address or where it leads is refused;
                `fetch-failed`: there was no connection, it broke, or took too long.
        """
        refusal = self.refusal(url)
        if refusal is not None:
            raise Unavailable(refusal)
        request = Request(url, monotonic() + timeout_s if deadline is None else deadline)
        remaining_s = request.remaining_s()
        # A thread of its own: nothing else can interrupt a look-up or a header that drips.
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="laurea-fetch")
        answer = worker.submit(self._ask, request, talk)
        try:
            return answer.result(timeout=remaining_s)
        except TimeoutError:
            request.abandon()
            raise unavailable(f"{url} did not answer within {timeout_s:g} s.") from None
        finally:
            worker.shutdown(wait=False)

    def refusal(self, url: str, *, where: str = "") -> Problem | None:
        """Return why an address is not asked, as far as its text tells; `None` if it does not."""
        ports = {HTTPS_PORT, *(port for _, port in self.allowed)}
        return address_refusal(url, ports=ports, where=where)

    def _ask(self, request: Request, talk: Callable[[HTTPSConnection, Request], Answer]) -> Answer:
        error: Exception | None = None
        for address in self._addresses(request)[:_TRIED_ADDRESSES]:
            connection = self._connection(request, address)
            try:
                connection.connect()
            except _CONNECTION_ERRORS as failure:
                connection.close()
                error = failure
                continue
            try:
                return talk(connection, request)
            except _CONNECTION_ERRORS as failure:
                raise unavailable(f"{request.url} broke off: {_reason(failure)}.") from failure
            finally:
                connection.close()
        raise unavailable(
            f"No connection to {request.host} could be made: {_reason(error)}."
        ) from error

    def _addresses(self, request: Request) -> list[str]:
        is_allowed = (request.host, request.port) in self.allowed
        if request.port != HTTPS_PORT and not is_allowed:
            raise unavailable(f"{request.url} asks for port {request.port}.", FETCH_FORBIDDEN)
        try:
            addresses = list(self.look_up(request.host, request.port))
        except OSError as error:
            raise unavailable(f"The host {request.host} is not known.") from error
        hidden = [address for address in addresses if not is_public(address)]
        if hidden and not is_allowed:
            detail = f"{request.host} leads to {hidden[0]}, which is not on the public Internet."
            raise unavailable(detail, FETCH_FORBIDDEN)
        return addresses

    def _connection(self, request: Request, address: str) -> HTTPSConnection:
        connection = HTTPSConnection(
            address,
            request.port,
            timeout=request.remaining_s(),
            server_hostname=request.host,
            ssl_context=self.tls,
        )
        request.connection = connection
        return connection


def unavailable(detail: str, kind: ProblemType = FETCH_FAILED) -> Unavailable:
    """Return the error that says why there was no answer."""
    return Unavailable(Problem(kind, detail))


def _reason(error: Exception | None) -> str:
    if isinstance(error, ssl.SSLError) or isinstance(
        getattr(error, "__cause__", None), ssl.SSLError
    ):
        return "its certificate or its encryption is not accepted"
    if isinstance(error, (TimeoutError, urllib3.exceptions.TimeoutError)):
        return "no answer in time"
    return "the connection was refused or broke" if error else "it has no address"
