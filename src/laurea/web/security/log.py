"""What is kept out of the log: addresses that are secrets themselves, and what strangers can fill.

A claim link is such a secret. And a request that is refused takes one line, whatever was sent: the
way through the code to the refusal says nothing, and would bury what does.
"""

from __future__ import annotations

import logging
import re
from typing import Final

_SECRET: Final = re.compile(
    r"(/(?:claim|invitations|accounts/+(?:confirm-address|confirm-email|password/+reset/+key))/+"
    r"|[?&]token=)[^\s/?&\"'<>]+",
    re.IGNORECASE,  # what is no address here may be a link that somebody mistyped
)
_FAULT: Final = 500
_TRACEBACKS: Final = logging.Formatter()


class WithoutSecretAddresses(logging.Filter):
    """Writes an ellipsis in the place of the secret part of an address, wherever it came from."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where it must be; it is logged in any case."""
        said = record.getMessage()
        shown = without_secret_addresses(said)
        if shown != said:
            record.msg, record.args = shown, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _TRACEBACKS.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_secret_addresses(record.exc_text)
        return True


class RefusalsOnOneLine(logging.Filter):
    """Takes the traceback from what is said of a request that was refused, not failed at."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where it must be; it is logged in any case."""
        if getattr(record, "status_code", _FAULT) < _FAULT:
            record.exc_info = record.exc_text = None
        return True


def without_secret_addresses(text: str) -> str:
    """Return a text without the tokens of links that open something to whoever has them.

    >>> without_secret_addresses("Gone: /claim/kR3_x-1/again")
    'Gone: /claim/…/again'
    >>> without_secret_addresses("Gone: /accounts/password/reset/key/4w-abc/")
    'Gone: /accounts/password/reset/key/…/'
    """
    return _SECRET.sub(r"\1…", text)
