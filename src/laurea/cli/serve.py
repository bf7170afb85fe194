"""`laurea serve`: the web server, and on SQLite the worker beside it."""

from __future__ import annotations

import os
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final

import typer

from laurea.cli import console
from laurea.cli.listening import address_to_listen_at, demand_certificate

_PUBLIC_URL: Final = "LAUREA_PUBLIC_URL"
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "0.0.0.0", "::"})  # noqa: S104 - compared


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

    LAUREA_PUBLIC_URL says under which address people reach it; everything that is signed carries
    it. Where it is not set, it is localhost and the port. On SQLite the background work is done
    here too; on PostgreSQL start `laurea worker` beside it.

    Where nothing was ever kept, it makes the data folder, the secret key and the database. As
    long as there is no administrator, it prints an address at which you set everything up; the
    token in it also stands in the file setup-token in the data folder.

    Exit code 0: stopped as told. 5: the server is not set up, cannot listen where it is told to,
    for example because the port is taken, or signs under another public address. 64: wrong usage.

    \b
    Example:
      laurea serve
      LAUREA_PUBLIC_URL=https://badges.college.example laurea serve \\
        --host 0.0.0.0 --port 443 --tls-cert chain.pem --tls-key key.pem
    """
    if (tls_cert is None) != (tls_key is None):
        raise typer.BadParameter("Name both --tls-cert and --tls-key, or neither.")
    if tls_cert is not None and tls_key is not None:
        demand_certificate(tls_cert, tls_key)
    address = address_to_listen_at(host, port)
    if not os.environ.get(_PUBLIC_URL, "").strip():
        # Processes of the server are started from nothing and read it as well.
        os.environ[_PUBLIC_URL] = reached_at(host, address, port, has_tls=tls_cert is not None)
        console.note(f"{_PUBLIC_URL} is not set: what is signed carries {os.environ[_PUBLIC_URL]}.")
    # Django reads the environment when it is first imported, and only then: hence so late.
    import_module("laurea.cli.server").run_server(
        address=address,
        port=port,
        processes=processes,
        threads=threads,
        tls_cert=tls_cert,
        tls_key=tls_key,
    )


def reached_at(host: str, address: str, port: int, *, has_tls: bool) -> str:
    """Return the address at which people reach a server that listens somewhere.

    Args:
        host: what it was told to listen at.
        address: the IP address which that stands for.
        port: the port it listens at.
        has_tls: whether it shows a certificate.

    >>> reached_at("0.0.0.0", "0.0.0.0", 9000, has_tls=False)
    'http://localhost:9000'
    >>> reached_at("2001:db8::7", "2001:db8::7", 443, has_tls=True)
    'https://[2001:db8::7]:443'
    """
    if address in _THIS_MACHINE:
        host = "localhost"
    elif ip_address(address).version == 6 and ":" in host:
        host = f"[{host}]"
    return f"{'https' if has_tls else 'http'}://{host}:{port}"
