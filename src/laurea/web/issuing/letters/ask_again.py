"""Asking for a new link with one that has expired: it goes to the recipient's address only."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.web.issuing.access import CredentialState
from laurea.web.issuing.claims.accept import RECIPIENT
from laurea.web.issuing.claims.access import ClaimState, lock_claim, note_asked_again, open_claim
from laurea.web.issuing.letters.access import LetterKind
from laurea.web.issuing.letters.write import is_told, post_again, post_letter
from laurea.web.operations.audit import audit
from laurea.web.security.rate import Rate

_RATE: Final = Rate("claim-letter", 5, 3600)
"""At most five an hour to one address, whoever asks."""


def ask_again(*, credential_id: UUID, at: datetime) -> None:
    """Send the recipient a new link; where no mail is sent, let the organization know.

    Whoever asks learns nothing: the answer is the same whether a letter goes out or not.

    Args:
        credential_id: what the expired link was for; the caller has seen that link.
        at: the moment, timezone-aware.
    """
    claim = open_claim(credential_id, at=at)
    address = claim.credential.recipient_email.lower()
    if _RATE.retry_after_s(address, at=at):
        return
    with transaction.atomic():
        lock_claim(credential_id)
        claim = open_claim(credential_id, at=at)
        is_open = claim.credential.state == CredentialState.ISSUED
        if claim.state != ClaimState.WAITING or not is_open:
            return
        if not is_told(claim):
            note_asked_again(credential_id, at)
        else:
            letter = post_letter(credential_id, LetterKind.CLAIM, at=at)
            if letter is not None:
                post_again(letter, at=at)
        audit(
            "claim.ask-again",
            str(credential_id),
            actor=RECIPIENT,
            at=at,
            organization=claim.credential.organization_id,
        )
