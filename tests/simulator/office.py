"""An examinations office: the files it issues from, and the folder it has issued into."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from laurea.credentials.baking import unbake
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.report import VerificationReport
from laurea.credentials.verify import verify
from laurea.integrations.issue_run import IssueRequest, RosterReading, RowOutcome, Run, open_run
from laurea.integrations.keystore.key_file import KeyFile, create_key, read_key_file, write_key_file
from tests.simulator.resolver import MemoryResolver

BEGUN = datetime(2026, 11, 20, 9, tzinfo=UTC)
STATUS_URL = "https://badges.example.org/status"
ACHIEVEMENT: dict[str, Any] = {
    "id": "https://academy.example.org/achievements/welding",
    "type": ["Achievement"],
    "name": "Welding, first step",
    "description": "Welds a seam that holds.",
    "achievementType": "Course",
    "criteria": {"narrative": "One seam, tested to breaking."},
}
PERCENT: dict[str, Any] = {
    "id": "urn:example:percent",
    "type": ["ResultDescription"],
    "name": "Final test",
    "resultType": "Percent",
    "valueMin": "0",
    "valueMax": "100",
}
RUBRIC: dict[str, Any] = {
    "id": "urn:example:seam",
    "type": ["ResultDescription"],
    "name": "Seam",
    "resultType": "RubricCriterionLevel",
    "rubricCriterionLevel": [
        {"id": f"urn:example:seam:{level}", "type": ["RubricCriterionLevel"], "name": name}
        | {"level": level}
        for level, name in (("1", "Holds"), ("2", "Holds well"))
    ],
}


def _no_passphrase() -> str:
    raise AssertionError("the key is not encrypted")


@dataclass(slots=True)
class Office:
    """One folder with an achievement, a roster and a key; `out` is where credentials go."""

    folder: Path
    key: KeyFile = field(init=False)

    def __post_init__(self) -> None:
        write_key_file(
            self.key_path, create_key(KeyKind.ED25519, name="Halden Works Academy"), None
        )
        self.key = read_key_file(self.key_path, _no_passphrase)
        self.define()

    @property
    def key_path(self) -> Path:
        return self.folder / "academy.key.json"

    @property
    def achievement(self) -> Path:
        return self.folder / "welding.json"

    @property
    def roster(self) -> Path:
        return self.folder / "class-7.csv"

    @property
    def out(self) -> Path:
        return self.folder / "class-7"

    def define(self, **changes: Any) -> None:
        """Write the achievement, changed."""
        self.achievement.write_text(json.dumps(ACHIEVEMENT | changes))

    def enrol(self, *rows: Sequence[str], header: Sequence[str] = ("email",)) -> None:
        """Write the roster."""
        with self.roster.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])

    def enrol_many(self, count: int) -> None:
        """Write a roster of so many learners."""
        self.enrol(*([f"learner.{number}@example.org"] for number in range(count)))

    def request(self, *, at: datetime = BEGUN, **changes: Any) -> IssueRequest:
        """Return a request for a run of these files."""
        reading = {
            name: changes.pop(name)
            for name in RosterReading.__dataclass_fields__
            if name in changes
        }
        asked: dict[str, Any] = {
            "achievement": str(self.achievement),
            "roster": str(self.roster),
            "key": self.key,
            "out": self.out,
            "at": at,
            "reading": RosterReading(**reading),
        }
        return IssueRequest(**(asked | changes))

    def issue(self, **changes: Any) -> tuple[Run, list[RowOutcome]]:
        """Go through a whole run."""
        with open_run(self.request(**changes)) as run:
            return run, [outcome for batch in run.batches() for outcome in batch]

    def arguments(self, *more: str) -> list[str]:
        """Return the command line that issues these files."""
        files = ("--achievement", self.achievement, "--roster", self.roster, "--key", self.key_path)
        return ["issue", *map(str, files), "--out", str(self.out), *more]

    def credentials(self) -> list[dict[str, Any]]:
        """Return the credentials that stand in the folder, by the names of their files."""
        return [json.loads(path.read_bytes()) for path in sorted(self.out.glob("*.json"))]

    def reports(self, **policy: Any) -> Iterable[VerificationReport]:
        """Verify every credential in the folder, its status lists published."""
        web = MemoryResolver()
        for path in self.out.glob("status/*.json"):
            web.publish(f"{STATUS_URL}/{path.name}", path.read_bytes())
        at = datetime.now(UTC) if "at" not in policy else policy.pop("at")
        for credential in self.credentials():
            yield verify(credential, at=at, resolver=web, **policy)

    def baked_as_written(self, kind: str) -> bool:
        """Say whether every credential stands in a picture of its own, byte for byte."""
        pairs = [(path, path.with_suffix(f".{kind}")) for path in self.out.glob("*.json")]
        return bool(pairs) and all(
            unbake(picture.read_bytes()).text.encode() == path.read_bytes()
            for path, picture in pairs
        )

    def contents(self) -> dict[str, bytes]:
        """Return every file in the folder by its name."""
        files = (path for path in self.out.rglob("*") if path.is_file())
        return {str(path.relative_to(self.out)): path.read_bytes() for path in files}

    def report(self) -> list[dict[str, str]]:
        """Return the rows of the report."""
        with (self.out / "report.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
