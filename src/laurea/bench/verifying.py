"""Benchmarks of verifying and of canonical bytes, against the raw signature and against pyld."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import nacl.bindings
from pyld import jsonld

from laurea.bench.measure import Benchmark, Work
from laurea.bench.world import NOW, an_achievement, an_award, an_issuer
from laurea.credentials.canon import canonical_nquads, contexts
from laurea.credentials.issue import issue, issue_many
from laurea.credentials.keys.did_key import dereference_did_key
from laurea.credentials.keys.multibase import base58btc_decode
from laurea.credentials.model import Achievement
from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify

_N = 300
_PYLD_N = 20
_RAW_VERIFY = "raw Ed25519 verify (libsodium)"


class World:
    """Makes credentials, each of another achievement and issuer than all before it."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._number = 0
        self.made: list[bytes] = []

    def make(self, *, is_new_structure: bool = False) -> None:
        """Put as many credentials as are verified in one round into `made`."""
        self.made = [self._one(is_new_structure=is_new_structure) for _ in range(_N)]

    def _one(self, *, is_new_structure: bool) -> bytes:
        self._number += 1
        profile, signer = an_issuer(self._random)
        achievement = an_achievement(self._number)
        award = an_award(self._random, achievement, self._number)
        if is_new_structure:
            achievement = _restructured(achievement, self._number)
        return issue(achievement, profile, award, signer=signer, created=NOW)


def _restructured(achievement: Achievement, number: int) -> Achievement:
    """Return an achievement that has and lacks something else than those of other numbers."""
    alignments = []
    for alignment in achievement.alignment:
        number, lacking = divmod(number, 4)
        alignments.append(
            replace(
                alignment,
                target_framework=None if lacking & 1 else alignment.target_framework,
                target_code=None if lacking & 2 else alignment.target_code,
            )
        )
    tags = tuple(f"tag {position}" for position in range(1 + number))
    return replace(achievement, alignment=tuple(alignments), tag=tags)


@cache
def credentials() -> tuple[bytes, ...]:
    """Return signed credentials, each of another achievement and issuer."""
    world = World(3)
    world.make()
    return tuple(world.made)


def verify_warm() -> Benchmark:
    """Credentials of one achievement, from bytes to report: all but its first are alike."""
    random = Random(6)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(_N)]
    made = [
        answer
        for answer in issue_many(achievement, profile, awards, signer=signer, created=NOW)
        if isinstance(answer, bytes)
    ]
    return Benchmark("verify-warm", Work("verify-warm", _N, lambda: _verify(made)), _raw_verify())


def verify_cold() -> Benchmark:
    """Credentials of achievements and issuers never seen, from bytes to report.

    They are built as others are that were seen: with the same properties in the same order.
    """
    world = World(3)
    work = Work("verify-cold", _N, lambda: _verify(world.made), world.make)
    return Benchmark("verify-cold", work, _raw_verify())


def verify_new_structure() -> Benchmark:
    """The same where each is built as none before it, so that nothing learnt serves."""
    world = World(7)
    work = Work(
        "verify-new-structure",
        _N,
        lambda: _verify(world.made),
        lambda: world.make(is_new_structure=True),
    )
    return Benchmark("verify-new-structure", work, _raw_verify())


def verify_cold_against_pyld() -> Benchmark:
    """The same, held against pyld and libsodium checking the signature and nothing else."""
    return Benchmark("verify-cold-against-pyld", _verifying(), _pyld_verifying())


def canonicalize_against_pyld() -> Benchmark:
    """Canonical N-Quads of a parsed credential, against pyld's."""
    documents = [json.loads(credential) for credential in credentials()]

    def ours() -> None:
        for document in documents:
            canonical_nquads(document)

    def theirs() -> None:
        for document in documents[:_PYLD_N]:
            _pyld_nquads(document)

    return Benchmark(
        "canonicalize-against-pyld", Work("canonicalize", _N, ours), Work("pyld", _PYLD_N, theirs)
    )


def _verifying() -> Work:
    world = World(8)
    return Work("verify-cold", _N, lambda: _verify(world.made), world.make)


def _verify(documents: Sequence[bytes]) -> None:
    for document in documents:
        if verify(document, at=NOW).verdict is not Verdict.VALID:
            raise TypeError("a credential made for the benchmark is not valid")


def _raw_verify() -> Work:
    random = Random(4)
    public, secret = nacl.bindings.crypto_sign_seed_keypair(random.randbytes(32))
    signed = [nacl.bindings.crypto_sign(random.randbytes(64), secret) for _ in range(_N)]

    def run() -> None:
        for message in signed:
            nacl.bindings.crypto_sign_open(message, public)

    return Work(_RAW_VERIFY, _N, run)


def _pyld_verifying() -> Work:
    def run() -> None:
        for credential in credentials()[:_PYLD_N]:
            document = json.loads(credential)
            proof = document.pop("proof")
            signature = base58btc_decode(proof.pop("proofValue")[1:])
            options = {**proof, "@context": document["@context"]}
            data = b"".join(
                hashlib.sha256(_pyld_nquads(part)).digest() for part in (options, document)
            )
            key = dereference_did_key(proof["verificationMethod"]).public_key
            nacl.bindings.crypto_sign_open(signature + data, key.raw)

    return Work("pyld and libsodium, signature only", _PYLD_N, run)


def _pyld_nquads(document: Mapping[str, Any]) -> bytes:
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _bundled,
    }
    text: str = jsonld.normalize(document, options)
    return text.encode()


def _bundled(url: str, _options: object) -> dict[str, Any]:
    found = contexts.load_context(url)
    return {"contextUrl": None, "documentUrl": url, "document": found, "contentType": None}
