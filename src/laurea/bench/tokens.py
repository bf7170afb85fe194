"""Benchmarks of signed tokens (VC-JWT), against the raw signature of the same algorithm."""

from __future__ import annotations

from random import Random

from laurea.bench.measure import Benchmark, Work
from laurea.bench.world import NOW, an_achievement, an_award, an_issuer
from laurea.credentials.issue import issue_many
from laurea.credentials.keys.multibase import base64url_decode
from laurea.credentials.keys.public_key import KeyKind, PublicKey
from laurea.credentials.keys.resolution import resolve_verification_method
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.problems import Problem
from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify

_N = 300


def jwt_verify() -> Benchmark:
    """Tokens of one achievement, ES256, from bytes to report."""
    return _verifying("jwt-verify", KeyKind.P256)


def jwt_verify_eddsa() -> Benchmark:
    """The same with EdDSA, whose raw signature is the cheapest of all."""
    return _verifying("jwt-verify-eddsa", KeyKind.ED25519)


def jwt_verify_es384() -> Benchmark:
    """The same with ES384."""
    return _verifying("jwt-verify-es384", KeyKind.P384)


def jwt_issue() -> Benchmark:
    """One achievement, many awards, EdDSA: write and sign."""
    random = Random(8)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(10 * _N)]
    messages = [random.randbytes(5_000) for _ in awards]

    def ours() -> None:
        list(
            issue_many(achievement, profile, awards, signer=signer, created=NOW, securing="vc-jwt")
        )

    def raw() -> None:
        signer.sign_many(messages, None)

    count = len(awards)
    return Benchmark(
        "jwt-issue", Work("jwt-issue", count, ours), Work("raw EdDSA sign of 5 kB", count, raw)
    )


def _verifying(name: str, kind: KeyKind) -> Benchmark:
    tokens, algorithm = _tokens(kind)

    def ours() -> None:
        for token in tokens:
            if verify(token, at=NOW).verdict is not Verdict.VALID:
                raise TypeError("a token made for the benchmark is not valid")

    apart = [_apart(token) for token in tokens]

    def raw() -> None:
        for key, signature, signed in apart:
            if not verify_signature(key, signature, signed, algorithm):
                raise TypeError("a token made for the benchmark is not valid")

    limit = Work(f"raw {algorithm} verify of the same tokens", len(tokens), raw)
    return Benchmark(name, Work(name, len(tokens), ours), limit)


def _tokens(kind: KeyKind) -> tuple[list[bytes], str]:
    random = Random(9)
    profile, signer = an_issuer(random, kind)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(_N)]
    tokens = []
    for answer in issue_many(
        achievement, profile, awards, signer=signer, created=NOW, securing="vc-jwt"
    ):
        if isinstance(answer, Problem):
            raise TypeError(answer.detail)
        tokens.append(answer)
    return tokens, signer.algorithm


def _apart(token: bytes) -> tuple[PublicKey, bytes, bytes]:
    signed, _, signature = token.rpartition(b".")
    head = base64url_decode(signed.partition(b".")[0].decode())
    kid = head[head.index(b"did:key:") : head.rindex(b'"')].decode()
    did = kid.partition("#")[0]
    key = resolve_verification_method(kid, issuer_id=did, limits=DEFAULT_LIMITS)
    return key.public_key, base64url_decode(signature.decode()), signed
