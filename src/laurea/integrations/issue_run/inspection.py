"""A second look at what was just signed: the verifier's, not the signer's."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import MALFORMED_VALUE, REVOKED, SUSPENDED, Problem
from laurea.credentials.report import Check, Outcome
from laurea.credentials.verify import verify

_DATES: Final = "validity"
_WITHDRAWN: Final = frozenset({REVOKED, SUSPENDED})


def faults_of(
    credential: bytes, *, at: datetime, email: str | None = None, resolver: Resolver | None = None
) -> tuple[Problem, ...]:
    """Return what a verifier finds wrong with a credential, but for its dates.

    That the issuer has withdrawn it since is no fault of how it was signed.

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
    return tuple(
        problem
        for check in report.checks
        if check.name != _DATES and _is_against(check) and not _is_withdrawal(check)
        for problem in check.problems or (Problem(MALFORMED_VALUE, check.sentence),)
    )


def _is_against(check: Check) -> bool:
    is_open = check.outcome is Outcome.UNKNOWN and check.required
    return check.outcome is Outcome.FAILED or is_open


def _is_withdrawal(check: Check) -> bool:
    return bool(check.problems) and all(each.type in _WITHDRAWN for each in check.problems)
