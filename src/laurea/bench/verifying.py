"""Benchmarks of verifying and of canonical bytes, against the raw signature and against pyld."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

import nacl.bindings
from pyld import jsonld

from laurea.bench.measure import Benchmark, Work
from laurea.bench.world import NOW, an_achievement, an_award, an_issuer
from laurea.credentials.canon import canonical_nquads, contexts
from laurea.credentials.issue import issue
from laurea.credentials.keys.did_key import dereference_did_key
from laurea.credentials.keys.multibase import base58btc_decode
from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify

_N = 300
_PYLD_N = 20
_RAW_VERIFY = "raw Ed25519 verify (libsodium)"


@cache
def credentials() -> tuple[bytes, ...]:
    """Return signed credentials, each of another achievement and issuer."""
    random = Random(3)
    made = []
    for number in range(_N):
        profile, signer = an_issuer(random)
        achievement = an_achievement(number)
        award = an_award(random, achievement, number)
        made.append(issue(achievement, profile, award, signer=signer, created=NOW))
    return tuple(made)


def verify_cold() -> Benchmark:
    """Credentials of achievements and issuers never seen, from bytes to report."""
    return Benchmark("verify-cold", _verifying(), _raw_verify())


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
    def run() -> None:
        for credential in credentials():
            if verify(credential, at=NOW).verdict is not Verdict.VALID:
                raise TypeError("a credential made for the benchmark is not valid")

    return Work("verify-cold", _N, run)


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
