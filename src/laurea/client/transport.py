"""Calling a server: requests with their token and key, answers as values, another try where safe.

A request is sent again only where that does no harm: it reads, or it carries an Idempotency-Key,
under which the server does it once.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import urllib3

from laurea import __version__
from laurea.client.coding import encode
from laurea.client.errors import ApiError, Unexpected, Unreachable

_AGAIN: Final = frozenset({429, 502, 503, 504})
_UNDER_WAY: Final = "request-under-way"
_LONGEST_WAIT_S: Final = 60.0
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Transport:
    """One server, and the token that calls it. Safe to use from several threads."""

    def __init__(
        self,
        server: str,
        token: str,
        *,
        timeout_s: float = 30.0,
        tries: int = 4,
        http: urllib3.PoolManager | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Prepare to call a server.

        Args:
            server: where it is, as in `https://badges.college.example`.
            token: what it lets in: `laurea_…`.
            timeout_s: how long one try may take, in seconds.
            tries: how often a request is sent at most, where sending it again is safe.
            http: what connections are made with; by default a pool that trusts what the machine
                trusts.
            sleep: how to wait, in seconds.

        Raises:
            ValueError: the token would be sent in the clear over a network.
        """
        parts = urlsplit(server)
        is_local = parts.scheme == "http" and parts.hostname in _LOCAL
        if parts.scheme != "https" and not is_local:
            raise ValueError("a token is sent over https alone")
        self._server = server.rstrip("/")
        self._token = token
        self._timeout_s = timeout_s
        self._tries = max(1, tries)
        self._http = http or urllib3.PoolManager()
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._server!r})"

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        key: str | None = None,
        is_keyed: bool = False,
    ) -> Any:
        """Send a request and return the JSON of its answer; None where it has none.

        Args:
            method: the HTTP method.
            path: where to, from the server's root.
            query: parameters; what is None is left out.
            body: what is sent, as a value of `models`.
            key: the caller's name for the request.
            is_keyed: whether the request takes a key; one is made where the caller names none.

        Raises:
            ApiError: the server refused.
            Unreachable: it did not answer.
            Unexpected: it answered something else than JSON.
        """
        content = self._sent(method, path, query, body, key, is_keyed=is_keyed)
        if not content:
            return None
        try:
            return json.loads(content)
        except ValueError as error:
            raise Unexpected(f"{path} answered no JSON.") from error

    def fetch(self, path: str) -> bytes:
        """Return what a server has at a path, as it is; raises as `call` does."""
        return self._sent("GET", path, None, None, None, is_keyed=False)

    def _sent(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        body: Any,
        key: str | None,
        *,
        is_keyed: bool,
    ) -> bytes:
        headers = self._headers()
        if is_keyed:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        content = b""
        if body is not None:
            content = json.dumps(encode(body)).encode()
            headers["Content-Type"] = "application/json"
        said = {name: encode(one) for name, one in (query or {}).items() if one is not None}
        url = f"{self._server}{path}" + (f"?{urlencode(said)}" if said else "")
        tries = self._tries if is_keyed or method == "GET" else 1
        return self._tried(method, url, headers, content, tries)

    def _tried(
        self, method: str, url: str, headers: dict[str, str], content: bytes, tries: int
    ) -> bytes:
        for left in range(tries - 1, -1, -1):
            wait_s = 2.0 ** (tries - 1 - left) / 4
            try:
                return self._once(method, url, headers, content)
            except Unreachable:
                if not left:
                    raise
            except ApiError as error:
                if not left or not _is_passing(error):
                    raise
                wait_s = wait_s if error.retry_after_s is None else error.retry_after_s
            self._sleep(min(wait_s, _LONGEST_WAIT_S))
        raise AssertionError("the last try returns or raises")

    def _once(self, method: str, url: str, headers: dict[str, str], content: bytes) -> bytes:
        try:
            response = self._http.request(
                method,
                url,
                body=content or None,
                headers=headers,
                timeout=self._timeout_s,
                retries=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(f"{url} did not answer: {error}") from error
        if 200 <= response.status < 300:
            return bytes(response.data)
        raise ApiError(
            response.status,
            _problem(response.data),
            retry_after_s=_seconds(response.headers.get("Retry-After", "")),
        )

    def _headers(self) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Authorization": f"Bearer {self._token}",
            "User-Agent": f"laurea-client/{__version__}",
        }


def _is_passing(error: ApiError) -> bool:
    """Say whether the same request may be answered a little later."""
    return error.status in _AGAIN or error.type.endswith(_UNDER_WAY)


def _problem(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"title": "The server answered no problem"}


def _seconds(text: str) -> float | None:
    return float(text) if text.isdecimal() and len(text) < 8 else None
