"""What is kept out of the log: addresses that are secrets themselves, such as claim links."""

from __future__ import annotations

import logging
import re
from typing import Final

_SECRET: Final = re.compile(
    r"(/(?:claim|invitations|accounts/(?:confirm-address|confirm-email|password/reset/key))/"
    r"|/setup\?token=)[^\s/?&\"'<>]+"
)


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
    """Return a text without the tokens of links that open something to whoever has them.

    >>> without_secret_addresses("Gone: /claim/kR3_x-1/again")
    'Gone: /claim/…/again'
    >>> without_secret_addresses("Gone: /accounts/password/reset/key/4w-abc/")
    'Gone: /accounts/password/reset/key/…/'
    """
    return _SECRET.sub(r"\1…", text)
