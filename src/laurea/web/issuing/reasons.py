"""Reasons for what is done to credentials: one to 500 characters, in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, MALFORMED_VALUE, MISSING_VALUE, Problem

LONGEST_REASON: Final = 500
MOST_AT_ONCE: Final = 10_000
"""So many credentials are changed in one transaction."""


def usable_reason(reason: str, *, longest: int = LONGEST_REASON) -> str:
    """Return a reason as it is kept.

    Raises:
        MalformedDocument: there is none, or it is too long.
    """
    reason = " ".join(reason.split())
    if not reason:
        detail = "Say why. Everybody who looks at the credential can read it."
        raise MalformedDocument(Problem(MISSING_VALUE, detail, "/reason"))
    if len(reason) > longest:
        detail = f"A reason has at most {longest} characters."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/reason"))
    return reason


def demand_few(credential_ids: Sequence[UUID]) -> None:
    """Do nothing where so many credentials can be changed together.

    Raises:
        LimitExceeded: they are more than 10,000.
    """
    if len(credential_ids) > MOST_AT_ONCE:
        detail = f"At most {MOST_AT_ONCE:,} credentials are changed at once."
        raise LimitExceeded(Problem(LIMIT, detail))
