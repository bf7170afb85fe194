"""What importing the pure core brings along: nothing that reaches outside."""

from __future__ import annotations

import subprocess
import sys

_OUTSIDE = (
    "asyncio",
    "concurrent.futures",
    "django",
    "http.client",
    "logging",
    "multiprocessing",
    "pyld",
    "requests",
    "rich",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "typer",
    "urllib.request",
    "urllib3",
)


def test_importing_the_core_loads_nothing_that_reaches_outside() -> None:
    program = f"import sys, laurea.credentials; print([m for m in {_OUTSIDE} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
