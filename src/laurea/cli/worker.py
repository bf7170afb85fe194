"""`laurea worker`: do background work until told to stop."""

from __future__ import annotations

import signal
from threading import Event
from types import FrameType

import laurea.web.application  # noqa: F401 - importing it sets Django up
from laurea.cli import console
from laurea.web.operations.public_address import demand_settled_address
from laurea.web.operations.readiness import demand_ready
from laurea.web.operations.worker import run_worker


def worker() -> None:
    """Do background work: run after run, event after event, until stopped.

    On SQLite `laurea serve` does it already. On PostgreSQL start as many as you like, on as many
    machines. Ctrl-C or SIGTERM lets it finish the job at hand; after a crash another takes over.

    Exit code 0: stopped as told. 5: the server is not set up, or signs under another address.

    \b
    Example:
      laurea worker
    """
    demand_ready()
    demand_settled_address()
    stop = Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    console.note("The worker is ready.")
    run_worker(stop)
