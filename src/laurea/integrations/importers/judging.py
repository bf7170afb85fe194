"""From what an export says to achievements and awards, or to why one cannot be used.

Cells are read by the code that reads rosters: the same dates, addresses and names are sound.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from laurea.credentials.problems import (
    LIMIT,
    MISSING_VALUE,
    ROW_CELLS,
    ROW_DATE_AMBIGUOUS,
    ROW_TEXT,
    Problem,
)
from laurea.integrations.importers.found import (
    ImportedAchievement,
    ImportedAward,
    ImportedEvidence,
    RefusedRecord,
)
from laurea.integrations.importers.limits import ImportLimits
from laurea.integrations.importers.said import AchievementSaid, AwardSaid, EvidenceSaid
from laurea.integrations.roster.cells import read_text, read_urls
from laurea.integrations.roster.dates import DateReading, read_date
from laurea.integrations.roster.email_address import read_email
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.rows import CellRefused

LONGEST_ID: Final = 500
LONGEST_NAME: Final = 300
LONGEST_REASON: Final = 500
_MOST_TAGS: Final = 50
_LONGEST_TAG: Final = 100
_REVOKED: Final = frozenset({"revoked", "true", "yes", "1", "withdrawn", "annulled"})
_SHORT_YEAR: Final = re.compile(r"(\d{1,2}/\d{1,2}/)(\d{2})(?!\d)(.*)")
_ENGLISH_WEEKDAY: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+", re.IGNORECASE
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Readings:
    """How the dates of an export are read: those of awards, and those at which they end."""

    awarded: DateReading = field(default_factory=DateReading)
    expires: DateReading = field(default_factory=lambda: DateReading(end_of_day=True))
    has_short_years: bool = False


@dataclass(slots=True)
class _Judge:
    """Reads the cells of one award, and collects what is wrong with them."""

    number: int
    problems: list[Problem] = field(default_factory=list)

    def read(self, name: str, cell: str, how: Callable[[str], _T], otherwise: _T) -> _T:
        if not cell.strip():
            return otherwise
        try:
            return how(cell)
        except CellRefused as refused:
            detail = refused.detail
            if refused.kind is ROW_DATE_AMBIGUOUS:
                detail = f"{shown(cell)} can be read in two ways. Say which comes first."
            self.problems.append(Problem(refused.kind, detail, f"/{self.number}/{name}"))
            return otherwise

    def demand(self, found: object, name: str, detail: str) -> None:
        """Note a problem where something is missing, unless it was noted why already."""
        where = f"/{self.number}/{name}"
        if not found and all(problem.pointer != where for problem in self.problems):
            self.problems.append(Problem(MISSING_VALUE, detail, where))


def judge_achievement(said: AchievementSaid, limits: ImportLimits) -> ImportedAchievement | None:
    """Return an achievement; `None` where neither an id nor a name can be read.

    What else cannot be used is left out: a person looks it over before it is a definition.
    """
    judge = _Judge(0)
    name = judge.read("name", said.name, _line(LONGEST_NAME), "")
    original = judge.read("id", said.id, _line(LONGEST_ID), "") or name
    if not original:
        return None

    def prose(cell: str) -> str:
        return judge.read("text", cell, lambda text: _prose(text, limits), "")

    return ImportedAchievement(
        original_id=original,
        name=name or original,
        url=_address(said.url),
        description=prose(said.description),
        criteria=prose(said.criteria),
        criteria_url=_address(said.criteria_url),
        image_url=_address(said.image_url),
        tags=_tags(said.tags),
    )


def judge_award(
    said: AwardSaid, number: int, readings: Readings, limits: ImportLimits
) -> ImportedAward | RefusedRecord:
    """Return an award, or why it cannot be used."""
    judge = _Judge(number)
    email = _email(judge, said)
    identity = "" if "@" in said.identity else said.identity
    identity = judge.read("identity", identity, _line(LONGEST_ID), "")
    name = judge.read("name", _name(said), _line(LONGEST_NAME), "")
    judge.demand(
        email or identity or name, "email", "Nobody is named. Give the recipient's address."
    )
    title = judge.read("achievement", said.achievement_name, _line(LONGEST_NAME), "")
    achievement = judge.read("achievement", said.achievement_id, _line(LONGEST_ID), "") or title
    judge.demand(achievement, "achievement", "It does not say what was awarded. Name the badge.")
    awarded = judge.read("awarded", said.awarded, _date(readings.awarded, readings), None)
    detail = "It does not say when it was awarded. Write the day, such as 2026-06-14."
    judge.demand(awarded, "awarded", detail)
    expires = judge.read("expires", said.expires, _date(readings.expires, readings), None)
    original = judge.read("id", said.id, _line(LONGEST_ID), "")
    evidence = _evidence(judge, said, limits)
    narrative = judge.read("narrative", said.narrative, lambda text: _prose(text, limits), "")
    if awarded and expires and expires < awarded:
        detail = "It ends before it was awarded. Correct one of the two dates."
        judge.problems.append(Problem(ROW_CELLS, detail, f"/{number}/expires"))
    if judge.problems or awarded is None:
        return RefusedRecord(number, tuple(judge.problems))
    url = _address(said.url)
    return ImportedAward(
        number=number,
        original_id=original or url or _made_id(achievement, email or identity or name, awarded),
        achievement_id=achievement,
        achievement_name=title,
        url=url,
        email=email,
        identity=identity,
        name=name,
        awarded=awarded,
        expires=expires,
        is_revoked=_is_revoked(said.revoked),
        revocation_reason=_cut(said.reason, LONGEST_REASON),
        narrative=narrative,
        evidence=evidence,
        tags=_tags(said.tags),
    )


def _email(judge: _Judge, said: AwardSaid) -> str | None:
    cell = said.email if said.email.strip() or "@" not in said.identity else said.identity
    return judge.read("email", cell, lambda text: read_email(text).address, None)


def _name(said: AwardSaid) -> str:
    return said.name if said.name.strip() else f"{said.given_name} {said.family_name}"


def _made_id(achievement: str, recipient: str, awarded: datetime) -> str:
    """Return an id for an award without one: the same for the same award, whatever its row."""
    said = "\0".join((achievement, recipient.casefold(), awarded.date().isoformat()))
    return f"made:{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _is_revoked(word: str) -> bool:
    plain = word.strip().casefold()
    return plain in _REVOKED or (plain[:1].isdigit() and plain[:4].isdigit())


def _date(reading: DateReading, readings: Readings) -> Callable[[str], datetime | None]:
    def read(cell: str) -> datetime | None:
        text = _ENGLISH_WEEKDAY.sub("", cell.strip())
        short = _SHORT_YEAR.fullmatch(text) if readings.has_short_years else None
        return read_date(f"{short[1]}20{short[2]}{short[3]}" if short else text, reading)

    return read


def _line(most: int) -> Callable[[str], str]:
    return lambda cell: read_text(cell, max_characters=most)


def _prose(cell: str, limits: ImportLimits) -> str:
    """Return a text of several lines without characters that are not seen."""
    text = unicodedata.normalize("NFC", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > limits.export_text_characters:
        detail = f"A text has {len(text):,} characters; {limits.export_text_characters:,} are read."
        raise CellRefused(LIMIT, detail)
    if "\ufffd" in text:
        detail = "A text lost characters when the file was saved in a wrong encoding."
        raise CellRefused(ROW_TEXT, detail)
    return "".join(one for one in text if one.isprintable() or one == "\n")


def _cut(cell: str, most: int) -> str:
    line = " ".join("".join(one if one.isprintable() else " " for one in cell).split())
    return line[:most]


def _address(cell: str) -> str | None:
    """Return an address on a public host, or `None`: what is not public leads nobody anywhere."""
    try:
        return next(iter(read_urls(cell)), None) if cell.strip() else None
    except CellRefused:
        return None


def _evidence(judge: _Judge, said: AwardSaid, limits: ImportLimits) -> tuple[ImportedEvidence, ...]:
    if len(said.evidence) > limits.export_evidence:
        detail = f"More than {limits.export_evidence} pieces of evidence are not read."
        judge.problems.append(Problem(LIMIT, detail, f"/{judge.number}/evidence"))
        return ()
    pieces = (one for each in said.evidence for one in _pieces(judge, each, limits))
    return tuple(one for one in pieces if one.url or one.name or one.narrative)


def _pieces(
    judge: _Judge, said: EvidenceSaid, limits: ImportLimits
) -> tuple[ImportedEvidence, ...]:
    """Return one piece of evidence for each address; one piece where there is no address."""
    none: tuple[str, ...] = ()
    urls = judge.read("evidence", said.url, read_urls, none)
    name = judge.read("evidence", said.name, _line(LONGEST_NAME), "") or None
    told = judge.read("evidence", said.narrative, lambda text: _prose(text, limits), "") or None
    first = ImportedEvidence(url=urls[0] if urls else None, name=name, narrative=told)
    return (first, *(ImportedEvidence(url=url) for url in urls[1:]))


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    plain = (_cut(tag, _LONGEST_TAG) for tag in tags[:_MOST_TAGS])
    return tuple(dict.fromkeys(tag for tag in plain if tag))
