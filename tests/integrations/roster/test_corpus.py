"""Rosters made to do harm: every one is refused, or read in part, as the corpus asks."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

from laurea.credentials.errors import LaureaError
from laurea.integrations.roster import RefusedRow, open_roster

CODES: Final = {
    "limit-exceeded": "LIMIT_EXCEEDED",
    "media-invalid": "MEDIA_INVALID",
    "parsing": "PARSE",
    "roster-empty": "SCHEMA",
    "roster-header": "SCHEMA",
    "roster-mapping": "SCHEMA",
    "row-duplicate": "DUPLICATE",
    "row-email": "INVALID_EMAIL",
    "row-url": "INVALID_URL",
}


def cases() -> Iterator[Any]:
    folder = os.environ.get("LAUREA_VECTORS")
    if not folder:
        reason = "LAUREA_VECTORS does not name the folder of shared vectors."
        yield pytest.param(Path(), {}, marks=pytest.mark.skip(reason=reason))
        return
    corpus = Path(folder) / "corpus"
    for case in json.loads((corpus / "manifest.json").read_bytes())["cases"]:
        if case["kind"] == "csv" and case["operation"] == "bulk-import" and "generate" not in case:
            yield pytest.param(corpus / case["path"], case, id=case["id"])


@pytest.mark.parametrize(("path", "case"), list(cases()))
def test_a_hostile_roster_comes_to_what_the_corpus_accepts(
    path: Path, case: dict[str, Any], tmp_path: Path
) -> None:
    if case.get("stored") == "gzip":
        plain = tmp_path / path.stem
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        path = plain
    expected = case["expect"]
    begin = time.process_time()
    verdict, codes, total, rejected = judged(path, datetime.fromisoformat(case["options"]["now"]))
    assert (time.process_time() - begin) * 1000 <= expected["max_ms"]
    assert verdict in expected["accept"] or (verdict, expected["accept"]) == (
        "accepted",
        ["valid"],
    )
    if verdict == "error":
        assert codes & set(expected["errors"])
    else:
        assert total == expected["rows_total"]
        assert rejected == expected["rows_rejected"]
        assert total - len(rejected) == expected["rows_accepted"]


def judged(path: Path, at: datetime) -> tuple[str, set[str], int, dict[str, str]]:
    """The verdict, the codes of a refusal, the number of rows, and the codes of refused rows."""
    try:
        with open_roster(path, at=at) as roster:
            rows = list(roster)
    except LaureaError as error:
        return "error", {CODES[error.problem.type.slug]}, 0, {}
    rejected = {
        str(row.number): CODES[row.problem.type.slug] for row in rows if isinstance(row, RefusedRow)
    }
    return "partial" if rejected else "accepted", set(), len(rows), rejected
