"""The demo's folder: what it remembers between runs, and the environment made from it.

Nothing here imports Django, which reads the environment once, when it is set up.
"""

from __future__ import annotations

import base64
import errno
import fcntl
import hashlib
import hmac
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from laurea.credentials.errors import Conflict, MalformedDocument, Unavailable
from laurea.credentials.problems import FILE_EXISTS, MALFORMED_VALUE, SERVER_NOT_READY, Problem
from laurea.integrations.files import read_file, write_file

FIRST_PORT: Final = 8000
_PORTS_TRIED: Final = 50
_NOTE: Final = "demo.json"
_LOCK: Final = "demo.lock"
_REGISTRY: Final = "trust-registry.json"
_MOST_BYTES: Final = 65_536
_OWNER_ONLY_FOLDER: Final = 0o700
_OWNER_ONLY_FILE: Final = 0o600
_TOTP_BYTES: Final = 20
_WORDS: Final = (
    "amber anchor barley basin beacon birch bramble bronze canal cedar chalk clover copper coral "
    "cotton delta ember fennel ferry flint garnet ginger granite harbour hazel heron indigo ivory "
    "juniper kettle lantern larch linen lupin maple marble meadow mistral nettle oakum orchard "
    "osprey pebble pepper plover quarry quartz rowan saffron sorrel spruce tallow teasel thistle "
    "timber tundra velvet walnut willow yarrow"
).split()


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The folder of one demo world, and what its world was begun with.

    Attributes:
        path: the folder.
        public_url: the address all of the world's identifiers begin with.
        begun_at: the moment from which the world looks back.
        password: the password of everybody who signs in.
        seed: what the secrets of the second factors are made of.
    """

    path: Path
    public_url: str
    begun_at: datetime
    password: str = field(repr=False)
    seed: str = field(repr=False)

    @property
    def port(self) -> int:
        """The port that the world's addresses lead to."""
        return urlsplit(self.public_url).port or FIRST_PORT

    @property
    def registry(self) -> Path:
        """The file of the registry of issuers that the server trusts."""
        return self.path / _REGISTRY

    def totp_secret(self, email: str) -> str:
        """Return the secret of an account's second factor, in base 32."""
        digest = hmac.new(self.seed.encode(), email.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest[:_TOTP_BYTES]).decode("ascii")


def open_folder(path: Path, *, port: int | None, at: datetime) -> DemoFolder:
    """Return the demo in a folder, begun now where the folder is new or empty.

    Args:
        path: the folder.
        port: where the demo is to be reached; the first free one from 8000 on where `None`. It
            is part of every identifier in the world: a world that stands keeps its own.
        at: the moment, timezone-aware.

    Raises:
        Conflict: the folder holds something else, or a world at another port.
        MalformedDocument: its note cannot be understood.
        Unavailable: it cannot be written, or no port is free.
    """
    folder = path.expanduser().absolute()
    if (folder / _NOTE).exists():
        standing = _read(folder)
        if port is not None and port != standing.port:
            detail = (
                f"The world in {folder} lives at {standing.public_url}, which is part of all its "
                "credentials. Leave --port out, or name another folder with --data."
            )
            raise Conflict(Problem(FILE_EXISTS, detail))
        return standing
    _make(folder)
    begun = DemoFolder(
        path=folder,
        public_url=f"http://localhost:{port or first_free_port()}",
        begun_at=at.replace(microsecond=0),
        password="-".join([*(secrets.choice(_WORDS) for _ in range(3)), _four_digits()]),
        seed=secrets.token_hex(32),
    )
    write_file(folder / _NOTE, _written(begun), mode=_OWNER_ONLY_FILE)
    return begun


@contextmanager
def alone_in(folder: DemoFolder) -> Iterator[None]:
    """Keep other processes from filling the same world until the block ends.

    Raises:
        Conflict: another one is at it.
    """
    with (folder.path / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            detail = f"Another laurea demo is filling {folder.path}. Wait until it is done."
            raise Conflict(Problem(FILE_EXISTS, detail)) from None
        yield


def is_port_free(port: int) -> bool:
    """Say whether nobody listens at a port of this machine."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
        return True


def first_free_port() -> int:
    """Return the first free port from 8000 on.

    Raises:
        Unavailable: there is none among the next fifty.
    """
    for port in range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED):
        if is_port_free(port):
            return port
    detail = f"The ports {FIRST_PORT} to {port} are all in use. Name a free one with --port."
    raise Unavailable(Problem(SERVER_NOT_READY, detail))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        detail = f"The folder {folder} cannot be made or read: {error.strerror}."
        raise Unavailable(Problem(SERVER_NOT_READY, detail)) from error
    if not is_empty:
        detail = f"{folder} holds something that is no demo. Name an empty folder with --data."
        raise Conflict(Problem(FILE_EXISTS, detail))


def _written(folder: DemoFolder) -> bytes:
    said = {
        "public_url": folder.public_url,
        "begun_at": folder.begun_at.isoformat(),
        "password": folder.password,
        "seed": folder.seed,
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2) + b"\n"


def _read(folder: Path) -> DemoFolder:
    try:
        said: dict[str, Any] = orjson.loads(read_file(folder / _NOTE, max_bytes=_MOST_BYTES))
        return DemoFolder(
            path=folder,
            public_url=said["public_url"],
            begun_at=datetime.fromisoformat(said["begun_at"]),
            password=said["password"],
            seed=said["seed"],
        )
    except (ValueError, KeyError, TypeError) as error:
        detail = f"{folder / _NOTE} is not what laurea demo wrote. Remove the folder {folder}."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail)) from error


def _four_digits() -> str:
    return str(1000 + secrets.randbelow(9000))


def take_environment(folder: DemoFolder) -> None:
    """Set the environment of the demo's server; what was set for another server is forgotten."""
    for name in [name for name in os.environ if name.startswith(("LAUREA_", "DATABASE_URL"))]:
        del os.environ[name]
    os.environ["LAUREA_DATA"] = str(folder.path)
    os.environ["LAUREA_PUBLIC_URL"] = folder.public_url
    os.environ["LAUREA_TRUST_REGISTRY"] = str(folder.registry)
    os.environ["LAUREA_OPERATOR_NAME"] = "Northfield College, 1 Mill Lane, Northfield (invented)"
    os.environ["LAUREA_OPERATOR_CONTACT"] = "mailto:help@northfield.example"
    # Addresses of .example lead nowhere; without mail, pages show the links that letters carry.
    os.environ["LAUREA_EMAIL_URL"] = "none:"
