"""How a credential stands at a moment, by what is known of it here; each page words it itself."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from laurea.web.issuing.access import Credential, CredentialState


class Standing(Enum):
    """Whether a credential counts, or why not."""

    BEGUN = "begun"
    """It was reserved and is not signed."""
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    """It counts for nothing until it is reinstated."""
    AHEAD = "ahead"
    """It will count, and does not yet."""
    ENDED = "ended"
    IN_FORCE = "in-force"


def standing_of(credential: Credential, at: datetime) -> Standing:
    """Return how a credential stands."""
    if credential.state == CredentialState.REVOKED:
        return Standing.REVOKED
    if credential.state == CredentialState.RESERVED:
        return Standing.BEGUN
    if credential.suspended_at is not None:
        return Standing.SUSPENDED
    if credential.valid_until is not None and credential.valid_until < at:
        return Standing.ENDED
    return Standing.AHEAD if credential.valid_from > at else Standing.IN_FORCE
