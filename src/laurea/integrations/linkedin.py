"""The address under which LinkedIn asks whether to add a credential to one's profile."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode

_ADD: Final = "https://www.linkedin.com/profile/add"


def add_to_profile(
    *, name: str, issuer: str, address: str, issued: datetime, until: datetime | None
) -> str:
    """Return the address to follow. Nothing is sent to LinkedIn before somebody does.

    >>> from datetime import UTC
    >>> add_to_profile(
    ...     name="Weaving",
    ...     issuer="Guild",
    ...     address="https://guild.example/c/1",
    ...     issued=datetime(2026, 6, 14, tzinfo=UTC),
    ...     until=None,
    ... ).partition("?")[2][:50]
    'startTask=CERTIFICATION_NAME&name=Weaving&organiza'
    """
    asked: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": name,
        "organizationName": issuer,
        "issueYear": issued.year,
        "issueMonth": issued.month,
        "certUrl": address,
        "certId": address.rpartition("/")[2],
    }
    if until is not None:
        asked |= {"expirationYear": until.year, "expirationMonth": until.month}
    return f"{_ADD}?{urlencode(asked)}"
