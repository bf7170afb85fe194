"""Open Badges 3.0 and W3C Verifiable Credentials: issue them, bake them, verify them.

A pure package: values in, values out. Documents from outside come through a `Resolver`, private
keys stay behind a `Signer`, and the clock is an argument.
"""

from __future__ import annotations

from laurea.credentials.baking import bake, unbake
from laurea.credentials.canon import canonical_nquads
from laurea.credentials.errors import LaureaError
from laurea.credentials.issue import issue, issue_many
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from laurea.credentials.report import (
    Check,
    IssuerTrust,
    Outcome,
    Verdict,
    VerificationReport,
)
from laurea.credentials.signing import SigningPlan
from laurea.credentials.verify import verify, verify_many, verify_presentation

__all__ = [
    "DEFAULT_LIMITS",
    "DEFAULT_POLICY",
    "Check",
    "IssuerTrust",
    "LaureaError",
    "Limits",
    "Outcome",
    "SigningPlan",
    "Verdict",
    "VerificationPolicy",
    "VerificationReport",
    "bake",
    "canonical_nquads",
    "issue",
    "issue_many",
    "unbake",
    "verify",
    "verify_many",
    "verify_presentation",
]
