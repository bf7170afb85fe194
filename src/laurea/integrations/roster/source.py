"""The file behind a roster: at a path, or copied from a stream so that it can be read twice."""

from __future__ import annotations

import errno
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO, BinaryIO, Final

from laurea.credentials.errors import (
    LaureaError,
    LimitExceeded,
    MalformedDocument,
    NotFound,
    Unavailable,
)
from laurea.credentials.problems import FILE_UNREADABLE, LIMIT, Problem

_BLOCK_BYTES: Final = 1024 * 1024


def as_file(source: Path | BinaryIO, *, max_bytes: int, until: ExitStack) -> Path:
    """Return the path of a regular file with the content of `source`.

    Args:
        source: a file, a pipe, or an open binary stream, which is read to its end.
        max_bytes: the most that is copied.
        until: closes the copy, if one had to be made, which removes it.

    Raises:
        NotFound: there is no such file.
        MalformedDocument: it is a folder.
        Unavailable: the system does not let it be read.
        LimitExceeded: there are more bytes than are copied.
    """
    if not isinstance(source, Path):
        return _copied(source, max_bytes, until)
    try:
        if source.is_file():
            source.open("rb").close()
            return source
        with source.open("rb") as pipe:
            return _copied(pipe, max_bytes, until)
    except OSError as error:
        raise _unreadable(source, error) from error


def scratch_file(until: ExitStack) -> IO[bytes]:
    """Return an empty file for what must be read again; only its owner may read it."""
    return until.enter_context(tempfile.NamedTemporaryFile(prefix="laurea-roster-"))


def _copied(stream: BinaryIO, max_bytes: int, until: ExitStack) -> Path:
    copy = scratch_file(until)
    size_bytes = 0
    while block := stream.read(_BLOCK_BYTES):
        size_bytes += len(block)
        if size_bytes > max_bytes:
            detail = f"The roster takes more than the {max_bytes:,} bytes that are read. Split it."
            raise LimitExceeded(Problem(LIMIT, detail))
        copy.write(block)
    copy.flush()
    return Path(copy.name)


def _unreadable(path: Path, error: OSError) -> LaureaError:
    if error.errno == errno.ENOENT:
        return NotFound(Problem(FILE_UNREADABLE, f"There is no file {path}. Check the name."))
    if error.errno == errno.EISDIR:
        detail = f"{path} is a folder. Name a file inside it."
        return MalformedDocument(Problem(FILE_UNREADABLE, detail))
    return Unavailable(Problem(FILE_UNREADABLE, f"{path}: {error.strerror or error}."))
