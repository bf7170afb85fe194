"""A second look at what was just signed: the verifier's, not the signer's."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.credentials.report import Outcome
from laurea.credentials.verify import verify

_DATES: Final = "validity"


def faults_of(
    credential: bytes, *, at: datetime, email: str | None = None, resolver: Resolver | None = None
) -> tuple[Problem, ...]:
    """Return what a verifier finds wrong with a credential, but for its dates.

    Args:
        credential: the signed credential.
        at: the present moment. A credential may begin or end at another.
        email: the recipient's address, where there is one.
        resolver: delivers the status lists.

    Raises:
        MalformedDocument, LimitExceeded: it cannot be read.
    """
    policy = VerificationPolicy(expected_email=email)
    report = verify(credential, at=at, resolver=resolver, policy=policy)
    failed = [
        check
        for check in report.checks
        if check.name != _DATES
        and (
            check.outcome is Outcome.FAILED or (check.outcome is Outcome.UNKNOWN and check.required)
        )
    ]
    return tuple(
        problem
        for check in failed
        for problem in check.problems or (Problem(MALFORMED_VALUE, check.sentence),)
    )
