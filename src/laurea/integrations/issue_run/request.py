"""What a person asks for when credentials are to be issued to a roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Literal, TypeAlias

from laurea.credentials.issue import Securing
from laurea.integrations.keystore.key_file import KeyFile
from laurea.integrations.roster import DateOrder, ReadAs

ImageKind: TypeAlias = Literal["png", "svg"]
"""The kinds of picture that a credential is baked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterReading:
    """How the roster is to be read, where it does not show it by itself (`open_roster`)."""

    mapping: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Which column holds which field."""
    date_order: DateOrder | None = None
    """Whether the day or the month comes first in dates such as 06/07/2026."""
    timezone: tzinfo = UTC
    """The zone of dates and times that name none."""
    read_as: ReadAs = field(default_factory=ReadAs)
    """Encoding, delimiter, worksheet."""
    allow_duplicates: bool = False
    """Whether a learner may stand in several rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRequest:
    """One run: one achievement, awarded to the learners of one roster."""

    achievement: str
    """The file of the OB 3.0 Achievement; `-` is standard input."""
    roster: str
    """The file of the roster; `-` is standard input."""
    key: KeyFile
    """The issuer's key, opened."""
    out: Path
    """The folder to be filled. It is made if it is missing, and must be empty otherwise."""
    at: datetime
    """The present moment, timezone-aware; from when credentials without a date are valid."""
    issuer: str | None = None
    """The file of the issuer's OB 3.0 Profile, where it is not that of the key file."""
    reading: RosterReading = field(default_factory=RosterReading)
    """How the roster is read."""
    securing: Securing = "vc-ld"
    """How credentials are secured: with a proof inside, or as signed tokens."""
    bake: ImageKind | None = None
    """The kind of picture that each credential is baked into as well."""
    image: str | None = None
    """The file of that picture; one is drawn where there is none."""
    status_url: str | None = None
    """Under which address the status lists will be published; without one there are none."""
    send_list: Path | None = None
    """Where the list goes that says which learner is to be sent which file, if one is wanted."""
    include_name: bool = False
    """Whether the learner's name is written into the credential, readable by everybody."""
    resume: bool = False
    """Whether a run that stands in the folder is taken up again."""
    dry_run: bool = False
    """Whether everything is tried and nothing written, with a key that is thrown away."""
