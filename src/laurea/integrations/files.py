"""The file system as commands and key files use it: bounded reading, whole-or-nothing writing.

- Reading stops at a limit and never reads what is larger; `-` is standard input.
- Writing goes to a new file beside the target, which then takes the target's name: a reader
  sees the old content or the new, never half of one.
- Whatever the system refuses becomes a `LaureaError` that names the file.
"""

from __future__ import annotations

import errno
import os
import secrets
import select
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace as with_changes
from pathlib import Path
from typing import BinaryIO, Final

from laurea.credentials.errors import (
    Conflict,
    LaureaError,
    LimitExceeded,
    MalformedDocument,
    NotFound,
    Unavailable,
)
from laurea.credentials.problems import (
    FILE_EXISTS,
    FILE_UNREADABLE,
    FILE_UNWRITABLE,
    LIMIT,
    Problem,
)

STANDARD_INPUT: Final = "-"
_PATIENCE_MS: Final = 10_000
"""How long a pipe may stay silent."""
_ADVICE: Final = {
    errno.EACCES: "You may not do that there; ask for the right, or choose another place.",
    errno.EPERM: "You may not do that there; ask for the right, or choose another place.",
    errno.EROFS: "The disk is read-only; choose another place.",
    errno.ENOSPC: "The disk is full; make room, or choose another place.",
    errno.EDQUOT: "Your share of the disk is full; make room, or choose another place.",
    errno.ENOENT: "Check the name; make the folder first if it does not exist.",
    errno.ENOTDIR: "A part of the path is a file and not a folder.",
    errno.ENAMETOOLONG: "The name is too long; choose a shorter one.",
    errno.ELOOP: "The links in the path go in a circle.",
}


def read_file(path: str | Path, *, max_bytes: int) -> bytes:
    """Return the bytes of a file, or of standard input where `path` is `-`.

    Args:
        path: the file; not a folder.
        max_bytes: the most that is read. A larger file is refused by its size, unread.

    Raises:
        NotFound: there is no such file.
        Unavailable: the system does not let it be read.
        MalformedDocument: it is a folder.
        LimitExceeded: it is larger than `max_bytes`.
    """
    try:
        if str(path) == STANDARD_INPUT:
            content = sys.stdin.buffer.read(max_bytes + 1)
        else:
            # A pipe is opened without waiting, because nobody may ever write into it.
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
                found = os.fstat(file.fileno())
                if stat.S_ISFIFO(found.st_mode):
                    return _from_pipe(path, file.fileno(), max_bytes)
                os.set_blocking(file.fileno(), True)
                content = file.read(max_bytes + 1) if found.st_size <= max_bytes else b""
                _refuse_larger(path, max(found.st_size, len(content)), max_bytes)
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError as error:
        # A zero byte, or half a surrogate pair: no system has such names.
        detail = f"{path!r} is no file name. Check it."
        raise MalformedDocument(Problem(FILE_UNREADABLE, detail)) from error
    _refuse_larger(path, len(content), max_bytes)
    return content


def _from_pipe(path: str | Path, descriptor: int, max_bytes: int) -> bytes:
    """Read a pipe to its end; one that stays silent for too long is given up."""
    waiting, content = select.poll(), bytearray()
    waiting.register(descriptor, select.POLLIN)
    while len(content) <= max_bytes:
        if not waiting.poll(_PATIENCE_MS):
            detail = f"{path} is a pipe, and nothing came through it for {_PATIENCE_MS // 1000} s."
            raise Unavailable(Problem(FILE_UNREADABLE, detail))
        piece = os.read(descriptor, max_bytes + 1 - len(content))
        if not piece:
            break
        content += piece
    _refuse_larger(path, len(content), max_bytes)
    return bytes(content)


def in_file(problem: Problem, file: str | Path) -> Problem:
    """Return a problem with what a file holds, its detail beginning with the file's name."""
    return with_changes(problem, detail=f"{file}: {problem.detail}")


