"""The benchmarks there are, by the groups in which they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from laurea.bench import issuing, tokens, verifying
from laurea.bench.measure import Benchmark

CATALOGUE: Final[dict[str, tuple[Callable[[], Benchmark], ...]]] = {
    "issue": (issuing.issue_bulk, issuing.issue_cold),
    "verify": (
        verifying.verify_warm,
        verifying.verify_cold,
        verifying.verify_new_structure,
        verifying.verify_cold_against_pyld,
        verifying.canonicalize_against_pyld,
    ),
    "jwt": (tokens.jwt_verify, tokens.jwt_verify_eddsa, tokens.jwt_verify_es384, tokens.jwt_issue),
}
"""Group → what makes its benchmarks ready. A group is what `laurea bench` takes as argument."""
