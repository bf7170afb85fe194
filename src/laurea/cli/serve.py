"""`laurea serve`: the web server, and on SQLite the worker beside it."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import typer
from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

import laurea.web.application  # noqa: F401 - importing it sets Django up
from laurea.cli import console
from laurea.cli.listening import address_to_listen_at, demand_certificate
from laurea.web.operations.installation import (
    bring_database_up_to_date,
    is_new,
    make_folders,
    make_secret_key,
    make_setup_token,
    setup_token_file,
)
from laurea.web.operations.readiness import demand_ready
from laurea.web.operations.worker import run_worker
from laurea.web.organizations.access import setup_of_installation
from laurea.web.organizations.setup import is_setup_open


def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen at.")] = 8000,
    processes: Annotated[
        int, typer.Option(min=1, help="How many processes answer; on SQLite one.")
    ] = 1,
    threads: Annotated[int, typer.Option(min=1, help="How many threads each has.")] = 4,
    tls_cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The certificate chain, as PEM.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The certificate's private key, as PEM.")
    ] = None,
) -> None:
    """Start the web server. Ctrl-C stops it, after what is under way is answered.

    LAUREA_PUBLIC_URL says under which address people reach it. On SQLite the background work is
    done here too; on PostgreSQL start `laurea worker` beside it.

    Where nothing was ever kept, it makes the data folder, the secret key and the database. As
    long as there is no administrator, it prints an address at which you set everything up; the
    token in it also stands in the file setup-token in the data folder.

    Exit code 0: stopped as told. 5: the server is not set up, or cannot listen where it is told
    to, for example because the port is taken. 64: wrong usage.

    \b
    Example:
      laurea serve
      LAUREA_PUBLIC_URL=https://badges.college.example laurea serve \\
        --host 0.0.0.0 --port 443 --tls-cert chain.pem --tls-key key.pem
    """
    if (tls_cert is None) != (tls_key is None):
        raise typer.BadParameter("Name both --tls-cert and --tls-key, or neither.")
    if processes > 1 and settings.IS_ON_SQLITE:
        detail = "On SQLite one process answers. Set DATABASE_URL to PostgreSQL for more."
        raise typer.BadParameter(detail, param_hint="--processes")
    if tls_cert is not None and tls_key is not None:
        demand_certificate(tls_cert, tls_key)
    address = address_to_listen_at(host, port)
    _begin_where_nothing_is()
    demand_ready()
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
    _say_how_to_set_up()
    try:
        server.serve()
    finally:
        stop.set()
        if worker.is_alive():
            worker.join()


def _begin_where_nothing_is() -> None:
    """Make folders, secret key and database for somebody who starts with nothing."""
    if not is_new():
        return
    make_folders()
    make_secret_key()
    bring_database_up_to_date()
    console.note(f"Made a data folder, a secret key and a database in {settings.LAUREA_DATA}.")


def _say_how_to_set_up() -> None:
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
