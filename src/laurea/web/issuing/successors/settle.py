"""What becomes of a credential when another takes its place, in the transaction that stores it.

What is corrected is revoked, and says what took its place. What is renewed stays as it is, and
ends when it says. Who had accepted the one has accepted the other, and shows of it what they
showed before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.issuing.access import (
    Credential,
    CredentialState,
    lock_credentials,
    lock_lists_of,
)
from laurea.web.issuing.claims.access import hand_on_claims
from laurea.web.issuing.models import Replacement
from laurea.web.issuing.reasons import LONGEST_REASON
from laurea.web.issuing.revoke import revoke_locked
from laurea.web.issuing.successors.access import successors_of

_SUPERSEDED: Final = "A corrected credential took its place: "
LONGEST_CORRECTION: Final = LONGEST_REASON - len(_SUPERSEDED)
"""So long may the reason of a correction be: it becomes part of the reason of a revocation."""


def settle_replaced(
    new: Sequence[Credential], *, actor: str, at: datetime
) -> dict[UUID, Credential]:
    """Do with what is replaced what its replacement asks for, in the transaction that is open.

    Args:
        new: what is about to be stored; most replace nothing.
        actor: who awards, for the audit trail.
        at: the moment, timezone-aware.

    Returns:
        What is replaced, by id.

    Raises:
        Conflict: one has been replaced by another before, or was revoked and is not corrected.
    """
    replacing = {one.replaces_id: one for one in new if one.replaces_id is not None}
    if not replacing:
        return {}
    lists = lock_lists_of(replacing)
    replaced = {one.pk: one for one in lock_credentials(replacing)}
    if successors_of(replaced):
        detail = "Another credential took its place meanwhile. Look at that one."
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    by_reason: dict[str, list[Credential]] = {}
    for one in replaced.values():
        successor = replacing[one.pk]
        is_issued = one.state == CredentialState.ISSUED
        if successor.replacement == Replacement.CORRECTED and is_issued:
            by_reason.setdefault(f"{_SUPERSEDED}{successor.replacement_reason}", []).append(one)
        elif not is_issued and successor.replacement == Replacement.RENEWED:
            detail = "It was revoked meanwhile, and is not renewed."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
    for reason, some in by_reason.items():
        revoke_locked(some, lists, reason=reason, actor=actor, at=at)
    return replaced


def carry_over(
    new: Sequence[Credential], replaced: Mapping[UUID, Credential], *, at: datetime
) -> None:
    """Let what was stored be taken and shown as what it replaces, where its recipient is the same.

    Args:
        new: what was stored just now.
        replaced: what `settle_replaced` returned.
        at: the moment, timezone-aware.
    """
    found = ((one, replaced.get(one.replaces_id)) for one in new if one.replaces_id is not None)
    pairs = {one.pk: old for one, old in found if old is not None and is_same_recipient(one, old)}
    if pairs:
        hand_on_claims(pairs, at=at)


def is_same_recipient(one: Credential, other: Credential) -> bool:
    """Say whether two credentials are surely of one person: by address, and by DID."""
    return (one.recipient_email.lower(), one.recipient_did) == (
        other.recipient_email.lower(),
        other.recipient_did,
    )
