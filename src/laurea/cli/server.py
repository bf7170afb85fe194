"""The server that `laurea serve` starts, once the environment says where it is reached."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path
from threading import Event, Thread

import typer
from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

import laurea.web.application  # noqa: F401 - importing it sets Django up
from laurea.cli import console
from laurea.web.operations.installation import (
    bring_database_up_to_date,
    is_new,
    make_folders,
    make_secret_key,
    make_setup_token,
    setup_token_file,
)
from laurea.web.operations.public_address import demand_settled_address
from laurea.web.operations.readiness import demand_ready
from laurea.web.operations.worker import run_worker
from laurea.web.organizations.access import setup_of_installation
from laurea.web.organizations.setup import is_setup_open


def run_server(
    *,
    address: str,
    port: int,
    processes: int,
    threads: int,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> None:
    """Answer requests until stopped.

    Args:
        address: the IP address to listen at.
        port: the port.
        processes: how many processes answer.
        threads: how many threads each has.
        tls_cert: the certificate chain, or `None` for no TLS.
        tls_key: its private key.

    Raises:
        Unavailable: the server is not set up, or signs under another public address.
    """
    if processes > 1 and settings.IS_ON_SQLITE:
        detail = "On SQLite one process answers. Set DATABASE_URL to PostgreSQL for more."
        raise typer.BadParameter(detail, param_hint="--processes")
    _begin_where_nothing_is()
    demand_ready()
    demand_settled_address()
    # So that other pages are answered whatever is being checked. Processes read it as they begin.
    os.environ.setdefault("LAUREA_VERIFY_AT_ONCE", str(max(1, threads - 2)))
    # Processes begin from nothing: a thread of this one must not be copied half-way.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "laurea.web.application:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        ssl_cert=tls_cert,
        ssl_key=tls_key,
        respawn_failed_workers=True,
    )
    stop = Event()
    worker = Thread(target=run_worker, args=(stop,), name="laurea-worker")
    if settings.IS_ON_SQLITE:
        worker.start()
    console.note(f"Laurea is at {settings.LAUREA_PUBLIC_URL}. Ctrl-C stops it.")
    say_how_to_set_up()
    try:
        server.serve()
    finally:
        stop.set()
        if worker.is_alive():
            worker.join()


def say_how_to_set_up() -> None:
    """Print where the set-up goes on, if it is not finished."""
    if not is_setup_open():
        return
    address = f"{settings.LAUREA_PUBLIC_URL}/setup"
    if setup_of_installation() is not None:
        console.note(f"The set-up is not finished. Go on at {address}")
        return
    token = make_setup_token()
    console.note("There is no administrator yet. Set everything up here; the address works once:")
    console.note(f"  {address}?token={token}")
    console.note(f"The token also stands in {setup_token_file()}, readable by you alone.")


def _begin_where_nothing_is() -> None:
    """Make folders, secret key and database for somebody who starts with nothing."""
    if not is_new():
        return
    make_folders()
    make_secret_key()
    bring_database_up_to_date()
    console.note(f"Made a data folder, a secret key and a database in {settings.LAUREA_DATA}.")
