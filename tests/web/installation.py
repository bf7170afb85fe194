"""An installation of its own for tests that start and kill real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 60.0


def until(is_so: Callable[[], bool], *, patience_s: float = PATIENCE_S) -> None:
    """Wait until something is so; fail if it does not come."""
    deadline = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.02)


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def end(process: subprocess.Popen[bytes]) -> None:
    """Tell a worker to stop, and see that it does: in its own time, or before it had begun.

    What a test waits for may be done before the last worker listens to signals.
    """
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) in {0, -signal.SIGTERM}


@dataclass(frozen=True, slots=True)
class Installation:
    """A data folder and a database, and the commands that work on them."""

    folder: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("LAUREA_")}
        kept.pop("DATABASE_URL", None)
        address = {"DATABASE_URL": self.database_url} if self.database_url else {}
        return {**kept, **address, "LAUREA_DATA": str(self.folder)}

    def run(
        self, *words: str, code: int = 0, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of `laurea` to its end."""
        run = subprocess.run(
            [sys.executable, "-W", "error", "-m", "laurea", *words],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert run.returncode == code, run.stdout + run.stderr
        return run

    def python(self, code: str, **environment: str) -> str:
        """Run Python with Django set up, and return what it printed."""
        run = subprocess.run(
            [sys.executable, "-W", "error", "-c", f"import laurea.web.application\n{code}"],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def plain(self, code: str) -> int:
        """Run Python as it is, and return its exit status."""
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=self.environment, check=False).returncode

    @contextmanager
    def process(self, *words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """Start a command; it and what it started are killed at the end of the block."""
        with subprocess.Popen(
            [sys.executable, "-m", "laurea", *words],
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
