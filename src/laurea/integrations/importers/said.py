"""What an export says, as text, before anybody has judged whether it can be so.

Each platform's reader yields these; `judging` makes achievements and awards of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from laurea.integrations.importers.found import Platform
from laurea.integrations.roster.dates import DateOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSaid:
    """One piece of evidence as it is written."""

    url: str = ""
    name: str = ""
    narrative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementSaid:
    """An achievement as it is written; the fields are those of `ImportedAchievement`."""

    id: str = ""
    name: str = ""
    url: str = ""
    description: str = ""
    criteria: str = ""
    criteria_url: str = ""
    image_url: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardSaid:
    """An award as it is written; the fields are those of `ImportedAward`.

    `revoked` is a word such as `revoked` or `true`, the state the platform gives, or the moment.
    """

    id: str = ""
    achievement_id: str = ""
    achievement_name: str = ""
    url: str = ""
    email: str = ""
    identity: str = ""
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    awarded: str = ""
    expires: str = ""
    revoked: str = ""
    reason: str = ""
    narrative: str = ""
    evidence: tuple[EvidenceSaid, ...] = ()
    tags: tuple[str, ...] = ()


Said = AchievementSaid | AwardSaid
Document = Mapping[str, Any]
"""One object of a JSON export."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How a platform's table is recognised, and which of its columns means what.

    Attributes:
        marks: sets of headers; a table that has all of one set comes from this platform.
        names: for each field of `AwardSaid` or of its evidence (`evidence_url`, …) the headers
            it goes by, the best first, in the form of `roster.vocabulary.header_key`.
        slashed: which number comes first in its dates with slashes, where its help pages say so.
        has_short_years: whether its help pages write years with two digits.
    """

    marks: tuple[frozenset[str], ...]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    slashed: DateOrder | None = None
    has_short_years: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One platform: how its tables and its JSON are known and read.

    Attributes:
        platform: which it is.
        columns: its tables.
        knows: whether an object of JSON is one of its own.
        read: what such an object says; an object may say of many awards.
    """

    platform: Platform
    columns: Columns
    knows: Callable[[Document], bool]
    read: Callable[[Document], Iterator[Said]]
