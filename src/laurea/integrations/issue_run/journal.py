"""What makes a run the same run when it is taken up again: its moment, its seed, its input.

It is written before anything else of a run, in one piece, and never changed. All that differs
from credential to credential follows from it and from the roster (`draws`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from laurea.credentials.document import read_object
from laurea.credentials.errors import Conflict, LaureaError, MalformedDocument
from laurea.credentials.problems import RUN_RESUME, Problem
from laurea.credentials.timestamps import read_timestamp, write_timestamp
from laurea.integrations.files import read_file, write_file
from laurea.integrations.issue_run.draws import SEED_BYTES

FILE_NAME: Final = "run.journal"

_FORMAT: Final = "laurea-issue-run"
_OWNER_ONLY: Final = 0o600
_LARGEST_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one run.

    Attributes:
        at: the moment at which the run began.
        seed: from which everything random in it is drawn.
        origin: what the run was begun with: a name for people, and a fingerprint.
    """

    at: datetime
    seed: bytes = field(repr=False)
    origin: Mapping[str, str]


def write_journal(folder: Path, journal: Journal) -> None:
    """Write the journal of a new run; only its owner may read it.

    Raises:
        Conflict: there is one in the folder.
        NotFound, Unavailable: it cannot be written.
    """
    content = {
        "format": _FORMAT,
        "at": write_timestamp(journal.at),
        "seed": journal.seed.hex(),
        "origin": dict(journal.origin),
    }
    text = orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    write_file(folder / FILE_NAME, text, mode=_OWNER_ONLY)


def read_journal(folder: Path) -> Journal:
    """Return the journal of the run in a folder.

    Raises:
        NotFound, Unavailable, LimitExceeded: it cannot be read.
        MalformedDocument: `run-resume`: it is damaged.
    """
    path = folder / FILE_NAME
    content = read_file(path, max_bytes=_LARGEST_BYTES)
    try:
        journal = _journal(read_object(content))
    except (LaureaError, ValueError):
        journal = None
    if journal is None:
        detail = f"{path} is damaged. Issue into a new folder."
        raise MalformedDocument(Problem(RUN_RESUME, detail))
    return journal


def require_same_origin(journal: Journal, origin: Mapping[str, str]) -> None:
    """Raise `Conflict` where a run is to be taken up with other input than it was begun with."""
    differing = [
        name
        for name in sorted(journal.origin.keys() | origin.keys())
        if journal.origin.get(name) != origin.get(name)
    ]
    if differing:
        detail = (
            f"The run was begun with something else: {', '.join(differing)}. Bring back what it "
            "was begun with, or issue into a new folder."
        )
        raise Conflict(Problem(RUN_RESUME, detail))


def _journal(content: Mapping[str, Any]) -> Journal | None:
    seed, origin = content.get("seed"), content.get("origin")
    if content.get("format") != _FORMAT or not isinstance(seed, str):
        return None
    if not isinstance(origin, dict) or len(bytes.fromhex(seed)) != SEED_BYTES:
        return None
    return Journal(read_timestamp(content.get("at"), where="/at"), bytes.fromhex(seed), origin)
