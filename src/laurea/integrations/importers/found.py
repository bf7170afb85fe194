"""What reading an export of another platform yields: achievements, awards, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from laurea.credentials.problems import Problem


class Platform(StrEnum):
    """Where an export comes from. The values are stored, and stay the same for ever."""

    BADGR = "badgr"
    CREDLY = "credly"
    ACCREDIBLE = "accredible"
    OPEN_BADGE_FACTORY = "open-badge-factory"
    MOODLE = "moodle"
    OPEN_BADGES_2 = "open-badges-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedEvidence:
    """One piece of evidence as the export names it; one of the three is given at least.

    `url` is an absolute address of a public host. It was not fetched.
    """

    url: str | None = None
    name: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedAchievement:
    """What was awarded elsewhere, as far as the export tells.

    Attributes:
        original_id: its id on the platform, or its name where the export gives no id.
        name: what it is called.
        url: its address there, if that is a public one.
        description: what its holder can do.
        criteria: what must be done for it, in words.
        criteria_url: where that is written, if it is.
        image_url: where its image lies. It was not fetched.
        tags: the words it is found by.
    """

    original_id: str
    name: str
    url: str | None = None
    description: str = ""
    criteria: str = ""
    criteria_url: str | None = None
    image_url: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedAward:
    """One award made elsewhere.

    Attributes:
        number: its row as a spreadsheet counts it, or which award of a JSON export it is, from 1.
        original_id: its id on the platform. Where the export gives none, one that is made of
            achievement, recipient and day, so that the same award always has the same.
        achievement_id: the `original_id` of what was awarded.
        achievement_name: what that is called; empty where the award does not repeat it.
        url: its address on the platform, if that is a public one.
        email: the recipient's address, in NFC.
        identity: whatever else names the recipient: a hash, a phone number, an account.
        name: the recipient's name on one line.
        awarded: when it was awarded, in UTC.
        expires: the last moment it is valid, in UTC.
        is_revoked: whether the platform says that it was taken back.
        revocation_reason: why, as the platform has it.
        narrative: what is told of how it was earned.
        evidence: what the recipient has shown.
        tags: words that belong to this award.
    """

    number: int
    original_id: str
    achievement_id: str
    achievement_name: str = ""
    url: str | None = None
    email: str | None = None
    identity: str = ""
    name: str = ""
    awarded: datetime
    expires: datetime | None = None
    is_revoked: bool = False
    revocation_reason: str = ""
    narrative: str = ""
    evidence: tuple[ImportedEvidence, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A row or award that cannot be used, and why. The others are not held up by it."""

    number: int
    problems: tuple[Problem, ...]

    @property
    def reason(self) -> str:
        """What is wrong with it, and what to do, in plain sentences."""
        return " ".join(problem.detail for problem in self.problems)


Record = ImportedAchievement | ImportedAward | RefusedRecord
