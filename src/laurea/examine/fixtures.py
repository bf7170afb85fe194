"""The pretended network of one case, as a resolver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from laurea.credentials.addresses import address_refusal
from laurea.credentials.errors import Gone, NotFound, Unavailable
from laurea.credentials.ports import Redirected
from laurea.credentials.problems import FETCH_FAILED, FETCH_FORBIDDEN, LIMIT, Problem
from laurea.integrations.http.public_networks import is_public


@dataclass(slots=True)
class FixtureResolver:
    """Answers from a case's `network`: URL → status, file or body, length, look-ups, location.

    `fetched` are the addresses that a request would have gone to.
    """

    network: Mapping[str, Mapping[str, Any]]
    fetched: list[str] = field(default_factory=list)

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:  # noqa: ARG002 - the port asks
        """Return what the case says the address delivers.

        Raises:
            NotFound: the case answers 404 or 410.
            Unavailable: the address is refused, redirects, fails, or delivers too much.
        """
        return self._within(url, max_bytes, redirects=0).content

    def fetch_redirected(
        self,
        url: str,
        *,
        accept: str,  # noqa: ARG002 - the port asks
        max_bytes: int,
        redirects: int,
    ) -> Redirected:
        """Return what the address leads to, through at most `redirects` others.

        Raises:
            NotFound: as `fetch`.
            Unavailable: as `fetch`.
        """
        return self._within(url, max_bytes, redirects=redirects)

    def _within(self, url: str, max_bytes: int, *, redirects: int) -> Redirected:
        refusal = address_refusal(url)
        if refusal is not None:
            raise Unavailable(refusal)
        fixture = self.network.get(url)
        if fixture is None:
            raise Unavailable(Problem(FETCH_FAILED, f"{url} did not answer."))
        if not all(map(is_public, fixture.get("dns", ()))):
            raise Unavailable(Problem(FETCH_FORBIDDEN, f"{url} leads to an inner network."))
        self.fetched.append(url)
        if redirects and 300 <= fixture.get("status", 200) < 400 and "location" in fixture:
            target = urljoin(url, str(fixture["location"]))
            return self._within(target, max_bytes, redirects=redirects - 1)
        _check_status(url, fixture)
        body = _body(fixture, max_bytes)
        if len(body) > max_bytes:
            raise Unavailable(Problem(LIMIT, f"{url} delivers more than {max_bytes:,} bytes."))
        return Redirected(body, url)


def _check_status(url: str, fixture: Mapping[str, Any]) -> None:
    status = fixture.get("status", 200)
    if status == 410:
        raise Gone(Problem(FETCH_FAILED, f"{url} answers that it was taken away."))
    if status == 404:
        raise NotFound(Problem(FETCH_FAILED, f"{url} answers that there is nothing."))
    if 300 <= status < 400:
        raise Unavailable(Problem(FETCH_FORBIDDEN, f"{url} leads elsewhere; that is not followed."))
    if status != 200:
        raise Unavailable(Problem(FETCH_FAILED, f"{url} answers {status}."))


def _body(fixture: Mapping[str, Any], max_bytes: int) -> bytes:
    if "stream_bytes" in fixture:
        return b" " * min(int(fixture["stream_bytes"]), max_bytes + 1)
    if "file" in fixture:
        with Path(fixture["file"]).open("rb") as file:
            return file.read(max_bytes + 1)
    return str(fixture.get("body", "")).encode()
