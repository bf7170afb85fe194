"""The resolver that asks the Internet, and lets itself be led nowhere else.

- https and public hosts only (`dialling`).
- Redirects are not followed, but for hosted Open Badges 1 and 2, whose reader asks for it. Each
  address on the way is judged, looked up and pinned like the first.
- What is read is counted while it comes, before and after it is expanded.
"""

from __future__ import annotations

import re
import ssl
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Final
from urllib.parse import urldefrag, urljoin

from urllib3.connection import HTTPSConnection
from urllib3.response import HTTPResponse

from laurea.credentials.errors import Gone, NotFound, Unavailable
from laurea.credentials.ports import Redirected
from laurea.credentials.problems import FETCH_FORBIDDEN, LIMIT, NOT_FOUND, Problem
from laurea.integrations.http.dialling import (
    USER_AGENT,
    Dialling,
    LookUp,
    Request,
    look_up,
    unavailable,
)

__all__ = ["HttpsResolver", "LookUp", "look_up"]

_GZIP: Final = 16 + zlib.MAX_WBITS
_READ_BYTES: Final = 16 * 1024
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = {
    "Accept-Encoding": "gzip",
    "Connection": "close",
    "User-Agent": f"{USER_AGENT} (credential verification)",
}


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
        raise unavailable(f"{url} was not asked.")

    def _within(self, url: str, accept: str, max_bytes: int, deadline: float) -> bytes:
        dialling = Dialling(self.allowed, self.look_up, self.tls)
        talk = partial(_answer, accept=accept, max_bytes=max_bytes)
        return dialling.ask(url, timeout_s=self.timeout_s, talk=talk, deadline=deadline)


def _answer(connection: HTTPSConnection, request: Request, *, accept: str, max_bytes: int) -> bytes:
    headers = {**_HEADERS, "Accept": accept, "Host": request.authority}
    connection.request(
        "GET", request.target, headers=headers, preload_content=False, decode_content=False
    )
    with closing(connection.getresponse()) as response:
        _check_status(response, request, max_bytes)
        content = bytearray()
        for piece in _expanded(response, request, max_bytes):
            content += piece
            if len(content) > max_bytes:
                raise _too_large(request, max_bytes)
    return bytes(content)


def _check_status(response: HTTPResponse, request: Request, max_bytes: int) -> None:
    if response.status == 410:
        raise Gone(Problem(NOT_FOUND, f"What stood at {request.url} was taken away."))
    if response.status == 404:
        raise NotFound(Problem(NOT_FOUND, f"There is nothing at {request.url}."))
    if 300 <= response.status < 400:
        raise _redirected(response, request)
    if response.status != 200:
        raise unavailable(f"{request.url} answered {response.status}.")
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > max_bytes:
        raise _too_large(request, max_bytes)


class _Moved(Unavailable):
    """An address leads on to another; `target` is where, with nothing of it checked yet."""

    def __init__(self, problem: Problem, target: str) -> None:
        super().__init__(problem)
        self.target = target


def _redirected(response: HTTPResponse, request: Request) -> Unavailable:
    target = re.sub(r"[^\x21-\x7e]", "?", response.headers.get("Location", "nowhere"))
    detail = f"{request.url} redirects to {target[:200]}. Redirects are not followed."
    problem = Problem(FETCH_FORBIDDEN, detail)
    if response.status not in _REDIRECTS or "Location" not in response.headers:
        return Unavailable(problem)
    try:
        return _Moved(problem, urldefrag(urljoin(request.url, target)).url)
    except ValueError:
        return Unavailable(problem)


def _expanded(response: HTTPResponse, request: Request, max_bytes: int) -> Iterator[bytes]:
    """Yield the content as it comes, never much more at a time than is still allowed."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        yield from _pieces(response, request, max_bytes)
        return
    if encoding not in ("gzip", "x-gzip"):
        raise unavailable(f"{request.url} answered in an encoding that was not asked for.")
    inflate = zlib.decompressobj(_GZIP)
    for piece in _pieces(response, request, max_bytes):
        try:
            yield inflate.decompress(piece, max_bytes + 1)
        except zlib.error as error:
            raise unavailable(f"{request.url} answered damaged GZIP.") from error
    if not inflate.eof:
        raise unavailable(f"{request.url} broke off.")


def _pieces(response: HTTPResponse, request: Request, max_bytes: int) -> Iterator[bytes]:
    total = 0
    while piece := response.read1(_READ_BYTES):
        total += len(piece)
        if total > max_bytes:
            raise _too_large(request, max_bytes)
        request.remaining_s()
        yield piece


def _too_large(request: Request, max_bytes: int) -> Unavailable:
    return unavailable(f"{request.url} gives more than {max_bytes} bytes.", LIMIT)
