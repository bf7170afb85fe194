"""Sending one letter, as the task of its job.

1. One transaction counts the attempt and, for a claim, stores the hash of a new token.
2. The letter is handed to the mail server, with no transaction open.
3. One transaction notes what became of it.

Whoever is stopped after 2 sends the letter once more, with another token; both tokens open the
claim. Only where the mail server has certainly not taken a letter is its token voided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from laurea.credentials.errors import MalformedDocument, Unavailable
from laurea.credentials.problems import FETCH_FAILED, Problem
from laurea.web.issuing.access import CredentialState
from laurea.web.issuing.claims.access import ClaimState, open_claim
from laurea.web.issuing.claims.links import DrawnLink, draw_link, void_link
from laurea.web.issuing.letters.access import (
    Letter,
    LetterKind,
    LetterState,
    lock_letter,
    store_letter,
)
from laurea.web.issuing.letters.post import Fate, Posted, post_office
from laurea.web.issuing.letters.wording import claim_message, revocation_message
from laurea.web.operations.jobs import MOST_ATTEMPTS, is_more_due
from laurea.web.operations.registry import MAIL, Work

_STOPPED: Final = "The server was stopped while it sent this letter."
_NO_MAIL: Final = "This server sends no mail."


@dataclass(frozen=True, slots=True)
class _Begun:
    letter: Letter
    link: DrawnLink | None


def send_letter(work: Work) -> None:
    """Send a letter, unless it was sent or is no longer needed.

    Raises:
        Unavailable: not this time; it is to be tried again later.
        LeaseLost: another worker has taken it over.
    """
    begun = _begin(work)
    if begun is None:
        return
    try:
        posted = _post(begun)
        _end(work, begun, posted)
    finally:
        if not is_more_due(MAIL, at=work.at):
            post_office().hang_up()


def _begin(work: Work) -> _Begun | None:
    """Count an attempt and draw what the letter needs; nothing where there is nothing to send."""
    with transaction.atomic():
        work.still_ours()
        letter = lock_letter(UUID(work.arguments["letter"]))
        if letter.state != LetterState.WAITING or letter.round != work.arguments["round"]:
            return None
        if _is_needless(letter, work.at):
            _note(letter, LetterState.NEEDLESS, "", work.at)
            return None
        if not settings.HAS_MAIL:
            _note(letter, LetterState.FAILED, _NO_MAIL, work.at)
            return None
        letter.attempts += 1
        # Should the last attempt be cut off, the letter already stands where a person sees it.
        is_last = letter.attempts >= MOST_ATTEMPTS
        state = LetterState.FAILED if is_last else LetterState.WAITING
        _note(letter, state, _STOPPED if is_last else letter.last_error, work.at)
        if letter.kind != LetterKind.CLAIM:
            return _Begun(letter, None)
        claim = open_claim(letter.credential_id, at=work.at)
        return _Begun(letter, draw_link(claim, at=work.at))


def _post(begun: _Begun) -> Posted:
    try:
        message: EmailMessage = (
            revocation_message(begun.letter)
            if begun.link is None
            else claim_message(begun.letter, begun.link)
        )
    except MalformedDocument as error:
        return Posted(Fate.REFUSED, error.problem.detail)
    return post_office().post(message)


def _end(work: Work, begun: _Begun, posted: Posted) -> None:
    letter = begun.letter
    is_over = posted.fate is Fate.REFUSED or letter.attempts >= MOST_ATTEMPTS
    with transaction.atomic():
        work.still_ours()
        if posted.fate is Fate.SENT:
            _note(letter, LetterState.SENT, "", work.at)
            return
        if begun.link is not None and not posted.may_have_arrived:
            void_link(begun.link)
        state = LetterState.FAILED if is_over else LetterState.WAITING
        _note(letter, state, posted.reason, work.at)
    if not is_over:
        raise Unavailable(Problem(FETCH_FAILED, posted.reason))


def _is_needless(letter: Letter, at: datetime) -> bool:
    """Say whether a letter about a claim comes too late: answered, or revoked meanwhile."""
    if letter.kind != LetterKind.CLAIM:
        return False
    claim = open_claim(letter.credential_id, at=at)
    return claim.state != ClaimState.WAITING or claim.credential.state != CredentialState.ISSUED


def _note(letter: Letter, state: LetterState, error: str, at: datetime) -> None:
    letter.state = state
    letter.last_error = error
    letter.changed_at = at
    store_letter(letter)
