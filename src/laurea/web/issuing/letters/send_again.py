"""Sending letters again that were not delivered, or that a recipient lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.letters.access import Letter, failed_letters, letter_for, letters_among
from laurea.web.issuing.letters.write import post_again
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import organization_for

_MOST_AT_ONCE: Final = 1_000
_AT_ONCE: Final = 50
"""So many letters are posted in one transaction."""


def send_again(*, actor: Account, letter_id: UUID, at: datetime) -> bool:
    """Send one letter again.

    Args:
        actor: an owner or issuer of the organization.
        letter_id: which letter.
        at: the moment, timezone-aware.

    Returns:
        False where it waits to be sent already.

    Raises:
        NotFound: the letter is not the actor's.
    """
    letter = letter_for(actor, letter_id, roles=ISSUERS)
    with transaction.atomic():
        is_new = post_again(letter, at=at)
        if is_new:
            _audit(actor, letter.organization_id, [letter], at)
    return is_new


def send_failed_again(*, actor: Account, slug: str, at: datetime) -> int:
    """Send again what was not delivered, at most 1,000 letters at once, the oldest first.

    Returns:
        How many letters wait to be sent now.

    Raises:
        NotFound: the actor may not do so there.
    """
    organization = organization_for(actor, slug, roles=ISSUERS)
    ids = failed_letters(organization.pk, _MOST_AT_ONCE)
    return sum(
        _send_part_again(actor, organization.pk, ids[start : start + _AT_ONCE], at)
        for start in range(0, len(ids), _AT_ONCE)
    )


def _send_part_again(
    actor: Account, organization_id: UUID, ids: Sequence[UUID], at: datetime
) -> int:
    """Send some letters again in a transaction that is short, since others wait for it."""
    with transaction.atomic():
        again = [letter for letter in letters_among(ids) if post_again(letter, at=at)]
        if again:
            _audit(actor, organization_id, again, at)
    return len(again)


def _audit(actor: Account, organization_id: UUID, letters: Iterable[Letter], at: datetime) -> None:
    audit(
        "letter.send-again",
        str(organization_id),
        actor=str(actor.pk),
        at=at,
        organization=organization_id,
        body={"letters": [str(letter.pk) for letter in letters]},
    )
