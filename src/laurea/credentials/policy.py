"""What a verifier demands beyond the standards: whom to trust, whom to expect, how strict.

Options that decide where published verdicts and the letter of a standard disagree stand here
by name, with the strict choice as default; docs/adr gives the reasons.
"""

from __future__ import annotations

from dataclasses import dataclass

from laurea.credentials.status.check import DEFAULT_STATUS_POLICY
from laurea.credentials.status.judgement import StatusPolicy


@dataclass(frozen=True, slots=True)
class VerificationPolicy:
    """One verifier's demands.

    `trusted_issuers` are issuer ids from the registries the verifier chose. `expected_email` and
    `expected_id` are the address and the identifier, such as a DID, of the person who shows the
    credential, where that is to be checked; both must fit where both are given. `domain` and
    `challenge` are what proofs that name them must name. `status` says what is accepted of status
    lists.
    """

    trusted_issuers: frozenset[str] = frozenset()
    expected_email: str | None = None
    expected_id: str | None = None
    domain: str | None = None
    challenge: str | None = None
    status: StatusPolicy = DEFAULT_STATUS_POLICY


DEFAULT_POLICY = VerificationPolicy()
