"""The header by which a request is known when it is sent again."""

from __future__ import annotations

from typing import Annotated, Final

from ninja import Header

from laurea.web.api.once import LONGEST_KEY

_NAME: Final = "Idempotency-Key"
_RULE: Final = (
    "Your own name for this request, such as a UUID. Sent again with the same body it is the same"
    " request, and gets the same answer."
)
_VISIBLE: Final = r"^[!-~]+$"

Key = Annotated[
    str,
    Header(alias=_NAME, min_length=1, max_length=LONGEST_KEY, pattern=_VISIBLE, description=_RULE),
]
OptionalKey = Annotated[
    str | None,
    Header(alias=_NAME, min_length=1, max_length=LONGEST_KEY, pattern=_VISIBLE, description=_RULE),
]
