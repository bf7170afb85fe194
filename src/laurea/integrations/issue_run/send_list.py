"""The list by which each learner is sent the right file: a file of its own, named by who issues.

It is the only thing a run writes that holds addresses and names in clear beside the credentials
they belong to, so only its owner may read it.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from laurea.credentials.errors import NotFound, Unavailable
from laurea.credentials.problems import FILE_UNWRITABLE, Problem
from laurea.integrations.files import file_in_making, refuse_existing
from laurea.integrations.issue_run.outcome import RowOutcome
from laurea.integrations.roster import RosterRow
from laurea.integrations.roster.formulas import neutralised

_OWNER_ONLY: Final = 0o600
_HEADER: Final = ("row", "name", "e-mail", "file", "id")


def require_free(path: Path, *, resume: bool) -> None:
    """Raise where the list cannot be written: before a run begins, as nothing was done yet.

    Raises:
        Conflict: there is a file of that name, and no run is taken up that may have made it.
        NotFound: there is no folder to hold it.
    """
    if not resume:
        refuse_existing(path)
    if not path.parent.is_dir():
        detail = f"There is no folder {path.parent}. Make it first, or choose another place."
        raise NotFound(Problem(FILE_UNWRITABLE, detail))


class SendList:
    """The list of one run, in the making: row, name, e-mail, file, id."""

    def __init__(self, path: Path, until: ExitStack, *, resume: bool) -> None:
        """Begin a list in a nameless file beside `path`; until the stack is closed.

        Raises:
            Unavailable: the system does not let it be written.
        """
        self._path = path
        self._resume = resume
        try:
            rows = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115 - the stack closes it
        except OSError as error:
            detail = f"{path}: {error.strerror or error}. Choose another place."
            raise Unavailable(Problem(FILE_UNWRITABLE, detail)) from error
        self._rows = until.enter_context(rows)
        self._text = io.TextIOWrapper(self._rows, "utf-8-sig", "backslashreplace", newline="")
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        self._csv.writerow(_HEADER)

    def add(self, row: RosterRow, outcome: RowOutcome) -> None:
        """Note the learner of a row that was issued, and their file: a picture, if there is one."""
        cells = (row.name or "", row.email or row.did or "", outcome.image or outcome.file or "")
        self._csv.writerow((outcome.number, *map(neutralised, cells), outcome.id))

    def publish(self) -> None:
        """Write the list.

        Raises:
            Conflict: somebody else has made a file of that name in the meantime.
            NotFound, Unavailable: it cannot be written.
        """
        self._text.flush()
        self._rows.seek(0)
        with file_in_making(self._path, mode=_OWNER_ONLY, replace=self._resume) as file:
            shutil.copyfileobj(self._rows, file)
