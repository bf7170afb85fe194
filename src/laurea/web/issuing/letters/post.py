"""The post: hands letters to the mail server and says what became of each.

- One connection serves letters that follow each other, as long as all goes well.
- A server that does not answer is left alone for a while: letters fail at once meanwhile, and
  each is tried again later.
- Letters leave at the rate that `LAUREA_LETTERS_PER_MINUTE` sets.
"""

from __future__ import annotations

import smtplib
import threading
import time
from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

_LETTERS_A_CONNECTION: Final = 100
_REST_S: Final = 30.0
_SILENCES_IN_A_ROW: Final = 3
_LONGEST_REASON: Final = 300
_SILENT: Final = "The mail server did not answer."


class Fate(Enum):
    """What became of a letter: delivered, to be tried again, or refused for good."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Posted:
    """What the mail server said.

    Attributes:
        fate: what became of the letter.
        reason: why it was not sent, in one sentence or in the server's words.
        may_have_arrived: whether it may have been delivered all the same.
    """

    fate: Fate
    reason: str = ""
    may_have_arrived: bool = False


class PostOffice:
    """A connection to the mail server and how the last letters went; of one thread alone."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._letters = 0
        self._silences = 0
        self._rests_until = 0.0
        self._next_at = 0.0

    def post(self, message: EmailMessage) -> Posted:
        """Hand over one letter; whatever server or network do, it says so and raises nothing."""
        if time.monotonic() < self._rests_until:
            return Posted(Fate.LATER, _SILENT)
        self._keep_pace()
        was_open = self._connection is not None
        posted = self._try(message)
        if was_open and posted.fate is Fate.LATER and not posted.may_have_arrived:
            posted = self._try(message)  # the server had enough of the old connection
        return posted

    def hang_up(self) -> None:
        """Close the connection, if one is open."""
        connection, self._connection, self._letters = self._connection, None, 0
        if connection is not None:
            try:
                connection.close()
            except (OSError, smtplib.SMTPException):
                return  # what cannot be said good-bye to is gone

    def _try(self, message: EmailMessage) -> Posted:
        try:
            connection = self._opened()
        except (OSError, smtplib.SMTPException) as error:
            self._fall_silent(_SILENCES_IN_A_ROW)
            return Posted(Fate.LATER, _unanswered(error))
        try:
            connection.send_messages([message])
        except smtplib.SMTPException as error:
            posted = _said(error)
        except OSError as error:
            posted = Posted(Fate.LATER, _unanswered(error), may_have_arrived=True)
        except ValueError as error:
            return Posted(Fate.REFUSED, f"The letter cannot be written: {error}"[:_LONGEST_REASON])
        else:
            self._silences = 0
            self._letters += 1
            if self._letters >= _LETTERS_A_CONNECTION:
                self.hang_up()
            return Posted(Fate.SENT)
        self.hang_up()
        if posted.may_have_arrived:
            self._fall_silent(1)
        return posted

    def _opened(self) -> BaseEmailBackend:
        if self._connection is None:
            connection = get_connection()
            connection.open()
            self._connection = connection
        return self._connection

    def _fall_silent(self, times: int) -> None:
        """Note that the server did not answer, and leave it alone after some times in a row."""
        self._silences += times
        if self._silences >= _SILENCES_IN_A_ROW:
            self._silences = 0
            self._rests_until = time.monotonic() + _REST_S

    def _keep_pace(self) -> None:
        now = time.monotonic()
        if now < self._next_at:
            time.sleep(self._next_at - now)
        self._next_at = max(now, self._next_at) + 60.0 / settings.LAUREA_LETTERS_PER_MINUTE


class _OfThread(threading.local):
    def __init__(self) -> None:
        self.office = PostOffice()


_HERE: Final = _OfThread()


def post_office() -> PostOffice:
    """Return the post office of this thread."""
    return _HERE.office


def _said(error: smtplib.SMTPException) -> Posted:
    """Return what a mail server's refusal means; only one that was cut off leaves doubt."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return Posted(_fate_of(code), _in_words(code, words))
    if isinstance(error, smtplib.SMTPDataError):
        return Posted(_fate_of(error.smtp_code), _in_words(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPResponseException):
        return Posted(Fate.LATER, _in_words(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Posted(Fate.REFUSED, "The mail server does not take such an address.")
    return Posted(Fate.LATER, "The mail server hung up in the middle.", may_have_arrived=True)


def _fate_of(code: int) -> Fate:
    return Fate.REFUSED if code >= 500 else Fate.LATER


def _in_words(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    printable = "".join(letter if letter.isprintable() else " " for letter in said)
    return f"The mail server said: {code} {' '.join(printable.split())}"[:_LONGEST_REASON]


def _unanswered(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _in_words(error.smtp_code, error.smtp_error)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return f"{_SILENT[:-1]}: {error.strerror or type(error).__name__}."[:_LONGEST_REASON]
    return _SILENT
