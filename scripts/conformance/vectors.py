"""The published vectors, and the clock, the options and the limits they are judged with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from laurea.credentials.canon.contexts import known_contexts, load_context
from laurea.credentials.errors import NotFound
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.policy import DEFAULT_POLICY, StatusPolicy, VerificationPolicy
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import NOT_FOUND, Problem

AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
_LIST_ISSUER: Final = "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q"
POLICY: Final = VerificationPolicy(
    status=StatusPolicy(list_issuers=frozenset({_LIST_ISSUER}), doubtful_lists=False),
)
"""Some published credentials have their status in lists of this issuer, who is not their own."""
TESTERS_POLICY: Final = replace(
    POLICY,
    definitions=True,
    pretended_ledgers=True,
    subject_schemas=True,
    other_signers=True,
    unsigned_directions=True,
    secp256k1=True,
    own_origins=frozenset({"http://example.org", "http://example.com", "http://a.com"}),
)
"""What one demands who tests: definitions alone, ledgers for tests, and hosts without https. With
it go the customs of Blockcerts that are beyond the letter of a standard (docs/adr/0027 to 0029)."""
KNOWN_EMPTY: Final = ("https://digitalcredentials.github.io/dcc-did-web-bad/did.json",)
LIMITS: Final = replace(DEFAULT_LIMITS, document_bytes=8 << 20)
"""Some publishers put pictures of several megabytes into their credentials."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """The folder of vectors; what a case does not bring itself comes from `remote`.

    `in_part` says whether what a document lacks is filled in, and whether parts of a verdict are
    asked for where its publisher asks for no more.
    """

    folder: Path
    remote: Resolver
    policy: VerificationPolicy = POLICY
    testers: VerificationPolicy = TESTERS_POLICY
    limits: Limits = LIMITS
    in_part: bool = True

    def without_options(self) -> Vectors:
        """Return the same vectors for `laurea verify` as it comes."""
        policy, limits = DEFAULT_POLICY, DEFAULT_LIMITS
        return replace(self, policy=policy, testers=policy, limits=limits, in_part=False)

    def read(self, name: str) -> bytes:
        """Return the content of one file."""
        return (self.folder / name).read_bytes()


@dataclass(frozen=True, slots=True)
class Beside:
    """A resolver that has a case's own document at hand before the common ones."""

    others: Resolver
    addresses: Mapping[str, bytes | None]

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Return the document at `url`, as a `Resolver` does."""
        if url not in self.addresses:
            return self.others.fetch(url, accept=accept, max_bytes=max_bytes)
        found = self.addresses[url]
        if found is None:
            raise NotFound(Problem(NOT_FOUND, f"The case says that {url} is empty."))
        return found


@dataclass(frozen=True, slots=True)
class VectorContexts:
    """The bundled contexts, and those that only the vectors name."""

    folder: Path

    def load(self, url: str) -> Mapping[str, Any] | None:
        """Return the context at `url`, or None."""
        if url in known_contexts():
            return load_context(url)
        for row in json.loads((self.folder / "contexts/contexts.json").read_bytes()):
            if url in row["urls"]:
                found: dict[str, Any] = json.loads((self.folder / row["file"]).read_bytes())
                return found
        return None
