"""Sending one letter: the steps of its job.

1. One transaction counts the attempt and, for a claim, stores the hash of a new token.
2. The letter is handed to the mail server, with no transaction open.
3. One transaction notes what became of it; it is the first one of the letter after it.

Whoever is stopped after 2 sends the letter once more, with another token; both tokens open the
claim. Only where the mail server has certainly not taken a letter is its token voided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings

from laurea.credentials.errors import MalformedDocument
from laurea.web.issuing.access import CredentialState
from laurea.web.issuing.claims.access import ClaimState, answer_to
from laurea.web.issuing.claims.links import DrawnLink, draw_link, void_link
from laurea.web.issuing.letters.access import (
    Letter,
    LetterKind,
    LetterState,
    lock_letter,
    store_letter,
)
from laurea.web.issuing.letters.post import Fate, Posted, post_office
from laurea.web.issuing.letters.wording import message_of
from laurea.web.issuing.letters.words import PRINTED
from laurea.web.issuing.successors.access import successor_of
from laurea.web.operations.jobs import MOST_ATTEMPTS
from laurea.web.operations.mail import MailRoute, mail_route
from laurea.web.operations.registry import Steps, Work

_STOPPED: Final = "The server was stopped while it sent this letter."
_NO_MAIL: Final = "This server sends no mail."


@dataclass(frozen=True, slots=True)
class _Begun:
    letter: Letter
    link: DrawnLink | None


def begin_letter(work: Work) -> _Begun | None:
    """Count an attempt and draw what the letter needs; nothing where there is nothing to send."""
    letter = lock_letter(UUID(work.arguments["letter"]))
    if letter.state != LetterState.WAITING or letter.round != work.arguments["round"]:
        return None
    if _is_too_late(letter, work.at):
        _note(letter, LetterState.NEEDLESS, "", work.at)
        return None
    if not settings.HAS_MAIL:
        _note(letter, LetterState.FAILED, _NO_MAIL, work.at)
        return None
    has_link = _has_link(letter, work.at)
    letter.attempts += 1
    # Should the last attempt be cut off, the letter already stands where a person sees it.
    is_last = letter.attempts >= MOST_ATTEMPTS
    state = LetterState.FAILED if is_last else LetterState.WAITING
    _note(letter, state, _STOPPED if is_last else letter.last_error, work.at)
    return _Begun(letter, draw_link(letter.credential_id, at=work.at) if has_link else None)


def _post(begun: _Begun) -> Posted:
    try:
        message = message_of(begun.letter, begun.link)
    except MalformedDocument as error:
        return Posted(Fate.REFUSED, error.problem.detail)
    return post_office().post(message)


def end_letter(work: Work, begun: _Begun, posted: Posted) -> str:
    """Note what became of a letter; return why it is to be sent once more, if it is."""
    letter = begun.letter
    if posted.fate is Fate.SENT:
        was_printed = mail_route() is MailRoute.PRINTED
        _note(letter, LetterState.SENT, PRINTED if was_printed else "", work.at)
        return ""
    is_over = posted.fate is Fate.REFUSED or letter.attempts >= MOST_ATTEMPTS
    if begun.link is not None and not posted.may_have_arrived:
        void_link(begun.link)
    state = LetterState.FAILED if is_over else LetterState.WAITING
    _note(letter, state, posted.reason, work.at)
    return "" if is_over else posted.reason


def _has_link(letter: Letter, at: datetime) -> bool:
    """Say whether a letter hands out a link: its recipient has something to answer."""
    if letter.kind not in (LetterKind.CLAIM, LetterKind.REPLACEMENT):
        return False
    return answer_to(letter.credential_id, at=at) == ClaimState.WAITING


def _is_too_late(letter: Letter, at: datetime) -> bool:
    """Say whether what a letter says is so no more: answered, revoked or reinstated meanwhile."""
    credential = letter.credential
    is_issued = credential.state == CredentialState.ISSUED
    if letter.kind == LetterKind.CLAIM:
        is_answered = answer_to(letter.credential_id, at=at) != ClaimState.WAITING
        return is_answered or not is_issued
    if letter.kind == LetterKind.SUSPENSION:
        return credential.suspended_at is None or not is_issued
    if letter.kind == LetterKind.REINSTATEMENT:
        return credential.suspended_at is not None or not is_issued
    if letter.kind == LetterKind.ENDING:
        is_over = credential.valid_until is None or credential.valid_until <= at
        is_settled = not is_issued or credential.suspended_at is not None
        return is_over or is_settled or successor_of(credential) is not None
    return letter.kind == LetterKind.REPLACEMENT and not is_issued


def _note(letter: Letter, state: LetterState, error: str, at: datetime) -> None:
    letter.state = state
    letter.last_error = error
    letter.changed_at = at
    store_letter(letter)


def _hang_up() -> None:
    post_office().hang_up()


def _send(begun: _Begun) -> Posted:
    return _post(begun)


SENDING: Final = Steps(begin=begin_letter, outside=_send, end=end_letter, rest=_hang_up)
"""How a letter is sent, unless it was sent or is no longer needed."""
