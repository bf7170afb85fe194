"""Awards and runs of many, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StrictBool

from laurea.web.api.wire import Moment, Wire, Words
from laurea.web.issuing.access import RunState

MOST_AWARDS = 1_000
"""So many awards make a run at most."""
_LONG = 10_000
_ADDRESS = 2_000


class Recipient(Wire):
    """Who is awarded it: by e-mail address, by DID, or both."""

    email: Annotated[Words, Field(max_length=254)] = Field(
        "", description="The credential holds a salted hash of it only."
    )
    did: Annotated[Words, Field(max_length=_ADDRESS)] = Field(
        "", description="The credential names it."
    )
    name: Annotated[Words, Field(max_length=300)] = Field(
        "", description="Kept beside the credential, not in it."
    )


class ResultWanted(Wire):
    """One result."""

    result: Annotated[Words, Field(max_length=500)] = Field(
        "",
        description="The name or the id of a result description; may be left out where the"
        " achievement has no more than one.",
    )
    value: Annotated[Words, Field(min_length=1, max_length=500)] = Field(
        description="The value as it is written: a number, a status, the name or id of a level."
    )


class EvidenceWanted(Wire):
    """What shows that the criteria were met."""

    url: Annotated[Words, Field(max_length=_ADDRESS)] = Field(
        "", description="A page that shows it, on a public host."
    )
    name: Annotated[Words, Field(max_length=500)] = ""
    narrative: Annotated[Words, Field(max_length=_LONG)] = ""


class Terms(Wire):
    """To whom something is awarded, for how long, and on what grounds."""

    recipient: Recipient
    valid_from: Moment | None = Field(
        None, description="From when it is valid, not in the future; left out, from now."
    )
    valid_until: Moment | None = Field(
        None, description="Until when; left out, as the achievement says."
    )
    endless: StrictBool = Field(
        default=False, description="That it does not end, whatever the achievement says."
    )
    results: list[ResultWanted] = Field(default_factory=list, max_length=50)
    evidence: list[EvidenceWanted] = Field(default_factory=list, max_length=50)
    on_purpose: StrictBool = Field(
        default=False,
        description="That it is awarded also if a result falls short of what is required; the"
        " audit trail says who did.",
    )


class AwardWanted(Terms):
    """One award."""

    achievement: UUID = Field(description="The version of the achievement that is awarded.")


class RowWanted(Terms):
    """One award of a run."""

    key: Annotated[Words, Field(max_length=150)] = Field(
        "", description="Your name for the row, once in a run; left out, its number from 1."
    )


class RunWanted(Wire):
    """Awards of one achievement that are issued together, in the background."""

    achievement: UUID = Field(description="The version of the achievement that is awarded.")
    awards: list[RowWanted] = Field(min_length=1, max_length=MOST_AWARDS)


class RunShown(Wire):
    """A run, and how far it is."""

    id: UUID
    achievement: UUID
    state: RunState
    rows: int = Field(description="How many awards were asked for.")
    issued: int
    refused: int = Field(description="How many could not be issued; see its refusals.")
    cancelled: int = Field(description="How many are not done because it was cancelled.")
    given_up: int = Field(description="How many wait for a person to try them again.")
    seconds_left: float | None = Field(description="About how long it takes; null if unknown.")
    started_at: datetime
    begins_at: datetime | None = Field(
        description="Before when nothing of it is issued; null if it begins at once."
    )
    ended_at: datetime | None


class RunList(Wire):
    """A page of runs, the latest first."""

    items: list[RunShown]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class Refusal(Wire):
    """One award of a run that could not be issued, and why."""

    key: str
    problem: dict[str, Any] = Field(description="A problem as RFC 9457 has it.")


class RefusalList(Wire):
    """All awards of a run that could not be issued."""

    items: list[Refusal]
