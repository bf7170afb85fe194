"""The places an installation lives in: its folders, its secret key, its database.

And the token of the set-up: whoever can read the data folder, or sees what the server prints,
sets the installation up. Nobody else on the network can.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from laurea.integrations.files import write_file

_OWNER_ONLY_FOLDER: Final = 0o700
_OWNER_ONLY_FILE: Final = 0o600
_SECRET_BYTES: Final = 64
_TOKEN_BYTES: Final = 32
_LONGEST_TOKEN: Final = 200


def make_folders() -> None:
    """Make the data folder and the folder of keys, for this user alone."""
    for folder in (settings.LAUREA_DATA, settings.KEY_FOLDER):
        folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)


def make_secret_key() -> bool:
    """Make the secret key where there is none, and use it; return whether one was made.

    Raises:
        NotFound, Unavailable: the file cannot be written.
    """
    if settings.HAS_SECRET_KEY:
        return False
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    path = settings.LAUREA_SECRET_KEY_FILE
    path.parent.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    write_file(path, f"{secret}\n".encode("ascii"), mode=_OWNER_ONLY_FILE)
    settings.SECRET_KEY = secret
    settings.HAS_SECRET_KEY = True
    return True


def bring_database_up_to_date() -> None:
    """Make the tables that are missing and change those that are of an older version."""
    call_command("migrate", interactive=False, verbosity=0)
    if not settings.IS_ON_SQLITE:
        call_command("createcachetable", verbosity=0)


def is_new() -> bool:
    """Say whether nothing was ever kept: no data folder or an empty one, and an empty database."""
    folder = settings.LAUREA_DATA
    if folder.exists() and any(folder.iterdir()):
        return False
    return settings.IS_ON_SQLITE or not MigrationRecorder(connection).has_table()


def make_setup_token() -> str:
    """Return the token of the set-up, made now where there is none.

    Raises:
        NotFound, Unavailable: its file cannot be written.
    """
    standing = _setup_token()
    if standing:
        return standing
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    content = f"{token}\n".encode("ascii")
    write_file(setup_token_file(), content, mode=_OWNER_ONLY_FILE, replace=True)
    return token


def is_setup_token(token: str) -> bool:
    """Say whether this is the token of the set-up; there must be one."""
    standing = _setup_token()
    return bool(standing) and hmac.compare_digest(standing.encode(), token.strip().encode())


def forget_setup_token() -> None:
    """Let the token open nothing any more."""
    setup_token_file().unlink(missing_ok=True)


def setup_token_file() -> Path:
    """Return where the token is kept."""
    path: Path = settings.LAUREA_DATA / "setup-token"
    return path


def _setup_token() -> str:
    try:
        with setup_token_file().open("r", encoding="ascii") as file:
            return file.read(_LONGEST_TOKEN).strip()
    except (OSError, UnicodeDecodeError):
        return ""