@contextmanager
def naming(file: str | Path) -> Iterator[None]:
    """Let the problems of a block, which reads what a file held, name that file.

    Raises:
        LaureaError: of the same class, its problem as `in_file` words it.
    """
    try:
        yield
    except LaureaError as error:
        raise type(error)(in_file(error.problem, file)) from None


def write_file(
    path: str | Path,
    content: bytes,
    *,
    mode: int = 0o666,
    replace: bool = False,
    durable: bool = True,
) -> None:
    """Write a file whole or not at all.

    Args:
        path: the file; its folder must exist.
        content: all of it.
        mode: the permissions, before the process's umask.
        replace: whether a file of this name may be replaced.
        durable: whether the content must have reached the disk when this returns. Costs some
            milliseconds; leave it out where thousands of files can be written again.

    Raises:
        Conflict: there is a file of this name and `replace` is false.
        NotFound: the folder does not exist.
        Unavailable: the system does not let it be written.
    """
    with file_in_making(path, mode=mode, replace=replace, durable=durable) as file:
        file.write(content)


@contextmanager
def file_in_making(
    path: str | Path, *, mode: int = 0o666, replace: bool = False, durable: bool = True
) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes its name when the block ends, and none if it fails.

    Args:
        path: the file; its folder must exist.
        mode: the permissions, before the process's umask.
        replace: whether a file of this name may be replaced.
        durable: whether the content must have reached the disk when the block has ended.

    Raises:
        Conflict: there is a file of this name and `replace` is false.
        NotFound: the folder does not exist.
        Unavailable: the system does not let it be written.
    """
    target = Path(path)
    part = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            _take_name(part, target, replace=replace)
        finally:
            part.unlink(missing_ok=True)
        if durable:
            _sync_folder(target.parent)
    except FileExistsError as error:
        raise _existing(target) from error
    except OSError as error:
        raise _unwritable(path, error) from error


def refuse_existing(path: str | Path) -> None:
    """Raise `Conflict` where something of this name exists, dangling links included."""
    if os.path.lexists(Path(path)):
        raise _existing(Path(path))


def _take_name(part: Path, target: Path, *, replace: bool) -> None:
    if replace:
        part.replace(target)
        return
    try:
        # A second name for the file, then the first away: a rename would overwrite silently.
        os.link(part, target)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}:
            raise
        # File systems without hard links (FAT, some network shares).
        refuse_existing(target)
        part.rename(target)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_larger(path: str | Path, size_bytes: int, max_bytes: int) -> None:
    if size_bytes > max_bytes:
        detail = f"{path} is larger than the {max_bytes:,} bytes that are read."
        raise LimitExceeded(Problem(LIMIT, detail))


def _unreadable(path: str | Path, error: OSError) -> LaureaError:
    if error.errno == errno.EISDIR:
        detail = f"{path} is a folder. Name a file inside it."
        return MalformedDocument(Problem(FILE_UNREADABLE, detail))
    if error.errno == errno.ENOENT:
        detail = f"There is no file {path}. Check the name."
        return NotFound(Problem(FILE_UNREADABLE, detail))
    return Unavailable(Problem(FILE_UNREADABLE, _refusal(path, error)))


def _existing(path: Path) -> Conflict:
    detail = f"{path} exists and is not overwritten. Choose another name, or move it away."
    return Conflict(Problem(FILE_EXISTS, detail))


def _unwritable(path: str | Path, error: OSError) -> LaureaError:
    problem = Problem(FILE_UNWRITABLE, _refusal(path, error))
    return NotFound(problem) if error.errno == errno.ENOENT else Unavailable(problem)


def _refusal(path: str | Path, error: OSError) -> str:
    advice = _ADVICE.get(error.errno or 0, "")
    return f"{path}: {error.strerror or error}. {advice}".rstrip()
