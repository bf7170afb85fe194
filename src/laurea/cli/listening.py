"""Whether a server can listen where it is told to, and show the certificate it is told to show.

Found out before anything is started, so that the answer is one sentence.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
from pathlib import Path
from typing import Final

from laurea.credentials.errors import Unavailable
from laurea.credentials.problems import SERVER_ADDRESS, SERVER_CERTIFICATE, Problem

_LAST_PRIVILEGED: Final = 1023


def address_to_listen_at(host: str, port: int) -> str:
    """Return the address that a host stands for, at whose port nobody listens yet.

    Raises:
        Unavailable: the host is not this machine's, the port is taken, or it may not be used.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _name, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the server does: what a stopped one left behind does not count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except (OSError, UnicodeError) as error:
        raise Unavailable(Problem(SERVER_ADDRESS, _why_not(host, port, error))) from error
    return str(address[0])


def demand_certificate(certificate: Path, key: Path) -> None:
    """Do nothing where a server can use a certificate and its key.

    Raises:
        Unavailable: a file cannot be read, is no PEM, is encrypted, or they do not belong together.
    """
    for path in (certificate, key):
        try:
            with path.open("rb"):
                pass
        except OSError as error:
            detail = (
                f"{path} cannot be read: {error.strerror}. Name a file that this user can read."
            )
            raise Unavailable(Problem(SERVER_CERTIFICATE, detail)) from error
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, _no_passphrase)
    except (OSError, ValueError) as error:
        detail = f"{certificate} and {key} cannot be used together: {_reason(error)}"
        raise Unavailable(Problem(SERVER_CERTIFICATE, detail)) from error


def _no_passphrase() -> str:
    raise ValueError("encrypted")


def _reason(error: Exception) -> str:
    said = str(error)
    if "encrypted" in said:
        return "the key is encrypted. Store it without a passphrase, readable by this user alone."
    if "KEY_VALUES_MISMATCH" in said:
        return "the key is that of another certificate. Name the one that belongs to it."
    return "they are not a certificate chain and a private key as PEM. Name such files."


def _why_not(host: str, port: int, error: Exception) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is taken by another program. Stop that program, or choose"
            " another port with --port."
        )
    if number == errno.EACCES:
        limit = f"Ports up to {_LAST_PRIVILEGED} are kept for the system. " if port < 1024 else ""
        return f"This user may not listen at port {port} of {host}. {limit}Choose another --port."
    if number == errno.EADDRNOTAVAIL or isinstance(error, (socket.gaierror, UnicodeError)):
        return (
            f"{host} is no address of this machine. Name one of its own with --host: 127.0.0.1"
            " for this machine alone, 0.0.0.0 for all its networks."
        )
    said = os.strerror(number) if number else str(error)
    return f"Nothing can listen at port {port} of {host}: {said}. Choose another --host or --port."
