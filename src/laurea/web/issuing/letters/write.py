"""Writing letters: that a credential waits, that one was revoked. Sending them is another job."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from laurea.web.issuing.claims.access import Claim, open_claims
from laurea.web.issuing.imports.access import signed_silently
from laurea.web.issuing.letters.access import (
    Letter,
    LetterKind,
    LetterState,
    add_letters,
    lock_letter,
    store_letter,
)
from laurea.web.issuing.successors.access import replacing_among, superseded_for_the_same
from laurea.web.operations.jobs import NewJob, add_jobs
from laurea.web.operations.mail import sends_letters
from laurea.web.operations.registry import Work

SEND_LETTER: Final = "send-letter"


def write_claim_letters(work: Work) -> None:
    """Open the claims of credentials that were issued together, and write to their recipients."""
    opened = open_claims(_credentials(work), at=work.at)
    if settings.HAS_MAIL:
        replacing = replacing_among(opened)
        untold = signed_silently(opened) | set(replacing)
        post_letters([pk for pk in opened if pk not in untold], LetterKind.CLAIM, at=work.at)
        post_letters(replacing, LetterKind.REPLACEMENT, at=work.at)


def write_revocation_letters(work: Work) -> None:
    """Write to the recipients of credentials that were revoked together.

    Who is told that another took the place of theirs is not told besides that it was revoked.
    """
    if settings.HAS_MAIL:
        ids = _credentials(work)
        told = superseded_for_the_same(ids)
        post_letters([pk for pk in ids if pk not in told], LetterKind.REVOCATION, at=work.at)


def write_suspension_letters(work: Work) -> None:
    """Write to the recipients of credentials that were suspended together."""
    _write_anew(work, LetterKind.SUSPENSION)


def write_reinstatement_letters(work: Work) -> None:
    """Write to the recipients of credentials that were reinstated together."""
    _write_anew(work, LetterKind.REINSTATEMENT)


def post_letter(credential_id: UUID, kind: LetterKind, *, at: datetime) -> Letter | None:
    """Write a letter, if it was not written before, and give it to the worker to be sent."""
    return next(iter(post_letters([credential_id], kind, at=at)), None)


def post_again(letter: Letter, *, at: datetime) -> bool:
    """Give a letter to the worker once more, in the transaction that is open.

    Returns:
        False where it waits to be sent already.
    """
    letter = lock_letter(letter.pk)
    if letter.state == LetterState.WAITING:
        return False
    letter.state = LetterState.WAITING
    letter.round += 1
    letter.attempts = 0
    letter.last_error = ""
    letter.changed_at = at
    store_letter(letter)
    add_jobs([sending_of(letter)], at=at)
    return True


def sending_of(letter: Letter) -> NewJob:
    """Return the job that sends a letter in its present round."""
    arguments = {
        "letter": str(letter.pk),
        "round": letter.round,
        "credential": str(letter.credential_id),
    }
    return NewJob(SEND_LETTER, f"{letter.pk}:{letter.round}", arguments)


def is_told(claim: Claim) -> bool:
    """Say whether letters about a credential can reach its recipient at all."""
    return sends_letters() and bool(claim.credential.recipient_email)


def _credentials(work: Work) -> list[UUID]:
    return [UUID(said["credential"]) for said in work.arguments["events"]]


def _write_anew(work: Work, kind: LetterKind) -> None:
    """Write letters that may have been written before: what they tell can happen again."""
    if not settings.HAS_MAIL:
        return
    with transaction.atomic():
        for letter in add_letters(_credentials(work), kind, at=work.at):
            if letter.state == LetterState.WAITING:
                add_jobs([sending_of(letter)], at=work.at)
            else:
                post_again(letter, at=work.at)


def post_letters(
    credential_ids: Collection[UUID], kind: LetterKind, *, at: datetime
) -> list[Letter]:
    """Write letters of a kind where they were not written before, and give them to the worker."""
    with transaction.atomic():
        letters = add_letters(credential_ids, kind, at=at)
        add_jobs(map(sending_of, letters), at=at)
    return letters
