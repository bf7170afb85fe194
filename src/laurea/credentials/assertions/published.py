"""What stands at an address: documents of Open Badges as their issuers publish them.

Addresses may lead on to others, three times at most, which nothing else here may do: many issuers
moved their servers after their badges were out (docs/adr/0014).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeGuard

from laurea.credentials.addresses import address_refusal
from laurea.credentials.document import read_object
from laurea.credentials.errors import Gone, LaureaError, NotFound
from laurea.credentials.limits import Limits
from laurea.credentials.ports import Redirected, RedirectedResolver, Resolver
from laurea.credentials.problems import (
    FETCH_FAILED,
    FETCH_FORBIDDEN,
    LIMIT,
    NOT_FOUND,
    REVOKED,
    Problem,
    ProblemType,
)
from laurea.credentials.report import Outcome
from laurea.credentials.wire.ob2 import plain

ACCEPT: Final = "application/ld+json, application/json"
_PEM: Final = b"-----BEGIN"


class Unconfirmed(LaureaError):
    """Nothing was read at an address: `FAILED` where nothing is there, `UNKNOWN` otherwise."""

    def __init__(self, outcome: Outcome, problem: Problem) -> None:
        super().__init__(problem)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Published:
    """Reads documents at addresses, for one verification.

    Attributes:
        resolver: asked for every address.
        limits: `document_bytes` caps each document, `redirects` how often an address may lead on.
        own_origins: origins whose documents the resolver has at hand.
    """

    resolver: Resolver
    limits: Limits
    own_origins: frozenset[str] = frozenset()

    def content_at(self, address: str, where: str) -> Redirected:
        """Return what stands at `address`, and where it was in the end. The address itself
        stands at the JSON Pointer `where`.

        Raises:
            Unconfirmed: `fetch-forbidden`, `fetch-failed`, `limit-exceeded`: nobody knows;
                `not-found`: there is nothing; `revoked`: it was taken away on purpose.
        """
        refusal = address_refusal(address, where=where, own_origins=self.own_origins)
        if refusal is not None:
            raise Unconfirmed(Outcome.UNKNOWN, refusal)
        try:
            return self._fetch(address)
        except Gone as error:
            raise _failed(REVOKED, error, where) from error
        except NotFound as error:
            raise _failed(NOT_FOUND, error, where) from error
        except LaureaError as error:
            known = error.problem.type in (FETCH_FORBIDDEN, LIMIT)
            kind = error.problem.type if known else FETCH_FAILED
            problem = Problem(kind, error.problem.detail, where)
            raise Unconfirmed(Outcome.UNKNOWN, problem) from error

    def object_at(self, address: str, where: str) -> dict[str, Any]:
        """Return the JSON object at `address`, as it stands there.

        Raises:
            Unconfirmed: as `content_at`, and where no JSON object can be read there.
        """
        return self.found_at(address, where)[0]

    def found_at(self, address: str, where: str) -> tuple[dict[str, Any], str]:
        """Return the JSON object at `address`, and the address that gave it in the end.

        Raises:
            Unconfirmed: as `object_at`.
        """
        found = self.content_at(address, where)
        return self._read(found.content, address, where), found.address

    def told_at(self, address: str, where: str) -> dict[str, Any]:
        """Return the document at `address` in the words of Open Badges 2.0.

        Raises:
            Unconfirmed: as `object_at`.
        """
        return plain(self.object_at(address, where))

    def key_at(self, address: str, where: str) -> Mapping[str, Any]:
        """Return the key at `address`; Open Badges 1.0 publishes keys as PEM alone.

        Raises:
            Unconfirmed: as `object_at`.
        """
        content = self.content_at(address, where).content
        if content.lstrip().startswith(_PEM):
            return {"publicKeyPem": content.decode("ascii", errors="replace")}
        return plain(self._read(content, address, where))

    def _fetch(self, address: str) -> Redirected:
        most = self.limits.document_bytes
        if isinstance(self.resolver, RedirectedResolver):
            return self.resolver.fetch_redirected(
                address, accept=ACCEPT, max_bytes=most, redirects=self.limits.redirects
            )
        content = self.resolver.fetch(address, accept=ACCEPT, max_bytes=most)
        return Redirected(content, address)

    def _read(self, content: bytes, address: str, where: str) -> dict[str, Any]:
        try:
            return read_object(content, limits=self.limits)
        except LaureaError as error:
            detail = f"What stands at {address[:120]} cannot be read: {error.problem.detail}"
            problem = replace(error.problem, detail=detail, pointer=where)
            raise Unconfirmed(Outcome.UNKNOWN, problem) from error


def is_address(value: object) -> TypeGuard[str]:
    """Say whether `value` is a web address, which a `urn:` is not."""
    return isinstance(value, str) and value.lower().startswith(("https://", "http://"))


def _failed(kind: ProblemType, error: LaureaError, where: str) -> Unconfirmed:
    return Unconfirmed(Outcome.FAILED, Problem(kind, error.problem.detail, where))
