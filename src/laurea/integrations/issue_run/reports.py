"""The two reports of a run: what became of every row, and the refused rows to be mended.

Rows are gathered in nameless files while the run goes on; the reports appear when it is over.
They name people, so only their owner may read them.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final

import orjson

from laurea.credentials.problems import PROBLEM_TYPES, Problem
from laurea.integrations.files import file_in_making
from laurea.integrations.issue_run.outcome import RowOutcome
from laurea.integrations.roster import RefusedRow, write_refused
from laurea.integrations.roster.formulas import neutralised

REPORT: Final = "report.csv"
"""What became of every row: row, outcome, file, reason, id."""

REFUSED: Final = "refused.csv"
"""The refused rows with their own cells, to be mended and issued in another run.

Rows that were refused only because their learner stands in another row are not in it: mended
with the others, they would give that learner a second credential.
"""

_OWNER_ONLY: Final = 0o600
_HEADER: Final = ("row", "outcome", "file", "reason", "id")


class Reports:
    """The reports of one run, in the making."""

    def __init__(self, folder: Path, until: ExitStack) -> None:
        """Begin the reports of the run in a folder; until the stack is closed."""
        self._folder = folder
        self._rows = _nameless(folder, until)
        self._refused = _nameless(folder, until)
        self._text = io.TextIOWrapper(self._rows, "utf-8", "backslashreplace", newline="")
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        self._csv.writerow(_HEADER)
        self._has_refused = False

    def add(self, outcomes: Iterable[RowOutcome]) -> None:
        """Note what became of some more rows."""
        for each in outcomes:
            cells = (each.number, each.word, each.file or "", neutralised(each.reason), each.id)
            self._csv.writerow(cells)
            if not each.is_issued and not each.is_duplicate:
                self._has_refused = True
                self._refused.write(_line(each))

    def publish(self, header: Sequence[str]) -> None:
        """Write the reports into the folder of the run; the one of all rows comes last.

        Args:
            header: the header of the roster.

        Raises:
            NotFound, Unavailable: they cannot be written.
        """
        if self._has_refused:
            with file_in_making(self._folder / REFUSED, mode=_OWNER_ONLY, replace=True) as file:
                write_refused(self._refused_rows(), file, header=header)
        self._text.flush()
        self._rows.seek(0)
        with file_in_making(self._folder / REPORT, mode=_OWNER_ONLY, replace=True) as file:
            shutil.copyfileobj(self._rows, file)

    def _refused_rows(self) -> Iterator[RefusedRow]:
        self._refused.seek(0)
        for line in self._refused:
            number, problems, cells = orjson.loads(line)
            found = tuple(Problem(PROBLEM_TYPES[slug], detail) for slug, detail in problems)
            yield RefusedRow(number, found, tuple(cells))


def _nameless(folder: Path, until: ExitStack) -> IO[bytes]:
    return until.enter_context(tempfile.TemporaryFile(dir=folder))


def _line(outcome: RowOutcome) -> bytes:
    problems = [(problem.type.slug, problem.detail) for problem in outcome.problems]
    row = (outcome.number, problems, outcome.cells)
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
