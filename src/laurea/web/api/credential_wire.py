"""Credentials, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from laurea.web.api.wire import Moment, Pages, Wire, Words
from laurea.web.issuing.access import CredentialState
from laurea.web.issuing.reasons import LONGEST_REASON


class RecipientShown(Wire):
    """Who was awarded it; what is not known is empty."""

    email: str
    did: str
    name: str = Field(description="Kept beside the credential, not in it.")


class CredentialShown(Wire):
    """One award. The signed document itself is another resource, and never rebuilt."""

    id: UUID
    url: str = Field(description="Its public address, which is the `id` in the document.")
    state: CredentialState
    achievement: UUID = Field(description="The version of the achievement that was awarded.")
    run: UUID | None = Field(description="The run it was issued in, if in one.")
    key: str = Field(description="Your name for the award; empty where a person awarded it.")
    recipient: RecipientShown
    valid_from: datetime
    valid_until: datetime | None
    issued_at: datetime | None
    revoked_at: datetime | None
    revocation_reason: str = Field(description="Public: whoever sees the credential reads it.")
    suspended_at: datetime | None = Field(description="Since when it counts for nothing, for now.")
    suspension_reason: str = Field(description="Public, as that of a revocation.")


class CredentialFilters(Pages):
    """Which credentials are listed; what is left out restricts nothing."""

    achievement: UUID | None = Field(None, description="Any version; those of all are found.")
    run: UUID | None = Field(None, description="The run they were issued in.")
    state: CredentialState | None = Field(None, description="Only those in this state.")
    recipient: Annotated[Words, Field(max_length=2_000)] = Field(
        "", description="An e-mail address, in whatever case, or a DID."
    )
    issued_from: Moment | None = Field(None, description="The first moment of issuing.")
    issued_until: Moment | None = Field(None, description="They were issued before this moment.")


class CredentialList(Wire):
    """A page of credentials, the latest first."""

    items: list[CredentialShown]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class ReasonWanted(Wire):
    """Why something is revoked, suspended or reinstated."""

    reason: Annotated[Words, Field(min_length=1, max_length=LONGEST_REASON)] = Field(
        description="One sentence or two. Everybody who looks at the credential can read why it is"
        " revoked or suspended."
    )
