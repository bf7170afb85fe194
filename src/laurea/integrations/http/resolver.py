"""The resolver that asks the Internet, and lets itself be led nowhere else.

- https and public hosts only. A host's addresses are looked up once; all must be public, and
  the connection goes to one of those, so that a second look-up cannot move it.
- Redirects are not followed, but for hosted Open Badges 1 and 2, whose reader asks for it. Each
  address on the way is judged, looked up and pinned like the first.
- The certificate must be the host's.
- One deadline covers everything: look-up, connection, headers, content.
- What is read is counted while it comes, before and after it is expanded.
"""

from __future__ import annotations

import re
import socket
import ssl
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from time import monotonic
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPSConnection
from urllib3.response import HTTPResponse

from laurea import __version__
from laurea.credentials.addresses import HTTPS_PORT, address_refusal
from laurea.credentials.errors import Gone, NotFound, Unavailable
from laurea.credentials.ports import Redirected
from laurea.credentials.problems import (
    FETCH_FAILED,
    FETCH_FORBIDDEN,
    LIMIT,
    NOT_FOUND,
    Problem,
    ProblemType,
)
from laurea.integrations.http.public_networks import is_public

LookUp = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host name, for a port; raises `OSError` where there are none."""

_CONNECTION_ERRORS: Final = (OSError, HTTPException, urllib3.exceptions.HTTPError)
_GZIP: Final = 16 + zlib.MAX_WBITS
_READ_BYTES: Final = 16 * 1024
_TRIED_ADDRESSES: Final = 4
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = {
    "Accept-Encoding": "gzip",
    "Connection": "close",
    "User-Agent": f"laurea/{__version__} (credential verification)",
}


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the IP addresses of a host name as the machine's own resolver gives them.

    Raises:
        OSError: the name is not known, or nobody answered.
    """
    found = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class HttpsResolver:
    """Fetches documents from public hosts over https. Safe to use from several threads.

    Attributes:
        timeout_s: the most that one document may take, in seconds, whatever happens.
        allowed: hosts with ports that are asked although the port is not 443 or the address
            not public. For tests and for servers within an institution's own network.
        look_up: gives the IP addresses of a host name.
        tls: how certificates are judged; the default trusts what the machine trusts.
    """

    timeout_s: float = 5.0
    allowed: Collection[tuple[str, int]] = ()
    look_up: LookUp = look_up
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Return the document at `url`.

        Raises:
            NotFound: the host answers that there is nothing (404); `Gone` where it was taken away
                (410).
            Unavailable: `fetch-forbidden`: the address, where it leads, or a redirect is
                refused; `limit-exceeded`: more than `max_bytes`; `fetch-failed`: anything else.
        """
        return self._within(url, accept, max_bytes, monotonic() + self.timeout_s)

    def fetch_redirected(
        self, url: str, *, accept: str, max_bytes: int, redirects: int
    ) -> Redirected:
        """Return the document that `url` leads to, through at most `redirects` other addresses.

        The time of `timeout_s` is that of the whole way.

        Raises:
            NotFound: as `fetch`.
            Unavailable: as `fetch`; also one redirect too many.
        """
        deadline = monotonic() + self.timeout_s
        for left in range(redirects, -1, -1):
            try:
                return Redirected(self._within(url, accept, max_bytes, deadline), url)
            except _Moved as moved:
                if not left:
                    raise
                url = moved.target
        raise _unavailable(f"{url} was not asked.")

    def _within(self, url: str, accept: str, max_bytes: int, deadline: float) -> bytes:
        ports = {HTTPS_PORT, *(port for _, port in self.allowed)}
        refusal = address_refusal(url, ports=ports)
        if refusal is not None:
            raise Unavailable(refusal)
        request = _Request(url, accept, max_bytes, deadline)
        remaining_s = request.remaining_s()
        # A thread of its own: nothing else can interrupt a look-up or a header that drips.
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="laurea-fetch")
        answer = worker.submit(self._ask, request)
        try:
            return answer.result(timeout=remaining_s)
        except TimeoutError:
            request.abandon()
            raise _unavailable(f"{url} did not answer within {self.timeout_s:g} s.") from None
        finally:
            worker.shutdown(wait=False)

    def _ask(self, request: _Request) -> bytes:
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
                return _answer(connection, request)
            except _CONNECTION_ERRORS as failure:
                raise _unavailable(f"{request.url} broke off: {_reason(failure)}.") from failure
            finally:
                connection.close()
        raise _unavailable(
            f"No connection to {request.host} could be made: {_reason(error)}."
        ) from error

    def _addresses(self, request: _Request) -> list[str]:
        is_allowed = (request.host, request.port) in self.allowed
        if request.port != HTTPS_PORT and not is_allowed:
            raise _unavailable(f"{request.url} asks for port {request.port}.", FETCH_FORBIDDEN)
        try:
            addresses = list(self.look_up(request.host, request.port))
        except OSError as error:
            raise _unavailable(f"The host {request.host} is not known.") from error
        hidden = [address for address in addresses if not is_public(address)]
        if hidden and not is_allowed:
            detail = f"{request.host} leads to {hidden[0]}, which is not on the public Internet."
            raise _unavailable(detail, FETCH_FORBIDDEN)
        return addresses

    def _connection(self, request: _Request, address: str) -> HTTPSConnection:
        connection = HTTPSConnection(
            address,
            request.port,
            timeout=request.remaining_s(),
            server_hostname=request.host,
            ssl_context=self.tls,
        )
        request.connection = connection
        return connection


@dataclass(slots=True)
class _Request:
    """One request under way, and the connection that is cut when its time is up."""

    url: str
    accept: str
    max_bytes: int
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

    def remaining_s(self) -> float:
        remaining = self.deadline - monotonic()
        if self.is_abandoned or remaining <= 0:
            raise _unavailable(f"{self.url} did not answer in time.")
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


def _answer(connection: HTTPSConnection, request: _Request) -> bytes:
    port = "" if request.port == HTTPS_PORT else f":{request.port}"
    headers = {**_HEADERS, "Accept": request.accept, "Host": request.host + port}
    connection.request(
        "GET", request.target, headers=headers, preload_content=False, decode_content=False
    )
    with closing(connection.getresponse()) as response:
        _check_status(response, request)
        content = bytearray()
        for piece in _expanded(response, request):
            content += piece
            if len(content) > request.max_bytes:
                raise _too_large(request)
    return bytes(content)


def _check_status(response: HTTPResponse, request: _Request) -> None:
    if response.status == 410:
        raise Gone(Problem(NOT_FOUND, f"What stood at {request.url} was taken away."))
    if response.status == 404:
        raise NotFound(Problem(NOT_FOUND, f"There is nothing at {request.url}."))
    if 300 <= response.status < 400:
        raise _redirected(response, request)
    if response.status != 200:
        raise _unavailable(f"{request.url} answered {response.status}.")
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > request.max_bytes:
        raise _too_large(request)


class _Moved(Unavailable):
    """An address leads on to another; `target` is where, with nothing of it checked yet."""

    def __init__(self, problem: Problem, target: str) -> None:
        super().__init__(problem)
        self.target = target


def _redirected(response: HTTPResponse, request: _Request) -> Unavailable:
    target = re.sub(r"[^\x21-\x7e]", "?", response.headers.get("Location", "nowhere"))
    detail = f"{request.url} redirects to {target[:200]}. Redirects are not followed."
    problem = Problem(FETCH_FORBIDDEN, detail)
    if response.status not in _REDIRECTS or "Location" not in response.headers:
        return Unavailable(problem)
    try:
        return _Moved(problem, urldefrag(urljoin(request.url, target)).url)
    except ValueError:
        return Unavailable(problem)


def _expanded(response: HTTPResponse, request: _Request) -> Iterator[bytes]:
    """Yield the content as it comes, never much more at a time than is still allowed."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        yield from _pieces(response, request)
        return
    if encoding not in ("gzip", "x-gzip"):
        raise _unavailable(f"{request.url} answered in an encoding that was not asked for.")
    inflate = zlib.decompressobj(_GZIP)
    for piece in _pieces(response, request):
        try:
            yield inflate.decompress(piece, request.max_bytes + 1)
        except zlib.error as error:
            raise _unavailable(f"{request.url} answered damaged GZIP.") from error
    if not inflate.eof:
        raise _unavailable(f"{request.url} broke off.")


def _pieces(response: HTTPResponse, request: _Request) -> Iterator[bytes]:
    total = 0
    while piece := response.read1(_READ_BYTES):
        total += len(piece)
        if total > request.max_bytes:
            raise _too_large(request)
        request.remaining_s()
        yield piece


def _reason(error: Exception | None) -> str:
    if isinstance(error, ssl.SSLError) or isinstance(
        getattr(error, "__cause__", None), ssl.SSLError
    ):
        return "its certificate or its encryption is not accepted"
    if isinstance(error, (TimeoutError, urllib3.exceptions.TimeoutError)):
        return "no answer in time"
    return "the connection was refused or broke" if error else "it has no address"


def _too_large(request: _Request) -> Unavailable:
    return _unavailable(f"{request.url} gives more than {request.max_bytes} bytes.", LIMIT)


def _unavailable(detail: str, kind: ProblemType = FETCH_FAILED) -> Unavailable:
    return Unavailable(Problem(kind, detail))
