"""What one recipient's credential says beyond what all credentials of the achievement say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from laurea.credentials.model.credential_status import CredentialStatus
from laurea.credentials.model.evidence import Evidence
from laurea.credentials.model.identity_object import IdentityObject
from laurea.credentials.model.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One award of an achievement, before it is signed.

    The recipient is named by `recipient_id`, or by at least one `identifier`.
    """

    id: str
    """The credential's identifier, an absolute IRI."""
    valid_from: datetime
    """From when the credential is valid, timezone-aware."""
    valid_until: datetime | None = None
    """Until when it is valid, if not for ever."""
    awarded_date: datetime | None = None
    """When it was awarded, where that differs from `valid_from`."""
    recipient_id: str | None = None
    """The recipient's identifier, such as a DID."""
    identifier: tuple[IdentityObject, ...] = ()
    """Further identifiers of the recipient, most often hashed."""
    result: tuple[Result, ...] = ()
    """The results reached."""
    evidence: tuple[Evidence, ...] = ()
    """What shows that the criteria were met."""
    credential_status: tuple[CredentialStatus, ...] = ()
    """Where to look up whether the issuer still stands by it."""
