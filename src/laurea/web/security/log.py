"""What is kept out of the log: addresses that are secrets themselves, such as claim links."""

from __future__ import annotations

import logging
import re
from typing import Final

_SECRET: Final = re.compile(r"(/claim/)[^\s/?\"'<>]+")


class WithoutSecretAddresses(logging.Filter):
    """Writes an ellipsis in the place of the secret part of an address, wherever it came from."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where it must be; it is logged in any case."""
        said = record.getMessage()
        shown = without_secret_addresses(said)
        if shown != said:
            record.msg, record.args = shown, ()
        return True


def without_secret_addresses(text: str) -> str:
    """Return a text without the tokens of claim links.

    >>> without_secret_addresses("Gone: /claim/kR3_x-1/again")
    'Gone: /claim/…/again'
    """
    return _SECRET.sub(r"\1…", text)
