"""The folder that a run fills: claimed once, worked in by one process, whole at any moment.

- Credentials and pictures take their names only when they are complete. What stands there
  already, and is the same, is left alone.
- Single files are not forced to the disk one by one; `settle` forces all of them at once.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

from laurea.credentials.errors import Conflict, NotFound, Unavailable
from laurea.credentials.problems import FILE_EXISTS, FILE_UNWRITABLE, RUN_RESUME, Problem
from laurea.integrations.files import write_file
from laurea.integrations.issue_run.journal import FILE_NAME, Journal, read_journal, write_journal

STATUS: Final = "status"
"""The folder of the status lists."""

_PART: Final = re.compile(r"\.[0-9a-f]{16}\.part")


class RunFolder:
    """A folder that holds one run, or will; nothing of it is written before `claim`."""

    def __init__(self, path: Path, *, resume: bool) -> None:
        """Look at the folder.

        Raises:
            Conflict: it holds a run that is not to be taken up again, or something else; or it
                holds no run, and one is to be taken up.
            MalformedDocument: its journal is damaged.
            Unavailable: the system does not let it be read.
        """
        self.path = path
        self.journal: Journal | None = None
        """The journal of the run in the folder, if there is one."""
        self._is_new = not os.path.lexists(path)
        if self._is_new:
            if resume:
                raise _nothing_to_take_up(path)
            return
        names = {name for name in _names(path) if not _PART.fullmatch(name)}
        if FILE_NAME in names:
            if not resume:
                detail = f"{path} holds a run. Finish it with --resume, or choose another folder."
                raise Conflict(Problem(FILE_EXISTS, detail))
            self.journal = read_journal(path)
        elif names:
            detail = f"{path} is not empty. Choose a new folder."
            raise Conflict(Problem(FILE_EXISTS, detail))
        elif resume:
            raise _nothing_to_take_up(path)

    def claim(self, journal: Journal, until: ExitStack) -> None:
        """Begin the run, or take it up again; until the stack is closed nobody else may.

        Raises:
            Conflict: another process is at work in the folder.
            NotFound, Unavailable: the folder cannot be made, or not be written to.
        """
        if self.journal is None:
            with ExitStack() as unless_begun:
                if self._is_new:
                    _make(self.path)
                    unless_begun.callback(_remove_empty, self.path)
                write_journal(self.path, journal)
                unless_begun.pop_all()
            self.journal = journal
        _lock(self.path / FILE_NAME, until)
        for folder in (self.path, self.path / STATUS):
            with suppress(FileNotFoundError):
                _remove_parts(folder)

    def keep(self, name: str, content: bytes) -> bool:
        """Write a file, unless it stands there with the same content; say whether it did.

        Raises:
            NotFound, Unavailable: it cannot be written.
        """
        path = self.path / name
        with suppress(OSError):
            if path.read_bytes() == content:
                return True
        write_file(path, content, replace=True, durable=False)
        return False

    def keep_list(
        self, name: str, sign: Callable[[], bytes], is_whole: Callable[[bytes], bool]
    ) -> bytes:
        """Return a status list: the one that stands there, or a new one where none does.

        Raises:
            Conflict: a list stands there that does not verify. It may hold revocations, and a
                new one would take them back.
            LaureaError: it cannot be signed or written.
        """
        path = self.path / STATUS / name
        with suppress(FileNotFoundError):
            held = path.read_bytes()
            if is_whole(held):
                return held
            detail = (
                f"{path} is there and does not verify with this key. It may say who was revoked. "
                "Restore it, or move it away to begin an empty list."
            )
            raise Conflict(Problem(RUN_RESUME, detail))
        if not path.parent.exists():
            _make(path.parent)
        content = sign()
        write_file(path, content, replace=True)
        return content

    def settle(self) -> None:
        """Wait until everything that was written has reached the disk."""
        os.sync()

    def withdraw(self) -> None:
        """Leave the folder as it was, where nothing was issued."""
        shutil.rmtree(self.path / STATUS, ignore_errors=True)
        (self.path / FILE_NAME).unlink(missing_ok=True)
        if self._is_new:
            _remove_empty(self.path)


def _nothing_to_take_up(path: Path) -> Conflict:
    detail = f"{path} holds no run to take up. Check its name, or leave out --resume to begin one."
    return Conflict(Problem(RUN_RESUME, detail))


def _remove_empty(path: Path) -> None:
    with suppress(OSError):
        path.rmdir()


def _names(path: Path) -> list[str]:
    try:
        return os.listdir(path)  # noqa: PTH208 - the names are wanted, not paths
    except NotADirectoryError as error:
        detail = f"{path} is a file. Choose a new folder."
        raise Conflict(Problem(FILE_EXISTS, detail)) from error
    except OSError as error:
        raise _refused(path, error) from error


def _make(path: Path) -> None:
    try:
        path.mkdir()
    except FileExistsError as error:
        detail = f"{path} was made by somebody else just now. Choose a new folder."
        raise Conflict(Problem(FILE_EXISTS, detail)) from error
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not path.parent.exists():
            detail = f"There is no folder {path.parent}. Make it first, or choose another place."
            raise NotFound(Problem(FILE_UNWRITABLE, detail)) from error
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> Unavailable:
    detail = f"{path}: {error.strerror or error}. Choose another place."
    return Unavailable(Problem(FILE_UNWRITABLE, detail))


def _lock(path: Path, until: ExitStack) -> None:
    journal = until.enter_context(path.open("rb"))
    try:
        fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            detail = f"Another process is at work in {path.parent}. Wait until it has ended."
            raise Conflict(Problem(RUN_RESUME, detail)) from error
        # Some network shares know no locks. Two processes would write the same, only twice.


def _remove_parts(folder: Path) -> None:
    """Remove what a process that was killed had not finished."""
    for entry in list(os.scandir(folder)):
        if _PART.fullmatch(entry.name):
            Path(entry.path).unlink(missing_ok=True)
