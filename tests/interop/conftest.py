"""What the interoperability tests share: the peers, and credentials issued by the command line."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.interop.messy_roster import write_messy_roster
from tests.interop.peers import FOLDER, Document, Web, stop_node

ROWS = 10_000
SAMPLE = 100
STEP = 97  # a prime, so that the sample meets every pattern of the roster
ACHIEVEMENT: Document = {
    "id": "https://schule.example.org/achievements/first-aid",
    "type": ["Achievement"],
    "name": "First aid — Erste Hilfe 急救",
    "description": "Gives first aid until help arrives.",
    "achievementType": "Course",
    "criteria": {
        "id": "https://schule.example.org/achievements/first-aid/criteria",
        "narrative": "- nine lessons\n- a **practical** test, “passed” at 60 %",
    },
    "image": {
        "id": "https://schule.example.org/achievements/first-aid.png",
        "type": "Image",
        "caption": "A red cross <on> white & round",
    },
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "provide first aid",
            "targetUrl": "https://skills.example.org/skill/provide-first-aid",
            "targetFramework": "Fictional framework of skills",
            "targetType": "ext:ESCO.Skill",
        }
    ],
    "resultDescription": [
        {
            "id": "urn:uuid:0e2f3bb1-63b0-4a4c-8f0d-d5b0c4a2f0a1",
            "type": ["ResultDescription"],
            "name": "Ergebnis",
            "resultType": "Percent",
            "valueMin": "0",
            "valueMax": "100",
        }
    ],
    "creditsAvailable": 1.5,
    "inLanguage": "de",
    "tag": ["health", "Gesundheit"],
}


@dataclass(frozen=True, slots=True)
class Issued:
    """What `laurea issue` wrote: the files, a sample of them, and what stands on the web."""

    files: tuple[Path, ...]
    sample: tuple[Document, ...]
    web: Web


@pytest.fixture(scope="session", autouse=True)
def installed_peers() -> Iterator[None]:
    """Install the locked packages of the peers, unless they stand there already."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Install Node.js 20 or later with npm to run the interoperability tests.")
    install()
    yield
    stop_node()


def install() -> None:
    """Install the locked packages of the peers, unless they stand there already."""
    lock = FOLDER / "package-lock.json"
    stamp = FOLDER / "node_modules" / ".installed"
    with lock.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # other processes of the same run wait here
        wanted = hashlib.sha256(file.read()).hexdigest()
        if not stamp.is_file() or stamp.read_text() != wanted:
            subprocess.run(["npm", "ci", "--loglevel=error"], cwd=FOLDER, check=True)
            stamp.write_text(wanted)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """A folder that is filled once per run, however many processes the run has."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def folder(name: str, fill: Callable[[Path], None]) -> Path:
        target = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (target / ".filled").exists():
                shutil.rmtree(target, ignore_errors=True)  # an earlier attempt failed half-way
                target.mkdir()
                fill(target)
                (target / ".filled").touch()
        return target

    return folder


@pytest.fixture(scope="session")
def issued(once: Callable[[str, Callable[[Path], None]], Path]) -> Issued:
    """Credentials that `laurea issue` made of a messy roster of ten thousand rows."""
    folder = once("issued", _issue_from_messy_roster)
    files = tuple(sorted((folder / "out").glob("*.json")))
    lists = [json.loads(path.read_bytes()) for path in (folder / "out" / "status").glob("*.json")]
    return Issued(
        files=files,
        sample=tuple(json.loads(path.read_bytes()) for path in files[::STEP][:SAMPLE]),
        web={each["id"]: each for each in lists},
    )


def _issue_from_messy_roster(folder: Path) -> None:
    achievement, roster, key = (folder / name for name in ("a.json", "roster.csv", "key.json"))
    achievement.write_text(json.dumps(ACHIEVEMENT))
    write_messy_roster(roster, ROWS)
    _laurea("keys", "new", "--name", "Fachschule Übersee", "--plain", "--out", key)
    _laurea(
        *("issue", "--achievement", achievement, "--roster", roster, "--key", key),
        *(
            "--status",
            "https://badges.example.org/status",
            "--include-name",
            "--out",
            folder / "out",
        ),
        may_answer=(0, 4),
    )


def _laurea(*arguments: str | Path, may_answer: tuple[int, ...] = (0,)) -> None:
    program = Path(sys.executable).with_name("laurea")
    run = subprocess.run(
        [program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert run.returncode in may_answer, run.stderr
