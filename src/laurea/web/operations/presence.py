"""Which workers of this machine are alive: each holds a lock on a file as long as it lives.

The system gives up the lock of a process that dies, however it dies. So the jobs of a worker
that was killed are free at once, and need not wait until their leases run out. Of workers on
other machines nothing is known here; for those the lease decides.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SUFFIX = ".lock"


@contextmanager
def present(folder: Path) -> Iterator[str]:
    """Be known as alive inside the block; what is yielded is the worker's name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(8)
    path = folder / f"{name}{_SUFFIX}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield name
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def is_gone(folder: Path, name: str) -> bool:
    """Say whether a worker of this machine died without saying so."""
    if not name.isalnum():
        return False
    try:
        descriptor = os.open(folder / f"{name}{_SUFFIX}", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def forget_gone(folder: Path) -> None:
    """Remove the files of workers that died; call it after their jobs are free again."""
    for path in folder.glob(f"*{_SUFFIX}"):
        if is_gone(folder, path.stem):
            path.unlink(missing_ok=True)
