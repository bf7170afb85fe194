"""Benchmarks of issuing."""

from __future__ import annotations

from random import Random

import nacl.bindings

from laurea.bench.measure import Benchmark, Work
from laurea.bench.world import NOW, an_achievement, an_award, an_issuer
from laurea.credentials.issue import issue, issue_many
from laurea.credentials.problems import Problem

_BULK = 4_000
_COLD = 100
_RAW_SIGN = "raw Ed25519 sign (libsodium)"


def raw_sign(random: Random, n: int) -> Work:
    """Return the limit: signing 64 bytes, which is what `eddsa-rdfc-2022` signs."""
    _, secret = nacl.bindings.crypto_sign_seed_keypair(random.randbytes(32))
    messages = [random.randbytes(64) for _ in range(n)]

    def run() -> None:
        for message in messages:
            nacl.bindings.crypto_sign(message, secret)

    return Work(_RAW_SIGN, n, run)


def issue_bulk() -> Benchmark:
    """One achievement, thousands of awards: plan, sign, write."""
    random = Random(1)
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(_BULK)]

    def run() -> None:
        for answer in issue_many(achievement, profile, awards, signer=signer, created=NOW):
            if isinstance(answer, Problem):
                raise TypeError(answer.detail)

    return Benchmark("issue-bulk", Work("issue-bulk", _BULK, run), raw_sign(random, _BULK))


def issue_cold() -> Benchmark:
    """A different achievement each time: nothing learnt from one serves the next."""
    random = Random(2)
    profile, signer = an_issuer(random)
    work = [(an_achievement(n), an_award(random, an_achievement(n), n)) for n in range(_COLD)]

    def run() -> None:
        for achievement, award in work:
            issue(achievement, profile, award, signer=signer, created=NOW)

    return Benchmark("issue-cold", Work("issue-cold", _COLD, run), raw_sign(random, _BULK))
