"""Checking a document here: with this server's registry, and with its own documents at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import Any, Final

from laurea.credentials import VerificationReport, verify
from laurea.credentials.asked_once import AskedOnce
from laurea.credentials.errors import Unavailable
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import FETCH_FAILED, REVOKED, SUSPENDED, Problem
from laurea.credentials.report import Check, Outcome
from laurea.integrations.http.resolver import HttpsResolver
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.own_documents import OwnDocuments
from laurea.web.verification.limits import SUBMISSION_LIMITS
from laurea.web.verification.trust import policy

_INTERNET: Final = HttpsResolver()
_STATUS: Final = "status"
_JUST_NOW: Final = "It was revoked just now. The issuer's list follows within a minute."


@dataclass(frozen=True, slots=True)
class Patient:
    """Stands before another resolver and asks nothing more once its patience is over.

    Attributes:
        resolver: the one that is asked.
        until: when that is, as `time.monotonic` counts.
    """

    resolver: Resolver
    until: float

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Return the document at `url`.

        Raises:
            NotFound: as the resolver says.
            Unavailable: as the resolver says, or it is too late to ask.
        """
        if monotonic() > self.until:
            detail = f"{url} was not asked: the others took too long to answer."
            raise Unavailable(Problem(FETCH_FAILED, detail))
        return self.resolver.fetch(url, accept=accept, max_bytes=max_bytes)


def new_resolver() -> Resolver:
    """Return the resolver of one request: own documents first, then the Internet, within limits."""
    patient = Patient(_INTERNET, monotonic() + SUBMISSION_LIMITS.submission_fetch_s)
    limits = replace(DEFAULT_LIMITS, fetches=SUBMISSION_LIMITS.submission_fetches)
    return AskedOnce(OwnDocuments(patient), limits)


def check(
    document: bytes | Mapping[str, Any],
    *,
    at: datetime,
    resolver: Resolver,
    recipient: tuple[str | None, str | None] = (None, None),
) -> VerificationReport:
    """Return what there is to say of a document, under the policy of this server.

    Args:
        document: the document, or its bytes.
        at: the moment asked about, timezone-aware.
        resolver: delivers key documents and status lists.
        recipient: the e-mail address or the identifier of whoever shows it, where it was named.

    Raises:
        MalformedDocument, LimitExceeded: it cannot be read.
    """
    email, identifier = recipient
    asked = replace(policy(), expected_email=email, expected_id=identifier)
    return verify(document, at=at, resolver=resolver, policy=asked)


def as_it_stands(report: VerificationReport, credential: Credential) -> VerificationReport:
    """Return the report on a credential of this server, as it stands there at this moment.

    The signed list that tells verifiers of it may follow some seconds later.
    """
    if credential.state == CredentialState.REVOKED:
        said, kind = "The issuer revoked the credential.", REVOKED
        reason = credential.revocation_reason
    elif credential.suspended_at is not None:
        said, kind = "The issuer suspended the credential.", SUSPENDED
        reason = credential.suspension_reason
    else:
        return report
    detail = f"The reason given: {reason}" if reason else _JUST_NOW
    failed = Check(_STATUS, Outcome.FAILED, said, (Problem(kind, detail, "/credentialStatus"),))
    return replace(report, checks=tuple(_at_once(one, failed) for one in report.checks))


def _at_once(found: Check, failed: Check) -> Check:
    """Return what a check comes to; what the list itself says of it goes before."""
    is_told = found.name != _STATUS or found.outcome is Outcome.FAILED
    return found if is_told else failed
