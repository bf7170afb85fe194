"""The resolver that asks the Internet, and lets itself be led nowhere else.

- https and public hosts only (`dialling`).
- Redirects are not followed.
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
from typing import Final

from urllib3.connection import HTTPSConnection
from urllib3.response import HTTPResponse

from laurea.credentials.errors import NotFound, Unavailable
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
            NotFound: the host answers that there is nothing (404, 410).
            Unavailable: `fetch-forbidden`: the address, where it leads, or a redirect is
                refused; `limit-exceeded`: more than `max_bytes`; `fetch-failed`: anything else.
        """
        dialling = Dialling(self.allowed, self.look_up, self.tls)
        talk = partial(_answer, accept=accept, max_bytes=max_bytes)
        return dialling.ask(url, timeout_s=self.timeout_s, talk=talk)


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
    if response.status in (404, 410):
        raise NotFound(Problem(NOT_FOUND, f"There is nothing at {request.url}."))
    if 300 <= response.status < 400:
        target = re.sub(r"[^\x21-\x7e]", "?", response.headers.get("Location", "nowhere"))[:200]
        detail = f"{request.url} redirects to {target}. Redirects are not followed."
        raise unavailable(detail, FETCH_FORBIDDEN)
    if response.status != 200:
        raise unavailable(f"{request.url} answered {response.status}.")
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > max_bytes:
        raise _too_large(request, max_bytes)


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
